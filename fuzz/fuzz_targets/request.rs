//! Reads bytes as requests to the mock endpoint. Each gets an answer of the right form, the same from every
//! endpoint in the same state; none leaves an instance that the model forbids; and with keys configured, a
//! request without the right signature is refused.

#![no_main]

use instance_lifecycle_server::admin;
use instance_lifecycle_server::endpoint::Endpoint;
use instance_lifecycle_server::protocol::call::Message;
use instance_lifecycle_server::protocol::signature::{Key, Keys};
use instance_lifecycle_server::world::World;
use instance_lifecycle_server::world::policy::Chosen;
use instance_lifecycle_server::world::progress::Progress;
use libfuzzer_sys::fuzz_target;

/// 2026-01-01T00:00:00Z.
const NOW: i64 = 1_767_225_600_000;

/// The largest number of requests of an input.
const MAX: usize = 8;

const RECORDS: &str = r#"[{"InstanceId": "i-1", "Status": "Running", "Tags": {"Tag": [{"TagKey": "a", "TagValue": "b"}]}},
    {"InstanceId": "i-2", "Status": "Stopped", "InstanceChargeType": "PrePaid"}]"#;

fuzz_target!(|input: &[u8]| {
    let requests: Vec<Message> = requests(input);
    let endpoint = endpoint(Keys::new());
    let answers = answers(&endpoint, &requests);
    assert_eq!(answers, self::answers(&self::endpoint(Keys::new()), &requests));
    for (http_status, content_type, body) in &answers {
        assert!(matches!(http_status, 200 | 400 | 403 | 404 | 501), "{http_status} {body}");
        let is_readable = match *content_type {
            "application/json;charset=utf-8" => serde_json::from_str::<serde_json::Value>(body).is_ok(),
            _ => is_well_formed(body),
        };
        assert!(is_readable, "{content_type}: {body}");
    }
    let state = endpoint.lock();
    for (_, account) in state.world.accounts() {
        assert!(account.iter().all(|(_, stored)| stored.instance.validate().is_ok()));
    }
    drop(state);
    let key = Key { secret: "0123456789".to_owned(), account: "test".to_owned() };
    let signed = self::endpoint(Keys::from([("test".to_owned(), key)]));
    for (http_status, _, body) in self::answers(&signed, &requests) {
        assert_ne!(http_status, 200, "{body}");
    }
});

/// An endpoint with two instances, whose clock stands still.
fn endpoint(keys: Keys) -> Endpoint {
    let endpoint = Endpoint::new(World::new(Progress::manual(), Chosen::default(), 1, NOW), keys, None);
    let create = Message {
        method: "POST".to_owned(),
        path: "/_lifecycle/instances".to_owned(),
        query: "Account=test".to_owned(),
        body: RECORDS.into(),
        ..Message::default()
    };
    assert_eq!(admin::answer(&endpoint, &create, NOW).http_status, 200);
    endpoint
}

fn answers(endpoint: &Endpoint, requests: &[Message]) -> Vec<(u16, &'static str, String)> {
    let answer = |request| {
        let answer = endpoint.answer(request, NOW).answer;
        (answer.http_status, answer.content_type, answer.body)
    };
    requests.iter().map(answer).collect()
}

/// Reads requests as HTTP writes them: `POST /?Action=…`, headers, an empty line and the body. A line `%%`
/// separates them.
fn requests(input: &[u8]) -> Vec<Message> {
    let text = String::from_utf8_lossy(input);
    text.split("\n%%\n").take(MAX).map(request).collect()
}

fn request(text: &str) -> Message {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let (method, target) = lines.next().unwrap_or_default().split_once(' ').unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers = lines.filter_map(|line| line.split_once(':'));
    Message {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect(),
        body: body.as_bytes().to_vec(),
    }
}

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
