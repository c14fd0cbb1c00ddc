//! Parts of a stream hold what the stream holds, and lines read without a tree what they read with one.

use instance_lifecycle::{Environment, StopInstance};
use instance_lifecycle_wire::{
    AnyCase, Defaults, Item, Json, LineReader, MAX_LINE, PolicyFormat, Stream, Summary, read_policy,
};
use std::fs;

fn examples() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/records/cases.ndjson");
    fs::read_to_string(path).expect("the example exists")
}

/// The items of a stream, and its summary.
fn whole(input: &str, max_line: usize, defaults: &Defaults) -> (Vec<Item>, Summary) {
    let mut stream = Stream::new(input.as_bytes(), max_line, defaults.clone());
    let items = stream.by_ref().map(|item| item.expect("memory can be read")).collect();
    (items, stream.summary())
}

/// The same, part by part.
fn by_chunks(input: &str, max_line: usize, defaults: &Defaults) -> (Vec<Item>, Summary) {
    let mut stream = Stream::new(input.as_bytes(), max_line, defaults.clone());
    let mut reader = LineReader::new(defaults.clone());
    let (mut items, mut summary) = (Vec::new(), Summary::default());
    while let Some(chunk) = stream.next_chunk().expect("memory can be read") {
        summary.add(&chunk.each(&mut reader, |item| items.push(item.into())));
    }
    (items, summary)
}

fn totals(summary: Summary) -> (u64, Option<u64>, bool) {
    (summary.records, summary.total_count, summary.next_token)
}

#[test]
fn parts_hold_what_the_stream_holds() {
    let lines = examples();
    let many: String = lines.repeat(1 + (600 << 10) / lines.len());
    let page = |more: &str| {
        format!(
            "{{\"TotalCount\": 7, {more}\"Instances\": {{\"Instance\": [{{\"Status\": \"Running\"}}]}}}}\n"
        )
    };
    let long = format!("[{}]\n", vec![lines.lines().next().expect("a line"); 900].join(","));
    let pretty = page("\"NextToken\": \"n\", ").replace("[{", "[\n{\n").replace('}', "\n}");
    let inputs = [
        String::new(),
        "\n \n".to_owned(),
        format!("\u{feff}{lines}"),
        many.clone(),
        format!("{many}\n\nnonsense\n{{\n{lines}"),
        format!("{}{many}{}", page("\"NextToken\": \"n\", "), page("")),
        format!("{}{many}{}", page(""), page("\"NextToken\": \"n\", ")),
        format!("{lines}{long}{lines}"),
        pretty.clone(),
        format!("{pretty}\n{lines}"),
        format!("{{\n{lines}"),
        format!("{}\n{lines}", "x".repeat(5_000)),
        format!("{lines}{}", "x".repeat(5_000)),
        format!("{many}{}\n{many}{}\n", "x".repeat(300 << 10), "y".repeat(300 << 10)),
    ];
    let defaults = Defaults { request: Some(StopInstance::DEFAULT.into()), ..Defaults::default() };
    for (number, input) in inputs.iter().enumerate() {
        for max_line in [MAX_LINE, 4_000, 300] {
            let (items, summary) = whole(input, max_line, &defaults);
            let (parts, summary_of_parts) = by_chunks(input, max_line, &defaults);
            assert!(items == parts, "input {number}, {max_line}");
            assert_eq!(totals(summary), totals(summary_of_parts), "input {number}, {max_line}");
        }
    }
}

/// The item of a line, read from the tree of its JSON.
fn by_tree(line: &str, defaults: &Defaults) -> Option<Result<AnyCase, String>> {
    let json: Json<'_> = serde_json::from_str(line).ok()?;
    Some(AnyCase::read(&json, defaults).map_err(|error| error.to_string()))
}

