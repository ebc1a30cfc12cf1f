//! Samples of the desk's pages for helping people: help by a code, an entry on consent.

use super::desk::choices;
use super::{Sample, by, desk_page};
use crate::desk::{EntryPage, HelpPage, HelpRow};
use crate::form::{Field, FieldError, FieldKind};
use crate::lang::Lang;
use crate::message::{Key, t};
use crate::page::{Brand, Page};

pub(super) fn samples(lang: Lang, brand: &Brand) -> Vec<Sample> {
    let page = |key: Key, path: &str, current: &str| desk_page(lang, brand, t(lang, key), path, current);
    let helping = || page(Key::HelpTitle, "/desk/help", "help");
    let entering = || page(Key::EntryTitle, "/desk/entries", "entries");
    let sample = |name: &str, html: String| Sample { name: format!("desk-{name}"), html };
    vec![
        sample("help", help(helping(), true).render()),
        sample("help-none", help(helping(), false).render()),
        sample("entry", entry(entering(), false).render()),
        sample("entry-error", entry(entering(), true).render()),
    ]
}

fn places(lang: Lang) -> FieldKind {
    FieldKind::Radios(choices(
        lang,
        &[("service_point", "Tại điểm phục vụ", "At the service point"), ("home", "Tại nhà", "At home")],
    ))
}

fn help(page: Page<'_>, some: bool) -> HelpPage<'_> {
    let lang = page.lang;
    let row = HelpRow {
        procedure: by(lang, "Đăng ký khai sinh", "Birth registration").to_owned(),
        told: by(lang, "Tại điểm phục vụ, từ 10 giờ 42", "At the service point, since 10:42").to_owned(),
        end: "/desk/help/x/end".to_owned(),
    };
    HelpPage {
        fields: vec![
            Field::new("code", t(lang, Key::HelpCode), FieldKind::Digits).hint(t(lang, Key::HelpCodeHint)),
            Field::new("place", t(lang, Key::HelpPlace), places(lang)),
        ],
        rows: if some { vec![row] } else { Vec::new() },
        page,
    }
}

fn entry(mut page: Page<'_>, wrong: bool) -> EntryPage<'_> {
    let lang = page.lang;
    let why = by(lang, "Chọn ảnh hoặc bản quét giấy đồng ý", "Choose a picture or scan of the consent");
    if wrong {
        page.errors = vec![FieldError::new("scan", why)];
    }
    EntryPage {
        who: vec![
            Field::new("personal_id", t(lang, Key::EntryNumber), FieldKind::Digits),
            Field::new("name", t(lang, Key::EntryName), FieldKind::Text),
            Field::new("born_on", t(lang, Key::EntryBorn), FieldKind::Date).optional(),
        ],
        what: Field::new("procedure", t(lang, Key::EntryProcedure), FieldKind::Text),
        consent: vec![
            Field::new("place", t(lang, Key::EntryPlace), places(lang)),
            Field::new("paper", t(lang, Key::EntryPaper), FieldKind::Text),
        ],
        scan_error: wrong.then(|| why.to_owned()),
        page,
    }
}
