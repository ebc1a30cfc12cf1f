//! The form: fields of the common dictionary, none asked twice, none asked that the State already knows.

use super::codes::*;
use super::conditions::can_hold;
use super::sink::Sink;
use crate::finding::Place;
use crate::surroundings::Surroundings;
use motcua_domain::procedure::{FieldDef, FormField, FormPage, ProcedureVersion};
use motcua_domain::text::fold;
use std::collections::BTreeSet;

pub(super) fn check(version: &ProcedureVersion, around: &Surroundings<'_>, sink: &mut Sink) {
    let mut pages = BTreeSet::new();
    for page in &version.form {
        if !pages.insert(&page.key) {
            let place = Place::Field { page: page.key.clone(), field: String::new() };
            let vi = format!("Hai trang cùng mang mã “{}”.", page.key);
            sink.add(PAGE_TWICE, place, vi, format!("Two pages have the key “{}”.", page.key));
        }
    }
    let mut before: Vec<Asked<'_>> = Vec::new();
    for page in &version.form {
        for field in &page.fields {
            let asked = Asked::new(page, field, around);
            one(&asked, &before, sink);
            before.push(asked);
        }
    }
}

/// A field on its page, with what the dictionary says.
struct Asked<'a> {
    page: &'a FormPage,
    field: &'a FormField,
    known: Option<&'a FieldDef>,
    label: String,
}

impl<'a> Asked<'a> {
    fn new(page: &'a FormPage, field: &'a FormField, around: &Surroundings<'a>) -> Self {
        let known = around.dictionary.iter().find(|one| one.key == field.field);
        Self { page, field, known, label: known.map(|known| fold(&known.label)).unwrap_or_default() }
    }
    fn place(&self) -> Place {
        Place::Field { page: self.page.key.clone(), field: self.field.field.clone() }
    }
    /// The same key, or another key for what is called the same and is of the same kind.
    fn same(&self, other: &Asked<'_>) -> bool {
        let called =
            self.known.zip(other.known).is_some_and(|(a, b)| a.kind == b.kind && !self.label.is_empty());
        self.field.field == other.field.field || (called && self.label == other.label)
    }
}

fn one(asked: &Asked<'_>, before: &[Asked<'_>], sink: &mut Sink) {
    let key = &asked.field.field;
    let (vi, en) = asked.known.map_or((key, key), |known| (&known.label, &known.label_en));
    let Some(known) = asked.known else {
        let said = format!("Từ điển không có ô “{key}”.");
        sink.add(FIELD_UNKNOWN, asked.place(), said, format!("The dictionary has no field “{key}”."));
        return;
    };
    if let (Some(database), None) = (&known.held_by, asked.field.prefill) {
        sink.add(
            FIELD_HELD,
            asked.place(),
            format!("Ô “{vi}” hỏi lại thông tin đã có tại {database}."),
            format!("The field “{en}” asks for what “{database}” holds."),
        );
    }
    let together = |other: &Asked<'_>| match (&other.field.when, &asked.field.when) {
        (Some(a), Some(b)) => can_hold(&[a, b], |_| None),
        _ => true,
    };
    if let Some(first) = before.iter().find(|other| other.same(asked) && together(other)) {
        let (title, title_en) = (&first.page.title, &first.page.title_en);
        sink.add(
            FIELD_ASKED_TWICE,
            asked.place(),
            format!("Ô “{vi}” đã được hỏi ở trang “{title}”."),
            format!("The field “{en}” is already asked on the page “{title_en}”."),
        );
    }
}