/// Every line with one byte removed, replaced or doubled reads as its tree does.
#[test]
fn lines_read_the_same_with_and_without_a_tree() {
    let forms = [
        r#"{"Instance":null,"Request":{"Action":"StopInstance","InstanceId":"i-1"}}"#,
        r#"{"Request":{"Action":"RunInstances","Amount":3},"Instance":null,"Environment":{"Stock":"SoldOut"}}"#,
        r#"{"Instance":{"Status":"Running","status":"Stopped"},"Request":{"Action":"StopInstance"}}"#,
        r#"{"Instance":{"Status":"Running","Status":"Stopped"},"Request":{"Action":"StopInstance"}}"#,
        r#"{"Instance":{"InstanceId":"i\u002d1","Status":"Running","Facts":{"Standing":"InArrears"}},"Request":{"Action":"StopInstance","InstanceId":"i-1","RegionId":"r","ForceStop":"x"}}"#,
        r#"{"Instance":{"Status":"Running"},"Request":{"Action":"StopInstances"}}"#,
        r#"{"Instance":{"Status":"Running"},"Disks":[]}"#,
        r#"{"Instance":{"Status":"Running"},"Request":{"Action":"CreateInstance"}}"#,
        r#"{"Instance":{"Status":"Running"}}"#,
        r#"{"Instance":{"InstanceId":"i-1","Status":"Running"},"Request":{"Action":"StopInstance","InstanceId":"i-2"}}"#,
    ];
    let request = Some(StopInstance::DEFAULT.into());
    let all = [
        Defaults::default(),
        Defaults { request, ..Defaults::default() },
        Defaults {
            action: Some(instance_lifecycle::Action::StartInstance),
            environment: Environment::DEFAULT,
            ..Defaults::default()
        },
    ];
    let mut compared = 0;
    for line in examples().lines().chain(forms) {
        let mut variants = vec![line.to_owned()];
        for at in (0..line.len()).step_by(3) {
            let (before, after) = line.split_at(at);
            variants.push(format!("{before}{}", &after[1..]));
            variants.push(format!("{before}{}{after}", &after[..1]));
            variants.push(format!("{before}1{}", &after[1..]));
        }
        for (line, defaults) in variants.iter().zip(all.iter().cycle()) {
            let mut found = Vec::new();
            LineReader::new(defaults.clone()).each(1, line.as_bytes(), |item| found.push(item.case));
            // Other objects than cases are followed into their members.
            if !line.contains("\"Instance\":") {
                continue;
            }
            let [found] = &found[..] else { continue };
            let Some(expected) = by_tree(line, defaults) else {
                assert!(found.is_err(), "{line}");
                continue;
            };
            match (found, expected) {
                (Ok(found), expected) => assert_eq!(Ok(found), expected.as_ref(), "{line}"),
                (Err(found), Err(expected)) => assert_eq!(found.kind().to_string(), expected, "{line}"),
                (Err(found), Ok(_)) => panic!("{line}: {found}"),
            }
            compared += 1;
        }
    }
    assert!(compared > 3_000, "{compared}");
}

/// Attributes of a policy whose values are read from tags and from members of the record.
const CUSTOM: &str = r#"policy = 1
base = "ecs-2025-12-03"

[[attributes]]
name = "tier"
values = ["gold", "silver"]
from = { tag = "tier" }

[[attributes]]
name = "gpus"
values = ["0", "1", "5"]
from = { field = "GPUAmount" }
"#;

