//! The interpretations: every point on which the vendor's documents are silent or contradict each other,
//! with a name, its values, and the default of each revision.
//!
//! An interpretation is an attribute of *rows*, not of cases: the values that a policy chooses determine
//! the set of active rows.

use crate::attribute;
use crate::closed_set::{Finite, UnknownValueError, closed_set};
use crate::error::cites;
use crate::evidence::{Evidence, Revision, Source, against, source};
use crate::region::{Field, Point, Region};

/// A point on which the documents are silent or contradict each other.
///
/// ```
/// use instance_lifecycle::policy::interpretations::Interpretation;
/// use instance_lifecycle::Revision;
///
/// let interpretation = Interpretation::named("security-locked-stop")?;
/// assert_eq!(interpretation.values, ["Deny", "Allow"]);
/// assert_eq!(interpretation.default(Revision::V2025_12_03), "Allow");
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interpretation {
    /// The short id: `R1`.
    pub id: &'static str,
    /// The name: `ineligible-stop-charging`.
    pub name: &'static str,
    /// The question.
    pub question: &'static str,
    /// The values to choose from.
    pub values: &'static [&'static str],
    /// The meaning of each value.
    pub meanings: &'static [&'static str],
    /// The source that an answer rests on, or that is silent.
    pub source: Source,
    /// The source that contradicts it, `None` if the documents are silent.
    pub against: Option<Source>,
    /// Whether the default changed because the source did.
    pub rewritten: bool,
    defaults: [u8; Revision::TRANSCRIPTIONS],
    field: Field,
}

impl Interpretation {
    /// Every interpretation, in the order of their ids.
    pub const ALL: &'static [Self] = &INTERPRETATIONS;

    /// Returns the interpretation of that id or name.
    ///
    /// # Errors
    ///
    /// Returns an error if there is none.
    ///
    /// ```
    /// use instance_lifecycle::policy::interpretations::Interpretation;
    ///
    /// assert_eq!(Interpretation::named("R2")?.name, "security-locked-stop");
    /// assert_eq!(Interpretation::named("security-locked-stop")?.id, "R2");
    /// # Ok::<_, instance_lifecycle::closed_set::UnknownValueError>(())
    /// ```
    pub fn named(text: &str) -> Result<&'static Self, UnknownValueError> {
        INTERPRETATIONS
            .iter()
            .find(|interpretation| {
                interpretation.name == text || interpretation.id.eq_ignore_ascii_case(text)
            })
            .ok_or(UnknownValueError { set: "interpretation", expected: &NAMES })
    }

    /// Returns the value of that name.
    ///
    /// # Errors
    ///
    /// Returns an error if the interpretation has no such value.
    pub fn choice(&'static self, value: &str) -> Result<Choice, UnknownValueError> {
        match self.values.iter().position(|name| *name == value) {
            Some(index) => Ok(Choice { field: self.field, index }),
            None => Err(UnknownValueError { set: "value of the interpretation", expected: self.values }),
        }
    }

    /// Returns the evidence for an answer: contradicted if the documents disagree, inferred if they are
    /// silent.
    #[must_use]
    pub const fn evidence(&self) -> Evidence {
        if self.against.is_some() { Evidence::Contradicted } else { Evidence::Inferred }
    }

    pub(crate) const fn field(&self) -> Field {
        self.field
    }

    /// Returns the default value under a revision.
    #[must_use]
    pub const fn default(&self, revision: Revision) -> &'static str {
        self.values[self.defaults[revision.transcription()] as usize]
    }
}

/// A value of an interpretation. The enum of every interpretation converts into one.
///
/// ```
/// use instance_lifecycle::policy::interpretations::{Interpretation, SecurityLockedStop};
/// use instance_lifecycle::Policy;
///
/// let choice = Interpretation::named("security-locked-stop")?.choice("Allow")?;
/// assert_eq!(Policy::documented().with(choice), Policy::documented().with(SecurityLockedStop::Allow));
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    field: Field,
    index: usize,
}

/// A value of every interpretation.
///
/// ```
/// use instance_lifecycle::policy::interpretations::Interpretations;
/// use instance_lifecycle::{Policy, Revision};
///
/// assert_eq!(*Policy::documented().interpretations(), Interpretations::of(Revision::V2024_11_14));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Interpretations(Point);

