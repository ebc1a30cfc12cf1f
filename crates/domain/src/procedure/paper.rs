//! Required papers (thành phần hồ sơ).

use super::condition::Condition;
use crate::ids::PaperKey;
use serde::{Deserialize, Serialize};

/// Which kind of copy a required paper must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperForm {
    /// Bản chính.
    Original,
    /// Bản sao chứng thực.
    CertifiedCopy,
    /// Bản chụp.
    Photocopy,
    /// Điện tử.
    Electronic,
    /// The source does not say.
    Unspecified,
}

/// A required paper (thành phần hồ sơ).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequiredPaper {
    /// Key inside the version, stable.
    pub key: PaperKey,
    /// Name as published.
    pub name: String,
    /// English name, when we have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_en: Option<String>,
    /// Kind of copy.
    pub form: PaperForm,
    /// Whether a dossier is incomplete without it.
    pub required: bool,
    /// When it is asked for at all; `None`: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// The database that already holds it (NQ 66.7/2025/NQ-CP), when known.
    pub held_by: Option<String>,
    /// Whether the electronic form stands in its place when the dossier is filed online: the declaration itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_form: bool,
}
