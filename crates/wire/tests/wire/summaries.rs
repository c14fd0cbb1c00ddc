//! The summary of a stream: records read, and what responses announce beyond them.

use instance_lifecycle_wire::{Defaults, MAX_LINE, Stream};

fn summary(input: &str) -> (u64, Option<u64>, bool, bool) {
    let mut stream = Stream::new(input.as_bytes(), MAX_LINE, Defaults::default());
    stream.by_ref().for_each(|item| drop(item.expect("a slice can be read")));
    let summary = stream.summary();
    (summary.records, summary.total_count, summary.next_token, summary.is_partial())
}

#[test]
fn empty_input_holds_no_record() {
    for input in ["", "\n\n", "[]", r#"{"Instances":{"Instance":[]}}"#, "[\n]", "{\n\"Instances\": {}\n}"] {
        assert_eq!(summary(input), (0, None, false, false), "{input}");
    }
}

#[test]
fn paging_members_are_read_on_one_line_and_over_several() {
    let responses = [
        (
            r#"{"TotalCount": 2, "NextToken": "", "Instances": {"Instance": [{"Status": "Running"}]}}"#,
            (1, Some(2), false, true),
        ),
        (
            r#"{"Instances": {"Instance": [{"Status": "Running"}]}, "TotalCount": 1, "NextToken": "c2"}"#,
            (1, Some(1), true, true),
        ),
        (
            r#"{"Instances": [{"Status": "Running"}, {"Status": "?"}], "totalCount": "2"}"#,
            (2, Some(2), false, false),
        ),
    ];
    for (response, expected) in responses {
        assert_eq!(summary(response), expected, "{response}");
        let document = response.replace(", ", ",\n").replace('{', "{\n");
        assert_eq!(summary(&document), expected, "{document}");
    }
}

#[test]
fn pages_of_one_listing_add_up() {
    let pages = r#"{"TotalCount": 2, "NextToken": "c2", "Instances": {"Instance": [{"Status": "Running"}]}}
        {"TotalCount": 2, "NextToken": "", "Instances": {"Instance": [{"Status": "Stopped"}]}}"#;
    assert_eq!(summary(pages), (2, Some(2), false, false));
}
