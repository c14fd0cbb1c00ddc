//! The evidence for a rule, and the document it is taken from.

use crate::closed_set::closed_set;
use core::fmt;

closed_set! {
    /// The evidence for a rule.
    ///
    /// ```
    /// use instance_lifecycle::rules::Evidence;
    /// use instance_lifecycle::Operation;
    ///
    /// let table = Operation::StopInstance.rule_table();
    /// assert!(table.refusals.iter().any(|row| row.evidence == Evidence::Inferred));
    /// ```
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
    ///
    /// ```
    /// use instance_lifecycle::{Policy, Revision};
    ///
    /// let policy = Policy::ecs("2025-12-03".parse::<Revision>()?);
    /// assert_eq!(policy.revision(), Revision::V2025_12_03);
    /// # Ok::<_, Box<dyn core::error::Error>>(())
    /// ```
    #[non_exhaustive]
    Revision {
        /// January 2021.
        V2021_01 = "2021-01",
        /// 14 November 2024: the default.
        V2024_11_14 = "2024-11-14",
        /// 20 December 2024: reconstructed from the change histories of the pages.
        V2024_12_20 = "2024-12-20",
        /// 20 March 2025: reconstructed from the change histories of the pages.
        V2025_03_20 = "2025-03-20",
        /// 3 December 2025.
        V2025_12_03 = "2025-12-03",
    }
}

impl Revision {
    pub(crate) const COUNT: usize = Self::ALL.len();

    /// Whether the page of StopInstance of this revision is transcribed. The others are reconstructed:
    /// the preceding transcribed page, with the changes that [`HISTORY`](crate::errors::HISTORY) dates.
    #[must_use]
    pub const fn is_transcribed(self) -> bool {
        !matches!(self, Self::V2024_12_20 | Self::V2025_03_20)
    }

    /// Returns the newest transcribed revision up to this one. Interpretations have its defaults.
    ///
    /// ```
    /// use instance_lifecycle::Revision;
    ///
    /// assert_eq!(Revision::V2025_03_20.base(), Revision::V2024_11_14);
    /// assert_eq!(Revision::V2025_12_03.base(), Revision::V2025_12_03);
    /// ```
    #[must_use]
    pub const fn base(self) -> Self {
        let mut n = self as usize;
        while !Self::ALL[n].is_transcribed() {
            n -= 1;
        }
        Self::ALL[n]
    }

    /// Returns the number of the transcribed revisions before that of [`base`](Self::base).
    pub(crate) const fn transcription(self) -> usize {
        let (mut n, mut number) = (0, 0);
        while n < self.base() as usize {
            number += Self::ALL[n].is_transcribed() as usize;
            n += 1;
        }
        number
    }

    /// The number of transcribed revisions.
    pub(crate) const TRANSCRIPTIONS: usize = Self::ALL[Self::COUNT - 1].transcription() + 1;
}

/// Declares the documents: the key, the title, the date, and the address if there is one.
macro_rules! documents {
    ($($document:ident $title:literal, $date:literal $(, $url:literal)?;)+) => {
        closed_set! {
            /// A page of the vendor's documents as of one date, or reports of the live service.
            ///
            /// ```
            /// use instance_lifecycle::rules::Document;
            ///
            /// assert_eq!(Document::StopPage2024.to_string(), "StopInstance, 2024-11-14");
            /// ```
            #[non_exhaustive]
            Document {
                $(
                    #[doc = concat!($title, ", ", $date, ".")]
                    $document = concat!($title, ", ", $date)
                ),+
            }
        }

        impl Document {
            /// Returns the title of the page.
            ///
            /// ```
            /// use instance_lifecycle::rules::Document;
            ///
            /// let page = Document::StopPage2024;
            /// assert_eq!(page.title(), "StopInstance");
            /// assert_eq!(page.date(), "2024-11-14");
            /// assert_eq!(page.url(), Some("https://www.alibabacloud.com/help/en/ecs/api-stopinstance"));
            /// assert_eq!(page.to_string(), "StopInstance, 2024-11-14");
            /// ```
            #[must_use]
            pub const fn title(self) -> &'static str {
                const TITLES: &[&str] = &[$($title),+];
                TITLES[self as usize]
            }

            /// Returns the date of the page: a day, or the year if the page is undated.
            #[must_use]
            pub const fn date(self) -> &'static str {
                const DATES: &[&str] = &[$($date),+];
                DATES[self as usize]
            }

            /// Returns the address of the page, which shows its newest version. `None` if the document
            /// is no page.
            #[must_use]
            pub const fn url(self) -> Option<&'static str> {
                const URLS: &[Option<&str>] = &[$(documents!(@ $($url)?)),+];
                URLS[self as usize]
            }
        }
    };
    (@) => { None };
    (@ $url:literal) => { Some($url) };
}

