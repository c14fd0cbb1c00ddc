//! The documented errors that no rule raises under any interpretation or revision, with the reason.

use super::{ErrorKind, ErrorRow};
use crate::request::Action;

/// Unreachable rows of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dormant {
    /// The kind.
    pub kind: ErrorKind,
    /// Which rows of that kind: templates, fixed texts, or all if `None`.
    pub template: Option<bool>,
    /// The actions.
    pub actions: &'static [Action],
    /// Why no rule raises them.
    pub reason: &'static str,
}

impl ErrorRow {
    /// Returns the reason why no rule of the action raises this row, `None` if one can.
    ///
    /// ```
    /// use instance_lifecycle::errors::ErrorKind;
    /// use instance_lifecycle::{Action, Revision};
    ///
    /// let errors = Action::StopInstance.errors();
    /// let row = |kind| errors.row(kind, Revision::V2024_11_14, false).expect("a row of it");
    /// let fault = row(ErrorKind::InternalError).dormant(Action::StopInstance);
    /// assert_eq!(fault, Some("a server fault, which no rule models"));
    /// assert_eq!(row(ErrorKind::DiskError).dormant(Action::StopInstance), None);
    /// ```
    #[must_use]
    pub fn dormant(&self, action: impl Into<Action>) -> Option<&'static str> {
        let action = action.into();
        let dormant = DORMANT.iter().find(|dormant| {
            dormant.kind == self.kind
                && dormant.template.is_none_or(|template| template == self.is_template())
                && dormant.actions.contains(&action)
        });
        dormant.map(|dormant| dormant.reason)
    }
}

macro_rules! dormant {
    ($($kind:ident $which:ident $actions:tt $reason:expr;)+) => {
        /// The unreachable rows of the catalogue, with the reason.
        pub const DORMANT: &[Dormant] = &[$(Dormant {
            kind: ErrorKind::$kind,
            template: $which,
            actions: dormant!(@ $actions),
            reason: $reason,
        }),+];
    };
    (@ *) => { Action::ALL };
    (@ [$($action:ident)+]) => { &[$(Action::$action),+] };
}

const ALL: Option<bool> = None;
const TEMPLATE: Option<bool> = Some(true);

const FAULT: &str = "a server fault, which no rule models";
const NO_FACT: &str = "no modelled fact raises it";
const TWIN: &str = "its twin has a text";
const ADAPTER: &str = "the form of an id or parameter is the adapter's";
const NO_ID: &str = "no page says when it, and not InvalidInstanceId.NotFound";
const NOT_ASKED: &str = "the singular's page has no such error";

#[rustfmt::skip] // a table: one line a row
dormant! {
    InternalError        ALL      *                                                            FAULT;
    InternalFailure      ALL      *                                                            FAULT;
    InternalFault        ALL      *                                                            FAULT;
    ServiceUnavailable   ALL      *                                                            FAULT;
    Conflict             ALL      *                                                            NO_FACT;
    CrossRegion          ALL      *                                                            NO_FACT;
    KmsNotActivated      ALL      *                                                            NO_FACT;
    KmsKeyNotFound       ALL      *                                                            NO_FACT;
    KmsKeyIdNotFound     ALL      *                                                            NO_FACT;
    KmsServiceNotOpen    ALL      *                                                            NO_FACT;
    ReopenImageBalance   ALL      [ReActivateInstances]                                        "no fact tells the balance of the image from that of the instance";
    InsufficientBalance  ALL      [ReActivateInstances]                                        "no fact tells it from ReopenInstance.InstanceNotEnoughBalance";
    InsufficientBalance  ALL      [StopInstances RebootInstances]                              NOT_ASKED;
    InstanceNotReady     ALL      [StopInstances RebootInstances]                              NOT_ASKED;
    SystemDiskNotFound   ALL      [RebootInstances]                                            NOT_ASKED;
    InstanceExpiredOrInArrears ALL [StartInstances]                                            "the singular raises InstanceExpired";
    InvalidParameter     ALL      *                                                            ADAPTER;
    MalformedInstanceIds ALL      [StopInstances StartInstances RebootInstances]               ADAPTER;
    InstanceIdsNotFound  ALL      *                                                            NO_ID;
    InstanceNotFound     TEMPLATE [StopInstances StartInstances RebootInstances]               TWIN;
    SpotPriceTooLow      TEMPLATE [StartInstances]                                             TWIN;
    DeletionProtection   TEMPLATE [DeleteInstance DeleteInstances]                             TWIN;
}
