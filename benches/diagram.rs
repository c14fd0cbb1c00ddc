//! The comparison of two policies by binary decision diagrams of the crate `oxidd`: the number of cases that have
//! different answers. Each value of an attribute is a number in binary.

use instance_lifecycle::analysis::{Rules, Scope, impossible};
use instance_lifecycle::rules::attributes::AttributeSet;
use instance_lifecycle::rules::region::{Field, Region};
use oxidd::bcdd::{BCDDFunction, BCDDManagerRef, new_manager};
use oxidd::error::OutOfMemory;
use oxidd::util::SatCountCache;
use oxidd::{BooleanFunction, Manager, ManagerRef};
use std::collections::hash_map::RandomState;

/// The maximum number of nodes.
const MOST_NODES: usize = 1 << 23;

/// The attributes of two sets of rules as variables.
struct Encoding {
    manager: BCDDManagerRef,
    /// Each field with the variables of its bits.
    fields: Vec<(Field, Vec<BCDDFunction>)>,
    variables: u32,
}

type Diagram = Result<BCDDFunction, OutOfMemory>;

impl Encoding {
    fn new(scope: &Scope) -> Result<Self, OutOfMemory> {
        let manager = new_manager(MOST_NODES, 1 << 20, 1);
        let bits = |field: Field| field.width().next_power_of_two().trailing_zeros();
        let fields: Vec<Field> = scope.attributes().iter().map(|attribute| attribute.field()).collect();
        let variables = fields.iter().copied().map(bits).sum();
        let mut next = 0..variables;
        let fields = manager.with_manager_exclusive(|manager| {
            manager.add_vars(variables);
            let variables = |field: Field| {
                let numbers = next.by_ref().take(bits(field) as usize);
                numbers.map(|number| BCDDFunction::var(manager, number)).collect::<Result<Vec<_>, _>>()
            };
            let mut variables = variables;
            fields.iter().map(|field| Ok((*field, variables(*field)?))).collect::<Result<Vec<_>, _>>()
        })?;
        Ok(Self { manager, fields, variables })
    }

    fn constant(&self, value: bool) -> BCDDFunction {
        self.manager.with_manager_shared(|manager| {
            if value { BCDDFunction::t(manager) } else { BCDDFunction::f(manager) }
        })
    }

    /// Returns the cases in which a field has one of the values.
    fn values(&self, bits: &[BCDDFunction], values: u64) -> Diagram {
        let mut any = self.constant(false);
        for value in (0..64).filter(|value| values >> value & 1 == 1) {
            let mut one = self.constant(true);
            for (n, bit) in bits.iter().enumerate() {
                one = if value >> n & 1 == 1 { one.and(bit)? } else { one.and(&bit.not()?)? };
            }
            any = any.or(&one)?;
        }
        Ok(any)
    }

    fn region(&self, region: &Region) -> Diagram {
        let mut all = self.constant(true);
        for (field, bits) in self.fields.iter().filter(|(field, _)| region.reads(*field)) {
            all = all.and(&self.values(bits, region.admits(*field))?)?;
        }
        Ok(all)
    }

    /// Returns the cases that are possible in terms of the attributes.
    fn possible(&self) -> Diagram {
        let mut possible = self.constant(true);
        for (field, bits) in &self.fields {
            possible = possible.and(&self.values(bits, field.all())?)?;
        }
        let is_read = |region: &Region| {
            let read = AttributeSet::BUILT_IN.iter().map(|attribute| attribute.field());
            read.filter(|field| region.reads(*field))
                .all(|field| self.fields.iter().any(|(known, _)| *known == field))
        };
        for region in impossible().map(|impossible| impossible.region).filter(is_read) {
            possible = possible.and(&self.region(&region)?.not()?)?;
        }
        Ok(possible)
    }

    /// Returns the cases of each answer, given numbers of answers.
    fn answers(
        &self,
        rules: &Rules,
        numbers: &[usize],
        possible: &BCDDFunction,
    ) -> Result<Vec<BCDDFunction>, OutOfMemory> {
        let count = numbers.iter().max().map_or(0, |most| most + 1);
        let mut answers = vec![self.constant(false); count];
        let mut left = possible.clone();
        for (when, number) in rules.conditions().zip(numbers) {
            let when = self.region(when)?;
            answers[*number] = answers[*number].or(&left.and(&when)?)?;
            left = left.and(&when.not()?)?;
        }
        Ok(answers)
    }
}

/// Returns a number for the answer of each row of both rules. Equal answers have equal numbers.
fn numbers(rules: [&Rules; 2]) -> [Vec<usize>; 2] {
    let mut known = Vec::new();
    rules.map(|rules| {
        let refusals = rules.refusals.iter().map(|row| format!("{:?}", row.verdict));
        let settlements = rules.settlements.iter().map(|row| format!("{:?}", row.verdict));
        let mut number = |answer: String| {
            known.iter().position(|other| *other == answer).unwrap_or_else(|| {
                known.push(answer);
                known.len() - 1
            })
        };
        refusals.chain(settlements).map(&mut number).collect()
    })
}

/// Returns the number of cases that two sets of rules answer differently; an error if the diagrams have too many
/// nodes.
pub fn difference(from: &Rules, to: &Rules) -> Result<u128, OutOfMemory> {
    let scope = Scope::read_by(&AttributeSet::BUILT_IN, from.conditions().chain(to.conditions()));
    let encoding = Encoding::new(&scope)?;
    let possible = encoding.possible()?;
    let [a, b] = numbers([from, to]);
    let [a, b] = [encoding.answers(from, &a, &possible)?, encoding.answers(to, &b, &possible)?];
    let mut differing = possible;
    for (a, b) in a.iter().zip(&b) {
        differing = differing.and(&a.and(b)?.not()?)?;
    }
    Ok(differing.sat_count(encoding.variables, &mut SatCountCache::<u128, RandomState>::default()))
}
