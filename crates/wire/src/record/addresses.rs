//! Addresses: `{"IpAddress": ["…"]}`, or a less wrapped form.

use crate::json::at::At;
use crate::json::error::ReadError;
use crate::json::names;
use crate::json::tree::Json;

/// Whether there is an address.
pub(crate) fn has_address(at: At<'_>, json: &Json<'_>) -> Result<bool, ReadError> {
    match json {
        Json::Null => Ok(false),
        Json::String(text) => Ok(!text.is_empty()),
        Json::Array(addresses) => {
            let mut any = false;
            for (index, address) in addresses.iter().enumerate() {
                any |= at.index(index).text(address)?.is_some();
            }
            Ok(any)
        }
        Json::Object(members) => match names::member(members, "IpAddress") {
            Some((key, addresses)) => has_address(at.key(key), addresses),
            None => Ok(false),
        },
        other => Err(at.unexpected("an address or a list of them", other)),
    }
}
