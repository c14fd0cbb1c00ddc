//! How well a rule is known, and where it stands.

use crate::closed_set::closed_set;
use core::fmt;

closed_set! {
    /// How well a rule is known.
    Evidence {
        /// A page of the vendor says so.
        Documented = "Documented",
        /// Seen in public reports of the live service.
        Observed = "Observed",
        /// Concluded from what is documented.
        Inferred = "Inferred",
        /// The vendor's pages contradict each other; a interpretation decides.
        Contradicted = "Contradicted",
        /// Neither documented nor seen: a policy adds the rule.
        Own = "Own",
    }
}

closed_set! {
    /// A revision of the vendor's documents.
    Revision {
        /// January 2021.
        V2021_01 = "2021-01",
        /// 14 November 2024: the default.
        V2024_11_14 = "2024-11-14",
        /// 3 December 2025.
        V2025_12_03 = "2025-12-03",
    }
}

impl Revision {
    pub(crate) const COUNT: usize = Self::ALL.len();
}

closed_set! {
    /// A document that rules cite.
    Document {
        /// StopInstance, 2024-11-14.
        StopPage = "StopInstance, 2024-11-14",
        /// StopInstance, 2025-12-03.
        StopPage2025 = "StopInstance, 2025-12-03",
        /// StartInstance, 2025-12-03.
        StartPage = "StartInstance, 2025-12-03",
        /// RebootInstance, 2025-12-03.
        RebootPage = "RebootInstance, 2025-12-03",
        /// DeleteInstance, 2025-04-09.
        DeletePage = "DeleteInstance, 2025-04-09",
        /// ReActivateInstances, 2025-01-21.
        ReactivatePage = "ReActivateInstances, 2025-01-21",
        /// The user guide on the lifecycle of an instance, 2021 to 2025.
        LifecycleGuide = "user guide on the lifecycle of an instance, 2021 to 2025",
        /// The user guide on spot instances, 2019 to 2025.
        SpotGuide = "user guide on spot instances, 2019 to 2025",
        /// StopInstances, StartInstances, RebootInstances, 2025-12-03.
        BatchPages = "StopInstances, 2025-12-03",
        /// DescribeInstances, 2021.
        DescribePage = "DescribeInstances, 2021",
        /// API behavior when an instance is locked for security reasons, 2025-04.
        LockPage = "API behavior when an instance is locked for security reasons, 2025-04",
        /// The user guide on economical mode, 2019 to 2025.
        EconomicalModeGuide = "user guide on economical mode, 2019 to 2025",
        /// The user guide on hibernation.
        HibernationGuide = "user guide on hibernation",
        /// The user guide on stopping an instance.
        StopGuide = "user guide on stopping an instance",
        /// The user guide on local disks, 2018 to 2021.
        LocalDiskGuide = "user guide on local disks, 2018 to 2021",
        /// Public reports of the live service by its users, 2020 and 2021.
        PublicReports = "public reports of the live service, 2020 and 2021",
    }
}

/// The place that a rule is taken from: a document and a row or section of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The document, with its date.
    pub document: Document,
    /// The row of its error table, or the section.
    pub place: &'static str,
}

/// Writes a source as tables do: `LifecycleGuide/creation`, or `StopPage/5` for an error row.
macro_rules! source {
    ($document:ident/$place:tt) => {
        $crate::evidence::Source {
            document: $crate::evidence::Document::$document,
            place: stringify!($place),
        }
    };
}
pub(crate) use source;

/// Writes how well something is known in a letter.
macro_rules! grade {
    (D) => {
        $crate::evidence::Evidence::Documented
    };
    (O) => {
        $crate::evidence::Evidence::Observed
    };
    (I) => {
        $crate::evidence::Evidence::Inferred
    };
    (C) => {
        $crate::evidence::Evidence::Contradicted
    };
}
pub(crate) use grade;

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.place.bytes().all(|b| b.is_ascii_digit()) { "error row " } else { "" };
        write!(f, "{}, {kind}{}", self.document, self.place)
    }
}
