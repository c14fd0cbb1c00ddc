//! Help, the glossary and the exit status of empty or partial input.

use crate::lifecycle;

#[test]
fn the_glossary_is_printed() {
    let ran = lifecycle(&["help", "terms"], "");
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
    for term in [
        "attribute",
        "settlement",
        "shadowed",
        "retryable",
        "EFFECTS",
        "Released",
        "RISKS",
        "RestartMayConflict",
    ] {
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

#[test]
fn empty_input_has_a_status_of_its_own() {
    for input in ["", "\n\n", "[]", r#"{"Instances":{"Instance":[]}}"#] {
        for command in [
            &["plan", "StopInstance"][..],
            &["status"],
            &["inspect"],
            &["evolve", "--event", "GuestShutdown"],
            &["route", "--to", "running"],
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
        "note: partial input: standard input holds 1 of 514 records; request the other pages too\n"
    );
    assert_eq!(
        page(r#""NextToken":"abc","#),
        "note: partial input: standard input holds 1 record; request the other pages too\n"
    );
}
