//! Streams of lines.

use crate::{read, stop, tell, told, told_up_to};
use instance_lifecycle_wire::{InputErrorKind, LineReader, MAX_LINE, Stream};
use std::io::{self, BufReader, Read};

const ONE: &str = r#"{"InstanceId":"i-1","Status":"Running"}"#;
const TWO: &str = r#"{"InstanceId":"i-2","Status":"Running"}"#;

#[test]
fn nothing_at_all() {
    for input in ["", "\n", "\n \r\n\t\n", "\u{feff}", "\u{feff}\n"] {
        assert_eq!(told(input), [""; 0], "{input:?}");
    }
}

#[test]
fn one_answer_a_line_and_none_for_a_blank_one() {
    assert_eq!(told(format!("\n{ONE}\n\n  \r\n{TWO}")), ["2: i-1", "5: i-2"]);
    assert_eq!(told(format!("{ONE}\r\n{TWO}\r\n")), ["1: i-1", "2: i-2"]);
    assert_eq!(told(format!("\u{feff}{ONE}\n{TWO}\n")), ["1: i-1", "2: i-2"]);
    let case = format!(r#"{{"Instance":{TWO},"Request":{{"Action":"StopInstance"}}}}"#);
    let response = format!(r#"{{"Instances":{{"Instance":[{ONE},{TWO}]}}}}"#);
    assert_eq!(
        told(format!("{ONE}\n{case}\n[{ONE},{case}]\n[]\n{response}\n")),
        ["1: i-1", "2: i-2", "3: i-1", "3: i-2", "5: i-1", "5: i-2"]
    );
}

/// Whatever stands in one line, the others are read.
#[test]
fn broken_lines() {
    let bomb = "[".repeat(100_000);
    let nested = format!("{}1{}", "[".repeat(200), "]".repeat(200));
    let none = "no instance records found: expected `Instances`, `Instance`, `InstanceStatuses` or a record \
                with `Status`";
    let status = "expected one of `Pending`, `Starting`, `Running`, `Stopping` or `Stopped`";
    for (broken, expected) in [
        (
            &b"{\"InstanceId\":\"i-1\",\"Status\":\"Run"[..],
            "not JSON at column 33: EOF while parsing a string".to_owned(),
        ),
        (b"{\"Status\":\"Running\"", "not JSON at column 19: EOF while parsing an object".to_owned()),
        (b"{\"Status\":\"Running\"} x", "not JSON at column 22: trailing characters".to_owned()),
        (b"{\"Status\":\"Running\"}{}", "not JSON at column 21: trailing characters".to_owned()),
        (b"{\"Status\":Running}", "not JSON at column 11: expected value".to_owned()),
        (b"{'Status':'Running'}", "not JSON at column 2: key must be a string".to_owned()),
        (b"\0", "not JSON at column 1: expected value".to_owned()),
        (
            b"{\"Status\":\"Run\0ning\"}",
            "not JSON at column 15: control character (\\u0000-\\u001F) found while parsing a string"
                .to_owned(),
        ),
        (b"{\"Status\":\"\xff\"}", "not UTF-8 at column 12".to_owned()),
        (b"\xff\xfe{\0}\0", "not UTF-8 at column 1".to_owned()),
        (b"NaN", "not JSON at column 1: expected value".to_owned()),
        (b"<Instances/>", "not JSON at column 1: expected value".to_owned()),
        (bomb.as_bytes(), "not JSON at column 128: recursion limit exceeded".to_owned()),
        (nested.as_bytes(), "not JSON at column 128: recursion limit exceeded".to_owned()),
        (b"5", "expected a case, a record or a list of them, found `5`".to_owned()),
        (b"[5]", "at `[0]`: expected a case or a record, found `5`".to_owned()),
        (b"[[]]", "at `[0]`: expected a case or a record, found a list".to_owned()),
        (b"{}", format!("{none}, found no keys")),
        (b"{\"Code\":\"Throttling\"}", format!("{none}, found key `Code`")),
        (b"{\"Code\":\"Throttling\",\"Message\":\"\"}", "this is an error answer: `Throttling`".to_owned()),
        (b"{\"Instances\":5}", "at `Instances`: expected a list of records, found `5`".to_owned()),
        (
            b"{\"Instances\":{\"Foo\":[]}}",
            "missing field `Instances.Instance`; expected a list of records".to_owned(),
        ),
        (
            b"{\"Instances\":{\"Instance\":[{}]}}",
            format!("missing field `Instances.Instance[0].Status`; {status}"),
        ),
    ] {
        let text = String::from_utf8_lossy(&broken[..broken.len().min(80)]).into_owned();
        let expected = format!("line 2: {expected}");
        let input = [ONE.as_bytes(), broken, TWO.as_bytes()].join(&b'\n');
        assert_eq!(told(input), ["1: i-1", &*expected, "3: i-2"], "{text}");
        // The same as the first line, and as the last.
        let input = [b"", broken, TWO.as_bytes(), b""].join(&b'\n');
        assert_eq!(told(input), [&*expected, "3: i-2"], "{text}");
        let input = [ONE.as_bytes(), broken].join(&b'\n');
        assert_eq!(told(input).len(), 2, "{text}");
    }
}

/// Whatever a document begins with, good lines after it are read, each once.
#[test]
fn broken_beginnings() {
    let cut = r#"{"InstanceId":"i-0","Status":"Running""#;
    let tags = r#"{"InstanceId":"i-0","Tags":["#;
    let listing = format!(r#"{{"Instances":{{"Instance":[{TWO}]}}}}"#);
    let case = format!(r#"{{"Instance":{TWO},"Request":{{"Action":"StopInstance"}}}}"#);
    for (lines, expected) in [
        // The number of the broken line, and the good lines.
        (vec![cut, cut, ONE, TWO], (2, vec![3, 4])),
        (vec![cut, cut, cut, ONE, TWO], (2, vec![4, 5])),
        (vec![cut, cut, &case, &listing], (2, vec![3, 4])),
        (vec![cut, "", cut, "", ONE, TWO], (3, vec![5, 6])),
        (vec!["{", ONE, TWO], (2, vec![2, 3])),
        (vec!["[", ONE, TWO], (3, vec![2, 3])),
        (vec!["[", ONE], (2, vec![2])),
        (vec!["[", cut, ONE, TWO, &listing], (3, vec![3, 4, 5])),
        (vec!["[", tags, ONE, TWO, &listing], (4, vec![3, 4, 5])),
        (vec!["[", tags, ONE], (3, vec![3])),
        (vec![r#"{"Instances":{"Instance":["#, cut, ONE, TWO], (3, vec![3, 4])),
        (vec!["[", cut, &format!("[{ONE},{ONE}]"), TWO], (3, vec![3, 3, 4])),
        (vec!["{\"Instances\":", "[", cut, ONE, TWO], (4, vec![4, 5])),
    ] {
        let found = told(lines.join("\n"));
        let (broken, good): (Vec<String>, Vec<String>) =
            found.into_iter().partition(|line| line.starts_with("line "));
        let number = |line: &String| line.split(':').next().and_then(|number| number.parse::<u64>().ok());
        let good: Vec<u64> = good.iter().filter_map(number).collect();
        assert_eq!(broken.len(), 1, "{lines:#?} {broken:?}");
        let start = format!("line {}: not JSON", expected.0);
        assert!(broken[0].starts_with(&start), "{lines:#?} {broken:?}");
        assert_eq!(good, expected.1, "{lines:#?} {broken:?}");
    }
}

/// What nobody reads must be JSON, and no more than that.
#[test]
fn values_that_are_not_looked_at() {
    let nested = format!("{}1{}", "[".repeat(1000), "]".repeat(1000));
    assert_eq!(
        told(format!("{{\"Weird\":{nested},\"Price\":1e999,\"InstanceId\":\"i-1\",\"Status\":\"Running\"}}")),
        ["1: i-1"]
    );
    assert_eq!(
        told("{\"Weird\":[1,],\"Status\":\"Running\"}"),
        ["line 1: not JSON at column 13: expected value"]
    );
}

#[test]
fn one_bad_record_in_a_line_of_many() {
    assert_eq!(
        told(format!(r#"{{"Instances":{{"Instance":[{ONE},{{"Status":"Gone"}},null,{TWO}]}}}}"#)),
        [
            "1: i-1",
            "line 1: at `Instances.Instance[1].Status`: expected one of `Pending`, `Starting`, `Running`, `Stopping` or \
             `Stopped`, found `\"Gone\"`",
            "line 1: at `Instances.Instance[2]`: expected a case or a record, found `null`",
            "1: i-2",
        ]
    );
}

#[test]
fn lines_too_long() {
    let limit = ONE.len();
    let long = format!("{ONE} ");
    let longer = " ".repeat(1000);
    assert_eq!(
        told_up_to(format!("{ONE}\n{long}\n{TWO}\n"), limit),
        ["1: i-1", "line 2: longer than 39 bytes, the limit set by `--max-line`", "3: i-2"]
    );
    assert_eq!(
        told_up_to(format!("{long}\n{TWO}\n"), limit),
        ["line 1: longer than 39 bytes, the limit set by `--max-line`", "2: i-2"]
    );
    assert_eq!(told_up_to(format!("{ONE}\n{longer}\n{longer}"), limit).len(), 3);
    assert_eq!(told_up_to(ONE, limit), ["1: i-1"]);
    assert_eq!(told_up_to(ONE, 0), ["line 1: longer than 0 bytes, the limit set by `--max-line`"]);
    assert_eq!(
        read(long.as_bytes(), limit)[0].case.as_ref().map_err(|error| (error.line(), error.kind())),
        Err((1, &InputErrorKind::TooLong { max: 39 }))
    );
}

/// A stream that never ends is read as it comes; so is a line that never ends.
#[test]
fn endless_input() {
    struct Endless(Vec<u8>, usize);

    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            for byte in buffer.iter_mut() {
                *byte = self.0[self.1 % self.0.len()];
                self.1 += 1;
            }
            Ok(buffer.len())
        }
    }

    let endless = BufReader::new(Endless(format!("{ONE}\n").into_bytes(), 0));
    let last = Stream::new(endless, MAX_LINE, stop()).take(100_000).last();
    assert_eq!(last.map(|item| tell(&item.expect("it can be read"))), Some("100000: i-1".to_owned()));

    let long = BufReader::new(Endless(b"x".to_vec(), 0).take(64 << 20));
    let items: Vec<_> =
        Stream::new(long, 1 << 10, stop()).map(|item| tell(&item.expect("it can be read"))).collect();
    assert_eq!(items, ["line 1: longer than 1024 bytes, the limit set by `--max-line`"]);

    // A document without an end: every element comes out by itself.
    let elements = BufReader::new("[\n".as_bytes().chain(Endless(format!("{ONE},\n").into_bytes(), 0)));
    let last = Stream::new(BufReader::new(elements), 1 << 10, stop()).take(50_000).last();
    assert_eq!(last.map(|item| tell(&item.expect("it can be read"))), Some("50001: i-1".to_owned()));
}

/// An error of the source ends the stream.
#[test]
fn a_source_that_fails() {
    struct Failing;

    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("unplugged"))
        }
    }

    for start in [format!("{ONE}\n"), format!("[\n{ONE},\n")] {
        let items: Vec<_> = Stream::new(BufReader::new(start.as_bytes().chain(Failing)), MAX_LINE, stop())
            .map(|item| item.as_ref().map_or_else(ToString::to_string, tell))
            .collect();
        assert_eq!(items.last().map(String::as_str), Some("unplugged"));
        assert_eq!(items.len(), 2);
    }
}

#[test]
fn a_line_by_itself() {
    let mut items = Vec::new();
    for (number, line) in [(7, format!("[{ONE},{TWO}]")), (8, String::new()), (9, "{".to_owned())] {
        LineReader::new(stop()).each(number, line.as_bytes(), |item| items.push(tell(&item)));
    }
    assert_eq!(items, ["7: i-1", "7: i-2", "line 9: not JSON at column 1: EOF while parsing an object"]);
}

/// A line is read in the same way however long it is: a long one only case by case.
#[test]
fn long_lines_are_read_as_short_ones() {
    let padding = " ".repeat(200 << 10);
    let case = format!(r#"{{"Instance":{TWO},"Request":{{"Action":"StopInstance"}}}}"#);
    for line in [
        ONE.to_owned(),
        case.clone(),
        format!("[{ONE},5,[],{{}},{case}]"),
        format!(r#"{{"RequestId":"R","Instances":{{"Instance":[{ONE},null,{TWO}]}},"TotalCount":2}}"#),
        r#"{"Instances":{"Foo":[]}}"#.to_owned(),
        r#"{"Instances":{"Instance":"i-1"}}"#.to_owned(),
        r#"{"Instances":5}"#.to_owned(),
        "5".to_owned(),
        "[]".to_owned(),
        format!("{ONE} x"),
        format!("[{ONE},{{]"),
        "\u{feff}{}".to_owned(),
    ] {
        let expected = told(format!("{ONE}\n{line}\n{TWO}"));
        assert_eq!(told(format!("{ONE}\n{line}{padding}\r\n{TWO}")), expected, "{line}");
        let first = told(format!("{line}\n{TWO}"));
        assert_eq!(told(format!("{line}{padding}\n{TWO}")), first, "{line}");
    }
}
