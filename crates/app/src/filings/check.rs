//! What is still to be mended in a filing, part by part, in the words the pages show.

use super::content::{Content, ELIGIBILITY, PAPERS};
use super::view::FilingView;
use crate::error::FieldProblem;
use crate::world::World;
use motcua_calendar::{Date, Lang};
use motcua_domain::ids::PaperKey;
use motcua_domain::procedure::value::{self, DECLARATION, Wrong};
use motcua_domain::procedure::{Answers, Channel, FieldDef, Filled, FormField, FormPage, ProcedureVersion};
use std::collections::BTreeMap;

/// In front of a field's key in forms and problems.
pub const FIELD: &str = "f-";
/// In front of a question's key.
pub const ANSWER: &str = "a.";
/// In front of a paper's key.
pub const PAPER: &str = "paper-";

/// A part of a filing: where a problem is mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The questions before the form.
    Eligibility,
    /// A page of the form, by its key.
    Page(String),
    /// The papers.
    Papers,
    /// The mandate under which it is filed for somebody else: nothing on any page mends it.
    Mandate,
}

/// Something to be mended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub part: Part,
    /// What.
    pub problem: FieldProblem,
}

/// Answers to questions that are asked and choices that exist; the rest is left out.
pub(super) fn asked_answers(version: &ProcedureVersion, given: &Answers) -> Answers {
    let mut answers = Answers::new();
    // An answer may bring up the next question.
    while let Some((key, answer)) = version.asked(&answers).into_iter().find_map(|question| {
        let answer = given.get(&question.key).filter(|_| !answers.contains_key(&question.key))?;
        question.choices.iter().any(|c| c.key == *answer).then(|| (question.key.clone(), answer.clone()))
    }) {
        answers.insert(key, answer);
    }
    answers
}

/// Everything, in the order of the pages.
pub(super) fn all(world: &World, view: &FilingView, today: Date) -> Vec<Problem> {
    let of = |part: Part, problems: Vec<FieldProblem>| {
        problems.into_iter().map(move |problem| Problem { part: part.clone(), problem })
    };
    let told = Content { commune: view.commune, ..view.content.clone() };
    let mut list: Vec<Problem> = of(Part::Eligibility, eligibility(world, &view.version, &told)).collect();
    let filled = view.filled();
    for page in &view.version.form {
        let wrong = filled.fields(page).into_iter().filter_map(|field| {
            let def = definition(world, &field.field);
            standing(view, field, &def, today).map(|wrong| problem(&def, &wrong))
        });
        list.extend(of(Part::Page(page.key.clone()), wrong.collect()));
    }
    list.extend(of(Part::Papers, papers(view)));
    list.extend(of(Part::Mandate, lapsed(view)));
    list
}

/// A mandate that does not permit the filing any more.
fn lapsed(view: &FilingView) -> Vec<FieldProblem> {
    let Some(under) = view.mandate.as_ref().filter(|under| !under.stands) else { return Vec::new() };
    let name = &under.name;
    vec![FieldProblem::new(
        "mandate",
        "mandate_lapsed",
        format!(
            "Ủy quyền của {name} đã hết hạn hoặc đã bị hủy, nên chưa nộp được hồ sơ này. Đề nghị {name} ủy quyền lại"
        ),
        format!(
            "The mandate of {name} has ended or was revoked, so this cannot be filed. Ask {name} to give it again"
        ),
    )]
}

/// What is wrong with the questions before the form.
pub(super) fn eligibility(world: &World, version: &ProcedureVersion, content: &Content) -> Vec<FieldProblem> {
    let open = version.asked(&content.answers).into_iter();
    let open = open.filter(|question| !content.answers.contains_key(&question.key));
    let mut problems: Vec<FieldProblem> = open
        .map(|question| {
            let en = if question.text_en.is_empty() { &question.text } else { &question.text_en };
            FieldProblem::new(
                &format!("{ANSWER}{}", question.key),
                "required",
                format!("Chọn câu trả lời: {}", question.text),
                format!("Choose an answer: {en}"),
            )
        })
        .collect();
    match content.commune {
        None => problems.push(FieldProblem::new(
            "place",
            "commune_required",
            "Nhập tên xã, phường nơi ông/bà cư trú hoặc chọn nộp hồ sơ",
            "Enter the commune or ward where you live or choose to file",
        )),
        Some(commune) if world.units.counter_of(commune).is_none() => problems.push(FieldProblem::new(
            "place",
            "no_counter",
            "Nơi này chưa có điểm phục vụ. Chọn xã, phường khác",
            "There is no service point there yet. Choose another commune or ward",
        )),
        Some(_) => {}
    }
    if problems.is_empty() && !offered_online(version, &content.answers) {
        problems.push(FieldProblem::new(
            "online",
            "not_online",
            "Trường hợp này chưa nộp trực tuyến được. Ông/bà nộp tại quầy hoặc qua bưu chính",
            "This case cannot be filed online. Please file at a counter or by post",
        ));
    }
    problems
}

