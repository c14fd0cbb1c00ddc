//! The rule table of CreateInstance: of its errors no table is transcribed, so that it refuses nothing.

use super::rule_table::rule_table;

#[rustfmt::skip] // a table: one line a row
rule_table! { CreateInstance as create_instance, number 5, keeping request.new_network_type | request.new_spot_strategy | request.new_hibernation;
refusals {}
settlements {
    Create                  {}  Inferred     LifecycleGuide2021/statuses;
}
}
