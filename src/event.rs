//! What happens to an instance without a call.

use crate::closed_set::closed_set;

closed_set! {
    /// Something that happens to an instance without a call.
    Event {
        /// The shutdown is complete.
        ShutdownCompleted = "ShutdownCompleted",
        /// The memory could not be saved: the instance shuts down all the same, as in any stop.
        HibernationFailed = "HibernationFailed",
    }
}
