//! The disks of an instance.

use crate::closed_set::closed_set;

closed_set! {
    /// Whether the disks are in a status that allows operations.
    DiskStatus {
        /// All are.
        Ready,
        /// At least one is not.
        Incorrect,
    }
}

closed_set! {
    /// Whether there is a system disk.
    SystemDisk {
        /// Present.
        Present,
        /// Missing.
        Missing,
    }
}

closed_set! {
    /// Whether an instance has a part, as far as the caller knows.
    Presence {
        /// Unknown.
        Unknown,
        /// It has none.
        No,
        /// It has one or more.
        Yes,
    }
}

closed_set! {
    /// The state of the key that encrypts the disks.
    #[non_exhaustive]
    EncryptionKey {
        /// No disk is encrypted.
        None,
        /// Usable.
        Usable,
        /// The key lacks the tag of ECS.
        MissingEcsTag,
        /// The key is not enabled.
        NotEnabled,
        /// The service may not use the key management of the account.
        ServiceUnauthorized,
    }
}
