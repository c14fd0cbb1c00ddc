//! Help, the glossary and the exit status of empty or partial input.

use crate::lifecycle;

#[test]
fn the_glossary_is_printed() {
    let ran = lifecycle(&["help", "terms"], "");
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
    for term in ["attribute", "settlement", "shadowed", "retryable"] {
        assert!(ran.stdout.lines().any(|line| line == term), "{term}");
    }
    ran.show_narrow();
}

#[test]
fn help_of_a_command_is_that_of_its_flag() {
    for command in ["plan", "diff", "policy"] {
        assert_eq!(
            lifecycle(&["help", command], "").stdout,
            lifecycle(&[command, "-h"], "").stdout,
            "{command}"
        );
    }
    assert_eq!(
        lifecycle(&["help", "policy", "show"], "").stdout,
        lifecycle(&["policy", "show", "-h"], "").stdout
    );
    assert_eq!(lifecycle(&["help"], "").stdout, lifecycle(&["-h"], "").stdout);
    let unknown = lifecycle(&["help", "trems"], "");
    assert_eq!(
        (unknown.status, unknown.stderr.as_str()),
        (Some(2), "error: there is no command `trems`, did you mean `terms`?\n")
    );
}

/// An example that is wrapped cannot be copied: every line of every help fits as it is written.
#[test]
fn no_line_of_a_help_is_wrapped() {
    for command in [
        "plan",
        "explain",
        "status",
        "evolve",
        "inspect",
        "diagram",
        "events",
        "errors",
        "interpretations",
        "why",
        "check",
        "diff",
        "prove",
        "replay",
        "backtest",
        "vectors",
        "conform",
        "docs",
    ] {
        let narrow = lifecycle(&[command, "--help"], "").show_narrow();
        for example in narrow.lines().filter(|line| line.contains("lifecycle ") && line.starts_with("  ")) {
            assert!(!example.ends_with('\\'), "{example}");
        }
        let after =
            narrow.split("\n\n").filter(|part| !part.starts_with("Usage") && !part.contains("  -h, --help"));
        for line in after.flat_map(str::lines).filter(|line| !line.starts_with(' ')) {
            assert!(
                line.split(' ').count() != 1 || line.ends_with([':', '.', ')', ']']) || line.len() > 12,
                "{command}: {line}"
            );
        }
    }
}

#[test]
fn empty_input_has_a_status_of_its_own() {
    for input in ["", "\n\n", "[]", r#"{"Instances":{"Instance":[]}}"#] {
        for command in [
            &["plan", "StopInstance"][..],
            &["status"],
            &["inspect"],
            &["evolve", "--event", "GuestShutdown"],
        ] {
            let ran = lifecycle(command, input);
            assert_eq!(
                (ran.status, ran.stdout.as_str()),
                (Some(3), "0 instances\n"),
                "{command:?} {input:?}"
            );
            let ran = lifecycle(&[command, &["--format", "json"]].concat(), input);
            assert_eq!((ran.status, ran.stdout.as_str()), (Some(3), ""), "{command:?} {input:?}");
            assert_eq!(ran.stderr, "note: 0 instances\n");
        }
    }
    let backtest = ["backtest", "--baseline", "ecs-2021-01"];
    assert_eq!(lifecycle(&backtest, "").status, Some(3));
}

#[test]
fn missing_pages_are_reported() {
    let page = |members: &str| {
        let input = format!(r#"{{{members}"Instances":{{"Instance":[{{"Status":"Running"}}]}}}}"#);
        let ran = lifecycle(&["plan", "StopInstance"], input);
        assert_eq!(ran.status, Some(0));
        ran.stderr
    };
    assert_eq!(page(""), "");
    assert_eq!(page(r#""TotalCount":1,"#), "");
    assert_eq!(
        page(r#""TotalCount":514,"#),
        "note: partial input: `standard input` holds 1 of 514 records; request the other pages too\n"
    );
    assert_eq!(
        page(r#""NextToken":"abc","#),
        "note: partial input: `standard input` holds 1 record; request the other pages too\n"
    );
}
