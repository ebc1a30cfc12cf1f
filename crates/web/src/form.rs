//! Forms as people fill them: read within limits, in one spelling of Vietnamese, with dates and money as written here.

use crate::limits::FORM_FIELDS;
use crate::problem::Problem;
use crate::state::Web;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use motcua_app::FieldProblem;
use motcua_calendar::{MinuteOfDay, Moment};
use percent_encoding::percent_decode;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Problems in the order of the fields they are told at, as the summary above a form lists them.
pub fn in_order(problems: &mut [FieldProblem], fields: &[&str]) {
    problems.sort_by_key(|problem| fields.iter().position(|field| *field == problem.field));
}

/// The fields of a form, in the order sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a form from a body.
    ///
    /// # Errors
    /// 400, 408, 413 or 415.
    pub async fn read(headers: &HeaderMap, body: Body, web: &Web) -> Result<Form, Problem> {
        let bytes = read_body(headers, body, web, "application/x-www-form-urlencoded").await?;
        Form::parse(&bytes)
    }

    /// Reads `a=b&c=d`, as sent by browsers and found in queries.
    ///
    /// # Errors
    /// 400 for text that is not UTF-8, has control characters, or too many fields.
    pub fn parse(bytes: &[u8]) -> Result<Form, Problem> {
        Form::parse_most(bytes, FORM_FIELDS)
    }

    /// The same with a limit of its own on the number of fields, for pages that are tables of fields.
    ///
    /// # Errors
    /// As [`Form::parse`].
    pub fn parse_most(bytes: &[u8], most: usize) -> Result<Form, Problem> {
        let mut fields = Vec::new();
        for pair in bytes.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            if fields.len() == most {
                return Err(Problem::malformed("too many fields"));
            }
            let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            let value = pair.get(at + 1..).unwrap_or_default();
            fields.push((decode(&pair[..at])?, decode(value)?));
        }
        Ok(Form(fields))
    }

    /// The query of an address; what cannot be read counts as not asked.
    #[must_use]
    pub fn of_query(query: Option<&str>) -> Form {
        Form::parse(query.unwrap_or_default().as_bytes()).unwrap_or_default()
    }

    /// A field without surrounding blanks; empty when it was not sent.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }

    /// A field that was filled in.
    #[must_use]
    pub fn given(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|value| !value.is_empty())
    }

    /// Every field with its value, in the order sent.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Every value of a repeated field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.trim())
    }

    /// Adds a field after those there are, of the same name too.
    pub fn add(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), value.into()));
    }

    /// Sets a field (what a scan or the register filled in).
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        match self.0.iter_mut().find(|(field, _)| field == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }
}

/// Reads a body of one media type, within the limits of size and time.
///
/// # Errors
/// 408, 413 or 415; 400 when the connection broke.
pub async fn read_body(
    headers: &HeaderMap,
    body: Body,
    web: &Web,
    kind: &'static str,
) -> Result<Bytes, Problem> {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !sent.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(kind) {
        return Err(Problem::media_type(kind));
    }
    read_bytes(headers, body, web, web.settings.limits.body_bytes).await
}

/// Reads a body of any media type, within a limit of size and the usual one of time.
///
/// # Errors
/// 408 or 413; 400 when the connection broke.
pub async fn read_bytes(headers: &HeaderMap, body: Body, web: &Web, most: usize) -> Result<Bytes, Problem> {
    let told =
        headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if told.is_some_and(|length| length > most) {
        return Err(Problem::too_large(most));
    }
    match tokio::time::timeout(web.settings.limits.body_time, axum::body::to_bytes(body, most)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        // Without a length told beforehand the reader notices the excess itself; a broken connection hears nothing.
        Ok(Err(_)) if told.is_none() => Err(Problem::too_large(most)),
        Ok(Err(_)) => Err(Problem::malformed("body")),
        Err(_) => Err(Problem::slow_body()),
    }
}

/// One form component: `+` is a blank; text comes out in composed form, so that one name has one spelling.
fn decode(raw: &[u8]) -> Result<String, Problem> {
    let text = if raw.contains(&b'+') {
        let spaced: Vec<u8> = raw.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
        percent_decode(&spaced).decode_utf8().map(std::borrow::Cow::into_owned)
    } else {
        percent_decode(raw).decode_utf8().map(std::borrow::Cow::into_owned)
    };
    let text = text.map_err(|_| Problem::malformed("UTF-8"))?;
    clean(text)
}

/// Refuses control characters and composes letters.
///
/// # Errors
/// 400 for control characters other than line breaks and tabs.
pub fn clean(text: String) -> Result<String, Problem> {
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Problem::malformed("control characters"));
    }
    if text.is_ascii() || is_nfc(&text) { Ok(text) } else { Ok(text.nfc().collect()) }
}

/// A day as typed here, a sum of money as typed here.
pub use motcua_domain::procedure::value::{day, money};

/// `24/7/2025 16:30`, also `16h30`.
#[must_use]
pub fn moment(text: &str) -> Option<Moment> {
    let (date, time) = text.trim().rsplit_once(' ')?;
    let minute = MinuteOfDay::parse(&time.replace(['h', 'H', 'g'], ":")).ok()?;
    Some(Moment::from_civil(day(date.trim())?, minute))
}

#[cfg(test)]
mod tests {
    use super::*;
    use motcua_calendar::Date;

    #[test]
    fn fields_are_decoded_trimmed_and_composed() {
        let form =
            Form::parse("a=1+2&b=%C4%90%E1%BA%B7ng&b= x &c=Hoa%CC%80&d".as_bytes()).expect("a good form");
        assert_eq!(form.get("a"), "1 2");
        assert_eq!(form.all("b").collect::<Vec<_>>(), ["Đặng", "x"]);
        assert_eq!(form.get("c"), "Hoà");
        assert_eq!(form.get("d"), "");
        assert_eq!(form.given("zz"), None);
    }

    #[test]
    fn bad_bytes_and_too_many_fields_are_refused() {
        assert_eq!(Form::parse(b"a=%FF").expect_err("not UTF-8").code, "malformed");
        assert_eq!(Form::parse(b"a=%00").expect_err("NUL").code, "malformed");
        let many = vec!["a=1"; FORM_FIELDS + 1].join("&");
        assert_eq!(Form::parse(many.as_bytes()).expect_err("too many").code, "malformed");
    }

    #[test]
    fn dates_and_money_are_read_as_written_here() {
        let date = Date::new(1985, 7, 24).expect("a date");
        for text in ["24/7/1985", "24-07-1985", "24071985", "1985-07-24", " 24.7.1985 "] {
            assert_eq!(day(text), Some(date), "{text}");
        }
        for text in ["31/2/2025", "24/7/85", "7/1985", "hôm nay", "24/7/1985/1"] {
            assert_eq!(day(text), None, "{text}");
        }
        assert_eq!(moment("24/7/2025 16h30").map(|m| m.rfc3339()), Some("2025-07-24T16:30:00+07:00".into()));
        assert_eq!(money("1.250.000 đ"), Some(1_250_000));
        assert_eq!(money("mười"), None);
        assert_eq!(money("-5"), None);
    }
}