#[rustfmt::skip] // a table: one line a document
documents! {
    StopPage2017             "StopInstance", "2017", "http://youfumai.cn/help/fwq/19964.html";
    StopPage2021             "StopInstance", "2021-01-27", "https://www.alibabacloud.com/help/doc-detail/25501.htm";
    StopPage2024             "StopInstance", "2024-11-14", "https://www.alibabacloud.com/help/en/ecs/api-stopinstance";
    StopPage2025             "StopInstance", "2025-12-03", "https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-stopinstance";
    StartPage2017            "StartInstance", "2017-10-19", "https://developer.aliyun.com/ask/209886";
    StartPage2025            "StartInstance", "2025-12-03", "https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-startinstance";
    RebootPage2025           "RebootInstance", "2025-12-03", "https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-rebootinstance";
    DeletePage2025           "DeleteInstance", "2025-04-09", "https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-deleteinstance";
    ReactivatePage2020       "ReActivateInstances", "2020-12-14", "https://www.alibabacloud.com/help/doc-detail/95987.htm";
    ReactivatePage2025       "ReActivateInstances", "2025-01-21", "https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-reactivateinstances";
    ReactivatePage2026China  "ReActivateInstances (China site)", "2026", "https://help.aliyun.com/en/ecs/developer-reference/api-ecs-2014-05-26-reactivateinstances";
    StopBatchPage2025        "StopInstances", "2025-12-03", "https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-stopinstances";
    StartBatchPage2025       "StartInstances", "2025-12-03", "https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-startinstances";
    RebootBatchPage2025      "RebootInstances", "2025-12-03", "https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-rebootinstances";
    DeleteBatchPage2025      "DeleteInstances", "2025-04-09", "https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-deleteinstances";
    DescribePage2021         "DescribeInstances", "2021-05-17", "https://www.alibabacloud.com/help/doc-detail/25506.htm";
    StatusPage2025           "DescribeInstanceStatus", "2025-01-15", "https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeinstancestatus";
    AttributePage2025        "DescribeInstanceAttribute", "2025-04-11", "https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-describeinstanceattribute";
    ModifyPage2025           "ModifyInstanceAttribute", "2025-04-11", "https://alibabacloud.com/help/en/ecs/api-modifyinstanceattribute";
    AuthorizationPage2026    "RAM authorization", "2026", "https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-ram";
    CreatePage2026           "CreateInstance", "2026-01-15", "https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-createinstance";
    RunPage2026              "RunInstances", "2026-01-08", "https://www.alibabacloud.com/help/en/ecs/developer-reference/api-ecs-2014-05-26-runinstances";
    LockPage2025             "API behavior when an instance is locked for security reasons", "2025-04-27", "https://www.alibabacloud.com/help/doc-detail/25695.html";
    ArrearsApiPage2020       "API behavior for accounts that have overdue payments", "2020-12-07", "https://www.alibabacloud.com/help/doc-detail/25694.html";
    EconomicalGuide2021      "No Fees for Stopped Instances (VPC-Connected)", "2021-06-04", "https://www.alibabacloud.com/help/doc-detail/63353.htm";
    EconomicalGuide2026      "按量付费实例（含抢占式实例）的节省停机模式", "2026", "https://help.aliyun.com/zh/ecs/user-guide/economical-mode";
    BillingFaq2025           "Instance billing FAQ", "2025", "https://www.alibabacloud.com/help/en/ecs/billing-faq";
    PayAsYouGoGuide2021      "按量付费 (Pay-as-you-go)", "2021-07-09", "https://help.aliyun.com/document_detail/40653.html";
    OverdueGuide2023         "Overdue payments", "2023-11-03", "https://www.alibabacloud.com/help/en/ecs/product-overview/overdue-payments";
    OverdueGuide2026         "ECS欠费说明", "2026", "https://help.aliyun.com/zh/ecs/overdue-payments";
    SubscriptionGuide2020    "Subscription", "2020-12-25", "https://www.alibabacloud.com/help/doc-detail/56220.htm";
    SubscriptionGuide2026    "包年包月", "2026", "https://help.aliyun.com/zh/ecs/subscription";
    CreditGuide2021          "突发性能实例概述", "2021-06-23", "https://help.aliyun.com/document_detail/59977.html";
    LifecycleGuide2020       "ECS instance lifecycle", "2020-09-23", "https://www.alibabacloud.com/help/doc-detail/25380.htm";
    LifecycleGuide2021       "实例生命周期", "2021-06-29", "https://help.aliyun.com/document_detail/25380.html";
    HibernationGuide2021     "Hibernate an instance", "2021-04-08", "https://www.alibabacloud.com/help/doc-detail/209529.htm";
    SpotGuide2020            "Overview (preemptible instances)", "2020-11-02", "https://www.alibabacloud.com/help/doc-detail/52088.htm";
    SpotStopGuide2019        "Stop a preemptible instance", "2019-08-16", "https://www.alibabacloud.com/help/en/elastic-compute-service/latest/stop-a-preemptible-instance";
    StopGuide2024            "Stop an instance", "2024-08-29", "https://www.alibabacloud.com/help/en/ecs/user-guide/stop-an-instance";
    StopGuide2025            "Stop an instance", "2025", "https://www.alibabacloud.com/help/en/ecs/user-guide/stop-an-instance";
    LocalDiskGuide2021       "Local disks", "2021-03-04", "https://www.alibabacloud.com/help/doc-detail/63138.htm";
    LocalDiskGuide2026       "Local disks", "2026", "https://www.alibabacloud.com/help/en/ecs/user-guide/local-disks";
    PrivatePoolGuide2026     "Reserve capacity with private pools for instance replacement", "2026-05-15", "https://www.alibabacloud.com/help/en/ecs/user-guide/use-a-private-pool-to-ensure-resource-scaling";
    FamilyGuide2021          "Instance families", "2021-07-17", "https://www.alibabacloud.com/help/doc-detail/25378.htm";
    FamilyGuide2026          "Overview of instance families", "2026", "https://www.alibabacloud.com/help/en/ecs/user-guide/overview-of-instance-families";
    SdkComments2025          "Comments of the vendor's Go SDK, ecs-20140526", "2025-07-14", "https://github.com/alibabacloud-go/ecs-20140526";
    PublicReports2020        "Public reports of the live service", "2020";
    PublicReports2021        "Public reports of the live service", "2021";
}

