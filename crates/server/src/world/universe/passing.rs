//! What happens as time passes, and what is noticed.

use super::World;
use crate::protocol::time::Millis;
use crate::world::account::Stored;
use crate::world::clock::Clock;
use crate::world::events::{AGAIN, COMPLETIONS};
use crate::world::progress::{Pace, Progress};
use instance_lifecycle::environment::{SpotPrice, Stock};
use instance_lifecycle::event::EventError;
use instance_lifecycle::instance::SpotStrategy;
use instance_lifecycle::{Event, Status};

impl World {
    /// Announces the interruption of a spot instance whose price is above its bid, or whose stock is gone,
    /// once it is not protected. When the vendor does so is not documented.
    pub(super) fn notice(&mut self, account: &str, number: u64, at: Millis) {
        let Some(of) = self.accounts.get(account) else { return };
        let Some(stored) = of.at(number) else { return };
        let is_outbid = of.environment.spot_price == SpotPrice::AboveBid
            && stored.instance.spot_strategy == SpotStrategy::SpotWithPriceLimit;
        let is_reclaimed =
            of.environment.stock == Stock::SoldOut && stored.instance.spot_strategy != SpotStrategy::NoSpot;
        let is_noticeable = stored.instance.status == Status::Running
            && !stored.instance.spot_protected
            && !stored.instance.locks.recycling;
        if (is_outbid || is_reclaimed) && is_noticeable {
            // It is possible: the conditions are those of its row.
            let _ = self.happen(account, number, Event::SpotInterruptionNoticed, at);
        }
    }

    /// Returns the time at which something is due next.
    #[must_use]
    pub fn next_due(&self) -> Option<Millis> {
        self.due.first().map(|(at, ..)| *at)
    }

    /// Lets everything happen that is due up to a time, in its order.
    pub fn catch_up(&mut self, now: Millis) {
        while let Some((at, number, account)) = self.due.pop_first() {
            if at > now {
                self.due.insert((at, number, account));
                return;
            }
            let Some(stored) = self.account_mut(&account).get_mut(number) else { continue };
            // An entry of the queue may have been called off.
            let Some(index) = stored.due.iter().position(|(due, _)| *due == at) else { continue };
            let (_, event) = stored.due.remove(index);
            if stored.due.iter().any(|(due, _)| *due == at) {
                self.due.insert((at, number, account.clone()));
            }
            if let Err(EventError::InFlight) = self.happen(&account, number, event, at) {
                let Some(stored) = self.account_mut(&account).get_mut(number) else { continue };
                stored.due.push((at + AGAIN, event));
                self.due.insert((at + AGAIN, number, account));
            }
        }
    }

    /// Lets time pass until nothing is in flight; the clock goes on to the last completion.
    pub fn settle(&mut self, real: Millis) {
        loop {
            let of_tasks = |stored: &Stored| {
                let dates = stored.due.iter().filter(|(_, event)| COMPLETIONS.contains(event));
                dates.map(|(at, _)| *at).min()
            };
            let stored = self.accounts.values().flat_map(|account| account.iter());
            let Some(at) = stored.filter_map(|(_, stored)| of_tasks(stored)).min() else { return };
            let now = self.clock.now(real);
            self.clock.advance((at - now).max(0));
            self.catch_up(at.max(now));
        }
    }

    /// Changes the pace of tasks. The clock goes on from its time.
    pub fn set_progress(&mut self, progress: Progress, real: Millis) {
        let now = self.clock.now(real);
        self.clock = match progress.pace {
            Pace::Manual => Clock::Standing { at: now },
            Pace::Instant | Pace::Timed => Clock::Running { ahead: now - real },
        };
        self.progress = progress;
        self.settings_changed();
    }
}
