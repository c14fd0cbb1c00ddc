//! Documents over several lines.

use crate::{told, told_up_to};

const DOCUMENT: &str = r#"{
  "RequestId": "R",
  "PageNumber": 1,
  "Tags": {"Tag": [{"Instances": [1, "]}"]}]},
  "Instances": {
    "Instance": [
      {
        "InstanceId": "i-1",
        "InstanceName": "a \"]}\\",
        "Status": "Running"
      },
      {"InstanceId": "i-2", "Status": "Gone"},

      {
        "InstanceId": "i-3", "Status": "Stopped",
        "OperationLocks": {"LockReason": []}
      }
    ]
  },
  "TotalCount": 3
}
"#;

const TOLD: [&str; 3] = [
    "7: i-1",
    "line 12: at `Instances.Instance[1].Status`: expected one of `Pending`, `Starting`, `Running`, `Stopping` or `Stopped`, \
     found `\"Gone\"`",
    "14: i-3",
];

#[test]
fn a_response() {
    assert_eq!(told(DOCUMENT), TOLD);
    assert_eq!(told(DOCUMENT.replace('\n', "\r\n")), TOLD);
    assert_eq!(told(format!("\u{feff}{DOCUMENT}")), TOLD);
    let small =
        DOCUMENT.replace("\"Instances\": {", "\"instances\": {").replace("\"Instance\":", "\"instance\":");
    assert_eq!(told(small), TOLD.map(|line| line.replace("Instances.Instance", "instances.instance")));
}

#[test]
fn every_shape() {
    let one = "{\n  \"InstanceId\": \"i-1\",\n  \"Status\": \"Running\"\n}";
    let case = format!("{{\n\"Request\": {{\"Action\": \"StopInstance\"}},\n\"Instance\": {one}\n}}");
    for (input, expected) in [
        (one.to_owned(), &["1: i-1"][..]),
        (format!("\n\n{one}"), &["3: i-1"]),
        (case.clone(), &["1: i-1"]),
        (format!("{one}\n{one}\n"), &["1: i-1", "5: i-1"]),
        (format!("{one}{one}"), &["1: i-1", "4: i-1"]),
        (format!("{one}\n{case}\n[]\n[{one},\n {case}]"), &["1: i-1", "5: i-1", "13: i-1", "17: i-1"]),
        (format!("[\n{one},\n{one}\n]"), &["2: i-1", "6: i-1"]),
        (format!("[{one},\n{one}]"), &["1: i-1", "5: i-1"]),
        ("[\n]".to_owned(), &[]),
        (format!("{{\n\"Instances\": [{one}]}}"), &["2: i-1"]),
        (format!("{{\n\"Instances\": {{\"Instance\": {one}}}}}"), &["2: i-1"]),
        (format!("{{\n\"Instance\": [{one}, {case}]}}"), &["2: i-1", "5: i-1"]),
        (format!("{{\n\"Instance\": {one}}}"), &["1: i-1"]),
        ("{\n\"Instances\": {\"Instance\": null}, \"Instances\": {}\n}".to_owned(), &[]),
        (format!("[\n{{\"Instances\": {{\"Instance\": [{one}]}}}}\n]"), &["2: i-1"]),
        (
            format!("{DOCUMENT}{DOCUMENT}"),
            &["7: i-1", TOLD[1], "14: i-3", "28: i-1", &TOLD[1].replace("12", "33"), "35: i-3"],
        ),
        // Lines may follow a document.
        (
            format!("{one}\n{}", "{\"InstanceId\": \"i-2\", \"Status\": \"Running\"}\n".repeat(2)),
            &["1: i-1", "5: i-2", "6: i-2"],
        ),
    ] {
        assert_eq!(told(&input), expected, "{input}");
    }
}

/// A value on one line, or two broken lines: what is a document and what are lines.
#[test]
fn documents_and_lines_are_told_apart() {
    let two = r#"{"InstanceId": "i-2", "Status": "Running"}"#;
    for (input, expected) in [
        // The second line is an object of its own: lines, the first of them broken.
        (
            format!("{{\"InstanceId\": \"i-1\",\n{two}"),
            &["line 1: not JSON at column 21: EOF while parsing a value", "2: i-2"][..],
        ),
        // It is not: a document.
        ("{\"InstanceId\": \"i-1\",\n\"Status\": \"Running\"}".to_owned(), &["1: i-1"]),
        (format!("[{two},\n{two}]"), &["1: i-2", "2: i-2"]),
        (format!("[{two},\n\n{two}]"), &["1: i-2", "3: i-2"]),
        // A bracket alone opens a document, whatever follows.
        (format!("[\n{two}\n]"), &["2: i-2"]),
        (format!("  [  \n{two}\n]"), &["2: i-2"]),
        // A string does not go on over a line: lines.
        (
            "{\"InstanceId\": \"i-1\n\", \"Status\": 1".to_owned(),
            &[
                "line 1: not JSON at column 19: EOF while parsing a string",
                "line 2: not JSON at column 5: trailing characters",
            ],
        ),
    ] {
        assert_eq!(told(&input), expected, "{input}");
    }
}

