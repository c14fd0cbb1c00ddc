//! The error catalogue equals an independent transcription of the pages, byte for byte.

use instance_lifecycle::errors::{CATALOGUE, Place};
use instance_lifecycle::policy::interpretations::StatusText;
use instance_lifecycle::rules::Evidence;
use instance_lifecycle::{Case, Operation, Policy, Status, plan};
use std::collections::BTreeSet;
use support::request;

/// Operation, revision, number of the row, HTTP status, code, message.
type Row = (String, String, String, String, String, String);

fn transcribed() -> BTreeSet<Row> {
    let stop = [
        ("2021-01", include_str!("../documented/stop-instance-2021-01.tsv")),
        ("2024-11-14", include_str!("../documented/stop-instance-2024-11-14.tsv")),
        ("2025-12-03", include_str!("../documented/stop-instance-2025-12-03.tsv")),
    ];
    let row = |cells: [&str; 6]| -> Row { cells.map(str::to_owned).into() };
    let lines = |table: &'static str| table.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
    let mut rows = BTreeSet::new();
    for (revision, table) in stop {
        for (number, cells) in lines(table).enumerate() {
            rows.insert(row([
                "StopInstance",
                revision,
                &(number + 1).to_string(),
                cells[0],
                cells[1],
                cells[2],
            ]));
        }
    }
    for cells in lines(include_str!("../documented/others.tsv")) {
        rows.insert(row([cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]]));
    }
    for cells in lines(include_str!("../documented/borrowed.tsv")) {
        rows.insert(row([cells[0], cells[1], "-", cells[2], cells[3], cells[4]]));
    }
    rows
}

fn catalogued() -> BTreeSet<Row> {
    let mut rows = BTreeSet::new();
    for table in &CATALOGUE {
        let revisions = table.revisions.iter().enumerate();
        for (column, revision) in revisions.filter(|(column, _)| table.is_transcribed(*column)) {
            let present = table.rows.iter().filter(|row| row.places[column] != Place::Absent);
            assert_eq!(table.of(column).count(), present.count(), "two rows of {revision} share a place");
            for (place, row) in table.of(column) {
                let number = match place {
                    Place::Row(number) => number.to_string(),
                    Place::Unlisted => "-".to_owned(),
                    Place::Absent => panic!("an absent row is not of the revision: {row:?}"),
                };
                assert_eq!(place == Place::Unlisted, row.evidence == Evidence::Borrowed, "{row:?}");
                rows.insert((
                    table.action.to_string(),
                    (*revision).to_owned(),
                    number,
                    row.http_status.to_string(),
                    row.code.to_owned(),
                    row.message.to_owned(),
                ));
            }
        }
    }
    rows
}

#[test]
fn the_catalogue_equals_the_transcribed_pages() {
    let (transcribed, catalogued) = (transcribed(), catalogued());
    assert_eq!(catalogued.difference(&transcribed).collect::<Vec<_>>(), Vec::<&Row>::new());
    assert_eq!(transcribed.difference(&catalogued).collect::<Vec<_>>(), Vec::<&Row>::new());
}

/// The file has every row that a page lists, with `-` for an empty cell.
#[test]
fn descriptions_equal_the_transcribed_pages() {
    let mut rows = BTreeSet::new();
    for table in &CATALOGUE {
        let columns = (0..table.revisions.len()).filter(|column| table.is_transcribed(*column));
        for (column, (place, row)) in
            columns.flat_map(|column| table.of(column).map(move |row| (column, row)))
        {
            if let Place::Row(number) = place {
                let (operation, revision) = (table.action, table.revisions[column]);
                let description = table.description(row, column).unwrap_or("-");
                rows.insert(format!("{operation}\t{revision}\t{number}\t{description}"));
            }
        }
    }
    let lines = include_str!("../documented/descriptions.tsv").lines().skip(1);
    let transcribed: BTreeSet<String> = lines.map(str::to_owned).collect();
    assert_eq!(rows.difference(&transcribed).collect::<Vec<_>>(), Vec::<&String>::new());
    assert_eq!(transcribed.difference(&rows).collect::<Vec<_>>(), Vec::<&String>::new());
}

/// Observed in 2021.
#[test]
fn the_template_of_a_status_is_filled_as_observed() {
    let policy = Policy::documented().with(StatusText::Templated);
    let stopped = Case::DEFAULT.instance.with(|it| it.status = Status::Stopped);
    let rejection = plan(
        &stopped,
        &request(Operation::StopInstance, &Case::DEFAULT),
        &Case::DEFAULT.environment,
        &policy,
    )
    .unwrap_err();
    assert_eq!(
        rejection.to_string(),
        "The specified instance is in an incorrect status for the requested action; Status of the specified \
         instance is Stopped but the expected status is in (Running)."
    );
}
