//! The command over HTTP: its address, its limits, its end.

use crate::process::{Server, scratch};
use serde_json::json;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

#[test]
fn it_listens_on_this_machine_only_unless_it_is_told_otherwise() {
    let keys = scratch("keys.json");
    std::fs::write(&keys, r#"{"id": {"Secret": "s"}}"#).expect("written");
    let empty = scratch("no-keys.json");
    std::fs::write(&empty, "{}").expect("written");
    let [keys, empty] = [keys.to_str().expect("UTF-8"), empty.to_str().expect("UTF-8")];
    let fails = |options: &[&str]| {
        let output =
            std::process::Command::new(env!("CARGO_BIN_EXE_lifecycle-server")).args(options).output();
        let output = output.expect("the program");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    #[rustfmt::skip] // a table: one line a row
    let table: [(&[&str], &str); 7] = [
        (&["--listen", "0.0.0.0:0"], "it needs --allow-remote and --keys"),
        (&["--listen", "0.0.0.0:0", "--keys", keys], "it needs --allow-remote"),
        (&["--listen", "[::]:0", "--allow-remote"], "it needs --keys"),
        (&["--listen", "0.0.0.0:0", "--allow-remote", "--keys", empty], "it needs --keys"),
        (&["--progress", "fast"], "neither `instant` nor `manual`"),
        (&["--policy", "nonsense"], "is no policy"),
        (&["--step", "Nonsense=1"], "unknown event"),
    ];
    for (options, expected) in table {
        let (status, error) = fails(options);
        assert_eq!(status, Some(2), "{options:?}: {error}");
        assert!(error.contains(expected), "{options:?}: {error}");
    }
}

#[test]
fn health_metrics_and_unknown_paths_are_answered() {
    let server = Server::start(&[]);
    let mut client = server.connect();
    client.call("Action=DescribeRegions").expect("an answer");
    let get = |path: &str| server.connect().send("GET", path, &[], "").expect("an answer");
    assert_eq!(get("/healthz").2, "ok\n");
    let metrics = get("/metrics").2;
    assert!(
        metrics.contains("lifecycle_calls_total{action=\"DescribeRegions\",status=\"200\"} 1\n"),
        "{metrics}"
    );
    assert_eq!(get("/_lifecycle/nonsense").0, 404);
    assert_eq!(get("/nonsense").0, 404);
}

#[test]
fn limits_refuse_what_is_too_large() {
    let server = Server::start(&["--max-body", "1000"]);
    let mut client = server.connect();
    let (status, _, body) = client.send("POST", "/", &[], &"x".repeat(1_001)).expect("an answer");
    assert_eq!((status, body.as_str()), (413, "the body has more than 1000 bytes\n"));
    let long = format!("/?{}", "x".repeat(100_000));
    let answer = server.connect().send("GET", &long, &[], "").map(|(status, ..)| status);
    assert!(answer.as_ref().is_ok_and(|status| matches!(status, 414 | 431)) || answer.is_err(), "{answer:?}");
    let many: Vec<(String, String)> = (0..200).map(|number| (format!("h{number}"), "v".to_owned())).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let (status, ..) = server.connect().send("GET", "/", &many, "").expect("an answer");
    assert_eq!(status, 431);
    // It still answers.
    assert_eq!(server.call("Action=DescribeRegions").expect("an answer").0, 200);
}

#[test]
fn malformed_requests_are_survived() {
    let server = Server::start(&[]);
    let mut random = instance_lifecycle_server::world::progress::Random(11);
    for number in 0..200_u64 {
        let mut bytes: Vec<u8> = match number % 4 {
            0 => b"GET /?Action=%zz&%%%=+&Format=\xff HTTP/1.1\r\nHost: x\r\n\r\n".to_vec(),
            1 => b"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n&=&=\xfe".to_vec(),
            2 => b"GET / HTTP/1.1\r\nAuthorization: ACS3-HMAC-SHA256 ,,=,\r\nHost: ::::\r\n\r\n".to_vec(),
            _ => b"BREW /_lifecycle/plan HTTP/9.9\r\n\r\n".to_vec(),
        };
        let at = usize::try_from(random.next()).unwrap_or_default() % bytes.len();
        bytes[at] = random.next().to_le_bytes()[0];
        let mut stream = TcpStream::connect(server.address).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_millis(500))).expect("a timeout");
        stream.write_all(&bytes).expect("written");
        stream.shutdown(std::net::Shutdown::Write).expect("open");
        // Whatever it answers.
        let _ = stream.read(&mut [0; 4_096]);
    }
    assert_eq!(server.call("Action=DescribeRegions").expect("an answer").0, 200);
}

#[test]
fn a_lost_answer_closes_the_connection_after_the_effect() {
    let server = Server::start(&[]);
    server.admin("POST", "instances", r#"{"InstanceId": "i-1", "Status": "Running"}"#);
    server.admin("POST", "faults", r#"{"Kind": "LostAnswer", "Times": 1}"#);
    assert!(server.call("Action=StopInstance&InstanceId=i-1").is_err());
    assert_eq!(server.admin("GET", "instances/i-1", "")["Status"], "Stopped");
}

#[test]
fn the_admin_interface_is_for_this_machine_or_for_the_token() {
    let server = Server::start(&[]);
    let ask = |server: &Server, method: &str, headers: &[(&str, &str)]| {
        // The first header `Host` counts.
        let mut client = server.connect();
        client.send(method, "/_lifecycle/clock", headers, "").expect("an answer").0
    };
    assert_eq!(ask(&server, "GET", &[]), 200);
    assert_eq!(ask(&server, "POST", &[("Origin", "http://elsewhere.example")]), 403);
    assert_eq!(ask(&server, "POST", &[("Origin", "http://127.0.0.1")]), 405);
    let host = "GET /_lifecycle/clock HTTP/1.1\r\nHost: rebound.example\r\n\r\n";
    let mut client = server.connect();
    client.0.get_mut().write_all(host.as_bytes()).expect("written");
    assert_eq!(client.receive().expect("an answer").0, 403);
    let token = scratch("token");
    std::fs::write(&token, "secret\n").expect("written");
    let server = Server::start(&["--admin-token", token.to_str().expect("UTF-8")]);
    assert_eq!(ask(&server, "GET", &[]), 403);
    assert_eq!(ask(&server, "GET", &[("Authorization", "Bearer wrong!")]), 403);
    assert_eq!(ask(&server, "GET", &[("Authorization", "Bearer secret")]), 200);
}

#[test]
fn a_request_that_is_open_is_answered_before_the_end() {
    let server = Server::start(&[]);
    server.admin("POST", "faults", r#"{"Kind": "Latency", "Milliseconds": 600}"#);
    let mut client = server.connect();
    let waiting = std::thread::spawn(move || client.call("Action=DescribeRegions").map(|(status, _)| status));
    std::thread::sleep(Duration::from_millis(250));
    assert!(server.terminate().success());
    assert_eq!(waiting.join().expect("no panic").expect("an answer"), 200);
}

#[test]
fn a_clock_that_runs_completes_tasks() {
    let server = Server::start(&["--progress", "0.2"]);
    server.admin("POST", "instances", r#"{"InstanceId": "i-1", "Status": "Running"}"#);
    assert_eq!(server.call("Action=StopInstance&InstanceId=i-1").expect("an answer").0, 200);
    let status = || server.admin("GET", "instances/i-1", "")["Status"].clone();
    assert_eq!(status(), json!("Stopping"));
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(status(), json!("Stopped"));
}
