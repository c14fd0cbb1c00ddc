//! The cost of reading cases and writing answers.

use crate::print;
use instance_lifecycle_benches::calls::CALLS;
use instance_lifecycle_benches::ndjson;
use instance_lifecycle_benches::stopwatch::{Contender, race};
use std::path::Path;

/// Reads and answers NDJSON with the library and, if there is a release build, with the command.
pub fn lines(runs: usize) {
    let cases = ndjson::cases(CALLS);
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
    let command = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(target).join("release/lifecycle");
    let mut contenders = vec![
        Contender::new("read", CALLS, || assert_eq!(ndjson::read(&cases), CALLS)),
        Contender::new("answer", CALLS, || assert_eq!(ndjson::answer(&cases), CALLS)),
    ];
    let has_command = command.exists();
    if has_command {
        let file = ndjson::file(&cases);
        contenders.push(Contender::new("command", CALLS, move || ndjson::run(&command, &file)));
    } else {
        println!("skipped the command: no release build at `{}`", command.display());
    }
    let times = race(runs, || (), contenders);
    let figure = |name: &str, of: &str| print(name, times.rate(of), "cases/s");
    figure("NDJSON read by the library", "read");
    figure("NDJSON read, decided and answered by the library", "answer");
    if has_command {
        figure("NDJSON decided by the command", "command");
    }
}
