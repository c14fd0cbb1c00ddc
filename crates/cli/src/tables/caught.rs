//! Panics of the readers of Arrow and Parquet, which some malformed files cause, as errors.

use instance_lifecycle_columns::arrow_schema::ArrowError;
use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    /// Whether the thread is in a reader.
    static IS_READING: Cell<bool> = const { Cell::new(false) };
}

/// Returns what `read` returns, or an error if it panics. The panic is not printed.
pub(super) fn caught<T>(read: impl FnOnce() -> Result<T, ArrowError>) -> Result<T, ArrowError> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let hook = take_hook();
        set_hook(Box::new(move |panic| {
            if !IS_READING.get() {
                hook(panic);
            }
        }));
    });
    let outer = IS_READING.replace(true);
    let read = catch_unwind(AssertUnwindSafe(read));
    IS_READING.set(outer);
    read.unwrap_or_else(|panic| Err(ArrowError::ParseError(format!("malformed file: {}", text(&*panic)))))
}

/// Returns the items of an iterator; the last one is an error if the iterator panics.
pub(super) fn each_caught<T>(
    mut items: impl Iterator<Item = Result<T, ArrowError>>,
) -> impl Iterator<Item = Result<T, ArrowError>> {
    std::iter::from_fn(move || caught(|| items.next().transpose()).transpose())
}

/// Returns the text of a panic.
fn text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("the reader ended early")
}
