//! The parameters of a request: query and form.

use super::text::decode;

/// Parameters in the order in which they were given. Of a name that is given twice, the first counts: those
/// of the query come before those of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// The largest number of parameters that are read; the vendor documents no limit.
    pub const MAX: usize = 1_000;

    /// Reads a query or form, and appends its parameters.
    pub fn read(&mut self, text: &str) {
        let room = Self::MAX.saturating_sub(self.0.len());
        let pairs = text.split('&').filter(|pair| !pair.is_empty()).take(room);
        self.0.extend(pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        }));
    }

    /// Returns a parameter; `None` if it is absent.
    #[must_use]
    pub fn given(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// Returns a parameter that is not empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.given(name).filter(|value| !value.is_empty())
    }

    /// Iterates over names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns the elements of a list, `Name.1`, `Name.2` and so on, in the order of their numbers; gaps are
    /// left out. The bare name is a list of one element.
    ///
    /// ```
    /// use instance_lifecycle_server::protocol::parameters::Parameters;
    ///
    /// let mut parameters = Parameters::default();
    /// parameters.read("Id.10=c&Id.2=b&Id.1=a&Id.x=d");
    /// assert_eq!(parameters.list("Id"), ["a", "b", "c"]);
    /// ```
    #[must_use]
    pub fn list(&self, name: &str) -> Vec<&str> {
        let mut elements: Vec<(u32, &str)> = self
            .iter()
            .filter_map(|(given, value)| {
                let number = given.strip_prefix(name)?.strip_prefix('.')?.parse().ok()?;
                (number > 0).then_some((number, value))
            })
            .collect();
        if elements.is_empty() {
            return self.get(name).into_iter().collect();
        }
        elements.sort_by_key(|(number, _)| *number);
        elements.dedup_by_key(|(number, _)| *number);
        elements.into_iter().map(|(_, value)| value).collect()
    }

    /// Returns the elements of a list of structures with two members, such as `Tag.1.Key` and `Tag.1.Value`,
    /// in the order of their numbers. The first letter of a member may be a small one.
    #[must_use]
    pub fn pairs(&self, name: &str, members: [&str; 2]) -> Vec<[Option<&str>; 2]> {
        let mut elements = std::collections::BTreeMap::<u32, [Option<&str>; 2]>::new();
        for (given, value) in self.iter() {
            let Some(rest) = given.strip_prefix(name).and_then(|rest| rest.strip_prefix('.')) else {
                continue;
            };
            let Some((number, member)) = rest.split_once('.') else { continue };
            let Ok(number) = number.parse() else { continue };
            if let Some(index) = members.iter().position(|name| name.eq_ignore_ascii_case(member)) {
                elements.entry(number).or_default()[index].get_or_insert(value);
            }
        }
        elements.into_values().collect()
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Parameters {
    fn from_iter<T: IntoIterator<Item = (N, V)>>(pairs: T) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}
