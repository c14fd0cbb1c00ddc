//! `lifecycle errors --request`: errors of the request itself, and observed codes.

use crate::args::Format;
use crate::evidence::page_to_json;
use crate::exit::Failure;
use crate::output::{Output, STRONG, Text};
use instance_lifecycle::rules::Document;
use instance_lifecycle_wire::{OBSERVED_CODES, ObservedCode, REQUEST_ERRORS, RequestError};
use serde_json::{Value, json};

/// The errors of requests and the observed codes: all, or those with a code.
pub(crate) struct RequestErrors {
    errors: Vec<&'static RequestError>,
    observed: Vec<&'static ObservedCode>,
}

impl RequestErrors {
    pub(crate) const NONE: Self = Self { errors: Vec::new(), observed: Vec::new() };

    pub(crate) fn of(code: Option<&str>) -> Self {
        let is_asked = |of: &str| code.is_none_or(|code| code == of);
        Self {
            errors: REQUEST_ERRORS.iter().filter(|row| is_asked(row.code)).collect(),
            observed: OBSERVED_CODES.iter().filter(|row| is_asked(row.code)).collect(),
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.errors.is_empty() && self.observed.is_empty()
    }

    /// Writes them; `None` for a table with tabs.
    pub(crate) fn write(&self, format: Option<Format>, output: &Output) -> Result<(), Failure> {
        match format {
            Some(Format::Json) => self.write_json(output),
            Some(Format::Text) => self.write_text(false, output),
            None => self.write_tsv(output),
        }
    }

    /// Writes them with the addresses of the pages.
    pub(crate) fn write_with_pages(&self, format: Format, output: &Output) -> Result<(), Failure> {
        match format {
            Format::Json => self.write_json(output),
            Format::Text => self.write_text(true, output),
        }
    }

    fn write_text(&self, has_pages: bool, output: &Output) -> Result<(), Failure> {
        if !self.errors.is_empty() {
            output.line(Text::new().styled(STRONG, "requests").plain("  before any rule"))?;
        }
        for row in &self.errors {
            let head = Text::from(format_args!("  {} ", status(row.http_status)));
            let grade = row.evidence.as_str().to_ascii_lowercase();
            output.line(head.styled(STRONG, row.code).plain(format_args!("  ({grade})")))?;
            output.paragraph("      ", row.message)?;
            output.paragraph("      ", format_args!("when: {}; source: {}", row.condition, row.source))?;
            write_pages(row.documents, has_pages, output)?;
        }
        if !self.errors.is_empty() {
            output.line("")?;
        }
        if !self.observed.is_empty() {
            output.line(Text::new().styled(STRONG, "observed").plain("  in no table of the operation"))?;
        }
        for row in &self.observed {
            let head = Text::from(format_args!("  {} ", status(row.http_status)));
            output.line(head.styled(STRONG, row.code).plain("  ").plain(row.action))?;
            output.paragraph("      ", format_args!("when: {}", row.circumstances))?;
            output.paragraph("      ", format_args!("remedy: {}; source: {}", row.remedy, row.source))?;
            write_pages(row.documents, has_pages, output)?;
        }
        if self.observed.is_empty() { Ok(()) } else { output.line("") }
    }

    fn write_json(&self, output: &Output) -> Result<(), Failure> {
        for row in &self.errors {
            output.json(&json!({
                "Condition": row.condition, "HttpStatus": row.http_status, "Code": row.code,
                "Message": row.message, "Grade": row.evidence.as_str().to_ascii_lowercase(), "Source": row.source,
                "Pages": pages(row.documents),
            }))?;
        }
        for row in &self.observed {
            output.json(&json!({
                "Operation": row.action, "HttpStatus": row.http_status, "Code": row.code,
                "Condition": row.circumstances, "Remedy": row.remedy, "Grade": "observed", "Source": row.source,
                "Pages": pages(row.documents),
            }))?;
        }
        Ok(())
    }

    fn write_tsv(&self, output: &Output) -> Result<(), Failure> {
        output.document("http\tcode\tmessage\tgrade\tcondition\tsource\n")?;
        for row in &self.errors {
            let RequestError { http_status, code, message, evidence, condition, source, .. } = row;
            let (http, grade) = (status(*http_status), evidence.as_str().to_ascii_lowercase());
            output.document(&format!("{http}\t{code}\t{message}\t{grade}\t{condition}\t{source}\n"))?;
        }
        for row in &self.observed {
            let ObservedCode { http_status, code, circumstances, source, .. } = row;
            let http = status(*http_status);
            output.document(&format!("{http}\t{code}\t-\tobserved\t{circumstances}\t{source}\n"))?;
        }
        Ok(())
    }
}

/// An HTTP status; `-` if it is unknown.
fn status(status: Option<u16>) -> String {
    status.map_or_else(|| "-".to_owned(), |status| status.to_string())
}

/// Writes the addresses of pages, if they are wanted.
fn write_pages(documents: &[Document], has_pages: bool, output: &Output) -> Result<(), Failure> {
    let mut urls = documents.iter().filter_map(|document| document.url()).filter(|_| has_pages);
    urls.try_for_each(|url| output.line(format_args!("        {url}")))
}

fn pages(documents: &[Document]) -> Vec<Value> {
    documents.iter().copied().map(page_to_json).collect()
}
