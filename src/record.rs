//! Structs whose fields have default values.

/// Declares a struct with a default value for every field: the struct, its constant `DEFAULT`, and
/// `Default`.
macro_rules! record {
    ($(#[$meta:meta])* pub struct $name:ident {
        $($(#[$about:meta])* pub $field:ident: $type:ty = $default:expr,)+
    }) => {
        $(#[$meta])*
        pub struct $name {
            $($(#[$about])* pub $field: $type,)+
        }

        impl $name {
            /// Every field at its default.
            pub const DEFAULT: Self = Self { $($field: $default),+ };
        }

        impl Default for $name {
            fn default() -> Self {
                Self::DEFAULT
            }
        }
    };
}
pub(crate) use record;
