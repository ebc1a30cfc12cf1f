//! Required papers, by procedure code.

use super::table::{given, rows};
use crate::error::CityError;
use crate::files;
use motcua_domain::ids::PaperKey;
use motcua_domain::procedure::{PaperForm, RequiredPaper};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PaperRow {
    code: String,
    #[serde(rename = "no")]
    _no: u32,
    key: String,
    name: String,
    form: PaperForm,
    required: String,
    held_by: String,
}

/// Papers of each code, in the order of the file.
pub(super) type Papers = BTreeMap<String, Vec<RequiredPaper>>;

pub(super) fn read(text: &str) -> Result<Papers, CityError> {
    let mut papers = Papers::new();
    for line in rows::<PaperRow>(files::PAPERS, text)? {
        let required = line.yes("required", &line.row.required)?;
        let row = line.row;
        papers.entry(row.code).or_default().push(RequiredPaper {
            by_form: false,
            key: PaperKey(row.key),
            name: row.name,
            name_en: None,
            when: None,
            form: row.form,
            required,
            held_by: given(row.held_by),
        });
    }
    Ok(papers)
}
