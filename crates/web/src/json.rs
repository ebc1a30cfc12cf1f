//! JSON bodies, read so that every mistake is named by its place.

use crate::form::clean;
use crate::problem::Problem;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use motcua_app::FieldProblem;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// An answer in JSON.
#[must_use]
pub fn answer(status: StatusCode, value: &impl serde::Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(bytes) => {
            let mut response = (status, Body::from(bytes)).into_response();
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            response
        }
        Err(error) => Problem::from(motcua_app::Error::Defect(format!("JSON: {error}"))).into_response(),
    }
}

/// Reads a body.
///
/// # Errors
/// 400 when it is not JSON, 422 when a text has control characters.
pub fn parse(bytes: &[u8]) -> Result<Value, Problem> {
    let mut value: Value = serde_json::from_slice(bytes).map_err(|error| {
        Problem::malformed(&format!("JSON, line {}, column {}", error.line(), error.column()))
    })?;
    compose(&mut value)?;
    Ok(value)
}

/// Brings every text into one spelling.
fn compose(value: &mut Value) -> Result<(), Problem> {
    match value {
        Value::String(text) => {
            *text = clean(std::mem::take(text))?;
            Ok(())
        }
        Value::Array(list) => list.iter_mut().try_for_each(compose),
        Value::Object(map) => map.values_mut().try_for_each(compose),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

/// Takes a body apart, field by field, and gathers what is wrong.
#[derive(Debug)]
pub struct Fields {
    map: Map<String, Value>,
    problems: Vec<FieldProblem>,
}

impl Fields {
    /// The fields of an object.
    ///
    /// # Errors
    /// 422 when it is none.
    pub fn of(value: Value) -> Result<Self, Problem> {
        match value {
            Value::Object(map) => Ok(Self { map, problems: Vec::new() }),
            _ => Err(Problem::invalid(vec![wrong("", "expected a JSON object")])),
        }
    }

    /// Whether a field was sent.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.map.contains_key(name)
    }

    /// A field that must be there.
    pub fn need<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        match self.map.remove(name) {
            None | Some(Value::Null) => {
                self.problems.push(missing(name));
                None
            }
            Some(value) => self.read(name, value),
        }
    }

    /// A field that may be missing.
    pub fn may<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        match self.map.remove(name) {
            None | Some(Value::Null) => None,
            Some(value) => self.read(name, value),
        }
    }

    fn read<T: DeserializeOwned>(&mut self, name: &str, value: Value) -> Option<T> {
        match serde_json::from_value(value) {
            Ok(value) => Some(value),
            Err(error) => {
                self.problems.push(data_problem(name, &error));
                None
            }
        }
    }

    /// What is left, for a value that reads the rest itself.
    pub fn rest(&mut self) -> Value {
        Value::Object(std::mem::take(&mut self.map))
    }

    /// Names what was sent and is not known: a misspelt optional field must not be silently lost.
    pub fn refuse_unknown(&mut self) {
        for name in std::mem::take(&mut self.map).into_iter().map(|(name, _)| name) {
            self.problems.push(FieldProblem::new(
                &name,
                "unknown_field",
                format!("Không có trường “{name}”. Bỏ trường này hoặc sửa lại tên."),
                format!("There is no field “{name}”. Leave it out or correct its name."),
            ));
        }
    }

    /// Adds a problem found elsewhere.
    pub fn add(&mut self, problem: FieldProblem) {
        self.problems.push(problem);
    }

    /// Whether all is well.
    ///
    /// # Errors
    /// 422 with everything gathered.
    pub fn finish(self) -> Result<(), Problem> {
        if self.problems.is_empty() { Ok(()) } else { Err(Problem::invalid(self.problems)) }
    }
}

/// A field that is missing.
#[must_use]
pub fn missing(name: &str) -> FieldProblem {
    FieldProblem::new(
        name,
        "required",
        format!("Thiếu trường “{name}”. Bổ sung rồi gửi lại."),
        format!("The field “{name}” is missing. Add it and send again."),
    )
}

/// A field whose value has the wrong shape.
#[must_use]
pub fn wrong(name: &str, why: &str) -> FieldProblem {
    FieldProblem::new(
        name,
        "wrong_value",
        format!("Giá trị của trường này không đúng kiểu ({why}). Xem tài liệu API rồi gửi lại."),
        format!("This value has the wrong shape ({why}). See the API document and send again."),
    )
}

/// The place of a mistake, as far as serde names it: `` missing field `x` `` points at `x`.
#[must_use]
pub fn data_problem(prefix: &str, error: &serde_json::Error) -> FieldProblem {
    let text = error.to_string();
    let join = |name: &str| if prefix.is_empty() { name.to_owned() } else { format!("{prefix}/{name}") };
    if let Some(name) = text.strip_prefix("missing field `").and_then(|rest| rest.split('`').next()) {
        return FieldProblem { field: join(name), ..missing(name) };
    }
    wrong(prefix, &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_is_named_by_its_place() {
        let mut fields =
            Fields::of(parse(br#"{"a":"x","n":"five","typo":1}"#).expect("JSON")).expect("an object");
        assert_eq!(fields.need::<String>("a").as_deref(), Some("x"));
        assert_eq!(fields.need::<u32>("n"), None);
        assert_eq!(fields.need::<u32>("gone"), None);
        fields.refuse_unknown();
        let problem = fields.finish().expect_err("three mistakes");
        let named: Vec<(&str, &str)> = problem.fields.iter().map(|f| (f.field.as_str(), f.code)).collect();
        assert_eq!(named, [("n", "wrong_value"), ("gone", "required"), ("typo", "unknown_field")]);
    }

    #[test]
    fn broken_json_is_malformed_and_letters_are_composed() {
        assert_eq!(parse(b"{").expect_err("broken").code, "malformed");
        assert_eq!(parse(br#"["a\u0000"]"#).expect_err("NUL").code, "malformed");
        assert_eq!(parse("\"Hoa\u{300}\"".as_bytes()).expect("JSON"), Value::String("Hoà".into()));
    }
}
