//! The units in which places of the input are counted.

/// The unit in which places of the input are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Line,
    /// A row of a table.
    #[cfg_attr(not(feature = "columns"), allow(dead_code, reason = "tables are read with the feature only"))]
    Row,
    /// An event of a trail.
    Event,
}

impl Place {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Row => "row",
            Self::Event => "event",
        }
    }

    /// The preposition before a place.
    pub(crate) const fn preposition(self) -> &'static str {
        match self {
            Self::Line => "on",
            Self::Row | Self::Event => "in",
        }
    }

    /// The member of an object.
    pub(crate) const fn member(self) -> &'static str {
        match self {
            Self::Line => "Line",
            Self::Row => "Row",
            Self::Event => "Event",
        }
    }
}
