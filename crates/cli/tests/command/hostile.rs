//! Hostile input: clear errors, bounded memory, and answers to the good lines.

use crate::{Ran, command, lifecycle};
use std::io::Write;
use std::process::{Command, Stdio};

const GOOD: &str = r#"{"InstanceId": "i-1", "Status": "Running"}"#;

/// The command on a stream of pieces, with no more than so many KiB of memory.
#[cfg(target_os = "linux")]
fn limited<'p>(kibibytes: u32, arguments: &str, pieces: impl Iterator<Item = &'p [u8]> + Send) -> Ran {
    // The limit is one of addresses, of which a binary that reads tables takes more.
    let kibibytes = kibibytes + if cfg!(feature = "columns") { 64 << 10 } else { 0 };
    let script = format!("ulimit -v {kibibytes}; exec {:?} {arguments}", env!("CARGO_BIN_EXE_lifecycle"));
    let mut limited = Command::new("sh");
    limited.args(["-c", &script]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = limited.spawn().expect("sh starts");
    let mut stdin = child.stdin.take().expect("its input is piped");
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for piece in pieces {
                stdin.write_all(piece).expect("the command reads to the end");
            }
        });
        child.wait_with_output().expect("the command ends").into()
    })
}

/// The id of each answer, or the line with the reason.
fn told(json: &str) -> Vec<String> {
    json.lines()
        .map(|line| {
            let answer: serde_json::Value = serde_json::from_str(line).expect("an answer is JSON");
            match answer["Reason"].as_str() {
                Some(reason) => format!("line {}: {reason}", answer["Line"]),
                None => answer["InstanceId"].as_str().expect("an answer has an id").to_owned(),
            }
        })
        .collect()
}

const STOP: &[&str] = &["plan", "StopInstance", "--format", "json"];

/// The reason why a line is unreadable. The good lines before and after it are answered.
fn reason(bad: &[u8]) -> String {
    let good = GOOD.as_bytes();
    let answered = |lines: &[&[u8]]| {
        let ran = lifecycle(STOP, lines.join(&b'\n'));
        assert_eq!((ran.status, ran.stderr.as_str()), (Some(2), ""));
        told(&ran.stdout)
    };
    let between = answered(&[good, bad, good]);
    let reason = between[1].strip_prefix("line 2: ").expect("the bad line is unreadable").to_owned();
    assert_eq!(between, ["i-1", &*format!("line 2: {reason}"), "i-1"]);
    assert_eq!(answered(&[bad, good]), [&*format!("line 1: {reason}"), "i-1"]);
    assert_eq!(answered(&[good, bad]), ["i-1", &*format!("line 2: {reason}")]);
    reason
}

/// Each answer is written before the next step is answered.
#[cfg(target_os = "linux")]
#[test]
fn a_long_history_is_recorded_in_40_mebibytes_of_memory() {
    const STEPS: usize = 20_000;
    let start = format!("{{\"Trace\":1,\"Instance\":{GOOD}}}\n");
    let steps = ["{\"Request\":{\"Action\":\"StopInstance\"}}\n", "{\"Event\":\"ShutdownCompleted\"}\n"];
    let steps = steps.iter().cycle().take(STEPS).map(|step| step.as_bytes());
    let ran = limited(40 << 10, "replay --record", [start.as_bytes()].into_iter().chain(steps));
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
    assert_eq!(ran.stdout.matches("\"Answer\":").count(), STEPS);
}

