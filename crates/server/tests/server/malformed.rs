//! Requests that no client sends: each gets an answer that can be read, and none changes what it may not.

use crate::support::{NOW, create, instant};
use instance_lifecycle_server::endpoint::log::Log;
use instance_lifecycle_server::protocol::call::Message;
use instance_lifecycle_server::world::Account;
use instance_lifecycle_server::world::progress::Random;

/// Requests that are changed at random.
const SEEDS: &[&str] = &[
    "Format=JSON&Version=2014-05-26&AccessKeyId=test&Action=StopInstance&InstanceId=i-1&ForceStop=true&StoppedMode=KeepCharging",
    "Format=XML&Version=2014-05-26&AccessKeyId=test&Action=DescribeInstances&RegionId=cn-hangzhou&InstanceIds=%5B%22i-1%22%5D&Filter.1.Key=CreationStartTime&Filter.1.Value=2025-05-01T00:00Z&Tag.1.Key=a&MaxResults=10&NextToken=ZnJvbTox",
    "Version=2014-05-26&AccessKeyId=test&Action=RunInstances&RegionId=cn-hangzhou&ImageId=m&InstanceType=ecs.g7.large&Amount=2&AutoReleaseTime=2026-02-01T00:00:00Z&SpotStrategy=SpotAsPriceGo&Tag.1.Key=a&Tag.1.Value=b&ClientToken=t",
    "Format=JSON&Version=2014-05-26&AccessKeyId=test&Action=DeleteInstances&RegionId=cn-hangzhou&InstanceId.1=i-1&InstanceId.2=i-2&Force=true",
    "Format=JSON&Version=2014-05-26&AccessKeyId=test&Action=TagResources&RegionId=cn-hangzhou&ResourceType=instance&ResourceId.1=i-1&Tag.1.Key=%E4%BD%A0&Tag.1.Value=%F0%9F%98%80",
    "Format=JSON&Version=2014-05-26&AccessKeyId=test&Action=ModifyInstanceAutoReleaseTime&InstanceId=i-1&AutoReleaseTime=2026-02-01T00:00:00Z",
];

/// Pieces that parsers stumble over.
const PIECES: &[&str] = &[
    "%",
    "%zz",
    "%00",
    "%ff%fe",
    "+",
    "&&",
    "=",
    "==",
    ".1",
    ".0",
    ".99999999999",
    "\u{202e}",
    "]]>",
    "<!--",
    "\"",
    "-1",
    "18446744073709551616",
    "1e400",
    "NaN",
    "i-1",
    "0000-00-00T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "[[[[[[[[",
    "true",
];

/// Whether every element of an XML document is closed.
fn is_well_formed(xml: &str) -> bool {
    let mut reader = quick_xml::Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

#[test]
fn ten_thousand_malformed_requests_get_readable_answers() {
    let endpoint = instant();
    create(&endpoint, r#"{"InstanceId": "i-1", "Status": "Running"}"#);
    let mut random = Random(17);
    let mut below = |bound: usize| usize::try_from(random.next() % bound.max(1) as u64).unwrap_or_default();
    for _ in 0..10_000 {
        let mut query: Vec<char> = SEEDS[below(SEEDS.len())].chars().collect();
        for _ in 0..=below(4) {
            let at = below(query.len());
            match below(3) {
                0 => drop(query.splice(at..at, PIECES[below(PIECES.len())].chars())),
                1 => drop(query.drain(at..(at + below(8)).min(query.len()))),
                _ => query[at] = char::from_u32(below(0x300) as u32).unwrap_or('?'),
            }
        }
        let query: String = query.into_iter().collect();
        let in_form = below(4) == 0;
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut headers =
            vec![header("host", ["localhost:1", "[::1]:1", "", "::::", "ecs.x.aliyuncs.com"][below(5)])];
        if in_form {
            headers.push(header("content-type", "application/x-www-form-urlencoded"));
        }
        if below(8) == 0 {
            headers.push(header(
                "authorization",
                ["ACS3-", "ACS3-HMAC-SHA256 Credential=,=,,", "ACS3-HMAC-SHA256"][below(3)],
            ));
        }
        let message = Message {
            method: ["GET", "POST", "PUT", ""][below(20).min(3)].to_owned(),
            path: "/".to_owned(),
            query: if in_form { String::new() } else { query.clone() },
            headers,
            body: if in_form { query.clone().into_bytes() } else { Vec::new() },
        };
        let answer = endpoint.answer(&message, NOW).answer;
        let is_known = matches!(answer.http_status, 200 | 400 | 403 | 404 | 501);
        let is_readable = match answer.content_type {
            "application/json;charset=utf-8" => {
                serde_json::from_str::<serde_json::Value>(&answer.body).is_ok()
            }
            _ => is_well_formed(&answer.body),
        };
        assert!(is_known && is_readable, "{query}: {} {}", answer.http_status, answer.body);
    }
    let state = endpoint.lock();
    // Names that nobody created anything for take no memory; the log keeps the latest calls.
    let is_used = |account: &Account| {
        !account.is_empty() || account.released().next().is_some() || !account.tokens.is_empty()
    };
    assert!(state.world.accounts().all(|(_, account)| is_used(account)));
    assert_eq!(state.log.latest().count(), Log::MAX);
    let instances = state.world.accounts().flat_map(|(_, account)| account.iter());
    assert!(instances.into_iter().all(|(_, stored)| stored.instance.validate().is_ok()));
}
