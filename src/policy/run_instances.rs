//! The rule table of RunInstances: of its errors no table is transcribed, so that it refuses nothing.

use super::rule_table::rule_table;

#[rustfmt::skip] // a table: one line a row
rule_table! { RunInstances as run_instances, number 6, keeping request.new_network_type | request.new_spot_strategy | request.new_hibernation;
refusals {}
settlements {
    Run                     {}  Documented   LifecycleGuide2021/create;
}
}
