//! The output on terminals: widths, colour, and text that tries to steer them.

use crate::{command, lifecycle, wide};
use std::process::{Command, Stdio};

/// Text that would set a title, clear the screen, ring and reverse.
const HOSTILE: &str = "i\u{1b}]0;pwned\u{7}\u{1b}[2J\u{9b}2J\u{202e}\u{2066}\u{200f}\u{85}\u{7f}x";

/// The characters of an output that could steer a terminal.
fn steering(text: &str) -> Vec<char> {
    let is_bidi = |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|&c| c != '\n' && c != '\t' && c.is_control() || is_bidi(c)).collect()
}

fn json(text: &str) -> String {
    serde_json::to_string(text).expect("a text is JSON")
}

#[test]
fn no_command_prints_input_that_steers_a_terminal() {
    let id = json(HOSTILE);
    let record = format!(
        r#"{{"InstanceId":{id},"InstanceName":{id},"Status":"Running","OperationLocks":{{"LockReason":[{{"LockReason":{id}}}]}}}}"#
    );
    let case = format!(r#"{{"Instance":{record},"Request":{{"Action":"StopInstance"}}}}"#);
    let second = record.replace("Running", "Stopped").replacen('i', "j", 1);
    let batch = format!(
        r#"{{"Instances":[{record},{{"InstanceId":"b","Status":"Stopped"}}],"Request":{{"Action":"StopInstances","InstanceId":[{id},"b"]}}}}"#
    );
    let bad = format!(r#"{{"InstanceId":{id},"Status":{id},{id}:1}}"#);
    let trace = format!(
        "{{\"Trace\":1,\"Policy\":\"ecs-2024-11-14\",\"Instance\":{record}}}\n{{\"At\":0,\"Request\":{{\"Action\":\"StopInstance\"}},\"Answer\":{{\"Outcome\":{id},\"Rule\":{id}}}}}\n"
    );
    let answer = format!(
        "{{\"Id\":{id},\"Answer\":{{\"Outcome\":{id}}}}}\n{{\"Id\":\"StopInstance/security-lock/1\",\"Answer\":{{\"Outcome\":{id},{id}:1}}}}\n"
    );
    let inputs = [&record, &case, &second, &batch, &bad, &trace, &answer, &HOSTILE.to_owned()];
    let commands: [&[&str]; 16] = [
        &["plan", "StopInstance"],
        &["plan"],
        &["explain", "StopInstance"],
        &["status"],
        &["evolve", "--event", "GuestShutdown"],
        &["inspect"],
        &["replay"],
        &["replay", "--record"],
        &[
            "backtest",
            "--baseline",
            "ecs-2021-01",
            "--policy",
            "ecs-2025-12-03",
            "--operation",
            "StopInstance",
        ],
        &["conform"],
        &["plan", HOSTILE],
        &["plan", "StopInstance", "--policy", HOSTILE],
        &["why", HOSTILE],
        &["errors", "--revision", HOSTILE],
        &["help", HOSTILE],
        &["diff", HOSTILE, HOSTILE],
    ];
    for arguments in commands {
        for input in inputs {
            let takes_format = !matches!(arguments[0], "replay" | "errors" | "help" | "diff");
            for format in [&[][..], &["--format", "json"]] {
                if !format.is_empty() && !takes_format {
                    continue;
                }
                let ran = lifecycle(&[arguments, format].concat(), input);
                assert_eq!(
                    steering(&ran.stdout),
                    Vec::<char>::new(),
                    "{arguments:?} {format:?} {:?}",
                    ran.stdout
                );
                assert_eq!(
                    steering(&ran.stderr),
                    Vec::<char>::new(),
                    "{arguments:?} {format:?} {:?}",
                    ran.stderr
                );
            }
        }
    }
}

/// Text in every place of a policy file, of a file of laws and of a path. Most places are errors that
/// repeat it.
#[test]
fn no_command_prints_a_file_that_steers_a_terminal() {
    let folder = std::env::temp_dir().join(format!("lifecycle-terminal-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the folder is made");
    let text =
        json(HOSTILE).replace('\u{7f}', "\\u007f").replace('\u{9b}', "\\u009b").replace('\u{85}', "\\u0085");
    let raw = "a\u{202e}\u{2066}b";
    let head = "policy = 1\nbase = \"ecs-2024-11-14\"\n";
    let rule = |place: &str, value: &str| {
        let rule = [
            ("operation", r#""StopInstance""#),
            ("name", r#""house""#),
            ("stage", r#""Status""#),
            ("when", r#"{ gpu = ["Yes"] }"#),
            ("error", r#""DiskError""#),
            ("reason", r#""none""#),
        ];
        let member =
            |(name, usual): (&str, &str)| format!("{name} = {}\n", if name == place { value } else { usual });
        format!("{head}[[rules]]\n{}", rule.map(member).concat())
    };
    let error = |code: &str, message: &str| {
        rule("error", &format!("{{ http_status = 403, code = {code}, message = {message} }}"))
    };
    let policies = [
        format!("policy = 1\nbase = {text}\n"),
        format!("policy = {text}\n"),
        format!("{head}{text} = 1\n"),
        format!("{head}[interpretations]\n{text} = \"Allow\"\n"),
        format!("{head}[interpretations]\nsecurity-locked-stop = {text}\n"),
        format!("{head}[stages]\nStopInstance = [{text}]\n"),
        format!("{head}[precedence]\nStopInstance = [{text}]\n"),
        format!("{head}[remove]\nStopInstance = [{text}]\n"),
        format!("{head}[remove]\n{text} = [\"disk-status\"]\n"),
        rule("operation", &text),
        rule("name", &text),
        rule("stage", &text),
        rule("when", &format!("{{ {text} = [\"Yes\"] }}")),
        rule("when", &format!("{{ gpu = [{text}] }}")),
        rule("error", &text),
        rule("reason", &text),
        error(&text, r#""No.""#),
        error(r#""House""#, &text),
        format!("{head}{raw} = 1\n"),
        format!("{head}# {raw}\n[remove\n"),
        format!("{head}interpretations = '{raw}'\n"),
    ];
    let gpu = r#"{"InstanceId":"i","Status":"Running","GPUAmount":1}"#;
    let ask = |arguments: &[&str]| {
        let ran = lifecycle(arguments, gpu);
        assert_eq!(steering(&ran.stdout), Vec::<char>::new(), "{arguments:?} {:?}", ran.stdout);
        assert_eq!(steering(&ran.stderr), Vec::<char>::new(), "{arguments:?} {:?}", ran.stderr);
        ran.status
    };
    let path = folder.join(format!("{raw}.toml"));
    let file = path.to_str().expect("a path in UTF-8");
    for policy in policies {
        std::fs::write(&path, &policy).expect("the policy is written");
        for arguments in [&["check", "--policy", file][..], &["plan", "StopInstance", "--policy", file]] {
            assert_eq!(ask(arguments), Some(2), "{policy}");
        }
        ask(&["policy", "show", file]);
        ask(&["diff", "ecs-2024-11-14", file]);
    }
    let law = |place: &str| {
        let law = [("name", r#""a""#), ("operation", r#""StopInstance""#), ("never", "{ refused = true }")];
        let member = |(name, usual)| format!("{name} = {}\n", if name == place { &*text } else { usual });
        format!("[[laws]]\n{}", law.map(member).concat())
    };
    let laws = [
        (law("name"), Some(1)),
        (law("operation"), Some(2)),
        (law("never"), Some(2)),
        (format!("{}when = {{ {text} = [\"Yes\"] }}\n", law("")), Some(2)),
        (law("").replace("refused = true", &format!("code = {text}")), Some(2)),
        (law("").replace("refused", &text), Some(2)),
        (format!("# {raw}\n[[laws\n"), Some(2)),
    ];
    for (laws, status) in laws {
        std::fs::write(&path, &laws).expect("the laws are written");
        assert_eq!(ask(&["prove", file]), status, "{laws}");
    }
    std::fs::remove_file(&path).expect("the file is removed");
    for arguments in [&["prove", file][..], &["plan", "StopInstance", file], &["check", "--policy", file]] {
        assert_eq!(ask(arguments), Some(2), "the file is missing");
    }
    std::fs::remove_dir_all(&folder).expect("the folder is removed");
}

/// The output on a terminal of a width, without its colours. `None` without util-linux.
fn on_terminal(columns: u32, arguments: &str) -> Option<String> {
    let script =
        format!("stty rows 50 cols {columns}; exec {:?} {arguments}", env!("CARGO_BIN_EXE_lifecycle"));
    let mut terminal = Command::new("script");
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    terminal
        .args(["-qec", &script, "/dev/null"])
        .current_dir(root)
        .env_remove("NO_COLOR")
        .env("TERM", "xterm");
    let output = terminal.stdin(Stdio::null()).output().ok().filter(|output| !output.stdout.is_empty());
    let Some(output) = output else {
        println!("skipped: util-linux `script` is missing");
        return None;
    };
    let text = String::from_utf8(output.stdout).expect("the output is UTF-8");
    assert!(text.contains('\u{1b}'), "a terminal gets colour");
    Some(anstream::adapter::strip_str(&text).to_string().replace('\r', ""))
}

#[test]
fn text_fits_a_real_terminal_and_no_word_is_cut() {
    for arguments in [
        "status examples/records/running.json",
        "plan StopInstance examples/records/running.json",
        "explain examples/records/cases.ndjson",
        "events",
        "why security-lock",
        "interpretations",
        "diff --all ecs-2024-11-14 ecs-2025-12-03",
    ] {
        let piped =
            command().env("COLUMNS", "1000").args(arguments.split(' ')).output().expect("the command runs");
        let piped = String::from_utf8(piped.stdout).expect("the output is UTF-8");
        let words: Vec<&str> = piped.split_whitespace().collect();
        for columns in [80, 60] {
            let Some(text) = on_terminal(columns, arguments) else { return };
            assert_eq!(wide(&text, columns as usize), Vec::<&str>::new(), "{arguments} at {columns} columns");
            let mut known: Vec<&str> = text.split_whitespace().collect();
            known.sort_unstable();
            let cut: Vec<&&str> = words.iter().filter(|word| known.binary_search(word).is_err()).collect();
            assert_eq!(cut, Vec::<&&str>::new(), "{arguments} at {columns} columns");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure_without_a_panic() {
    let full = || std::fs::File::options().write(true).open("/dev/full").expect("Linux has one");
    for arguments in [&["--help"][..], &["--version"], &["help", "terms"], &["plan", "--help"]] {
        let output = command().args(arguments).stdout(full()).output().expect("the command runs");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
    for arguments in [&["plan", "StopInstance", "nosuch"][..], &["plan", "--nosuch"]] {
        let output = command().args(arguments).stderr(full()).output().expect("the command runs");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}
