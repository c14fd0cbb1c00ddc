//! Long streams, long lines and closed pipes.

use crate::{command, lifecycle};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

/// 256 mebibytes of records pass in 64 mebibytes of memory; each is padded to some 64 KiB by an unread member.
#[cfg(target_os = "linux")]
#[test]
fn input_larger_than_memory_passes() {
    const RECORDS: usize = 4 << 10;
    let padding = "x".repeat(64 << 10);
    let record =
        format!("{{\"InstanceId\": \"i-1\", \"Status\": \"Running\", \"Description\": \"{padding}\"}}\n");

    let script = format!(
        "ulimit -v 65536; exec {:?} plan StopInstance --format json",
        env!("CARGO_BIN_EXE_lifecycle")
    );
    let mut limited = Command::new("sh");
    let mut child = limited
        .args(["-c", &script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("sh starts");
    let mut stdin = child.stdin.take().expect("its input is piped");
    let writer = std::thread::spawn(move || {
        (0..RECORDS)
            .try_for_each(|_| stdin.write_all(record.as_bytes()))
            .expect("the command reads to the end");
    });
    let answers = BufReader::new(child.stdout.take().expect("its output is piped")).lines();
    let planned =
        answers.filter(|line| line.as_ref().is_ok_and(|line| line.contains(r#""Outcome":"Planned""#)));
    assert_eq!(planned.count(), RECORDS);
    writer.join().expect("all is written");
    assert!(child.wait().expect("the command ends").success());
}

#[test]
fn a_line_past_the_limit_is_not_read() {
    let record = r#"{"InstanceId": "i-1", "Status": "Running"}"#;
    let input = format!("{record}\n{}\n{record}\n", " ".repeat(1000) + record);
    let ran = lifecycle(&["plan", "StopInstance", "--format", "json", "--max-line", "100"], input);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(
        lines[1],
        r#"{"Line":2,"Outcome":"Unreadable","Reason":"longer than 100 bytes, the limit set by `--max-line`"}"#
    );
    assert_eq!((lines.len(), ran.status), (3, Some(2)));
}

#[test]
fn answers_come_before_more_input_does() {
    let mut child = command()
        .args(["plan", "StopInstance", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("its input is piped");
    let mut answers = BufReader::new(child.stdout.take().expect("its output is piped"));
    // The shape of the input is known from its first two lines.
    for _ in 0..2 {
        writeln!(stdin, r#"{{"InstanceId": "i-1", "Status": "Running"}}"#).expect("the command reads");
    }
    let mut answer = String::new();
    answers.read_line(&mut answer).expect("an answer comes while the input is open");
    assert!(answer.contains("Planned"));
    drop(stdin);
    child.wait().expect("the command ends");
}

#[test]
fn a_reader_that_leaves_ends_the_command_quietly() {
    let mut child = command()
        .args(["plan", "StopInstance"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().expect("its input is piped");
    let record = "{\"InstanceId\": \"i-1\", \"Status\": \"Running\"}\n".repeat(10_000);
    let _ = stdin.write_all(record.as_bytes());
    drop(stdin);
    let mut messages = String::new();
    child.stderr.take().expect("piped").read_to_string(&mut messages).expect("the messages are UTF-8");
    child.wait().expect("the command ends");
    assert_eq!(messages, "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_reported() {
    let full = std::fs::File::options().write(true).open("/dev/full").expect("Linux has one");
    let output = command()
        .args(["errors", "--format", "tsv"])
        .stdout(full)
        .stderr(Stdio::piped())
        .output()
        .expect("the command runs");
    assert_eq!(
        (String::from_utf8_lossy(&output.stderr).as_ref(), output.status.code()),
        ("error: cannot write the output: No space left on device (os error 28)\n", Some(2))
    );
}