/// The cases before malformed JSON are read, then the error.
#[test]
fn broken_documents() {
    let head = "[\n{\"InstanceId\": \"i-1\", \"Status\": \"Running\"},\n";
    let in_a_list = [
        "",
        "{\"Status\": \"Running\"",
        "{\"Status\":\n \"Running",
        "{\"Status\": \"Running\n\"}]",
        "{\"Status\": Running}\n]",
        "  {\"Status\":\n\n  Running}\n]",
        "{\"Status\": \"Running\"]\n]",
        "{\"Status\": \"Running\"} {}\n]",
        "]",
        ",{}]",
        "}",
        "{}]\n}\n[]",
    ];
    let elsewhere = [
        "{\n",
        "{\n,",
        "{\n\"a\" 1}",
        "{\n\"a\": 1 2}",
        "{\n\"a\": 1, }",
        "{\n\"a\": x, \"Instances\": []}",
        "{\n\"Instances\": []",
        "{\n\"Instances\": [] 1",
        "{\n\"Instances\": [], \"a\": x}",
        "{\n\"Instances\": {\"Instance\": [{\"Status\": 1}], \"a\"}}",
        "[\n] x",
        "[\n5\n]",
        "[\n[]\n]",
    ];
    let inputs = in_a_list.iter().map(|tail| format!("{head}{tail}"));
    let inputs = inputs.chain(elsewhere.iter().map(ToString::to_string));
    let table: String =
        inputs.map(|input| format!("{input}\n=> {}\n\n", told(&input).join("\n=> "))).collect();
    insta::assert_snapshot!(table, @r#"
    [
    {"InstanceId": "i-1", "Status": "Running"},

    => 2: i-1
    => line 2: not JSON at column 43: unexpected end of the document

    [
    {"InstanceId": "i-1", "Status": "Running"},
    {"Status": "Running"
    => 2: i-1
    => line 3: not JSON at column 20: EOF while parsing an object

    [
    {"InstanceId": "i-1", "Status": "Running"},
    {"Status":
     "Running
    => 2: i-1
    => line 4: not JSON at column 9: EOF while parsing a string

    [
    {"InstanceId": "i-1", "Status": "Running"},
    {"Status": "Running
    "}]
    => 2: i-1
    => line 3: not JSON at column 20: control character (\u0000-\u001F) found while parsing a string

    [
    {"InstanceId": "i-1", "Status": "Running"},
    {"Status": Running}
    ]
    => 2: i-1
    => line 3: not JSON at column 12: expected value

    [
    {"InstanceId": "i-1", "Status": "Running"},
      {"Status":

      Running}
    ]
    => 2: i-1
    => line 5: not JSON at column 3: expected value

    [
    {"InstanceId": "i-1", "Status": "Running"},
    {"Status": "Running"]
    ]
    => 2: i-1
    => line 3: not JSON at column 21: expected `,` or `}`

    [
    {"InstanceId": "i-1", "Status": "Running"},
    {"Status": "Running"} {}
    ]
    => 2: i-1
    => 3: -
    => line 3: not JSON at column 23: expected `,` or `]`

    [
    {"InstanceId": "i-1", "Status": "Running"},
    ]
    => 2: i-1
    => line 3: not JSON at column 1: expected value

    [
    {"InstanceId": "i-1", "Status": "Running"},
    ,{}]
    => 2: i-1
    => line 3: not JSON at column 1: expected value

    [
    {"InstanceId": "i-1", "Status": "Running"},
    }
    => 2: i-1
    => line 3: not JSON at column 1: expected value

    [
    {"InstanceId": "i-1", "Status": "Running"},
    {}]
    }
    []
    => 2: i-1
    => line 3: at `[1]`: no instance records found: expected `Instances`, `Instance`, `InstanceStatuses` or a record with `Status`, found no keys
    => line 4: not JSON at column 1: expected value

    {

    => line 1: not JSON at column 1: EOF while parsing an object

    {
    ,
    => line 2: not JSON at column 1: key must be a string

    {
    "a" 1}
    => line 2: not JSON at column 5: expected `:`

    {
    "a": 1 2}
    => line 2: not JSON at column 8: expected `,` or `}`

    {
    "a": 1, }
    => line 2: not JSON at column 9: key must be a string

    {
    "a": x, "Instances": []}
    => line 2: not JSON at column 6: expected value

    {
    "Instances": []
    => line 2: not JSON at column 15: unexpected end of the document

    {
    "Instances": [] 1
    => line 2: not JSON at column 17: expected `,` or `}`

    {
    "Instances": [], "a": x}
    => line 2: not JSON at column 23: expected value

    {
    "Instances": {"Instance": [{"Status": 1}], "a"}}
    => line 2: at `Instances.Instance[0].Status`: expected one of `Pending`, `Starting`, `Running`, `Stopping` or `Stopped`, found `1`
    => line 2: not JSON at column 47: expected `:`

    [
    ] x
    => line 2: not JSON at column 3: expected value

    [
    5
    ]
    => line 2: at `[0]`: expected a case or a record, found `5`

    [
    []
    ]
    => line 2: at `[0]`: expected a case or a record, found a list
    "#);
    let input = b"[\n{\"Status\": \"\xff\"},\n{\"InstanceId\": \"i-1\", \"Status\": \"Running\"}]";
    assert_eq!(told(input), ["line 2: not UTF-8 at column 13"]);
}

#[test]
fn nesting_bombs() {
    let deep = "[\n".repeat(100_000);
    assert_eq!(told(&deep).len(), 1);
    let closed = format!("{deep}{}", "]\n".repeat(100_000));
    assert_eq!(told(closed), ["line 129: not JSON at column 1: recursion limit exceeded"]);
}

#[test]
fn records_and_lines_too_long() {
    let one = r#"{"InstanceId": "i-1", "Status": "Running"}"#;
    let wide = format!("{{\n\"Name\": \"{}\",\n\"Status\": \"Running\"\n}}", "x".repeat(40));
    // A record that is too long by its lines together is passed over.
    assert_eq!(
        told_up_to(format!("[\n{one},\n{wide},\n{one}\n]"), 60),
        ["2: i-1", "line 3: longer than 60 bytes, the limit set by `--max-line`", "7: i-1"]
    );
    assert_eq!(told_up_to(&wide, 60), ["line 1: longer than 60 bytes, the limit set by `--max-line`"]);
    // A line that is too long ends the document; a record on a line of its own is read again.
    let long = " ".repeat(100);
    assert_eq!(
        told_up_to(format!("[\n{one},\n{long}\n{one}\n]"), 60),
        [
            "2: i-1",
            "line 3: longer than 60 bytes, the limit set by `--max-line`",
            "4: i-1",
            "line 5: not JSON at column 1: expected value"
        ]
    );
}

/// Where a response over several lines holds no list of records, that is said as on one line.
#[test]
fn responses_without_a_list() {
    let one = r#"{"InstanceId": "i-1", "Status": "Running"}"#;
    let missing = "missing field `Instances.Instance`; expected a list of records";
    for (inner, expected) in [
        (r#"{"Instanse": []}"#, &[missing][..]),
        (r#"{"Instance": 5}"#, &["at `Instances.Instance`: expected a list of records, found `5`"]),
        (r#"{"Instance": "i-1"}"#, &["at `Instances.Instance`: expected a list of records, found `\"i-1\"`"]),
        (r#"{"Instance": null}"#, &[]),
        ("{}", &[]),
        ("[]", &[]),
        ("5", &["at `Instances`: expected a list of records, found `5`"]),
    ] {
        for broken in [false, true] {
            let end = if broken { "\n" } else { "" };
            let found = told(format!("{{{end}\"Instances\": {inner}}}"));
            let reasons: Vec<_> = found.iter().map(|told| told.split_once(": ").expect("a line").1).collect();
            assert_eq!(reasons, expected, "{inner} {broken}");
        }
    }
    // What follows the document is read.
    assert_eq!(
        told(format!("{{\n\"Instances\":\n{{\"Foo\": {one}}}}}\n{one}\n")),
        [format!("line 1: {missing}"), "4: i-1".to_owned()]
    );
}

/// A batch is read whole, wherever its request is, unless it exceeds the limit of a line.
#[test]
fn a_batch_over_several_lines_may_end_with_its_request() {
    let one = r#"{"InstanceId": "i-1", "Status": "Running"}"#;
    let request = r#"{"Action": "StopInstances"}"#;
    assert_eq!(told(format!("{{\n\"Request\": {request},\n\"Instances\": [{one}]\n}}")), ["1: -"]);
    let late = format!("{{\n\"Instances\": [{one}],\n\"Request\": {request}\n}}");
    assert_eq!(told(&late), ["1: -"]);
    assert_eq!(
        told_up_to(&late, 80),
        [
            "2: i-1",
            "line 3: at `Request`: expected before the records, since the document is longer than `--max-line`"
        ]
    );
}
