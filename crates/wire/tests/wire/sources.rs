//! Sources: every document is cited by a row, an interpretation, a permission or a code.

use instance_lifecycle::analysis::impossible;
use instance_lifecycle::authorization::PERMISSIONS;
use instance_lifecycle::billing::{CHARGES, GRACE_PERIOD_REMAINS};
use instance_lifecycle::errors::CATALOGUE;
use instance_lifecycle::event::{Next, Transition};
use instance_lifecycle::policy::interpretations::Interpretation;
use instance_lifecycle::rules::{Document, QUOTATIONS, Source};
use instance_lifecycle::{Event, Operation};
use instance_lifecycle_wire::{OBSERVED_CODES, REQUEST_ERRORS};

/// Returns the documents of a source and of the one that contradicts it.
fn sides(source: Source, against: Option<Source>) -> impl Iterator<Item = Document> {
    [Some(source), against].into_iter().flatten().map(|source| source.document)
}

fn of_transitions(rows: &[Transition]) -> Vec<Document> {
    let then = |row: &Transition| match row.next {
        Next::Becomes { then, .. } => of_transitions(then),
        Next::Cannot(_) => Vec::new(),
    };
    rows.iter().flat_map(|row| sides(row.source, row.against).chain(then(row))).collect()
}

fn cited() -> Vec<Document> {
    let of_tables = Operation::ALL.iter().flat_map(|operation| {
        let table = operation.rule_table();
        let refusals = table.refusals.iter().flat_map(|row| sides(row.source, row.against));
        let settlements = table.settlements.iter().flat_map(|row| sides(row.source, row.against));
        let cells = table.effects.iter().flat_map(|effect| effect.cells);
        let cells = cells.flat_map(|cell| sides(cell.source, cell.against));
        refusals.chain(settlements).chain(cells).chain(table.risks.iter().map(|row| row.source.document))
    });
    let charges = CHARGES.iter().chain(GRACE_PERIOD_REMAINS).flat_map(|row| sides(row.source, row.against));
    let events = Event::ALL.iter().flat_map(|event| of_transitions(event.transitions()));
    let interpretations = Interpretation::ALL.iter().flat_map(|one| sides(one.source, one.against));
    let impossible = impossible().map(|row| row.source.document);
    let permissions = PERMISSIONS.iter().map(|permission| permission.document);
    let pages = CATALOGUE
        .iter()
        .flat_map(|table| (0..table.revisions.len()).filter_map(|column| table.document(column)));
    let codes = REQUEST_ERRORS.iter().flat_map(|row| row.documents);
    let codes = codes.chain(OBSERVED_CODES.iter().flat_map(|row| row.documents)).copied();
    of_tables
        .chain(charges)
        .chain(events)
        .chain(interpretations)
        .chain(impossible)
        .chain(permissions)
        .chain(pages)
        .chain(codes)
        .collect()
}

#[test]
fn every_document_is_cited() {
    let cited = cited();
    let idle: Vec<&Document> = Document::ALL.iter().filter(|document| !cited.contains(document)).collect();
    assert_eq!(idle, [] as [&Document; 0]);
    for quotation in QUOTATIONS {
        assert!(cited.contains(&quotation.document), "{quotation:?}");
    }
}