impl Interpretations {
    /// Returns the default values under a revision.
    #[must_use]
    pub const fn of(revision: Revision) -> Self {
        let mut point = Point::EMPTY;
        let mut n = 0;
        while n < INTERPRETATIONS.len() {
            let value = INTERPRETATIONS[n].defaults[revision.transcription()];
            point = point.with(INTERPRETATIONS[n].field, value as usize);
            n += 1;
        }
        Self(point)
    }

    /// Returns these values with one replaced.
    #[must_use]
    pub const fn with(self, choice: Choice) -> Self {
        Self(self.0.with(choice.field, choice.index))
    }

    /// Returns the value of an interpretation.
    #[must_use]
    pub const fn value(&self, interpretation: &Interpretation) -> &'static str {
        interpretation.values[self.0.value(interpretation.field)]
    }

    /// Returns the number of the value of an interpretation.
    pub(crate) const fn index(&self, field: Field) -> usize {
        self.0.value(field)
    }

    /// Whether a row is active under these values.
    #[must_use]
    pub const fn admit(&self, row: &Region) -> bool {
        row.contains(&self.0)
    }
}

macro_rules! interpretations {
    (@) => { false };
    (@ rewritten) => { true };
    ($(
        $(#[doc = $about:literal])+
        $interpretation:ident $id:literal $name:literal [$($default:ident),+] $document:ident/$place:tt
        $(against $against:ident/$against_place:tt)? $(: $rewritten:ident)? {
            $($value:ident: $meaning:literal,)+
        }
    )+) => {
        $(
            closed_set! {
                $(#[doc = $about])+
                #[doc = ""]
                #[doc = concat!("The interpretation ", $id, ", `", $name, "`.")]
                #[non_exhaustive]
                $interpretation { $(#[doc = $meaning] $value),+ }
            }

            impl $interpretation {
                pub(crate) const FIELD: Field = FIELDS[Number::$interpretation as usize];
            }

            impl From<$interpretation> for Choice {
                fn from(value: $interpretation) -> Self {
                    Self { field: $interpretation::FIELD, index: value as usize }
                }
            }
        )+

        // The error rows and codes that interpretations cite exist.
        const _: () = {
            $(
                assert!(cites(source!($document/$place), stringify!($place), None), "{}", $name);
                $(assert!(cites(source!($against/$against_place), stringify!($against_place), None), "{}", $name);)?
            )+
        };

        enum Number { $($interpretation,)+ Count }

        const COUNT: usize = Number::Count as usize;

        const NAMES: [&str; COUNT] = [$($name),+];

        const FIELDS: [Field; COUNT] = Field::layout(attribute::END, [$(<$interpretation as Finite>::NAMES.len()),+]);

        const INTERPRETATIONS: [Interpretation; COUNT] = [$(Interpretation {
            id: $id,
            name: $name,
            question: concat!($($about),+).trim_ascii(),
            values: <$interpretation as Finite>::NAMES,
            meanings: &[$($meaning),+],
            source: source!($document/$place),
            against: against!($(against $against/$against_place)?),
            rewritten: interpretations!(@ $($rewritten)?),
            defaults: [$($interpretation::$default as u8),+],
            field: $interpretation::FIELD,
        }),+];
    };
}

// The defaults are those of the revisions 2021-01, 2024-11-14 and 2025-12-03; a reconstructed revision has
// those of the transcribed one before it. A default is `rewritten` if it changed because the source did.
#[rustfmt::skip] // a table: one line a value
interpretations! {
    /// What does `StopCharging` do for an ineligible instance?
    IneligibleStopCharging "R1" "ineligible-stop-charging" [Reject, Reject, StopAsKeepCharging] SdkComments2025/StoppedMode against StopPage2024/6: rewritten {
        Reject: "It is refused: error rows 6 to 9 of the page of 2024.",
        StopAsKeepCharging: "It stops in standard mode without an error: the comments of the SDK since July 2025, the page since December 2025.",
    }
    /// May an instance under a security lock be stopped?
    SecurityLockedStop "R2" "security-locked-stop" [Deny, Deny, Allow] LockPage2025/table against StopPage2024/precautions: rewritten {
        Deny: "No: error row 2.",
        Allow: "Yes: the lock page since 2025-04.",
    }
    /// Which instances need `ConfirmStop`?
    WhoConfirms "R3" "who-confirms" [FamilyI1, AnyLocalStorage, Nobody] StopPage2024/ConfirmStop against StopPage2024/4 {
        AnyLocalStorage: "All with local storage.",
        FamilyI1: "Those of family i1: the pages of 2018 to 2021.",
        Nobody: "None.",
    }
    /// Which text does the refusal of a status carry?
    StatusText "R4" "status-text" [Static, Static, Templated] StopPage2024/10 against PublicReports2021/status {
        Static: "The fixed one.",
        Templated: "The template, filled as observed.",
    }
    /// What does `ForceStop` do to an instance that is stopping?
    ForceStopWhileStopping "R5" "force-stop-while-stopping" [Reject, Reject, Reject] StopGuide2025/stopping against StopPage2024/1 {
        Reject: "Nothing: the status refuses it.",
        Accept: "It ends a hung stop: the remedy of the user guide.",
    }
    /// Is a spot instance eligible for economical mode?
    SpotEconomicalMode "R6" "spot-economical-mode" [Unsupported, Unsupported, Supported] EconomicalGuide2021/conditions against StopPage2024/9 {
        Unsupported: "No: error row 9 read literally.",
        Supported: "Yes: the pages of economical mode since 2019.",
    }
    /// Which parameters are forbidden when a configured instance hibernates?
    HibernationForbids "R7" "hibernation-forbids" [ForceOrSpotKeep, ForceOrSpotKeep, ForceOrSpotKeep] HibernationGuide2021/limits {
        ForceOrSpotKeep: "`ForceStop`; and a spot instance in standard mode.",
        SpotKeep: "A spot instance in standard mode.",
        Nothing: "Nothing is forbidden.",
    }
    /// What is the stop mode of a hibernation that names none?
    HibernateMode "R8" "hibernate-mode" [SameDefault, SameDefault, SameDefault] HibernationGuide2021/billing {
        SameDefault: "That of a stop that names none.",
        KeepCharging: "Standard mode.",
    }
    /// When are the keys of encrypted disks checked?
    KeysChecked "R9" "keys-checked" [EveryStop, EveryStop, EveryStop] StopPage2024/13 {
        EveryStop: "At every stop.",
        OnlyHibernate: "At a hibernation.",
    }
    /// Whose arrears count?
    WhoseArrears "R11" "whose-arrears" [InstanceOrDisk, InstanceOrDisk, InstanceOrDisk] ArrearsApiPage2020/disk against StopPage2024/5 {
        InstanceOrDisk: "Those of the instance and of its disks.",
        InstanceOnly: "Those of the instance.",
    }
    /// What does a stop do to a stopped instance?
    StopOfStopped "R12" "stop-of-stopped" [Reject, Reject, Reject] StopPage2024/1 {
        Reject: "The status refuses it.",
        AlreadyDone: "Nothing: the call is idempotent.",
    }
    /// Is the image licence billed while an instance is stopped in economical mode?
    ImageLicence "R13" "image-licence" [Billed, Billed, NotBilled] EconomicalGuide2026/table against StopPage2025/StoppedMode: rewritten {
        Billed: "Yes: the pages until 2024.",
        NotBilled: "No: the pages of 2025.",
    }
    /// Is the bandwidth of a static address billed while its instance hibernates in economical mode?
    HibernatedBandwidth "R14" "hibernated-bandwidth" [Billed, Billed, Billed] HibernationGuide2021/billing against EconomicalGuide2021/resources {
        NotBilled: "No.",
        Billed: "Yes.",
    }
    /// Does a stop in standard mode keep the contents of local SSDs?
    LocalDiskContents "R15" "local-disk-contents" [Lost, Kept, Kept] StopPage2021/description against LocalDiskGuide2021/table {
        Kept: "Yes.",
        Lost: "No.",
    }
    /// Do locks without documented effects refuse calls?
    OtherLocks "R18" "other-locks" [Ignore, Ignore, Ignore] DescribePage2021/OperationLocks {
        Ignore: "No; they are kept, shown and named as a risk.",
        Deny: "Yes: financial locks refuse like arrears, the others like a security lock.",
    }
    /// Does the switch of the account count for a call that names no stop mode?
    AccountSwitch "R19" "account-switch" [Counts, Counts, Counts] StopPage2024/StoppedMode against EconomicalGuide2026/default {
        Counts: "Yes: the pages of StopInstance.",
        ConsoleOnly: "No: it presets the console only.",
    }
    /// Is an instance in arrears refused while it still runs, or a subscription of an account in arrears?
    ArrearsBeforeStop "R20" "arrears-before-stop" [Refused, Refused, Refused] StopPage2024/5 against OverdueGuide2023/overdue {
        Refused: "Yes: error row 5.",
        Usable: "No: it is usable as before until it is stopped for arrears.",
    }
    /// Does StopInstance take the parameter `Hibernate`?
    HibernateParameter "R21" "hibernate-parameter" [Ignored, Taken, Taken] StopPage2024/Hibernate against StopPage2021/parameters: rewritten {
        Taken: "Yes.",
        Ignored: "No: the page of 2021 has no such parameter.",
    }
    /// Which statuses does a reboot pass?
    RebootPath "L1" "reboot-path" [ViaStopping, ViaStopping, ViaStopping] RebootPage2025/description against LifecycleGuide2021/restart {
        ViaStopping: "`Stopping`, `Starting`, `Running`.",
        StartingAtOnce: "`Starting`, `Running`: documented on one page.",
        ViaStopped: "`Stopping`, `Stopped`, `Starting`, `Running`: seen in 2020.",
    }
    /// What refuses the start of a pending instance?
    StartWhilePending "L2" "start-while-pending" [IncorrectInstanceStatus, IncorrectInstanceStatus, IncorrectInstanceStatus] StartPage2025/precautions against StartPage2017/InstanceNotReady {
        IncorrectInstanceStatus: "Its status.",
        InstanceNotReady: "That it is not ready.",
    }
    /// May an instance under a security lock be deleted?
    SecurityLockedDelete "L3" "security-locked-delete" [Allow, Allow, Allow] LockPage2025/table against DeletePage2025/"InstanceLockedForSecurity" {
        Allow: "Yes, and every cloud disk goes with it.",
        Deny: "No: the error is in the table of the page itself.",
    }
    /// In which status does a reactivation leave the instance?
    ReactivationStatus "L4" "reactivation-status" [Running, Running, Running] ReactivatePage2025/description against ReactivatePage2020/description {
        Running: "It starts and runs: the pages of 2021.",
        StatusBefore: "In the one before the arrears: the pages of 2025.",
    }
    /// What does a forced deletion do to an instance that starts or stops?
    ForceDeleteInTransit "L5" "force-delete-in-transit" [Reject, Reject, Reject] DeletePage2025/Force {
        Reject: "Nothing: the status refuses it.",
        Accept: "It releases it.",
    }
    /// Is the compute kept when a spot instance is stopped in standard mode after its protection period?
    SpotComputeAfterStop "L6" "spot-compute-after-stop" [ToBeFoundAgain, ToBeFoundAgain, ToBeFoundAgain] SpotStopGuide2019/table against EconomicalGuide2026/table {
        ToBeFoundAgain: "No: a start must allocate it again.",
        Kept: "Yes.",
    }
    /// Does a security lock stop a running instance?
    LockStops "L7" "lock-stops" [Running, Running, Running] LockPage2025/table against LifecycleGuide2020/Locked {
        Running: "No: it goes on running.",
        Stopped: "Yes: a locked instance is stopped.",
    }
    /// Is a system disk kept that is not set to be released with its instance?
    SystemDiskKept "L8" "system-disk-kept" [Kept, Kept, Kept] DeletePage2025/description against LifecycleGuide2021/release {
        Kept: "Yes, as a pay-as-you-go disk.",
        Released: "No: it is released with the instance.",
    }
    /// In which mode is an instance stopped for arrears?
    ArrearsStopMode "L9" "arrears-stop-mode" [BySwitch, BySwitch, BySwitch] EconomicalGuide2021/overdue against CreditGuide2021/stop {
        BySwitch: "In economical mode if the switch of the account is on.",
        Standard: "In standard mode: its address and CPU credits are kept.",
        Economical: "In economical mode.",
    }
}
