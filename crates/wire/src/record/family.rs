//! Properties of instance type families. Source: Instance families, 2021; Retired instance
//! types, 2021; Local disks, 2018 to 2021; Economical mode, 2019 to 2025.

/// A family without the prefix `ecs.`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Family<'a>(&'a str);

impl<'a> Family<'a> {
    /// Parses an instance type (`ecs.t6-c1m2.large`) or a family (`ecs.t6`). The part after a hyphen
    /// is a size, except in `re6p-redis`.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let text = text.strip_prefix("ecs.").unwrap_or(text);
        let text = text.split('.').next().unwrap_or(text);
        let name = if text == "re6p-redis" { text } else { text.split('-').next().unwrap_or(text) };
        (!name.is_empty()).then_some(Self(name))
    }

    /// Whether it has local disks: every generation of the i and d series, and two GPU families, but
    /// not `ic5` and `gn5i`.
    pub(crate) fn has_local_storage(self) -> bool {
        let digit = self.0.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
        digit && self.0.starts_with(['i', 'd']) || matches!(self.0, "gn5" | "ga1")
    }

    /// Whether it has persistent memory.
    pub(crate) fn has_persistent_memory(self) -> bool {
        matches!(self.0, "re6p" | "re6p-redis" | "ebmre6p")
    }

    /// Whether it runs on CPU credits.
    pub(crate) fn is_burstable(self) -> bool {
        matches!(self.0, "t5" | "t6")
    }

    /// Whether it is family i1.
    pub(crate) fn is_i1(self) -> bool {
        self.0 == "i1"
    }
}
