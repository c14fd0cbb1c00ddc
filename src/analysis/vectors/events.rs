//! The vectors of events.

use crate::analysis::subtract::Meter;
use crate::analysis::witness::{Nearest, Witness};
use crate::analysis::{Budget, BudgetError};
use crate::attribute::{ATTRIBUTES, Attribute, AttributeSet, Case, END, MASKS};
use crate::condition::of_an_instance;
use crate::event::{Event, EventError, Next, Transition};
use crate::impossible::impossible;
use crate::instance::Instance;
use crate::interpretation::Interpretations;
use crate::policy::Policy;
use crate::region::{Assignment, Point, Region};
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// An event on an instance, with the expected answer.
///
/// ```
/// use instance_lifecycle::analysis::event_vectors;
/// use instance_lifecycle::event::EventError;
/// use instance_lifecycle::Policy;
///
/// let vectors = event_vectors(&Policy::documented())?;
/// let vector = vectors.iter().find(|vector| vector.id == "GuestShutdown/1").expect("it has two rows");
/// assert_eq!(vector.witness.to_string(), "status: Stopped");
/// assert_eq!(vector.expected, Err(EventError::NotRunning));
/// # Ok::<_, instance_lifecycle::analysis::BudgetError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventVector {
    /// The identifier: the event, the number of the row under test and, after a slash each, those of the
    /// rows that follow it; then, by the purpose, what else is tested. `released` is in the place of a row
    /// if no event can occur.
    pub id: String,
    /// The event.
    pub event: Event,
    /// What the instance shows about the row.
    pub purpose: EventPurpose,
    /// The instance and its environment.
    pub witness: Witness,
    /// The instance afterwards, or the reason why the event cannot occur.
    pub expected: Result<Instance, EventError>,
}

/// What an [`EventVector`] shows about its row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventPurpose {
    /// The row applies to the instance.
    Applies,
    /// The row is inactive under the policy. It would apply to the instance.
    Inactive,
    /// The row changes these attributes, which do not have their new values yet.
    Sets(Vec<&'static str>),
    /// The instance misses the row by this attribute, and is the nearest that does.
    Misses(&'static str),
}

/// Returns the test vectors of all events under a policy, in the order of events and rows.
///
/// For each row that applies to an instance, or would under another interpretation, there is the simplest
/// one; for the attributes that it sets,
/// instances in which they differ; and for each attribute that it reads, the nearest instance that misses
/// the row by that attribute.
///
/// # Errors
///
/// Returns an error if the search exceeds the default [`Budget`].
pub fn event_vectors(policy: &Policy) -> Result<Vec<EventVector>, BudgetError> {
    let impossible: Vec<Region> = impossible().map(|impossible| impossible.region).collect();
    let meter = Meter::new(Budget::default(), &MASKS);
    let mut vectors = Vec::new();
    for &event in Event::ALL {
        let mut leaves = Vec::new();
        let path = Path { when: Region::FULL, set: Assignment::NONE, id: String::new() };
        follow(event.transitions(), vec![Region::FULL], &path, policy.interpretations(), &mut leaves);
        let search = Search { event, policy, impossible: &impossible, meter: &meter };
        for leaf in &leaves {
            search.collect(leaf, &mut vectors)?;
        }
    }
    Ok(vectors)
}

/// The rows that lead to an answer.
struct Path {
    /// The instances that match every row, apart from the rows before each.
    when: Region,
    set: Assignment,
    id: String,
}

/// A row with an answer.
struct Leaf {
    path: Path,
    /// The instances that it applies to.
    cubes: Vec<Region>,
    /// Whether the row is active; otherwise it would apply to them.
    is_active: bool,
}

/// Collects the rows with an answer that apply to instances of some cubes.
fn follow(
    rows: &[Transition],
    mut rest: Vec<Region>,
    path: &Path,
    interpretations: &Interpretations,
    leaves: &mut Vec<Leaf>,
) {
    for (n, row) in rows.iter().enumerate() {
        // The interpretations are settled: only attributes remain.
        let condition = path.set.preimage(&row.when).free_from(END);
        let (when, id) = (path.when.intersect(&condition), format!("{}/{}", path.id, n + 1));
        if !interpretations.admit(&row.when) {
            let cubes = rest.iter().filter_map(|cube| MASKS.intersection(cube, &condition)).collect();
            leaves.push(Leaf { path: Path { when, set: path.set, id }, cubes, is_active: false });
            continue;
        }
        let (mut cubes, mut left) = (Vec::new(), Vec::new());
        for mut when in rest {
            if MASKS.are_disjoint(&when, &condition) {
                left.push(when);
                continue;
            }
            while let Some(piece) = MASKS.split(&mut when, &condition) {
                left.push(piece);
            }
            cubes.push(when);
        }
        rest = left;
        match row.next {
            Next::Becomes { set, then } if !then.is_empty() => {
                let path = Path { when, set: path.set.then(&set), id };
                follow(then, cubes, &path, interpretations, leaves);
            }
            Next::Becomes { set, .. } => {
                let path = Path { when, set: path.set.then(&set), id };
                leaves.push(Leaf { path, cubes, is_active: true });
            }
            Next::Cannot(_) => {
                leaves.push(Leaf { path: Path { when, set: path.set, id }, cubes, is_active: true });
            }
        }
    }
}

struct Search<'a> {
    event: Event,
    policy: &'a Policy,
    impossible: &'a [Region],
    meter: &'a Meter<'a>,
}

