//! What the family of an instance type tells. Source: Instance families, 2021; Retired instance
//! types, 2021; Local disks, 2018 to 2021; Economical mode, 2019 to 2025.

/// A family, without the prefix `ecs.`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Family<'a>(&'a str);

impl<'a> Family<'a> {
    /// The family written as an instance type (`ecs.t6-c1m2.large`) or as a family (`ecs.t6`); the
    /// part after a hyphen tells a size, except where it belongs to the name.
    pub(crate) fn of(text: &'a str) -> Option<Self> {
        let text = text.strip_prefix("ecs.").unwrap_or(text);
        let text = text.split('.').next().unwrap_or(text);
        let name = if text == "re6p-redis" { text } else { text.split('-').next().unwrap_or(text) };
        (!name.is_empty()).then_some(Self(name))
    }

    /// With local disks: all of the i and d series by name, whatever their generation, and two of
    /// the GPU families. `ic5` and `gn5i` are none of them.
    pub(crate) fn has_local_storage(self) -> bool {
        let digit = self.0.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
        digit && self.0.starts_with(['i', 'd']) || matches!(self.0, "gn5" | "ga1")
    }

    /// With persistent memory.
    pub(crate) fn has_persistent_memory(self) -> bool {
        matches!(self.0, "re6p" | "re6p-redis" | "ebmre6p")
    }

    /// Running on CPU credits.
    pub(crate) fn is_burstable(self) -> bool {
        matches!(self.0, "t5" | "t6")
    }

    /// Family i1.
    pub(crate) fn is_i1(self) -> bool {
        self.0 == "i1"
    }
}
