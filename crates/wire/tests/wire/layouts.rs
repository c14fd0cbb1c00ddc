//! The meaning of a value does not depend on its length or layout.

use crate::{stop, told};
use instance_lifecycle_wire::{AnyCase, InputErrorKind, MAX_LINE, Stream};
use std::io::BufReader;

/// The values, each with the place of a padding that is not read.
const VALUES: [&str; 15] = [
    r#"{"Instances":[{"InstanceId":"i-1","Status":"Running","Description":"%"},{"InstanceId":"i-2","Status":"Stopped"}],"Request":{"Action":"StopInstances","InstanceId":["i-1","i-2"]}}"#,
    r#"{"Request":{"Action":"DeleteInstances"},"Instances":[{"InstanceId":"i-1","Status":"Running","Description":"%"},null]}"#,
    r#"{"Instances":[{"InstanceId":"i-1","Status":"Running","Description":"%"}],"Environment":{"Stock":"SoldOut"},"Request":{"Action":"StartInstances"}}"#,
    r#"{"Instance":{"InstanceId":"i-1","Status":"Running","Description":"%"},"Request":{"Action":"RebootInstance","DryRun":true}}"#,
    r#"{"InstanceId":"i-1","Status":"Running","Description":"%","OperationLocks":["security"]}"#,
    r#"[{"InstanceId":"i-1","Status":"Running","Description":"%"},{"InstanceId":"i-2","Status":"?"},5]"#,
    r#"{"RequestId":"%","Instances":{"Instance":[{"InstanceId":"i-1","Status":"Running"},{"Status":"Stopped"}]},"TotalCount":2}"#,
    r#"{"Instances":{"Instance":[{"InstanceId":"i-1","Status":"Running"}]},"instances":{"Instance":[]},"RequestId":"%"}"#,
    r#"{"instances":{"instance":[{"Status":"Stopped"}],"Instance":[{"InstanceId":"i-1","Status":"Running"}]},"RequestId":"%"}"#,
    r#"{"Instance":[{"InstanceId":"i-1","Status":"Running"}],"Instances":[],"RequestId":"%"}"#,
    r#"{"Instances":{"Instances":[]},"RequestId":"%"}"#,
    r#"{"Instances":[],"Request":{"Action":"StopInstances"},"RequestId":"%"}"#,
    r#"[{"Other":["?",{"InstanceId":"i-1","Status":"Running"}],"RequestId":"%"},{"Status":"Stopped"}]"#,
    r#"[{"Other":{"Instance":[{"Status":"Running"}]},"RequestId":"%"},[{"Status":"Stopped"}],{"Other":[]}]"#,
    r#"{"Instances":{"Instance":[{"InstanceId":"i-1","Status":"Running"},{"Statum":"Gone"},{"Other":{"Status":"Running"}}]},"RequestId":"%"}"#,
];

fn padded(value: &str, length: usize) -> String {
    value.replace('%', &"x".repeat(length))
}

fn read(input: &str) -> Vec<Result<AnyCase, InputErrorKind>> {
    let items = Stream::new(BufReader::with_capacity(4 << 10, input.as_bytes()), MAX_LINE, stop());
    items.map(|item| item.expect("a slice can be read").case.map_err(|error| error.kind().clone())).collect()
}

#[test]
fn length_does_not_change_the_meaning() {
    for value in VALUES {
        let expected = read(&padded(value, 1));
        assert!(!expected.is_empty() || value.contains(r#""Instances":[]"#), "{value}");
        let lengths = (1..17).flat_map(|power| [(1_usize << power) - 1, 1 << power]);
        // Longer lines are read case by case: the last short line, the first long one, and a longer one.
        let last = (128 << 10) + 1 - value.len();
        for length in lengths.chain([last, last + 1, 1 << 20]) {
            assert_eq!(read(&padded(value, length)), expected, "{length} bytes of {value}");
        }
    }
}

#[test]
fn line_breaks_do_not_change_the_meaning() {
    for value in VALUES {
        let line = padded(value, 1);
        for document in [line.replace(',', ",\n"), line.replace(':', ":\n"), line.replace('[', "[\n")] {
            assert_eq!(read(&document), read(&line), "{document}");
        }
    }
}

#[test]
fn a_batch_of_many_long_records_is_one_case() {
    let records: Vec<String> = (0..100)
        .map(|n| {
            format!(r#"{{"InstanceId":"i-{n}","Status":"Running","Description":"{}"}}"#, "x".repeat(1300))
        })
        .collect();
    let ids: Vec<String> = (0..100).map(|n| format!(r#""i-{n}""#)).collect();
    let batch = format!(
        r#"{{"Instances":[{}],"Request":{{"Action":"StopInstances","InstanceId":[{}]}}}}"#,
        records.join(","),
        ids.join(",")
    );
    assert_eq!(told(batch), ["1: -"]);
}

#[test]
fn lines_after_an_incomplete_one_are_read() {
    let one = r#"{"InstanceId":"i-1","Status":"Running"}"#;
    let open = one.trim_end_matches('}');
    let broken = "line 2: not JSON at column 1: expected `,` or `}`";
    assert_eq!(told(format!("{open}\n{open}\n{one}\n{one}\n")), [broken, "3: i-1", "4: i-1"]);
    assert_eq!(
        told(format!("[\n{one}\n{one}\n{one}\n")),
        ["2: i-1", "line 3: not JSON at column 1: expected `,` or `]`", "3: i-1", "4: i-1"]
    );
}
