//! The electronic form: pages of fields taken from one common dictionary, so that nothing is asked twice under two names.

use super::condition::Condition;
use serde::{Deserialize, Serialize};

/// What kind of value a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// A whole number.
    Number,
    /// Đồng.
    Money,
    /// A date.
    Date,
    /// A personal identification number of 12 digits.
    PersonalId,
    /// A tax code.
    TaxCode,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// An address: commune and street.
    Address,
    /// One of the choices.
    Choice,
    /// Yes or no.
    YesNo,
}

/// A field of the common dictionary of the city.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldDef {
    /// Stable key.
    pub key: String,
    /// What the applicant reads.
    pub label: String,
    /// The same in English.
    pub label_en: String,
    /// Kind of value.
    pub kind: FieldKind,
    /// Keys of what may be chosen, for [`FieldKind::Choice`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<super::case::Choice>,
    /// The State database that already holds it: then it is fetched and shown, not asked (once only).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_by: Option<String>,
}

/// Where a field's value is taken from before the applicant is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prefill {
    /// The account the applicant signed in with.
    Account,
    /// The database named by the dictionary.
    Register,
    /// An earlier dossier or result of the same person.
    Earlier,
}

/// A field on the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormField {
    /// Key in the dictionary.
    pub field: String,
    /// Whether the form is incomplete without it.
    #[serde(default)]
    pub required: bool,
    /// When it is asked; `None`: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Where its value comes from first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefill: Option<Prefill>,
}

/// One page: a group of questions asked together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormPage {
    /// Stable key.
    pub key: String,
    /// Heading.
    pub title: String,
    /// The same in English.
    pub title_en: String,
    /// Its fields, in order.
    #[serde(default)]
    pub fields: Vec<FormField>,
}
