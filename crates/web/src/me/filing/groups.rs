//! Pages of a form put together while they are short, so that a simple procedure takes few of them; and what may be asked
//! on each before it is known.

use motcua_app::filings::FilingView;
use motcua_domain::procedure::condition::{Condition, Fact};
use motcua_domain::procedure::{Filled, FormField, FormPage, Values};

/// Fields asked on one page at most, where pages of the form are put together.
const MOST: usize = 12;
/// A last page this short goes with the one before it all the same.
const TAIL: usize = 3;

/// Pages of the form answered together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    /// Key of its first page: its address.
    pub key: String,
    /// Keys of its pages.
    pub pages: Vec<String>,
}

impl Group {
    /// The pages of the version it stands for.
    pub fn pages<'v>(&self, view: &'v FilingView) -> Vec<&'v FormPage> {
        view.version.form.iter().filter(|page| self.pages.contains(&page.key)).collect()
    }
}

/// The groups of a filing.
pub(crate) fn groups(view: &FilingView) -> Vec<Group> {
    let mut groups: Vec<(Group, usize)> = Vec::new();
    let last = view.version.form.len().saturating_sub(1);
    for (at, page) in view.version.form.iter().enumerate() {
        let may = may_be_asked(view, page);
        if may.is_empty() {
            continue;
        }
        let asked = may.iter().filter(|(field, _)| !view.known.contains_key(&field.field)).count();
        match groups.last_mut() {
            Some((group, before)) if *before + asked <= MOST || (at == last && asked <= TAIL) => {
                group.pages.push(page.key.clone());
                *before += asked;
            }
            _ => groups.push((Group { key: page.key.clone(), pages: vec![page.key.clone()] }, asked)),
        }
    }
    groups.into_iter().map(|(group, _)| group).collect()
}

/// The fields of a page that are asked, or may be once another field of the same page is answered: then with the condition.
pub(crate) fn may_be_asked<'v>(
    view: &'v FilingView,
    page: &'v FormPage,
) -> Vec<(&'v FormField, Option<&'v Condition>)> {
    let here = |key: &str| page.fields.iter().any(|field| field.field == key);
    let elsewhere: Values = view
        .values
        .iter()
        .filter(|(key, _)| !here(key))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let filled = Filled { values: &elsewhere, ..view.filled() };
    let open = |fact: &Fact| matches!(fact, Fact::Field(key) if here(key));
    let asked = |field: &'v FormField| match &field.when {
        None => Some((field, None)),
        Some(when) => match when.settled(&filled, &open) {
            Some(true) => Some((field, None)),
            Some(false) => None,
            None => Some((field, Some(when))),
        },
    };
    page.fields.iter().filter_map(asked).collect()
}