/// A line is read as by a reader that has read no other line before, whichever lines it has read.
#[test]
fn a_line_does_not_depend_on_the_lines_before() {
    let forms = [
        r#"{"Instance":{"InstanceId":"i-1","Status":"Stopped","StoppedMode":"StopCharging","Name":"web","EipAddress":{"IpAddress":"192.0.2.1","Id":"e"},"PublicIpAddress":{"IpAddress":["192.0.2.2"]},"VpcAttributes":{"VpcId":"vpc-1"},"AutoReleaseTime":"2026-01-01T00:00Z","InternetMaxBandwidthOut":5},"Request":{"Action":"StopInstance","InstanceId":"i-1"}}"#,
        r#"{"Instance":{"InstanceId":"i-1","InstanceId":"i-1","Status":"Running","Facts":{"PublicIpAddress":"PayByTraffic","SystemDisk":"Missing"}},"Request":{"Action":"StopInstance"}}"#,
        r#"{"Request":{"Action":"DeleteInstance","InstanceId":"i-1"},"Environment":{"Stock":"Exhausted"},"Instance":null}"#,
        r#"{"Instance":{"instanceId":"i-1","Status":"Running","Disks":{"Disk":[{"InstanceId":"i-1","Type":"system","Encrypted":true}]}},"Request":{"Action":"StopInstance"}}"#,
        r#"{"Instance":{"Status":"Running","InstanceType":"ecs.g7.large","instanceType":"ecs.t6.large","GPUAmount":1,"GPUAmount":0,"LocalStorageAmount":[1],"localStorageAmount":2},"Request":{"Action":"StopInstance","DryRun":"true"}}"#,
        r#"{"Instance":{"Status":"Running","InstanceType":"ecs.i1.large","LocalStorageAmount":0,"InternetChargeType":"PayByBandwidth","Tags":{"Tag":[{"TagKey":"tier","TagValue":"gold"}]}},"Request":{"Action":"DeleteInstance","Force":true}}"#,
    ];
    let long = format!("\"ecs.g7.{}\"", "x".repeat(300));
    let values = [
        "\"\"",
        "\"x\"",
        "null",
        "[]",
        "[\"\"]",
        "[\"x\",\"y\"]",
        "{}",
        "5",
        "\"\\u0041\"",
        "true",
        "0",
        "00",
        "-1",
        "0.5",
        "1e3",
        "\"7\"",
        "9999999999999999999",
        "\"i-1\"",
        "\"i-\\u0031\"",
        "\"ecs.i1.large\"",
        "\"ecs.i1.xlarge\"",
        "\"ecs.gn5\"",
        "\"t5\"",
        "\"ecs.\"",
        "\"ecs.t\\u0035.large\"",
        "\"gold\"",
        "\"silver\"",
        "\"\u{e9}\"",
        &long,
    ];
    let mut lines = Vec::new();
    for line in examples().lines().chain(forms) {
        lines.push(line.to_owned());
        // Every scalar value is replaced, one after the other.
        let mut start = 0;
        while let Some(colon) = line[start..].find(':') {
            let (before, after) = line.split_at(start + colon + 1);
            let blanks = after.len() - after.trim_start().len();
            let value = &after[blanks..];
            let end = match value.as_bytes()[0] {
                b'"' => value[1..].find('"').expect("the text ends") + 2,
                b'{' | b'[' => 0,
                _ => value.find([',', '}', ']']).expect("the value ends"),
            };
            if end > 0 {
                lines.extend(values.iter().map(|other| format!("{before}{other}{}", &value[end..])));
            }
            start = before.len() + blanks + end;
        }
    }
    let policy = read_policy(CUSTOM, PolicyFormat::Toml).expect("the policy is valid");
    for defaults in [
        Defaults::default(),
        Defaults { request: Some(StopInstance::DEFAULT.into()), ..Defaults::default() },
        Defaults { attributes: policy.attributes().clone(), ..Defaults::default() },
    ] {
        let read = |reader: &mut LineReader, line: &str| {
            let mut items = Vec::new();
            reader.each(1, line.as_bytes(), |item| items.push(item));
            items
        };
        let alone = |line: &String| read(&mut LineReader::new(defaults.clone()), line);
        let expected: Vec<Vec<Item>> = lines.iter().map(alone).collect();
        let mut reader = LineReader::new(defaults.clone());
        for _ in 0..2 {
            for (line, expected) in lines.iter().zip(&expected) {
                assert_eq!(read(&mut reader, line), *expected, "{line}");
            }
        }
    }
    assert!(lines.len() > 5_000, "{}", lines.len());
}
