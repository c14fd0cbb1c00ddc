//! The page, without a browser; `tests/page/run` opens it in one.

use crate::support::{NOW, asked, call, create, manual};
use instance_lifecycle_server::page;

#[test]
fn input_is_escaped() {
    let endpoint = manual();
    let name = "<img src=x onerror=alert(1)>\\\"'&\u{202e}";
    create(&endpoint, &format!(r#"{{"InstanceId": "i-1", "Status": "Running", "InstanceName": "{name}"}}"#));
    call(&endpoint, "Action=%3Cscript%3E&InstanceId=%3C/td%3E");
    let written = page::write(&endpoint, "Account=test", NOW);
    assert!(written.contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;\u{fffd}"), "{written}");
    assert!(written.contains("<td data-label=\"Action\">&lt;script&gt;</td>"), "{written}");
    assert!(!written.contains("<img") && !written.contains("</td>&lt;") && !written.contains('\u{202e}'));
    let hostile = page::write(&endpoint, "Account=%22%3E%3Cb%3E", NOW);
    assert!(hostile.contains("&quot;&gt;&lt;b&gt;") && !hostile.contains("<b>"));
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    let written = page::write(&manual(), "", NOW);
    for outside in ["http:", "https:", "//", "src=", "@import", "url(h"] {
        // The script has comments.
        let found = written
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .any(|line| line.contains(outside));
        assert!(!found, "{outside}");
    }
    assert!(page::CONTENT_SECURITY_POLICY.starts_with("default-src 'none';"));
}

#[test]
fn the_live_part_follows_the_instances() {
    let endpoint = manual();
    create(&endpoint, r#"{"InstanceId": "i-1", "Status": "Running"}"#);
    let live = || page::write(&endpoint, "Account=test&Part=live", NOW);
    assert!(live().starts_with("<time>2026-01-01T00:00:00Z</time><div><table>"));
    call(&endpoint, "Action=StopInstance&InstanceId=i-1");
    assert!(live().contains("data-id=\"i-1\" data-status=\"Stopping\""));
    asked(&endpoint, "POST", "clock/advance", r#"{"Seconds": 10}"#);
    assert!(live().contains("data-id=\"i-1\" data-status=\"Stopped\""));
    assert!(live().starts_with("<time>2026-01-01T00:00:10Z</time>"));
}

#[test]
fn another_policy_is_compared_with_the_default() {
    let endpoint = manual();
    assert!(page::write(&endpoint, "", NOW).contains("This is the default policy."));
    asked(&endpoint, "PUT", "policy", "\"latest\"");
    assert!(page::write(&endpoint, "", NOW).contains("differences to the default policy</summary>"));
}
