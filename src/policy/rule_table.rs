//! The rule table of an operation: its refusals in stages, then its settlements, and the layout and
//! lookup tables computed from them.

use crate::attribute::{Layout, Lookup, SPACE, Unread, status};
use crate::closed_set::{Finite, same};
use crate::error::{ErrorKind, ErrorTable, cites};
use crate::evidence::{Revision, Source};
use crate::instance::{Instance, Status};
use crate::outcome::{CHARGES, Effect, RiskRow, Settlement};
use crate::region::Region;
use crate::request::Operation;
use crate::rule::{Row, Stages};

/// The rules of an operation.
///
/// The first refusal that matches a call, in the precedence of the policy, refuses it. If none does,
/// the first settlement that matches settles the call; the last settlement matches every call.
///
/// ```
/// use instance_lifecycle::Operation;
///
/// let table = Operation::StopInstance.rule_table();
/// let names: Vec<_> = table.settlements.iter().map(|row| row.rule).collect();
/// assert!(names.contains(&"stop-economically"));
/// ```
#[derive(Debug)]
pub struct RuleTable {
    /// The operation.
    pub operation: Operation,
    /// The stages of its refusals, in the default precedence.
    pub stages: Stages,
    /// The rows that refuse calls.
    pub refusals: &'static [Row<ErrorKind>],
    /// The rows that settle calls.
    pub settlements: &'static [Row<Settlement>],
    /// The settlement of each row, for a look-up without a test of the number.
    pub(crate) settled: [Settlement; SETTLED],
    /// The effects on resources.
    pub effects: &'static [Effect],
    /// The risks of accepted calls.
    pub risks: &'static [RiskRow],
    /// For each rule on the status, the statuses that its error names as expected.
    pub expected: &'static [(&'static str, &'static [Status])],
    /// The refusals of each stage, as a set.
    pub(crate) stage_rows: [u128; Stages::MAX],
    /// For each refusal the refusals of its rule, as a set.
    pub(crate) rule_rows: &'static [u128],
    pub(crate) layout: Layout,
    /// The bits of the attributes of the instance that a row reads.
    pub(crate) guarded: u64,
    /// The attributes of an instance that no row reads.
    pub(crate) unread: Unread,
    /// Packs an instance; only the guarded bits count. A mask that the compiler knew would make it load words
    /// in parts.
    pub(crate) pack: fn(&Instance) -> u64,
    /// Refusals, then settlements.
    pub(crate) decisions: &'static dyn Lookup,
    /// Effects, then risks, then charges.
    pub(crate) consequences: &'static dyn Lookup,
}

impl RuleTable {
    /// Returns the set of all refusals.
    pub(crate) const fn refusal_rows(&self) -> u128 {
        (1 << self.refusals.len()) - 1
    }

    /// Returns the status of a packed case; `Released` if the operation creates the instance.
    pub(crate) fn status(&self, packed: u64) -> Status {
        if !self.layout.reads(status::NUMBER) {
            return Status::Released;
        }
        Status::from_index(self.layout.value(packed.into(), status::NUMBER))
    }

    /// Returns the set of statuses that a rule on the status expects.
    pub(crate) fn expected_by(&self, rule: &str) -> u64 {
        let expected = self.expected.iter().find(|(expecting, _)| *expecting == rule);
        expected.map_or(0, |(_, statuses)| statuses.iter().fold(0, |set, status| set | 1 << *status as u32))
    }

