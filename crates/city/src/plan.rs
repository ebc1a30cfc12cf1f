//! A plan of a reorganisation of units as written in TOML.

use motcua_domain::reorganisation::Plan;

/// Bytes a plan may have: a whole country's communes fit in it many times over.
const BYTES_MAX: usize = 4 * 1024 * 1024;

/// Why a plan cannot be read, with the line where it is known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The text is not a plan.
    #[error("line {line}: {message}")]
    Line {
        /// Line, from 1.
        line: usize,
        /// What is wrong with it.
        message: String,
    },
    /// The text is too long.
    #[error("a plan has at most {BYTES_MAX} bytes")]
    TooLong,
}

/// Reads a plan. Whether it can be carried out is another question: [`motcua_domain::reorganisation::check`].
///
/// # Errors
/// With the line that cannot be understood.
pub fn plan(text: &str) -> Result<Plan, PlanError> {
    if text.len() > BYTES_MAX {
        return Err(PlanError::TooLong);
    }
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
        PlanError::Line { line, message: error.message().to_owned() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_that_cannot_be_understood_names_its_line() {
        let head = "key = \"a\"\neffective_on = \"2025-07-01\"\nbasis = \"NQ\"\n";
        assert_eq!(plan(head).map(|plan| plan.key), Ok("a".to_owned()));
        let line = |text: String| match plan(&text) {
            Err(PlanError::Line { line, .. }) => line,
            other => panic!("{other:?}"),
        };
        assert_eq!(line(format!("{head}[[end]]\nunit = \"x\"\nsucessor = \"y\"\n")), 6);
        assert_eq!(line(format!("{head}[[end]]\nunit = 5\n")), 5);
        assert_eq!(line(head.replace("2025-07-01", "2025-02-30")), 2);
        assert_eq!(line("[[[".to_owned()), 1);
        assert_eq!(plan(&"#".repeat(BYTES_MAX + 1)), Err(PlanError::TooLong));
    }
}
