//! The evidence for a rule, and the document it is taken from.

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

impl Document {
    /// Returns the title of the page.
    ///
    /// ```
    /// use instance_lifecycle::rules::Document;
    ///
    /// assert_eq!(Document::StopPage.title(), "StopInstance");
    /// assert_eq!(Document::StopPage.date(), "2024-11-14");
    /// assert_eq!(Document::StopPage.url(), Some("https://www.alibabacloud.com/help/en/ecs/api-stopinstance"));
    /// ```
    #[must_use]
    pub const fn title(self) -> &'static str {
        self.page().0
    }

    /// Returns the date of the page: a day, or the years of the versions consulted.
    #[must_use]
    pub const fn date(self) -> &'static str {
        self.page().1
    }

    /// Returns the address of the page, which shows its newest version. `None` if the document is no
    /// page of the vendor.
    #[must_use]
    pub const fn url(self) -> Option<&'static str> {
        self.page().2
    }

    /// Title, date and address.
    #[rustfmt::skip] // a table: one line a document
    const fn page(self) -> (&'static str, &'static str, Option<&'static str>) {
        match self {
            Self::StopPage => ("StopInstance", "2024-11-14", Some("https://www.alibabacloud.com/help/en/ecs/api-stopinstance")),
            Self::StopPage2025 => ("StopInstance", "2025-12-03", Some("https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-stopinstance")),
            Self::StartPage => ("StartInstance", "2025-12-03", Some("https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-startinstance")),
            Self::RebootPage => ("RebootInstance", "2025-12-03", Some("https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-rebootinstance")),
            Self::DeletePage => ("DeleteInstance", "2025-04-09", Some("https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-deleteinstance")),
            Self::ReactivatePage => ("ReActivateInstances", "2025-01-21", Some("https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-reactivateinstances")),
            Self::LifecycleGuide => ("Instance lifecycle", "2021 to 2025", Some("https://www.alibabacloud.com/help/en/ecs/user-guide/instance-lifecycle")),
            Self::SpotGuide => ("Spot instances", "2019 to 2025", Some("https://www.alibabacloud.com/help/en/ecs/user-guide/what-is-a-spot-instance")),
            Self::BatchPages => ("StopInstances", "2025-12-03", Some("https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-stopinstances")),
            Self::DescribePage => ("DescribeInstances", "2021", Some("https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeinstances")),
            Self::LockPage => ("API behavior when an instance is locked for security reasons", "2025-04-27", Some("https://www.alibabacloud.com/help/doc-detail/25695.html")),
            Self::EconomicalModeGuide => ("Economical mode", "2019 to 2025", Some("https://www.alibabacloud.com/help/en/ecs/user-guide/economical-mode")),
            Self::HibernationGuide => ("Hibernate an instance", "2021-04-08", Some("https://www.alibabacloud.com/help/doc-detail/209529.htm")),
            Self::StopGuide => ("Stop an instance", "2023 to 2025", Some("https://www.alibabacloud.com/help/en/ecs/user-guide/stop-an-instance")),
            Self::LocalDiskGuide => ("Local disks", "2018 to 2021", Some("https://www.alibabacloud.com/help/en/ecs/user-guide/local-disks")),
            Self::PublicReports => ("Public reports of the live service", "2020 and 2021", None),
        }
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
