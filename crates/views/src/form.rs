//! Form fields and act forms as data, so that any act can be described without a template of its own.

use crate::message::Key;

/// One thing to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is posted.
    pub value: String,
    /// What is read.
    pub label: String,
    /// A line under the label (radios and checkboxes only).
    pub hint: Option<String>,
    /// Whether it is chosen now.
    pub chosen: bool,
}

impl Choice {
    /// A choice not chosen, without a hint.
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Choice { value: value.into(), label: label.into(), hint: None, chosen: false }
    }

    /// Marks it chosen when `value` is its own.
    #[must_use]
    pub fn chosen_if(mut self, value: &str) -> Self {
        self.chosen = self.value == value;
        self
    }
}

/// How a field is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One line of text.
    Text,
    /// One line of digits (numeric keypad on a phone), for instance an identity or phone number.
    Digits,
    /// Several lines; the number of rows shown.
    TextArea(u8),
    /// A drop-down list; post the empty value for "nothing chosen".
    Select(Vec<Choice>),
    /// One of a few.
    Radios(Vec<Choice>),
    /// Any of a few; the name is posted once for each.
    Checkboxes(Vec<Choice>),
    /// A civil date typed as `24/7/2025` and posted as typed.
    Date,
    /// A date with a time of day typed as `24/7/2025 16:30` and posted as typed.
    DateTime,
    /// Whole đồng, posted as typed (thousands points allowed).
    Money,
    /// A password; never filled again.
    Password,
    /// Carried along unseen.
    Hidden,
}

/// One field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The posted name, and (after the form's prefix) the element's id.
    pub name: String,
    /// The visible label.
    pub label: String,
    /// Help under the label.
    pub hint: Option<String>,
    /// How it is asked.
    pub kind: FieldKind,
    /// What was typed or is already known.
    pub value: String,
    /// What is wrong with it and how to put it right.
    pub error: Option<String>,
    /// Whether it may stay empty; an optional field says so in its label.
    pub optional: bool,
}

impl Field {
    /// A required, empty field without a hint.
    #[must_use]
    pub fn new(name: impl Into<String>, label: impl Into<String>, kind: FieldKind) -> Self {
        Field {
            name: name.into(),
            label: label.into(),
            hint: None,
            kind,
            value: String::new(),
            error: None,
            optional: false,
        }
    }

    /// A hidden field.
    #[must_use]
    pub fn hidden(name: impl Into<String>, value: impl Into<String>) -> Self {
        Field::new(name, "", FieldKind::Hidden).value(value)
    }

    /// Sets the value.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// Sets the hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Sets the error.
    #[must_use]
    pub fn error(mut self, error: impl Into<String>) -> Self {
        self.error = Some(error.into());
        self
    }

    /// What the field's kind asks to be told, when it has no hint of its own.
    pub(crate) fn default_hint(&self) -> Option<Key> {
        match self.kind {
            FieldKind::Date => Some(Key::HintDate),
            FieldKind::DateTime => Some(Key::HintDateTime),
            FieldKind::Money => Some(Key::HintMoney),
            _ => None,
        }
    }

    /// The component's name for a group of choices.
    pub(crate) fn group(&self) -> &'static str {
        if matches!(self.kind, FieldKind::Radios(_)) { "radios" } else { "checkboxes" }
    }

    /// The input's type within a group of choices.
    pub(crate) fn group_input(&self) -> &'static str {
        if matches!(self.kind, FieldKind::Radios(_)) { "radio" } else { "checkbox" }
    }

    /// The input's type on a single line.
    pub(crate) fn input_type(&self) -> &'static str {
        if self.kind == FieldKind::Password { "password" } else { "text" }
    }

    /// Whether a phone should show digits.
    pub(crate) fn is_numeric(&self) -> bool {
        matches!(self.kind, FieldKind::Digits | FieldKind::Money)
    }

    /// What a browser may remember: only sign-in, because a counter's computer serves many people.
    pub(crate) fn autocomplete(&self) -> &'static str {
        match self.kind {
            FieldKind::Password => "current-password",
            FieldKind::Text if self.name == "login" => "username",
            _ => "off",
        }
    }

    /// A width that fits what is asked.
    pub(crate) fn width_class(&self) -> &'static str {
        match self.kind {
            FieldKind::Date | FieldKind::Money => " govuk-input--width-10",
            FieldKind::DateTime | FieldKind::Digits => " govuk-input--width-20",
            _ => "",
        }
    }

    /// Lets it stay empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
}

/// A line of the error summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The id of the element at fault, without `#` (of an act form: `{act}-{field}`, see [`ActForm::field_id`]);
    /// empty when no field is at fault.
    pub target: String,
    /// What is wrong and what to do.
    pub text: String,
}

impl FieldError {
    /// An error at a field.
    #[must_use]
    pub fn new(target: impl Into<String>, text: impl Into<String>) -> Self {
        FieldError { target: target.into(), text: text.into() }
    }
}

/// An act an officer may do on a dossier now, as a small form of its own inside `<details>`.
///
/// The page adds the hidden fields `csrf`, `command_id` and `expected_revision`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActForm {
    /// The act's name in URLs and ids, for instance `hand-over`.
    pub act: String,
    /// Where it is posted, for instance `/desk/dossiers/H26.9-250724-0191/acts/hand-over`.
    pub action: String,
    /// The heading, for instance "Bàn giao hồ sơ".
    pub title: String,
    /// A sentence saying what the act does to the dossier and its clock, when that is not plain.
    pub intro: Option<String>,
    /// The label of its button.
    pub submit: String,
    /// The fields, in order. None at all is common (accept a hand-over).
    pub fields: Vec<Field>,
    /// Whether the act ends or refuses something: shown after a rule, in the colour of warning.
    pub danger: bool,
    /// Whether it is the expected next act: shown open and first.
    pub primary: bool,
    /// The idempotency key (UUID) of this offer of the act.
    pub command_id: String,
    /// The revision of the dossier the officer saw.
    pub expected_revision: u64,
}

impl ActForm {
    /// The id of a field of this form, for the error summary's link.
    #[must_use]
    pub fn field_id(&self, field: &str) -> String {
        format!("{}-{field}", self.act)
    }

    /// Whether the form is shown open: it is the next act, or something in it must be put right.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.primary || self.fields.iter().any(|field| field.error.is_some())
    }
}
