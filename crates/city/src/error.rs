//! Why a city's files were not understood. Read by whoever keeps the files, so it names the file and the line.

use motcua_procedure::text::TextProblem;

/// A file of a city that cannot be read or understood.
#[derive(Debug, thiserror::Error)]
pub enum CityError {
    /// The file is not there or cannot be opened.
    #[error("{file}: cannot be read: {source}")]
    Unreadable {
        /// Name of the file in the city's folder.
        file: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// The text of a procedure is there and cannot be opened.
    #[error("{file}: cannot be read: {source}")]
    UnreadableText {
        /// Name of the file in the city's folder.
        file: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The text of a procedure is not understood.
    #[error("{}", told(file, problems))]
    Procedure {
        /// Name of the file in the city's folder.
        file: String,
        /// Everything wrong with it.
        problems: Vec<TextProblem>,
    },
    /// The file is not a table with the expected columns.
    #[error("{file}: {source}")]
    Table {
        /// Name of the file.
        file: &'static str,
        /// What is wrong, with the line.
        source: csv::Error,
    },
    /// The settings file is not TOML with the expected keys.
    #[error("{file}: {source}")]
    Settings {
        /// Name of the file.
        file: &'static str,
        /// What is wrong, with the line.
        source: Box<toml::de::Error>,
    },
    /// What a file says cannot be meant.
    #[error("{file}: {reason}")]
    Text {
        /// Name of the file.
        file: &'static str,
        /// Why.
        reason: String,
    },
    /// One value of one row cannot be meant.
    #[error("{file}, line {line}: {column} `{value}`: {reason}")]
    Value {
        /// Name of the file.
        file: &'static str,
        /// Line, counting the heading as line 1.
        line: u64,
        /// Column.
        column: &'static str,
        /// The value as written.
        value: String,
        /// What was expected.
        reason: String,
    },
    /// A setting names something that no file holds.
    #[error("{file}: {reason}")]
    Setting {
        /// Name of the file.
        file: &'static str,
        /// What is missing or wrong.
        reason: String,
    },
}

/// Each problem on a line of its own, with the file.
fn told(file: &str, problems: &[TextProblem]) -> String {
    problems.iter().map(|problem| format!("{file}, {problem}")).collect::<Vec<_>>().join("\n")
}