/// A name may be as long as the input, a message may not.
#[test]
fn long_names_are_shortened_in_errors() {
    let name = "x".repeat(100_000);
    let head = "policy = 1\nbase = \"ecs-2024-11-14\"\n";
    let rule = |name: &str, rest: &str| {
        format!("{head}[[rules]]\noperation = \"StopInstance\"\nname = \"{name}\"\n{rest}")
    };
    let refusal = "stage = \"Disk\"\nerror = \"DiskError\"\n";
    let files = [
        ("policy.toml", rule(&name, refusal)),
        ("policy.toml", rule("a", &refusal.replace("DiskError", &name))),
        ("policy.toml", rule("a", &refusal.replace("Disk\"", &format!("{name}\"")))),
        ("policy.toml", rule("a", &format!("{refusal}when = {{ {name} = [\"Yes\"] }}\n"))),
        ("policy.toml", rule("a", &format!("{refusal}when = {{ gpu = [\"{name}\"] }}\n"))),
        ("policy.toml", format!("{head}[interpretations]\n{name} = \"Allow\"\n")),
        ("policy.toml", format!("{head}[remove]\n{name} = [\"disk-status\"]\n")),
        ("policy.toml", format!("policy = 1\nbase = \"{name}\"\n")),
        ("policy.json", format!(r#"{{"policy": 1, "base": "ecs-2024-11-14", "{name}": 1}}"#)),
        ("laws.toml", format!("[[laws]]\nname = \"a\"\noperation = \"{name}\"\n")),
        ("laws.toml", format!("[[laws]]\nname = \"{name}\"\noperation = \"StopInstance\"\n")),
        ("trace", format!("{{\"Trace\":1,\"Policy\":\"{name}\",\"Instance\":{GOOD}}}\n")),
        ("trace", format!("{{\"Trace\":1,\"Instance\":{GOOD}}}\n{{\"Event\":\"{name}\"}}\n")),
        ("records", GOOD.replace("Running", &name)),
        ("records", GOOD.replace("Status", &name)),
    ];
    let folder = std::env::temp_dir().join(format!("lifecycle-long-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the folder is made");
    let fails = |arguments: &[&str], input: &str| {
        let ran = lifecycle(arguments, input);
        let told = [ran.stdout, ran.stderr].concat();
        assert_eq!(ran.status, Some(2), "{:?}", told.get(..1_000));
        assert!(told.len() < 5_000, "{:?}: {} bytes: {:?}", &arguments[0], told.len(), told.get(..1_000));
    };
    for (kind, text) in files {
        let file = folder.join(kind);
        std::fs::write(&file, text).expect("the file is written");
        let file = file.to_str().expect("a path in UTF-8");
        match kind {
            "laws.toml" => fails(&["prove", file], ""),
            "trace" => fails(&["replay", file], ""),
            "records" => fails(&["plan", "StopInstance", file], ""),
            _ => fails(&["check", "--policy", file], ""),
        }
    }
    std::fs::remove_dir_all(&folder).expect("the folder is removed");
    let interpretation = format!("{name}=1");
    for arguments in [
        &["plan", &name][..],
        &["plan", "StopInstance", "--assume", &interpretation],
        &["plan", "StopInstance", "--interpretation", &interpretation],
        &["plan", "StopInstance", "--policy", &name],
        &["why", &name],
        &[&name],
        &["help", &name],
        &["evolve", "--event", &name],
        &["errors", "--code", &name],
        &["plan", "StopInstance", "--format", &name],
    ] {
        fails(arguments, GOOD);
    }
}

#[test]
fn good_lines_beside_bad_ones_are_answered() {
    let nest = |open: &str, close: &str| open.repeat(100_000) + "1" + &close.repeat(100_000);
    let with = |member: &str| format!(r#"{{"InstanceId":"i-2","Status":"Running",{member}}}"#);
    let case = |request: &str| format!(r#"{{"Instance":{GOOD},"Request":{request}}}"#);
    let texts = [
        ("open lists", "[".repeat(1 << 20)),
        ("open objects", r#"{"a":"#.repeat(1 << 18)),
        ("a nest of lists", nest("[", "]")),
        ("a nest of objects", nest(r#"{"Status":"#, "}")),
        ("a nest of locks", with(&format!(r#""OperationLocks":{}"#, nest("[", "]")))),
        ("NUL", "\0".to_owned()),
        ("NULs", "\0".repeat(1 << 20)),
        ("NUL in a string", "{\"Status\":\"Run\0ning\"}".to_owned()),
        ("NUL behind a record", format!("{GOOD}\0")),
        ("a number too great", with(r#""GPUAmount":1e999"#)),
        ("a number too long", with(&format!(r#""GPUAmount":{}"#, "9".repeat(1000)))),
        ("a word for a number", with(r#""LocalStorageAmount":"many""#)),
        ("no number", with(r#""GPUAmount":NaN"#)),
        ("a request twice", case(r#"{"Action":"StopInstance"},"Request":{"Action":"StopInstance"}"#)),
        ("a flag twice", case(r#"{"Action":"StopInstance","DryRun":true,"DryRun":false}"#)),
        ("half a surrogate", r#"{"Status":"\ud800"}"#.to_owned()),
        ("cut in a string", r#"{"Status":"Runn"#.to_owned()),
        ("cut in an object", r#"{"Status":"Running","#.to_owned()),
        ("a bracket too many", format!("{GOOD}}}")),
        ("XML", "<Instances><Instance/></Instances>".to_owned()),
    ];
    let bytes: [(_, &[u8]); 3] = [
        ("not UTF-8", b"{\"Status\":\"\xff\"}"),
        ("half a letter", b"{\"Status\":\"\xe4\xb8\"}"),
        ("UTF-16 without its mark", b"\xff{\0}\0"),
    ];
    let texts = texts.iter().map(|(about, line)| (*about, line.as_bytes()));
    let table: Vec<String> =
        texts.chain(bytes).map(|(about, line)| format!("{about}: {}", reason(line))).collect();
    insta::assert_snapshot!(table.join("\n"));
}

#[test]
fn amounts_out_of_range_are_rejected() {
    let ask = |amount: &str| {
        let request = format!(r#"{{"Action":"RunInstances","InstanceId":"i-1","Amount":{amount}}}"#);
        lifecycle(&["plan", "--format", "json"], format!(r#"{{"Instance":null,"Request":{request}}}"#))
    };
    for amount in ["1", "100", "\"100\""] {
        let ran = ask(amount);
        assert_eq!(ran.status, Some(0), "{amount}: {}", ran.stdout);
    }
    let amounts = [
        "0",
        "101",
        "-1",
        "1.5",
        "100.0",
        "1e2",
        "4294967297",
        "18446744073709551617",
        "1e400",
        "\"\u{661}\"",
        "true",
        "[1]",
    ];
    let table = amounts.map(|amount| {
        let ran = ask(amount);
        assert_eq!((ran.status, ran.stderr.as_str()), (Some(2), ""), "{amount}");
        format!("{amount}: {}", told(&ran.stdout).join("; "))
    });
    insta::assert_snapshot!(table.join("\n"));
}

#[test]
fn the_last_of_repeated_attributes_counts() {
    let repeated = r#""Status":"Stopped","#.repeat(100_000);
    let ran = lifecycle(STOP, format!(r#"{{"InstanceId":"i-1",{repeated}"Status":"Running"}}"#));
    assert_eq!((told(&ran.stdout), ran.status), (vec!["i-1".to_owned()], Some(0)));
}

/// A document that is cut short: the records before the cut are answered as in the whole, then the
/// cut is reported.
#[test]
fn records_before_a_cut_are_answered() {
    let whole = include_str!("../../../../examples/records/running.json");
    let answers = lifecycle(STOP, whole).stdout;
    let answers: Vec<&str> = answers.lines().collect();
    let end = whole.trim_end().len();
    let mut most = 0;
    for cut in (1..end).step_by(end / 40).chain([end - 1]) {
        let ran = lifecycle(STOP, &whole[..cut]);
        let lines: Vec<&str> = ran.stdout.lines().collect();
        let (last, before) = lines.split_last().expect("the cut is reported");
        assert!(last.contains(r#""Outcome":"Unreadable","Reason":"not JSON at column "#), "{last}");
        assert_eq!(before, &answers[..before.len()], "{cut}");
        assert_eq!(ran.status, Some(2));
        // The other pages are not what is missing.
        assert_eq!(ran.stderr, "");
        most = before.len();
    }
    assert_eq!(most, answers.len());
}

#[cfg(target_os = "linux")]
#[test]
fn a_line_of_256_mebibytes_is_skipped() {
    let piece = vec![b'['; 1 << 20];
    let ends: [&[u8]; 2] = [b"\n", GOOD.as_bytes()];
    let pieces = std::iter::repeat_n(&piece[..], 1 << 8).chain(ends);
    let ran = limited(65_536, "plan StopInstance --format json", pieces);
    assert_eq!(
        told(&ran.stdout),
        ["line 1: longer than 16777216 bytes, the limit set by `--max-line`", "i-1"]
    );
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(2), ""));
}

/// A record of 256 mebibytes in a list, over 262,144 lines, is skipped.
#[cfg(target_os = "linux")]
#[test]
fn a_record_of_256_mebibytes_is_skipped() {
    let line = format!("\"Tag\": \"{}\",\n", "x".repeat(1000));
    let (open, close) = (format!("[\n{GOOD},\n{{\n"), format!("\"Status\": \"Running\"}},\n{GOOD}\n]\n"));
    let middle = std::iter::repeat_n(line.as_bytes(), 1 << 18);
    let pieces = std::iter::once(open.as_bytes()).chain(middle).chain([close.as_bytes()]);
    let ran = limited(65_536, "plan StopInstance --format json", pieces);
    assert_eq!(
        told(&ran.stdout),
        ["i-1", "line 3: longer than 16777216 bytes, the limit set by `--max-line`", "i-1"]
    );
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(2), ""));
}

/// Two bytes of input cause more than a hundred bytes of output; memory stays bounded.
#[cfg(target_os = "linux")]
#[test]
fn a_line_of_many_small_values() {
    let list = format!("[{}{GOOD}]\n", "5,".repeat(1 << 18));
    let ran = limited(65_536, "inspect --format json", [list.as_bytes()].into_iter());
    let mut lines = ran.stdout.lines();
    let first =
        r#"{"Line":1,"Outcome":"Unreadable","Reason":"at `[0]`: expected a case or a record, found `5`"}"#;
    assert_eq!(lines.next(), Some(first));
    assert!(lines.next_back().is_some_and(|last| last.contains(r#""Status":"Running""#)));
    assert_eq!((lines.count(), ran.status, ran.stderr.as_str()), ((1 << 18) - 1, Some(2), ""));
}

/// The worst case of a record whose members are all read: some fifty bytes for each byte of text.
#[cfg(target_os = "linux")]
#[test]
fn a_record_of_many_small_values() {
    let locks = format!(r#"{{"Status":"Running","OperationLocks":[{}""]}}"#, "\"\",".repeat(4 << 20));
    let ran = limited(1 << 20, "inspect --format json", [locks.as_bytes()].into_iter());
    assert_eq!((ran.stderr.as_str(), ran.status), ("", Some(0)));
}

/// Every command that prints, on a full disk and with a closed pipe.
#[cfg(target_os = "linux")]
#[test]
fn unwritable_output_is_a_failure() {
    let cases = "examples/records/cases.ndjson";
    for arguments in [
        &["plan", cases][..],
        &["plan", cases, "--format", "json"],
        &["explain", cases],
        &["explain", cases, "--format", "json"],
        &["inspect", cases],
        &["inspect", cases, "--format", "json"],
        &["errors"],
        &["errors", "--format", "json"],
        &["interpretations"],
        &["why", "security-lock"],
        &["completions", "bash"],
    ] {
        let full = std::fs::File::options().write(true).open("/dev/full").expect("Linux has one");
        let output = command().args(arguments).stdout(full).output().expect("the command runs");
        assert_eq!(
            (String::from_utf8_lossy(&output.stderr).as_ref(), output.status.code()),
            ("error: cannot write the output: No space left on device (os error 28)\n", Some(2)),
            "{arguments:?}"
        );
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = command().args(arguments).stdout(writer).output().expect("the command runs");
        assert_eq!((output.stderr.as_slice(), output.status.code()), (&b""[..], Some(0)), "{arguments:?}");
    }
}

/// Reading ends when the disk is known to be full.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_an_endless_stream() {
    let full = std::fs::File::options().write(true).open("/dev/full").expect("Linux has one");
    let mut full_disk = command();
    full_disk.args(STOP).stdin(Stdio::piped()).stdout(full).stderr(Stdio::piped());
    let mut child = full_disk.spawn().expect("the command starts");
    let mut stdin = child.stdin.take().expect("its input is piped");
    let endless = format!("{GOOD}\n").repeat(1000);
    while stdin.write_all(endless.as_bytes()).is_ok() {}
    drop(stdin);
    let ran = Ran::from(child.wait_with_output().expect("the command ends"));
    assert_eq!(ran.show(), "error: cannot write the output: No space left on device (os error 28)\n[exit 2]");
}

#[cfg(unix)]
#[test]
fn unreadable_files_are_failures() {
    use std::os::unix::ffi::OsStrExt;

    let ran = lifecycle(&["plan", "StopInstance", "no/such/file"], "");
    assert_eq!(
        ran.show(),
        "error: cannot read `no/such/file`: No such file or directory (os error 2)\n[exit 2]"
    );
    let ran = lifecycle(&["plan", "StopInstance", "examples"], "");
    assert_eq!(ran.show(), "error: cannot read `examples`: Is a directory (os error 21)\n[exit 2]");
    let name = std::ffi::OsStr::from_bytes(b"no-\xff");
    let output = command().args(["plan", "StopInstance"]).arg(name).output().expect("the command runs");
    assert_eq!(
        Ran::from(output).show(),
        "error: cannot read `no-\u{fffd}`: No such file or directory (os error 2)\n[exit 2]"
    );
    // A closed standard input is empty.
    let closed = format!("exec {:?} plan StopInstance <&-", env!("CARGO_BIN_EXE_lifecycle"));
    let output = Command::new("sh").args(["-c", &closed]).output().expect("sh runs");
    assert_eq!(Ran::from(output).show(), "0 instances\n[exit 3]");
}

/// Characters that would steer a terminal are escaped in text.
#[test]
fn names_are_escaped() {
    let input = concat!(
        "{\"InstanceId\": \"i-\\u001b[2J\\u202e1\", \"Status\": \"Running\", ",
        "\"OperationLocks\": [\"\\u0007bell\"]}\n",
        "{\"Instance\": null, \"Request\": {\"Action\": \"StopInstance\", \"\\u001b[31mX\": 1}}\n",
        "{\"Instance\": {\"InstanceId\": \"\\u0000\", \"Status\": \"\\u009b\"}}\n",
    );
    for arguments in [&["plan", "StopInstance"][..], &["explain", "StopInstance"], &["inspect"]] {
        let ran = lifecycle(arguments, input);
        let steers = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        assert_eq!((ran.stdout.find(steers), ran.stderr.as_str()), (None, ""), "{arguments:?}");
        assert!(ran.stdout.contains("i-"), "{arguments:?}");
    }
}
