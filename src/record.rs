//! Structs whose fields have default values.

/// Declares a struct with a default value for every field: the struct, its constant `DEFAULT`, `with`, and
/// `Default`.
macro_rules! record {
    ($(#[$meta:meta])* pub struct $name:ident {
        $($(#[$about:meta])* pub $field:ident: $type:ty = $default:expr,)*
    }) => {
        $(#[$meta])*
        #[non_exhaustive]
        pub struct $name {
            $($(#[$about])* pub $field: $type,)*
        }

        impl $name {
            /// Every field at its default.
            pub const DEFAULT: Self = Self { $($field: $default),* };

            /// Returns the value after a change of its fields. Since fields may be added, values are made
            /// from [`DEFAULT`](Self::DEFAULT) or from another value.
            ///
            /// ```
            /// use instance_lifecycle::{Instance, Status};
            ///
            /// let stopped = Instance::DEFAULT.with(|it| it.status = Status::Stopped);
            /// let locked = stopped.with(|it| {
            ///     it.locks.security = true;
            ///     it.gpu = true;
            /// });
            /// assert_eq!((locked.status, locked.locks.security), (Status::Stopped, true));
            /// ```
            #[must_use]
            pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
                change(&mut self);
                self
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::DEFAULT
            }
        }
    };
}
pub(crate) use record;
