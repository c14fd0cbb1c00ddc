//! The page about the schema of tables.

use instance_lifecycle::rules::attributes::AttributeSet;
use instance_lifecycle_wire::{FieldForm, ValueUse, case_fields};
use std::fmt::Write;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schema.md");

/// The table of all fields: their names in flat tables, and the types of their columns.
fn table() -> String {
    let mut table = "| column | types |\n|---|---|\n".to_owned();
    for field in case_fields(&AttributeSet::BUILT_IN) {
        let name = match field.path.join(".") {
            name if name == "Request.Action" => "Action".to_owned(),
            name => name.strip_prefix("Instance.").unwrap_or(&name).to_owned(),
        };
        let types = match field.form {
            FieldForm::Text if field.value_use == ValueUse::Presence => {
                "text or time; only its presence is read"
            }
            FieldForm::Text => "text",
            FieldForm::Flag => "boolean, text or number",
            FieldForm::Number => "number or text",
            FieldForm::List { inner: &[] } => "list; only its presence is read",
            FieldForm::List { .. } if field.value_use == ValueUse::Presence => {
                "text, list or struct; only its presence is read"
            }
            FieldForm::List { .. } => "text, list or struct",
            _ => "any value; ignored",
        };
        writeln!(table, "| `{name}` | {types} |").expect("memory is written");
    }
    table
}

/// `UPDATE_DOCUMENTATION=1 cargo test -p instance-lifecycle-columns documented` renews the table.
#[test]
fn the_page_lists_every_column() {
    let page = std::fs::read_to_string(PAGE).expect("the page can be read");
    let start = page.find("| column | types |").expect("a table");
    let end = page[start..].find("\n\n").map_or(page.len(), |end| start + end + 1);
    if std::env::var_os("UPDATE_DOCUMENTATION").is_some() {
        std::fs::write(PAGE, [&page[..start], &table(), &page[end..]].concat())
            .expect("the page can be written");
        return;
    }
    assert_eq!(&page[start..end], table(), "renew it with `UPDATE_DOCUMENTATION=1`");
}
