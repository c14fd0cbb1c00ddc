//! The evidence for a rule, and its source.

use crate::closed_set::closed_set;
use core::fmt;

closed_set! {
    /// The evidence for a rule.
    Evidence {
        /// Documented by the vendor.
        Documented,
        /// Documented on the pages of sister operations.
        Borrowed,
        /// Observed in public reports of the live service.
        Observed,
        /// Inferred from the documents.
        Inferred,
        /// The vendor's pages contradict each other; an interpretation decides.
        Contradicted,
        /// A custom rule of the policy, neither documented nor observed.
        Own,
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

/// The source of a rule: a document, and a row or section of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The document, with its date.
    pub document: Document,
    /// The row of its error table, or the section.
    pub place: &'static str,
}

/// Writes a source: `LifecycleGuide/creation`, or `StopPage/5` for an error row.
macro_rules! source {
    ($document:ident/$place:tt) => {
        $crate::evidence::Source {
            document: $crate::evidence::Document::$document,
            place: stringify!($place),
        }
    };
}
pub(crate) use source;

impl Source {
    /// Returns the number of the cited error row, `None` if a section is cited.
    pub(crate) const fn row(self) -> Option<u32> {
        let (digits, mut row, mut n) = (self.place.as_bytes(), 0, 0);
        while n < digits.len() {
            if !digits[n].is_ascii_digit() {
                return None;
            }
            row = row * 10 + (digits[n] - b'0') as u32;
            n += 1;
        }
        Some(row)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.row().is_some() { "error row " } else { "" };
        write!(f, "{}, {kind}{}", self.document, self.place)
    }
}
