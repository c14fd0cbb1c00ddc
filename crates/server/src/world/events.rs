//! Events that follow others after a time.

use crate::protocol::time::Millis;
use instance_lifecycle::Event;

/// A minute, in milliseconds.
pub const MINUTE: Millis = 60_000;

/// An hour, in milliseconds.
pub const HOUR: Millis = 60 * MINUTE;

/// A day, in milliseconds.
pub const DAY: Millis = 24 * HOUR;

/// An event that follows another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Following {
    /// The first event.
    pub after: Event,
    /// The event that follows.
    pub event: Event,
    /// The time in between.
    pub delay: Millis,
    /// The source of the time; `None` if it is ours.
    pub source: Option<&'static str>,
}

/// The events that follow others.
pub const FOLLOWING: &[Following] = &[
    Following { after: Event::SubscriptionExpired, event: Event::ExpiryStopped, delay: 0, source: None },
    Following {
        after: Event::ExpiryStopped,
        event: Event::GracePeriodEnded,
        delay: 15 * DAY,
        source: Some("subscription guide of 2026: released on day 16"),
    },
    Following {
        after: Event::ArrearsIncurred,
        event: Event::ArrearsStopped,
        delay: 15 * DAY,
        source: Some("overdue payments, 2023: within 15 days the instance continues running"),
    },
    Following {
        after: Event::ArrearsStopped,
        event: Event::GracePeriodEnded,
        delay: 15 * DAY,
        source: Some("pay-as-you-go guide of 2021: after 15 days"),
    },
    Following {
        after: Event::SpotInterruptionNoticed,
        event: Event::SpotInterrupted,
        delay: 5 * MINUTE,
        source: Some("preemptible instances, 2020: about five minutes in advance"),
    },
];

/// The events that a payment or a renewal calls off.
pub const CALLED_OFF: &[Event] =
    &[Event::SubscriptionExpired, Event::ExpiryStopped, Event::ArrearsStopped, Event::GracePeriodEnded];

/// The events that complete a step of a task.
pub const COMPLETIONS: &[Event] = &[Event::CreationFinished, Event::BootCompleted, Event::ShutdownCompleted];

/// The time after which an event that found a task in flight is tried again. The time is ours.
pub const AGAIN: Millis = 10_000;