impl Search<'_> {
    fn collect(&self, leaf: &Leaf, vectors: &mut Vec<EventVector>) -> Result<(), BudgetError> {
        let Some(witness) = self.nearest(&leaf.cubes, &Region::FULL, &Case::DEFAULT.point())? else {
            return Ok(());
        };
        if !leaf.is_active {
            vectors.push(self.vector(leaf, "/inactive", EventPurpose::Inactive, witness));
            return Ok(());
        }
        vectors.push(self.vector(leaf, "", EventPurpose::Applies, witness.clone()));
        self.sets(leaf, &witness, vectors)?;
        for attribute in ATTRIBUTES.iter().filter(|attribute| leaf.path.when.reads(attribute.field)) {
            let kept_out = attribute.field.all() & !leaf.path.when.admits(attribute.field);
            let outside = of_an_instance(Region::FULL).restrict(attribute.field, kept_out);
            if let Some(miss) = self.nearest(&[outside], &Region::FULL, witness.point())? {
                let id = format!("/{}", attribute.name);
                vectors.push(self.vector(leaf, &id, EventPurpose::Misses(attribute.name), miss));
            }
        }
        Ok(())
    }

    /// Instances in which the attributes that a row sets have other values: as many as can be in one.
    fn sets(&self, leaf: &Leaf, first: &Witness, vectors: &mut Vec<EventVector>) -> Result<(), BudgetError> {
        let set = |attribute: &&Attribute| leaf.path.set.value(attribute.field);
        let mut open: Vec<_> = ATTRIBUTES
            .iter()
            .filter(|it| set(it).is_some_and(|value| first.point().value(it.field) == value))
            .collect();
        while !open.is_empty() {
            let (mut within, mut found, mut changed) = (Region::FULL, None, Vec::new());
            let mut left = Vec::new();
            for attribute in open {
                let others = set(&attribute).map_or(0, |value| attribute.field.all() & !(1 << value));
                let narrower = within.restrict(attribute.field, others);
                match self.nearest(&leaf.cubes, &narrower, &Case::DEFAULT.point())? {
                    Some(witness) => {
                        (within, found) = (narrower, Some(witness));
                        changed.push(attribute.name);
                    }
                    None => left.push(attribute),
                }
            }
            // The rest has its new value in every instance that the row applies to.
            let Some(witness) = found else { break };
            let id = format!("/sets/{}", changed[0]);
            vectors.push(self.vector(leaf, &id, EventPurpose::Sets(changed), witness));
            open = left;
        }
        Ok(())
    }

    /// Returns the possible instance of some cubes in a region that is nearest to a point.
    fn nearest(&self, cubes: &[Region], within: &Region, to: &Point) -> Result<Option<Witness>, BudgetError> {
        let mut nearest = Nearest::new(to, self.impossible, &AttributeSet::BUILT_IN);
        for cube in cubes.iter().filter_map(|cube| MASKS.intersection(cube, within)) {
            nearest.offer(&cube, self.meter)?;
        }
        Ok(nearest.found())
    }

    fn vector(&self, leaf: &Leaf, id: &str, purpose: EventPurpose, witness: Witness) -> EventVector {
        // The rows of all events begin with those of instances that cannot have any.
        let released = format!("/{}", self.event.transitions().len());
        let row = leaf.path.id.strip_prefix(&released).unwrap_or("/released");
        let id = format!("{}{row}{id}", self.event);
        let case = witness.case();
        let expected = case.instance.apply(self.event, &case.environment, self.policy);
        EventVector { id, event: self.event, purpose, witness, expected }
    }
}
