//! State files: what is answered is kept, whatever happens to the process or the disk.

use crate::process::{Server, scratch};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const RUN: &str = "Action=RunInstances&RegionId=cn-hangzhou&ImageId=m&InstanceType=ecs.g7.large";

fn durable(path: &Path) -> Server {
    Server::start(&["--progress", "manual", "--state", path.to_str().expect("UTF-8")])
}

#[test]
fn a_restart_keeps_everything() {
    let path = scratch("restart.sqlite");
    let server = durable(&path);
    let (_, created) = server.call(&format!("{RUN}&Amount=3&ClientToken=t")).expect("an answer");
    let id = created["InstanceIdSets"]["InstanceIdSet"][0].as_str().expect("an id").to_owned();
    server.admin("POST", "clock/advance", r#"{"UntilIdle": true}"#);
    server.call(&format!("Action=StopInstance&InstanceId={id}")).expect("an answer");
    server.call(&format!("Action=StopInstance&InstanceId={id}")).expect("an answer");
    server.admin("PATCH", "environment", r#"{"Stock": "SoldOut"}"#);
    let snapshot = server.admin("GET", "snapshot", "");
    let trace = server.admin_text("GET", &format!("instances/{id}/trace"), "");
    assert!(server.terminate().success());

    let server = durable(&path);
    assert!(server.admin("GET", "snapshot", "") == snapshot, "another state than before");
    assert_eq!(server.admin_text("GET", &format!("instances/{id}/trace"), ""), trace);
    let (_, again) = server.call(&format!("{RUN}&Amount=3&ClientToken=t")).expect("an answer");
    assert_eq!(again["InstanceIdSets"], created["InstanceIdSets"]);
    server.admin("POST", "clock/advance", r#"{"UntilIdle": true}"#);
    let (_, described) =
        server.call("Action=DescribeInstances&RegionId=cn-hangzhou&Status=Stopped").expect("an answer");
    assert_eq!(described["TotalCount"], 1);
    server.admin("POST", "reset", "");
    drop(server);
    assert_eq!(durable(&path).admin("GET", "instances", ""), json!({ "Instances": [] }));
}

/// The effects that a client was told of, and the one that it was not.
#[derive(Default)]
struct Known {
    /// The ids by client token.
    created: BTreeMap<String, Value>,
    /// The accepted calls by instance.
    accepted: BTreeMap<String, u64>,
}

/// Makes calls until one has no answer; returns the token and the instance of that call.
fn work(server: &Server, client: usize, round: usize, known: &Mutex<Known>, stop: &AtomicBool) {
    for number in 0.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let token = format!("{client}-{round}-{number}");
        let Ok((status, body)) = server.call(&format!("{RUN}&ClientToken={token}")) else { return };
        assert_eq!(status, 200, "{body}");
        let id = body["InstanceIdSets"]["InstanceIdSet"][0].as_str().expect("an id").to_owned();
        known.lock().expect("no client panics").created.insert(token, body["InstanceIdSets"].clone());
        for action in ["StopInstance", "StartInstance", "RebootInstance"] {
            let Ok((status, _)) = server.call(&format!("Action={action}&InstanceId={id}")) else { return };
            if status == 200 {
                *known.lock().expect("no client panics").accepted.entry(id.clone()).or_insert(0) += 1;
            }
        }
    }
}

/// The number of accepted calls in the history of an instance.
fn accepted(trace: &str) -> u64 {
    let steps = trace.lines().skip(1).map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    steps.filter(|step| step["Answer"]["Outcome"] == "Planned").count() as u64
}

/// Kills the server under load, `LIFECYCLE_SERVER_KILLS` times; a few times by default.
#[test]
fn a_kill_loses_no_answered_call_and_repeats_none() {
    let kills: usize =
        std::env::var("LIFECYCLE_SERVER_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(3);
    let path = scratch("kill.sqlite");
    let known = Arc::new(Mutex::new(Known::default()));
    let mut random = instance_lifecycle_server::world::progress::Random(5);
    let start = || Server::start(&["--progress", "instant", "--state", path.to_str().expect("UTF-8")]);
    for round in 0..kills {
        let server = Arc::new(start());
        let stop = Arc::new(AtomicBool::new(false));
        let clients: Vec<_> = (0..4)
            .map(|client| {
                let (server, known, stop) = (Arc::clone(&server), Arc::clone(&known), Arc::clone(&stop));
                std::thread::spawn(move || work(&server, client, round, &known, &stop))
            })
            .collect();
        std::thread::sleep(Duration::from_millis(20 + random.next() % 180));
        server.kill();
        stop.store(true, Ordering::Relaxed);
        clients.into_iter().for_each(|client| client.join().expect("no client panics"));
        drop(server);

        let server = start();
        let known = known.lock().expect("no client panics");
        // A call with a token that was answered gets the same answer: nothing was made twice.
        for (token, created) in known.created.iter().rev().take(20) {
            let (status, body) = server.call(&format!("{RUN}&ClientToken={token}")).expect("an answer");
            assert_eq!((status, &body["InstanceIdSets"]), (200, created), "{token}");
        }
        let (_, described) =
            server.call("Action=DescribeInstances&RegionId=cn-hangzhou&PageSize=1").expect("an answer");
        let total = described["TotalCount"].as_u64().expect("a number");
        let answered = known.created.len() as u64;
        // At most one call of each client was carried out without an answer in each round.
        assert!(
            (answered..=answered + 4 * (round as u64 + 1)).contains(&total),
            "{answered} answered, {total} found"
        );
        let of_round = format!("-{round}-");
        for (_, created) in known.created.iter().filter(|(token, _)| token.contains(&of_round)) {
            let id = created["InstanceIdSet"][0].as_str().expect("an id");
            let trace = server.admin_text("GET", &format!("instances/{id}/trace"), "");
            let (found, told) = (accepted(&trace), known.accepted.get(id).copied().unwrap_or_default());
            assert!((told..=told + 1).contains(&found), "{id}: {told} answered, {found} recorded");
            let file =
                instance_lifecycle_wire::TraceFile::read(trace.as_bytes(), instance_lifecycle_wire::MAX_LINE);
            let end = file.expect("a trace").trace(&instance_lifecycle::Policy::documented()).end();
            let shown = server.admin("GET", &format!("instances/{id}"), "");
            assert_eq!(shown["Status"], end.status.as_str(), "trace and state agree");
        }
    }
}

#[test]
fn a_file_that_cannot_be_used_is_refused_and_left_as_it_is() {
    let good = scratch("good.sqlite");
    let server = durable(&good);
    server.call(&format!("{RUN}&Amount=100")).expect("an answer");
    assert!(server.terminate().success());
    let content = std::fs::read(&good).expect("the file");
    let damaged = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut damaged = content.clone();
        change(&mut damaged);
        damaged
    };
    #[rustfmt::skip] // a table: one line a row
    let table: [(&str, Vec<u8>, &str); 6] = [
        ("text", b"not a state file\n".repeat(100), "is no state file"),
        ("short", b"short".to_vec(), "is no state file"),
        ("magic", damaged(&|it| it[68] = 0), "is no state file"),
        ("format", damaged(&|it| it[63] = 9), "has the format 9; expected 1"),
        ("half", damaged(&|it| it.truncate(it.len() / 2)), "is damaged"),
        ("page", damaged(&|it| it[4_096..8_192].fill(0xff)), "is damaged"),
    ];
    for (name, content, expected) in table {
        let path = scratch(&format!("{name}.sqlite"));
        std::fs::write(&path, &content).expect("written");
        let (status, error) = Server::fails(&["--state", path.to_str().expect("UTF-8")]);
        assert_eq!(status, Some(2), "{name}: {error}");
        assert!(error.contains(expected), "{name}: {error}");
        assert_eq!(std::fs::read(&path).expect("the file"), content, "{name} is left as it is");
    }
    let server = durable(&good);
    let (status, error) = Server::fails(&["--state", good.to_str().expect("UTF-8")]);
    assert!(status == Some(2) && error.contains("is in use by another process"), "{error}");
    drop(server);
}

#[test]
fn a_full_disk_fails_calls_and_loses_none() {
    let path = scratch("full.sqlite");
    let options = ["--state", path.to_str().expect("UTF-8"), "--max-state", "400000"];
    let server = Server::start(&options);
    let mut answered = Vec::new();
    let failed = loop {
        let (status, body) = server.call(&format!("{RUN}&Amount=20")).expect("an answer");
        if status != 200 {
            break (status, body["Code"].clone());
        }
        answered.push(body["InstanceIdSets"]["InstanceIdSet"].clone());
        assert!(answered.len() < 1_000, "the limit is reached");
    };
    assert_eq!(failed, (500, json!("InternalError")));
    let count = |server: &Server| {
        let (_, body) =
            server.call("Action=DescribeInstances&RegionId=cn-hangzhou&PageSize=1").expect("an answer");
        body["TotalCount"].as_u64()
    };
    let expected = Some(answered.len() as u64 * 20);
    assert_eq!(count(&server), expected, "the failed call has no effect");
    drop(server);
    // With more room it goes on.
    let server = Server::start(&options[..2]);
    assert_eq!(count(&server), expected);
    assert_eq!(server.call(&format!("{RUN}&Amount=20")).expect("an answer").0, 200);
}