/// The place that a rule is taken from: a document and a row, error code or section of it.
///
/// ```
/// use instance_lifecycle::Operation;
///
/// let source = Operation::StopInstance.rule_table().refusals[0].source;
/// assert_eq!(source.place, "16");
/// assert!(source.to_string().ends_with("error row 16"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The document, with its date.
    pub document: Document,
    /// The row of its error table, the error code, or the section.
    pub place: &'static str,
}

/// Writes a source: `StopPage2024/5` for an error row, `StartPage2025/"DiskError"` for an error code,
/// `LifecycleGuide2021/create` for a section.
macro_rules! source {
    ($document:ident/$place:tt) => {
        $crate::evidence::Source {
            document: $crate::evidence::Document::$document,
            place: $crate::evidence::unquoted(stringify!($place)),
        }
    };
}
pub(crate) use source;

/// Writes the source that contradicts another: `against LockPage2025/table`, or nothing.
macro_rules! against {
    () => {
        None
    };
    (against $document:ident/$place:tt) => {
        Some($crate::evidence::source!($document / $place))
    };
}
pub(crate) use against;

/// Returns the text of a place without the quotes of an error code.
pub(crate) const fn unquoted(place: &'static str) -> &'static str {
    let [b'"', code @ .., b'"'] = place.as_bytes() else { return place };
    match core::str::from_utf8(code) {
        Ok(code) => code,
        Err(_) => place,
    }
}

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
