//! The attributes that the rules of a policy can test.

use super::custom::{AttributeSource, CustomAttribute, PolicyAttribute};
use super::declaration::AttributeError;
use super::{ATTRIBUTES, Attribute, CUSTOM, Case, Constraint, MASKS, OwnedConditionError, Part};
use crate::custom_values::{CustomGuard, CustomValues};
use crate::environment::Environment;
use crate::instance::Instance;
use crate::region::{Field, FieldMasks, Point, Region};
use crate::suggest::nearest;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

/// The attributes that the rules of a policy can test: all built-in ones, and those that it declares.
///
/// ```
/// use instance_lifecycle::rules::attributes::{AttributeSet, AttributeSource, CustomAttribute};
/// use instance_lifecycle::{Case, Instance};
///
/// let office_hours = CustomAttribute::new("office_hours", ["No", "Yes"], AttributeSource::Environment);
/// let attributes = AttributeSet::BUILT_IN.with(office_hours)?;
/// let values = attributes.values([("office_hours", "Yes")])?;
/// let region = attributes.region_of(&[("office_hours", &["Yes"])])?;
///
/// let case = Case::DEFAULT.with(|it| it.environment.custom = values);
/// assert!(region.contains(&attributes.point(&case)));
/// assert!(!region.contains(&attributes.point(&Case::DEFAULT)));
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct AttributeSet(Option<Arc<Declared>>);

/// The custom attributes of a set.
struct Declared {
    attributes: Vec<(Arc<CustomAttribute>, Field)>,
    masks: FieldMasks,
    /// The bits of the default values.
    defaults: u64,
    /// A number that sets with other attributes do not have.
    id: u64,
}

impl AttributeSet {
    /// The built-in attributes.
    pub const BUILT_IN: Self = Self(None);

    /// The maximum number of values of all custom attributes together.
    pub const MAX_VALUES: usize = 64;

    /// The maximum length of a name in bytes.
    pub const MAX_NAME: usize = 64;

    /// Returns this set with one more attribute.
    ///
    /// # Errors
    ///
    /// Returns an error if a name is invalid, taken or another spelling of a built-in one, if a value is unknown
    /// or repeated, if there are fewer than two values, or more than [`Self::MAX_VALUES`] of all custom
    /// attributes together.
    pub fn with(self, attribute: CustomAttribute) -> Result<Self, AttributeError> {
        if self.named(&attribute.name).is_ok() {
            return Err(AttributeError::Exists(attribute.name));
        }
        attribute.check()?;
        let mut attributes: Vec<Arc<CustomAttribute>> = self.custom().cloned().collect();
        attributes.push(Arc::new(attribute));
        let widths = attributes.iter().map(|attribute| attribute.values.len());
        match Field::in_word(CUSTOM, widths.clone()) {
            Some(fields) => Ok(Self(Some(Arc::new(Declared::new(attributes, fields))))),
            None => {
                let attribute = attributes.last().map(|last| last.name.clone()).unwrap_or_default();
                Err(AttributeError::TooManyValues { attribute, values: widths.sum() })
            }
        }
    }

    /// Iterates over the custom attributes.
    pub fn custom(&self) -> impl Iterator<Item = &Arc<CustomAttribute>> {
        self.declared().map(|(attribute, _)| attribute)
    }

    /// Iterates over the custom attributes, each with the bits of its values.
    pub(crate) fn declared(&self) -> impl Iterator<Item = (&Arc<CustomAttribute>, Field)> {
        self.0.iter().flat_map(|set| &set.attributes).map(|(attribute, field)| (attribute, *field))
    }

    /// Whether a text can be the name of an attribute or of a value.
    pub(super) fn is_name(name: &str) -> bool {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        !name.is_empty() && name.len() <= Self::MAX_NAME && name.bytes().all(is_allowed)
    }

    /// Whether there are custom attributes.
    #[must_use]
    pub const fn has_custom(&self) -> bool {
        self.0.is_some()
    }

    /// Iterates over all attributes: the built-in ones, then the custom ones in the order of declaration.
    pub fn iter(&self) -> impl Iterator<Item = PolicyAttribute> {
        let built_in = ATTRIBUTES.iter().map(PolicyAttribute::BuiltIn);
        built_in.chain(self.declared().map(|(it, field)| PolicyAttribute::Custom(Arc::clone(it), field)))
    }

    /// Returns the attribute of that name.
    ///
    /// # Errors
    ///
    /// Returns an error with the closest name if there is none.
    pub fn named(&self, name: &str) -> Result<PolicyAttribute, OwnedConditionError> {
        if let Ok(attribute) = Attribute::named(name) {
            return Ok(attribute.into());
        }
        match self.declared().find(|(attribute, _)| attribute.name == name) {
            Some((attribute, field)) => Ok(PolicyAttribute::Custom(Arc::clone(attribute), field)),
            None => {
                let custom = self.custom().map(|attribute| &*attribute.name);
                let names: Vec<&str> =
                    custom.chain(ATTRIBUTES.iter().map(|attribute| attribute.name)).collect();
                Err(OwnedConditionError::Attribute {
                    name: name.into(),
                    nearest: nearest(name, names.iter().copied()).map(String::from),
                    expected: names.into_iter().map(String::from).collect(),
                })
            }
        }
    }

