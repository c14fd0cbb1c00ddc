//! Times of the vendor, in UTC: milliseconds since 1970 as text, and back.

/// A time in milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;

const DAY: i64 = 86_400;

/// Returns the days since 1970-01-01 of a date (the algorithm of Howard Hinnant).
const fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Returns year, month and day.
const fn date_of(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days - era * 146_097;
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + (month <= 2) as i64, month, day)
}

/// Returns a time as records show it: `yyyy-MM-ddTHH:mmZ`.
///
/// ```
/// use instance_lifecycle_server::protocol::time::minutes;
///
/// assert_eq!(minutes(1_700_000_000_000), "2023-11-14T22:13Z");
/// ```
#[must_use]
pub fn minutes(at: Millis) -> String {
    let ((year, month, day), second) = split(at);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}Z", second / 3_600, second / 60 % 60)
}

/// Returns a time to the second: `yyyy-MM-ddTHH:mm:ssZ`.
#[must_use]
pub fn seconds(at: Millis) -> String {
    let ((year, month, day), second) = split(at);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

const fn split(at: Millis) -> ((i64, i64, i64), i64) {
    let seconds = at.div_euclid(1_000);
    (date_of(seconds.div_euclid(DAY)), seconds.rem_euclid(DAY))
}

/// Reads a time with or without seconds; `None` if it is malformed or no date.
///
/// ```
/// use instance_lifecycle_server::protocol::time::parse;
///
/// assert_eq!(parse("2023-11-14T22:13:20Z"), Some(1_700_000_000_000));
/// assert_eq!(parse("2023-11-14T22:13Z"), Some(1_699_999_980_000));
/// assert_eq!(parse("2023-02-29T00:00Z"), None);
/// ```
#[must_use]
pub fn parse(text: &str) -> Option<Millis> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let mut date = date.split('-');
    let [year, month, day] = [number(date.next()?, 4)?, number(date.next()?, 2)?, number(date.next()?, 2)?];
    let mut time = time.split(':');
    let [hour, minute] = [number(time.next()?, 2)?, number(time.next()?, 2)?];
    let second = time.next().map_or(Some(0), |second| number(second, 2))?;
    let days = days_of(year, month, day);
    let is_date = date_of(days) == (year, month, day) && date.next().is_none();
    let is_time = hour < 24 && minute < 60 && second < 60 && time.next().is_none();
    (is_date && is_time).then_some((days * DAY + hour * 3_600 + minute * 60 + second) * 1_000)
}

fn number(text: &str, digits: usize) -> Option<i64> {
    let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}
