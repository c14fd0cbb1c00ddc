//! Text in HTML.

/// Escapes text for content and attributes.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // Marks that change the direction could disguise what follows.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Returns an option of a list.
pub(super) fn item(value: &str, text: &str, is_chosen: bool) -> String {
    let chosen = if is_chosen { " selected" } else { "" };
    format!("<option value=\"{}\"{chosen}>{}</option>", escaped(value), escaped(text))
}
