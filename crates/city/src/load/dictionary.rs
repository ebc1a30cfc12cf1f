//! The common dictionary of form fields: what procedures ask, under one name each, with the database that holds it.

use super::table::{Line, given, rows};
use crate::error::CityError;
use crate::files;
use motcua_domain::procedure::condition::is_word;
use motcua_domain::procedure::{Choice, FieldDef, FieldKind};
use motcua_domain::text::fold;
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DictionaryRow {
    key: String,
    label: String,
    label_en: String,
    kind: FieldKind,
    choices: String,
    held_by: String,
    source: String,
}

/// The fields of the dictionary, in the order of the file.
pub(super) fn read(text: &str) -> Result<Vec<FieldDef>, CityError> {
    let mut seen = Seen::default();
    let lines = rows::<DictionaryRow>(files::DICTIONARY, text)?;
    lines.into_iter().map(|line| field(line, &mut seen)).collect()
}

/// What rows before have said.
#[derive(Default)]
struct Seen {
    keys: BTreeSet<String>,
    labels: BTreeSet<String>,
    labels_en: BTreeSet<String>,
}

fn field(line: Line<DictionaryRow>, seen: &mut Seen) -> Result<FieldDef, CityError> {
    let row = &line.row;
    if !is_word(&row.key) {
        return Err(line.bad("key", &row.key, "is letters, digits, `_`, `-` and `.` only"));
    }
    if !seen.keys.insert(row.key.clone()) {
        return Err(line.bad("key", &row.key, "stands twice"));
    }
    // Two fields of one name would be two names for one thing.
    for (column, label, labels) in
        [("label", &row.label, &mut seen.labels), ("label_en", &row.label_en, &mut seen.labels_en)]
    {
        let folded = fold(label);
        if folded.is_empty() {
            return Err(line.bad(column, label, "has no letter"));
        }
        if !labels.insert(folded) {
            return Err(line.bad(column, label, "is the name of another field too"));
        }
    }
    if row.source.trim().is_empty() {
        return Err(line.bad("source", &row.source, "every field names where it comes from"));
    }
    let choices = choices(&line)?;
    let DictionaryRow { key, label, label_en, kind, held_by, .. } = line.row;
    Ok(FieldDef { key, label, label_en, kind, choices, held_by: given(held_by) })
}

/// `key=label|English label`, separated by semicolons; two or more for a choice, none for anything else.
fn choices(line: &Line<DictionaryRow>) -> Result<Vec<Choice>, CityError> {
    let cell = &line.row.choices;
    let bad = |reason: &str| Err(line.bad("choices", cell, reason));
    let mut choices: Vec<Choice> = Vec::new();
    for part in cell.split(';').map(str::trim).filter(|_| !cell.is_empty()) {
        let named = part.split_once('=').and_then(|(key, labels)| Some((key, labels.split_once('|')?)));
        let Some((key, (label, label_en))) = named else {
            return bad("a choice is written key=label|English label");
        };
        if !is_word(key) || label.trim().is_empty() || label_en.trim().is_empty() {
            return bad("a choice has a key of letters and digits, and a label in both languages");
        }
        if choices.iter().any(|known| known.key == key || known.label == label) {
            return bad("a choice stands twice");
        }
        choices.push(Choice { key: key.into(), label: label.into(), label_en: label_en.into() });
    }
    match (line.row.kind, choices.len()) {
        (FieldKind::Choice, 0 | 1) => bad("a field of the kind `choice` offers two choices or more"),
        (FieldKind::Choice, _) | (_, 0) => Ok(choices),
        _ => bad("only a field of the kind `choice` has choices"),
    }
}
