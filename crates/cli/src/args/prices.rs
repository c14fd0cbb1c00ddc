//! Prices by resource.

use super::policy::is_text;
use crate::suggest::known;
use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::plan::Resource;
use std::collections::BTreeMap;

/// Prices per hour; a resource without a price is free.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Prices(BTreeMap<Resource, f64>);

impl Prices {
    pub(crate) fn of(&self, resource: Resource) -> f64 {
        self.0.get(&resource).copied().unwrap_or(0.0)
    }
}

/// Reads a file of prices, or its text, in TOML or JSON: `Vcpu = 0.12`.
pub(crate) fn prices(file: &str) -> Result<Prices, String> {
    let text = match is_text(file) {
        true => file.to_owned(),
        false => std::fs::read_to_string(file).map_err(|error| format!("cannot read the file: {error}"))?,
    };
    let read: BTreeMap<String, f64> = if text.trim_start().starts_with('{') {
        serde_json::from_str(&text).map_err(|error| error.to_string())?
    } else {
        toml::from_str(&text).map_err(|error| error.to_string().trim_end().to_owned())?
    };
    let mut prices = BTreeMap::new();
    for (name, price) in read {
        let resource = name
            .parse()
            .map_err(|_| format!("`{name}` is no resource: expected {}", known(Resource::NAMES)))?;
        if !price.is_finite() || price < 0.0 {
            return Err(format!(
                "the price of `{name}` is `{price}`: expected a number that is not negative"
            ));
        }
        prices.insert(resource, price);
    }
    Ok(Prices(prices))
}
