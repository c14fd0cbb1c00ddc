//! Plural calls.

use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::request::{
    BatchOptimization, BatchRequest, DeleteInstances, RebootInstances, StartInstances, StopInstances,
    StopMode,
};

/// Returns every request of every plural action that is not a dry run.
#[must_use]
pub fn batch_requests() -> Vec<BatchRequest> {
    let mut requests = Vec::new();
    for batch_optimization in (0..BatchOptimization::NAMES.len()).map(BatchOptimization::from_index) {
        for flag in [false, true] {
            for stopped_mode in [None, Some(StopMode::StopCharging), Some(StopMode::KeepCharging)] {
                requests.push(
                    StopInstances::DEFAULT
                        .with(|it| {
                            it.batch_optimization = batch_optimization;
                            it.force_stop = flag;
                            it.stopped_mode = stopped_mode;
                        })
                        .into(),
                );
            }
            requests.push(
                RebootInstances::DEFAULT
                    .with(|it| {
                        it.batch_optimization = batch_optimization;
                        it.force_reboot = flag;
                    })
                    .into(),
            );
        }
        requests.push(StartInstances::DEFAULT.with(|it| it.batch_optimization = batch_optimization).into());
    }
    for flags in 0..1 << 3 {
        requests.push(
            DeleteInstances::DEFAULT
                .with(|it| {
                    it.force = flags & 1 == 1;
                    it.force_stop = flags & 2 == 2;
                    it.terminate_subscription = flags & 4 == 4;
                })
                .into(),
        );
    }
    requests
}
