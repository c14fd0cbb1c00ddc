//! Slips in the shape of the tables do not compile, and the message names the row.
//!
//! The tables are written with macros of the crate, so that each slip is made in a copy of its source.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

/// A change of a file, and the message of the compiler.
struct Slip {
    file: &'static str,
    from: &'static str,
    to: &'static str,
    message: &'static str,
}

const ROWS: &[Slip] = &[
    Slip {
        file: "policy/stop_instance.rs",
        from: "StopPage2024/3;",
        to: "StopPage2024/33;",
        message: "rule `disk-status` of StopInstance: `StopPage2024/33` is no row of the error `DiskError`",
    },
    Slip {
        file: "policy/reboot_instance.rs",
        from: "RebootPage2025/\"InvalidInstanceId.NotFound\";",
        to: "RebootPage2025/\"DiskError\";",
        message: "rule `not-found` of RebootInstance: `RebootPage2025/\"DiskError\"` is no row of the error `InstanceNotFound`",
    },
    Slip {
        file: "policy/start_instance.rs",
        from: "expecting \"status-not-stopped\"",
        to: "expecting \"status-not-stoped\"",
        message: "rules of StartInstance: `expecting \"status-not-stoped\"` names no rule",
    },
    Slip {
        file: "outcome/delete_instance.rs",
        from: "{ snapshots: Unknown | Yes, delete_auto_snapshot: No } | kept_billed ",
        to: "{ snapshots: Unknown | Yes, delete_auto_snapshot: No } | kept_billed | gone ",
        message: "effect row `Snapshots { snapshots: Unknown | Yes, delete_auto_snapshot: No }` from DeletePage2025/description: expected one cell for each column",
    },
    Slip {
        file: "error/delete_instance.rs",
        from: "    RouteEntry                 [ 2]",
        to: "    InstanceNotReady           [ 2]",
        message: "rule `route-entry` of DeleteInstance: no revision has an error row `RouteEntry`",
    },
];

const PLACES: &[Slip] = &[Slip {
    file: "error/stop_instance.rs",
    from: "[ 4  3  3  3  _]",
    to: "[ 4  3  3  3]",
    message: "error row `DiskError` of StopInstance: expected one place for each revision of the page",
}];

const WORDS: &[Slip] = &[Slip {
    file: "outcome/delete_instance.rs",
    from: "| lost ",
    to: "| 0 ",
    message: "src/outcome/delete_instance.rs:",
}];

const NAMES: &[Slip] = &[
    Slip {
        file: "outcome/delete_instance.rs",
        from: "| lost ",
        to: "| lots ",
        message: "cannot find value `lots`",
    },
    Slip {
        file: "policy/stop_instance.rs",
        from: "disk_status: Incorrect",
        to: "disk_status: Incorect",
        message: "cannot find value `Incorect`",
    },
];

#[test]
fn slips_do_not_compile() {
    for (name, slips) in [("rows", ROWS), ("places", PLACES), ("words", WORDS), ("names", NAMES)] {
        let messages = compile_with(name, slips);
        for slip in slips {
            assert!(messages.contains(slip.message), "expected `{}` in:\n{messages}", slip.message);
        }
    }
}

/// The messages of the compiler for the library with these slips, which must not compile.
fn compile_with(name: &str, slips: &[Slip]) -> String {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("slips");
    fs::create_dir_all(&copy).expect("the folder can be made");
    copy_folder(&root.join("src"), &copy.join("src")).expect("the source can be copied");
    for file in ["README.md", "Cargo.lock"] {
        fs::copy(root.join(file), copy.join(file)).expect("the file can be copied");
    }
    fs::write(copy.join("Cargo.toml"), MANIFEST).expect("the manifest can be written");
    for slip in slips {
        let path: PathBuf = copy.join("src").join(slip.file);
        let text = fs::read_to_string(&path).expect("the file can be read");
        assert!(text.contains(slip.from), "`{}` is not in {}", slip.from, slip.file);
        fs::write(&path, text.replacen(slip.from, slip.to, 1)).expect("the file can be written");
    }
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--quiet"])
        .current_dir(&copy)
        .env("CARGO_TARGET_DIR", copy.join("target"))
        .output()
        .expect("cargo runs");
    assert!(!output.status.success(), "the slips of `{name}` compile");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}

const MANIFEST: &str = r#"
[package]
name = "slips"
version = "0.0.0"
edition = "2024"

[lib]
name = "instance_lifecycle"

[features]
alloc = []
serde = []
rayon = []
proptest = []
arbitrary = []

[dependencies]
thiserror = { version = "2.0", default-features = false }

[workspace]
"#;