/// Whether the case may be filed online.
fn offered_online(version: &ProcedureVersion, answers: &Answers) -> bool {
    let case = version.case_told(answers).map(|case| &case.key);
    let values = BTreeMap::new();
    let filled = Filled { case, channel: Channel::Online, answers, values: &values };
    filled.asks(version.online_when.as_ref())
}

/// Takes what was typed on pages into the content: what can stand is kept, the rest is told.
pub(super) fn take(
    world: &World,
    before: &FilingView,
    content: &mut Content,
    (pages, typed): (&[String], &BTreeMap<String, String>),
    today: Date,
) -> Vec<FieldProblem> {
    let shown: Vec<&FormPage> = before.version.form.iter().filter(|page| pages.contains(&page.key)).collect();
    let mut wrongs: BTreeMap<String, Wrong> = BTreeMap::new();
    for field in shown.iter().flat_map(|page| &page.fields) {
        let Some(text) = typed.get(&field.field) else { continue };
        match value::read(&definition(world, &field.field), text, today) {
            Ok(value) => put(before, content, &field.field, value),
            Err(wrong) => {
                content.values.remove(&field.field);
                wrongs.insert(field.field.clone(), wrong);
            }
        }
    }
    let mut after = before.clone();
    after.values = before.known.clone();
    after.values.extend(content.values.clone());
    after.content = content.clone();
    let filled = after.filled();
    let mut problems = Vec::new();
    for page in &shown {
        let asked = filled.fields(page);
        let found: Vec<FieldProblem> = asked
            .iter()
            .filter_map(|field| {
                let def = definition(world, &field.field);
                let wrong = wrongs.get(&field.field).cloned();
                wrong.or_else(|| standing(&after, field, &def, today)).map(|wrong| problem(&def, &wrong))
            })
            .collect();
        content.mark(&page.key, found.is_empty());
        problems.extend(found);
        // What an answer on this page made pointless is not kept.
        for field in page.fields.iter().filter(|field| !asked.iter().any(|one| one.field == field.field)) {
            content.values.remove(&field.field);
        }
    }
    problems
}

/// Keeps a value, unless it is what is held already.
fn put(before: &FilingView, content: &mut Content, key: &str, value: String) {
    let held = before.known.get(key);
    if held.is_some_and(|held| *held == value || value.is_empty()) {
        content.values.remove(key);
    } else {
        content.values.insert(key.to_owned(), value);
    }
}

/// What is wrong with what stands in a field now.
fn standing(view: &FilingView, field: &FormField, def: &FieldDef, today: Date) -> Option<Wrong> {
    if view.is_held(&field.field) {
        return None;
    }
    match view.values.get(&field.field).map(String::as_str).unwrap_or_default() {
        "" => field.required.then_some(Wrong::Missing),
        "no" if field.required && def.key == DECLARATION => Some(Wrong::Missing),
        given => value::read(def, given, today).err(),
    }
}

/// What is wrong with the papers: each required one needs a file.
pub(super) fn papers(view: &FilingView) -> Vec<FieldProblem> {
    let asked = view.filled().papers(&view.version).into_iter();
    let missing = asked.filter(|paper| paper.required && !view.content.papers.contains_key(&paper.key));
    missing
        .map(|paper| {
            let en = paper.name_en.as_deref().unwrap_or(&paper.name);
            FieldProblem::new(
                &format!("{PAPER}{}", paper.key),
                "file_missing",
                format!("Tải lên {} (ảnh hoặc PDF, tối đa 20 MB)", paper.name),
                format!("Upload: {en} (a picture or PDF, at most 20 MB)"),
            )
        })
        .collect()
}

pub(super) fn too_many_files(paper: &PaperKey) -> FieldProblem {
    FieldProblem::new(
        &format!("{PAPER}{paper}"),
        "too_many",
        format!("Mỗi giấy tờ tối đa {} tệp. Gộp các trang vào một tệp PDF", super::FILES_MAX),
        format!("At most {} files for one paper. Put its pages into one PDF", super::FILES_MAX),
    )
}

/// A field of the dictionary; a line of text under its own key where a version names one that is gone.
pub fn definition(world: &World, key: &str) -> FieldDef {
    let known = world.dictionary.iter().find(|def| def.key == key).cloned();
    known.unwrap_or_else(|| FieldDef {
        key: key.to_owned(),
        label: key.to_owned(),
        label_en: key.to_owned(),
        kind: motcua_domain::procedure::FieldKind::Text,
        choices: Vec::new(),
        held_by: None,
    })
}

fn problem(def: &FieldDef, wrong: &Wrong) -> FieldProblem {
    let field = format!("{FIELD}{}", def.key);
    FieldProblem::new(&field, wrong.code(), wrong.message(def, Lang::Vi), wrong.message(def, Lang::En))
}

impl FilingView {
    /// Whether a part was gone through and left in order.
    #[must_use]
    pub fn is_done(&self, part: &Part) -> bool {
        self.content.done.contains(match part {
            Part::Eligibility => ELIGIBILITY,
            Part::Papers => PAPERS,
            Part::Mandate => return self.mandate.as_ref().is_none_or(|under| under.stands),
            Part::Page(key) => key.as_str(),
        })
    }
}