    /// Returns the rules of a slice of rows: adjacent rows with the same name.
    pub fn rules<V>(rows: &'static [Row<V>]) -> impl Iterator<Item = &'static [Row<V>]> {
        rows.chunk_by(|a, b| a.rule == b.rule)
    }
}

/// Returns the refusals of each stage, as a set.
pub(crate) const fn stage_rows(rows: &[Row<ErrorKind>]) -> [u128; Stages::MAX] {
    let mut stages = [0; Stages::MAX];
    let mut n = 0;
    while n < rows.len() {
        stages[rows[n].stage as usize] |= 1 << n;
        n += 1;
    }
    stages
}

/// Returns the conditions of refusals, then those of settlements.
pub(crate) const fn decision_conditions<const N: usize>(
    refusals: &[Row<ErrorKind>],
    settlements: &[Row<Settlement>],
) -> [Region; N] {
    let mut all: [Region; N] = [Region::FULL; N];
    let mut n = 0;
    while n < N {
        all[n] = if n < refusals.len() { refusals[n].when } else { settlements[n - refusals.len()].when };
        n += 1;
    }
    all
}

/// Returns the conditions of effects, then those of risks, then those of charges.
pub(crate) const fn consequence_conditions<const N: usize>(
    effects: &[Effect],
    risks: &[RiskRow],
) -> [Region; N] {
    let (risk, charge) = (effects.len(), effects.len() + risks.len());
    assert!(charge <= 64 && CHARGES.len() <= 32, "a plan has a bit for each effect, risk and charge");
    let mut all: [Region; N] = [Region::FULL; N];
    let mut n = 0;
    while n < N {
        all[n] = if n < risk {
            effects[n].when
        } else if n < charge {
            risks[n - risk].when
        } else {
            CHARGES[n - charge].when
        };
        n += 1;
    }
    all
}

/// The number of values of the number of a row.
const SETTLED: usize = u8::MAX as usize + 1;

/// Returns the settlement of each row.
pub(crate) const fn settled(rows: &[Row<Settlement>]) -> [Settlement; SETTLED] {
    let (mut settled, mut row) = ([rows[0].then; SETTLED], 0);
    while row < rows.len() {
        settled[row] = rows[row].then;
        row += 1;
    }
    settled
}

/// Checks at compile time that the last settlement matches every case.
pub(crate) const fn prove_total(settlements: &[Row<Settlement>]) {
    let last = settlements[settlements.len() - 1].when;
    assert!(
        last.size(SPACE) == SPACE.size() && last.covers(&Region::FULL),
        "the last settlement matches every case"
    );
}

/// Checks at compile time that settlements and risks refer to columns of the effect rows.
pub(crate) const fn prove_columns(settlements: &[Row<Settlement>], risks: &[RiskRow], columns: usize) {
    let mut n = 0;
    while n < settlements.len() {
        assert!(settlements[n].then.column() < columns, "{}", settlements[n].rule);
        n += 1;
    }
    n = 0;
    while n < risks.len() {
        assert!(risks[n].columns >> columns == 0, "{}", risks[n].risk.as_str());
        n += 1;
    }
}

/// Checks at compile time that `expecting` names a rule.
pub(crate) const fn prove_expecting(refusals: &[Row<ErrorKind>], rule: &str, message: &'static str) {
    let mut n = 0;
    while n < refusals.len() {
        if same(refusals[n].rule, rule) {
            return;
        }
        n += 1;
    }
    panic!("{}", message);
}

/// Returns the kind. Checks at compile time that some revision has an error row of it: without one the
/// rule would never refuse.
pub(crate) const fn raised(errors: &ErrorTable, kind: ErrorKind, message: &'static str) -> ErrorKind {
    let mut n = 0;
    while n < Revision::ALL.len() {
        if errors.lists(kind, Revision::ALL[n]) {
            return kind;
        }
        n += 1;
    }
    panic!("{}", message);
}

/// Returns the source. Checks at compile time that an error row that it cites exists and is of the kind.
pub(crate) const fn cited(source: Source, place: &str, kind: ErrorKind, message: &'static str) -> Source {
    assert!(cites(source, place, Some(kind)), "{}", message);
    source
}

/// Declares a rule table. Stages are headings. A rule is a name, a condition, an error, the evidence and
/// the source, and of a contradicted row `against` the source that contradicts it; `or` adds a row to
/// the rule. `expecting` gives the statuses that the text of a rule
/// names, `keeping` the attributes that no row reads and the plan carries.
macro_rules! rule_table {
    (
        $operation:ident as $outcome:ident
        $(, expecting $expecting:literal: $($expected:ident)|+)* $(, keeping $($($kept:ident).+)|+)?;
        refusals { $($stage:ident: $(
            $rule:literal $when:tt $kind:ident
            $evidence:ident $document:ident/$place:tt $(against $against:ident/$against_place:tt)?
            $(or $or_when:tt
            $or_evidence:ident $or_document:ident/$or_place:tt $(against $or_against:ident/$or_against_place:tt)?)*;
        )+)* }
        settlements { $(
            $settlement:ident $settles:tt
            $settles_evidence:ident $settles_document:ident/$settles_place:tt
            $(against $settles_against:ident/$settles_against_place:tt)?
            $(or $or_settles:tt
            $or_settles_evidence:ident $or_settles_document:ident/$or_settles_place:tt
            $(against $or_settles_against:ident/$or_settles_against_place:tt)?)*;
        )+ }
    ) => {
        use $crate::attribute::{
            Layout, OperationTables, Table, Unread, admitting_each, pack_instance, tables, words,
        };
        use $crate::error::ErrorKind;
        use $crate::evidence::{Evidence, against, source};
        use $crate::outcome::{CHARGES, Settlement, $outcome::{COLUMNS, EFFECTS, RISKS}};
        use $crate::policy::rule_table::{self, RuleTable};
        use $crate::region::Region;
        use $crate::request::Operation;
        use $crate::rule::{self, Stages, Row};

        #[allow(dead_code, reason = "an operation may refuse nothing")]
        #[repr(u8)]
        enum Stage { $($stage,)* End }

        const REFUSALS: &[Row<ErrorKind>] = &[$($(
            Row {
                rule: $rule,
                stage: Stage::$stage as u8,
                when: $crate::condition::of_an_instance($crate::condition::region!($when)),
                then: rule_table::raised(
                    $crate::request::Operation::$operation.errors(),
                    ErrorKind::$kind,
                    concat!("rule `", $rule, "` of ", stringify!($operation), ": no revision has an error row `", stringify!($kind), "`"),
                ),
                evidence: Evidence::$evidence,
                source: rule_table::cited(
                    source!($document/$place),
                    stringify!($place),
                    ErrorKind::$kind,
                    concat!("rule `", $rule, "` of ", stringify!($operation), ": `", stringify!($document), "/", stringify!($place), "` is no row of the error `", stringify!($kind), "`"),
                ),
                against: against!($(against $against/$against_place)?),
            },
            $(Row {
                rule: $rule,
                stage: Stage::$stage as u8,
                when: $crate::condition::of_an_instance($crate::condition::region!($or_when)),
                then: ErrorKind::$kind,
                evidence: Evidence::$or_evidence,
                source: rule_table::cited(
                    source!($or_document/$or_place),
                    stringify!($or_place),
                    ErrorKind::$kind,
                    concat!("rule `", $rule, "` of ", stringify!($operation), ": `", stringify!($or_document), "/", stringify!($or_place), "` is no row of the error `", stringify!($kind), "`"),
                ),
                against: against!($(against $or_against/$or_against_place)?),
            },)*
        )+)*];

        const SETTLEMENTS: &[Row<Settlement>] = &[$(
            Row {
                rule: Settlement::$settlement.as_str(),
                stage: 0,
                when: $crate::condition::region!($settles),
                then: Settlement::$settlement,
                evidence: Evidence::$settles_evidence,
                source: source!($settles_document/$settles_place),
                against: against!($(against $settles_against/$settles_against_place)?),
            },
            $(Row {
                rule: Settlement::$settlement.as_str(),
                stage: 0,
                when: $crate::condition::region!($or_settles),
                then: Settlement::$settlement,
                evidence: Evidence::$or_settles_evidence,
                source: source!($or_settles_document/$or_settles_place),
                against: against!($(against $or_settles_against/$or_settles_against_place)?),
            },)*
        )+];

        const _: () = {
            rule::prove(REFUSALS);
            rule::prove(SETTLEMENTS);
            rule_table::prove_total(SETTLEMENTS);
            rule_table::prove_columns(SETTLEMENTS, RISKS, COLUMNS);
            $(rule_table::prove_expecting(
                REFUSALS,
                $expecting,
                concat!("rules of ", stringify!($operation), ": `expecting ", stringify!($expecting), "` names no rule"),
            );)*
        };

        const DECISIONS: [Region; REFUSALS.len() + SETTLEMENTS.len()] =
            rule_table::decision_conditions(REFUSALS, SETTLEMENTS);
        const CONSEQUENCES: [Region; EFFECTS.len() + RISKS.len() + CHARGES.len()] =
            rule_table::consequence_conditions(EFFECTS, RISKS);
        const KEPT: Region = Region::FULL$($(.restrict($crate::attribute::$($kept)::+::FIELD, 0))+)?;
        const LAYOUT: Layout = Layout::new(&DECISIONS, &CONSEQUENCES, &[KEPT]);

        type Rows = [u64; words(DECISIONS.len())];
        type ConsequenceRows = [u64; words(CONSEQUENCES.len())];

        static TABLES: [Table<Rows>; LAYOUT.decision_bytes] = tables(&LAYOUT, &admitting_each(&DECISIONS));
        static CONSEQUENCE_TABLES: [Table<ConsequenceRows>; LAYOUT.bytes] =
            tables(&LAYOUT, &admitting_each(&CONSEQUENCES));
        static RULE_ROWS: [u128; REFUSALS.len()] = rule::rule_rows(REFUSALS);

        /// The rule table of the operation.
        pub(super) static RULE_TABLE: RuleTable = RuleTable {
            operation: Operation::$operation,
            stages: Stages::new(&[$(stringify!($stage)),*]),
            refusals: REFUSALS,
            settlements: SETTLEMENTS,
            settled: rule_table::settled(SETTLEMENTS),
            effects: EFFECTS,
            risks: RISKS,
            expected: &[$(($expecting, &[$($crate::instance::Status::$expected),+])),*],
            stage_rows: rule_table::stage_rows(REFUSALS),
            rule_rows: &RULE_ROWS,
            layout: LAYOUT,
            unread: Unread::of(&LAYOUT, Operation::$operation.creates()),
            guarded: LAYOUT.read_of_instance(),
            pack: pack_instance::<$crate::request::$operation>,
            decisions: &TABLES,
            consequences: &CONSEQUENCE_TABLES,
        };

        impl OperationTables for $crate::request::$operation {
            type Rows = Rows;
            const OPERATION: Operation = Operation::$operation;
            const LAYOUT: Layout = LAYOUT;
            const TABLES: &'static [Table<Rows>] = &TABLES;
        }
    };
}
pub(crate) use rule_table;