    /// Returns the number of a value of a custom attribute.
    fn custom_value(attribute: &CustomAttribute, value: &str) -> Result<usize, OwnedConditionError> {
        attribute.number(value).ok_or_else(|| OwnedConditionError::Value {
            attribute: attribute.name.clone(),
            value: value.into(),
            expected: attribute.values.clone(),
        })
    }

    /// Returns the cases in which every named attribute has one of its values.
    ///
    /// # Errors
    ///
    /// Returns an error if a name or value is unknown, if no value is given, or if an attribute is named
    /// twice.
    pub fn region_of(&self, constraints: &[Constraint<'_>]) -> Result<Region, OwnedConditionError> {
        let mut region = Region::FULL;
        for (n, &(name, values)) in constraints.iter().enumerate() {
            if constraints[..n].iter().any(|(earlier, _)| *earlier == name) {
                return Err(OwnedConditionError::Twice { attribute: name.into() });
            }
            region = region.intersect(&self.values_region(name, values.iter().copied())?);
        }
        Ok(region)
    }

    /// Returns the cases in which an attribute has one of these values.
    ///
    /// # Errors
    ///
    /// Returns an error if a name or value is unknown, or if no value is given.
    pub fn values_region<'a>(
        &self,
        name: &str,
        values: impl IntoIterator<Item = &'a str>,
    ) -> Result<Region, OwnedConditionError> {
        let (attribute, field) = match self.named(name)? {
            PolicyAttribute::BuiltIn(attribute) => return Ok(attribute.region(values)?),
            PolicyAttribute::Custom(attribute, field) => (attribute, field),
        };
        let mut set = 0;
        for value in values {
            set |= 1 << Self::custom_value(&attribute, value)?;
        }
        if set == 0 {
            return Err(OwnedConditionError::NoValue { attribute: name.into() });
        }
        Ok(Region::FULL.restrict(field, set))
    }

    /// Returns the cases in which an attribute has none of these values.
    ///
    /// # Errors
    ///
    /// Returns an error if a name or value is unknown, or if no value is given.
    ///
    /// ```
    /// use instance_lifecycle::rules::attributes::AttributeSet;
    ///
    /// let attributes = AttributeSet::BUILT_IN;
    /// assert_eq!(
    ///     attributes.region_without("gpu", ["Yes"])?,
    ///     attributes.values_region("gpu", ["No"])?,
    /// );
    /// # Ok::<_, instance_lifecycle::rules::attributes::OwnedConditionError>(())
    /// ```
    pub fn region_without<'a>(
        &self,
        name: &str,
        values: impl IntoIterator<Item = &'a str>,
    ) -> Result<Region, OwnedConditionError> {
        let field = self.named(name)?.field();
        let excluded = self.values_region(name, values)?;
        Ok(Region::FULL.restrict(field, !excluded.admits(field)))
    }

    /// Returns values of custom attributes; the others have no value.
    ///
    /// # Errors
    ///
    /// Returns an error if a name or value is unknown.
    ///
    /// ```
    /// use instance_lifecycle::rules::attributes::AttributeSet;
    ///
    /// let error = AttributeSet::BUILT_IN.values([("env", "production")]).unwrap_err();
    /// assert_eq!(error.to_string(), "unknown attribute `env`");
    /// ```
    pub fn values<'a>(
        &self,
        values: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<CustomValues, OwnedConditionError> {
        let mut given = CustomValues::NONE;
        for (name, value) in values {
            let (attribute, _) =
                self.declared().find(|(attribute, _)| attribute.name == name).ok_or_else(|| {
                    let names = self.custom().map(|attribute| &*attribute.name);
                    OwnedConditionError::Attribute {
                        name: name.into(),
                        nearest: nearest(name, names).map(String::from),
                        expected: self.custom().map(|attribute| attribute.name.clone()).collect(),
                    }
                })?;
            given = self.with_value(given, name, Self::custom_value(attribute, value)?);
        }
        Ok(given)
    }

    /// Returns values with another one of a custom attribute, by its name and the number of the value. An
    /// unknown name or number changes nothing.
    #[must_use]
    pub fn with_value(&self, values: CustomValues, name: &str, value: usize) -> CustomValues {
        let (Some(set), Some((attribute, field))) =
            (&self.0, self.declared().find(|(attribute, _)| attribute.name == name))
        else {
            return values;
        };
        if value >= field.width() {
            return values;
        }
        let point = Point::EMPTY.with_word(CUSTOM, values.bits_in(set.id));
        let point =
            if value == attribute.default() { point.without(field) } else { point.with(field, value) };
        CustomValues::new(set.id, point.word(CUSTOM))
    }

    /// Returns values with those of the attributes whose source is the number of items of the call.
    #[must_use]
    pub fn with_items(&self, values: CustomValues, items: usize) -> CustomValues {
        let counted = self.custom().filter_map(|it| Some((&it.name, it.value_of_items(items)?)));
        counted.fold(values, |values, (name, value)| self.with_value(values, name, value))
    }

    /// Iterates over the custom attributes that do not have their default value, with the name of the value.
    pub fn given(&self, values: CustomValues) -> impl Iterator<Item = (&CustomAttribute, &str)> {
        let bits = self.0.as_ref().map_or(0, |set| values.bits_in(set.id));
        let point = Point::EMPTY.with_word(CUSTOM, bits);
        let given = self.declared().filter(move |(_, field)| point.has(*field));
        given.map(move |(it, field)| (&**it, &*it.values[point.value(field)]))
    }

    /// Returns the case as a point of the space of all attributes.
    #[must_use]
    pub fn point(&self, case: &Case) -> Point {
        self.point_with(case.point(), case.instance.custom, case.environment.custom)
    }

    /// Returns a point with values of custom attributes: that of an instance, else that of its environment,
    /// else the default.
    #[must_use]
    pub(crate) fn point_with(&self, point: Point, of_instance: CustomValues, around: CustomValues) -> Point {
        let Some(set) = &self.0 else { return point };
        let (instance, environment) = (of_instance.bits_in(set.id), around.bits_in(set.id));
        if instance | environment == 0 {
            return point.with_word(CUSTOM, set.defaults);
        }
        let [instance, environment, defaults] =
            [instance, environment, set.defaults].map(|bits| Point::EMPTY.with_word(CUSTOM, bits));
        let value = |field| {
            [instance, environment, defaults].iter().find(|it| it.has(field)).map(|it| it.value(field))
        };
        self.declared().fold(point, |point, (_, field)| point.with(field, value(field).unwrap_or(0)))
    }

    /// Returns the case at a point.
    #[must_use]
    pub fn case(&self, point: &Point) -> Case {
        let Case { instance, environment, request } = Case::at(point);
        let Some(set) = &self.0 else { return Case { instance, environment, request } };
        let (mut of_instance, mut around) = (Point::EMPTY, Point::EMPTY);
        for (attribute, field) in self.declared() {
            let to = match attribute.source {
                AttributeSource::Environment | AttributeSource::Items(_) => &mut around,
                _ => &mut of_instance,
            };
            if point.has(field) && point.value(field) != attribute.default() {
                *to = to.with(field, point.value(field));
            }
        }
        let [of_instance, around] =
            [of_instance, around].map(|point| CustomValues::new(set.id, point.word(CUSTOM)));
        Case {
            instance: Instance { custom: of_instance, ..instance },
            environment: Environment { custom: around, ..environment },
            request,
        }
    }

    /// Returns the bits of the custom attributes of an instance that a region constrains.
    pub(crate) fn read_of_instance(&self, region: &Region) -> u64 {
        let read = self
            .declared()
            .filter(|(attribute, field)| attribute.source.part() == Part::Instance && region.reads(*field));
        read.fold(Region::FULL, |rest, (_, field)| rest.restrict(field, 0)).excluded(CUSTOM)
    }

    /// Returns the values, given as bits of a point, that the custom attributes of a mask must have.
    pub(crate) fn guard(&self, bits: u64, mask: u64) -> CustomGuard {
        match &self.0 {
            Some(set) if mask != 0 => CustomGuard::new(set.id, mask, bits & !set.defaults),
            _ => CustomGuard::NONE,
        }
    }

    /// Returns the point of the default case.
    pub(crate) fn default_point(&self) -> Point {
        self.point(&Case::DEFAULT)
    }

    /// Returns the masks of all attributes.
    pub(crate) fn masks(&self) -> &FieldMasks {
        self.0.as_ref().map_or(&MASKS, |set| &set.masks)
    }

    /// Whether this set has the custom attributes of `other`, with the same bits, and maybe more.
    pub(crate) fn extends(&self, other: &Self) -> bool {
        other.declared().zip(self.declared()).all(|(theirs, ours)| theirs == ours)
            && other.custom().count() <= self.custom().count()
    }
}

/// Sets are equal if their custom attributes are, meanings included.
impl PartialEq for AttributeSet {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b) || a.attributes == b.attributes,
            (a, b) => a.is_none() == b.is_none(),
        }
    }
}

impl Eq for AttributeSet {}

impl fmt::Debug for AttributeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.custom()).finish()
    }
}

impl Declared {
    fn new(attributes: Vec<Arc<CustomAttribute>>, fields: Vec<Field>) -> Self {
        let masks = MASKS.clone().with(&fields);
        let defaults = attributes.iter().zip(&fields);
        let defaults = defaults.fold(Point::EMPTY, |point, (it, field)| point.with(*field, it.default()));
        let id = attributes.iter().fold(0, |id, attribute| attribute.identity(id)).max(1);
        let attributes = attributes.into_iter().zip(fields).collect();
        Self { attributes, masks, defaults: defaults.word(CUSTOM), id }
    }
}
