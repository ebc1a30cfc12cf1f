//! Rows into steps and required papers.

use super::grid::Grid;
use super::layout::{Key, Table};
use super::problem::Told;
use super::values;
use super::words::{FORMS, KINDS, ROLES, side_act};
use crate::branch_line;
use motcua_domain::dossier::acts::Act;
use motcua_domain::ids::{FieldCode, PaperKey};
use motcua_domain::procedure::condition::is_word;
use motcua_domain::procedure::{
    PaperForm, PlannedOpinion, ProcedureVersion, RequiredPaper, Route, Step, StepKind,
};
use motcua_domain::text::fold;
use motcua_domain::unit::UnitIndex;
use std::collections::{BTreeMap, BTreeSet};

/// How many steps a sheet may hold.
pub const STEPS_MAX: usize = 200;
/// How many required papers a sheet may hold.
pub const PAPERS_MAX: usize = 500;

/// Reads the steps.
pub(super) fn steps(grid: &mut Grid<'_>, base: &ProcedureVersion, units: &UnitIndex) -> Vec<Step> {
    let rows = bounded(grid, STEPS_MAX);
    let mut steps = Vec::new();
    let mut keys: BTreeMap<String, u32> = BTreeMap::new();
    for row in &rows {
        let key = grid.key(*row, Key::StepId).unwrap_or_default();
        if !key.is_empty()
            && let Some(first) = keys.insert(key.clone(), *row)
        {
            grid.problem(*row, Key::StepId, twice(&key, first + 1));
        }
        steps.extend(step(grid, *row, key, (base, units)));
    }
    // Routes are judged when every key is known; while a row cannot be read its key may be missing for that reason.
    if steps.len() == rows.len() {
        for (row, step) in rows.iter().zip(&steps) {
            for route in step.next.iter().filter(|route| !keys.contains_key(&route.to)) {
                grid.problem(*row, Key::Next, no_such_step(&route.to));
            }
        }
    }
    steps
}

fn step(
    grid: &mut Grid<'_>,
    row: u32,
    key: String,
    (base, units): (&ProcedureVersion, &UnitIndex),
) -> Option<Step> {
    let name = grid.needed(row, Key::StepName);
    let kind = grid.word(row, Key::Kind, &KINDS);
    let role = grid.word(row, Key::Role, &ROLES);
    let place = grid.place(row, units);
    // What a sheet has no column for stays as it is in the version.
    let same = |step: &&Step| {
        (!key.is_empty() && step.key == key)
            || (Some(step.kind) == kind && name.as_deref().is_some_and(|name| fold(name) == fold(&step.name)))
    };
    let known = base.steps.iter().find(same);
    let name_en = grid.text(row, Key::NameEn).unwrap_or_default();
    let budget = grid.term(row, Key::Budget);
    let shared =
        grid.heading.columns.get(&Key::Budget).and_then(|(column, _)| grid.merged_into(row, *column));
    if budget.is_none() && shared.is_some() {
        grid.problem(row, Key::Budget, merged());
    }
    let floor = grid.minutes(row, Key::Floor);
    let clock = if grid.has(Key::Clock) { grid.yes(row, Key::Clock) } else { None };
    let field = grid.key(row, Key::Field).map(FieldCode);
    let acts = acts(grid, row);
    let when = grid.condition(row, Key::When);
    let next = routes(grid, row);
    let opinions = opinions(grid, row, units);
    let (kept, unless) = (known.cloned(), |key: Key| !grid.has(key));
    let mut step = Step {
        key,
        name: name?,
        name_en,
        kind: kind?,
        role: role?,
        place: place?,
        budget,
        floor_minutes: floor.unwrap_or(0),
        clock_runs: clock.unwrap_or(kind != Some(StepKind::Payment)),
        field,
        acts,
        when,
        next,
        opinions,
    };
    if let Some(kept) = kept {
        keep(&mut step, kept, unless);
    }
    Some(step)
}

/// Takes over what the sheet has no column for.
fn keep(step: &mut Step, kept: Step, absent: impl Fn(Key) -> bool) {
    macro_rules! keep {
        ($($key:ident $field:ident),+ $(,)?) => { $(if absent(Key::$key) { step.$field = kept.$field; })+ };
    }
    keep!(
        StepId key, NameEn name_en, Budget budget, Floor floor_minutes, Clock clock_runs, Field field, Acts acts,
        When when, Next next, Opinions opinions,
    );
}

/// The parts of a cell that lists: by line or by semicolon.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', ';']).map(str::trim).filter(|part| !part.is_empty())
}

/// What stands before and after `khi`.
fn when_said(text: &str) -> (&str, Option<&str>) {
    for word in [" khi ", " nếu ", " when ", " if "] {
        if let Some((before, after)) = text.split_once(word) {
            return (before.trim(), Some(after.trim()));
        }
    }
    (text.trim(), None)
}

fn acts(grid: &mut Grid<'_>, row: u32) -> Option<Vec<Act>> {
    let text = grid.text(row, Key::Acts)?;
    match fold(&text).as_str() {
        "khong" | "none" | "" => return Some(Vec::new()),
        "tat ca" | "all" => return None,
        _ => {}
    }
    let mut acts = Vec::new();
    for part in parts(&text) {
        match side_act(part) {
            Some(act) => acts.push(act),
            None => {
                let all = super::write::side_acts().join("; ");
                grid.problem(row, Key::Acts, values::unknown(part, None, &all));
            }
        }
    }
    Some(acts)
}

fn routes(grid: &mut Grid<'_>, row: u32) -> Vec<Route> {
    let Some(text) = grid.text(row, Key::Next) else { return Vec::new() };
    let mut routes = Vec::new();
    for part in parts(&text) {
        let (to, when) = when_said(part);
        if !is_word(to) {
            grid.problem(row, Key::Next, values::not_a_key(to));
            continue;
        }
        let when = when.map(|when| grid.condition_in(row, Key::Next, when));
        if when != Some(None) {
            routes.push(Route { to: to.to_owned(), when: when.flatten() });
        }
    }
    routes
}

fn opinions(grid: &mut Grid<'_>, row: u32, units: &UnitIndex) -> Vec<PlannedOpinion> {
    let Some(text) = grid.text(row, Key::Opinions) else { return Vec::new() };
    let mut opinions = Vec::new();
    // A step of a branch is a line of its own below its agency; only other lines may share one by semicolons.
    let own = |line: &str| line.trim_start().starts_with(branch_line::MARK);
    let lines =
        text.split('\n').flat_map(|line| if own(line) { vec![line.trim()] } else { parts(line).collect() });
    for part in lines {
        if own(part) {
            match (branch_line::read(part), opinions.last_mut()) {
                (Ok(step), Some(PlannedOpinion { steps, .. })) => steps.push(step),
                (Ok(_), None) => grid.problem(row, Key::Opinions, not_an_opinion(part)),
                (Err(wrong), _) => grid.problem(row, Key::Opinions, not_a_branch_step(&wrong)),
            }
            continue;
        }
        let Some((place, rest)) = part.rsplit_once(':') else {
            grid.problem(row, Key::Opinions, not_an_opinion(part));
            continue;
        };
        let (within, when) = when_said(rest);
        let place = grid.place_in(row, Key::Opinions, place, units);
        let within = values::term(within, "").map_err(|told| grid.problem(row, Key::Opinions, told)).ok();
        let when = when.map(|when| grid.condition_in(row, Key::Opinions, when));
        if let (Some(place), Some(within)) = (place, within)
            && when != Some(None)
        {
            opinions.push(PlannedOpinion { place, within, when: when.flatten(), steps: vec![] });
        }
    }
    opinions
}

/// Reads the required papers.
pub(super) fn papers(grid: &mut Grid<'_>, base: &ProcedureVersion) -> Vec<RequiredPaper> {
    let rows = bounded(grid, PAPERS_MAX);
    let mut papers: Vec<(Option<PaperKey>, RequiredPaper)> = Vec::new();
    let mut taken: BTreeMap<String, u32> = BTreeMap::new();
    for row in rows {
        let key = grid.key(row, Key::PaperId).map(PaperKey);
        if let Some(key) = &key
            && let Some(first) = taken.insert(key.0.clone(), row)
        {
            grid.problem(row, Key::PaperId, twice(key.as_str(), first + 1));
        }
        papers.extend(paper(grid, row, key.as_ref(), base).map(|paper| (key, paper)));
    }
    let mut taken: BTreeSet<String> = taken.into_keys().collect();
    let known: BTreeSet<&str> = base.papers.iter().map(|paper| paper.key.as_str()).collect();
    let mut number = 0_usize;
    let mut free = |name: &str, taken: &mut BTreeSet<String>| {
        let before = base.papers.iter().find(|paper| fold(&paper.name) == fold(name));
        let same = before.map(|paper| paper.key.0.clone()).filter(|key| !taken.contains(key));
        let key = same.unwrap_or_else(|| {
            loop {
                number += 1;
                let key = format!("p{number}");
                // The key of a paper that was taken out is not given to another.
                if !taken.contains(&key) && !known.contains(key.as_str()) {
                    break key;
                }
            }
        });
        taken.insert(key.clone());
        PaperKey(key)
    };
    let settle = |(key, mut paper): (Option<PaperKey>, RequiredPaper)| {
        paper.key = key.unwrap_or_else(|| free(&paper.name, &mut taken));
        paper
    };
    papers.into_iter().map(settle).collect()
}

fn paper(
    grid: &mut Grid<'_>,
    row: u32,
    key: Option<&PaperKey>,
    base: &ProcedureVersion,
) -> Option<RequiredPaper> {
    let name = grid.needed(row, Key::PaperName);
    let same = |paper: &&RequiredPaper| {
        key == Some(&paper.key) || name.as_deref().is_some_and(|name| fold(name) == fold(&paper.name))
    };
    let known = base.papers.iter().find(same);
    let form = match grid.value(row, Key::Form).is_some() {
        true => grid.word(row, Key::Form, &FORMS),
        false if grid.has(Key::Form) => Some(PaperForm::Unspecified),
        false => Some(known.map_or(PaperForm::Unspecified, |paper| paper.form)),
    };
    let required = match grid.has(Key::Required) {
        true => grid.yes(row, Key::Required),
        false => Some(known.is_none_or(|paper| paper.required)),
    };
    let name_en = grid.text(row, Key::NameEn);
    let when = grid.condition(row, Key::When);
    let held_by = grid.text(row, Key::HeldBy);
    let by_form = match grid.value(row, Key::ByForm).is_some() {
        true => grid.yes(row, Key::ByForm),
        false => Some(!grid.has(Key::ByForm) && known.is_some_and(|paper| paper.by_form)),
    };
    let kept = |key: Key| known.filter(|_| !grid.has(key));
    Some(RequiredPaper {
        key: PaperKey(String::new()),
        name_en: name_en.or_else(|| kept(Key::NameEn)?.name_en.clone()),
        when: when.or_else(|| kept(Key::When)?.when.clone()),
        held_by: held_by.or_else(|| kept(Key::HeldBy)?.held_by.clone()),
        name: name?,
        form: form?,
        required: required?,
        by_form: by_form?,
    })
}

fn bounded(grid: &mut Grid<'_>, most: usize) -> Vec<u32> {
    let mut rows = grid.rows();
    if rows.len() > most {
        grid.note(None, too_many(rows.len(), most));
        rows.truncate(most);
    }
    // A procedure may need no paper; one without steps cannot be.
    if rows.is_empty() && grid.table == Table::Steps {
        grid.note(None, no_rows());
    }
    rows
}

fn twice(key: &str, first: u32) -> Told {
    Told::new(
        "key-twice",
        [
            &format!("Mã “{key}” đã có ở dòng {first}."),
            "Mỗi dòng một mã; sửa hoặc xóa mã ở một trong hai dòng.",
        ],
        [
            &format!("The key “{key}” stands in row {first} already."),
            "Each row has its own; change or remove one of the two.",
        ],
    )
}

fn no_such_step(key: &str) -> Told {
    Told::new(
        "step-unknown",
        [
            &format!("Không có bước nào mang mã “{key}”."),
            "Ghi mã đó vào cột “Mã bước” của bước cần tới, hoặc sửa lại.",
        ],
        [
            &format!("No step has the key “{key}”."),
            "Write it in the column “Mã bước” of the step meant, or mend it here.",
        ],
    )
}

fn not_a_branch_step(wrong: &branch_line::LineProblem) -> Told {
    Told::new(
        "branch-step-unreadable",
        [&wrong.vi, "Mỗi bước của nhánh một dòng dưới dòng của nơi làm: > tên bước; vai trò; thời gian."],
        [&wrong.en, "One line for each step below that of its agency: > name; role; time."],
    )
}

fn not_an_opinion(text: &str) -> Told {
    Told::new(
        "opinion-unreadable",
        [
            &format!("Không đọc được nơi lấy ý kiến “{text}”."),
            "Ghi nơi, dấu hai chấm, rồi thời hạn: Sở Xây dựng [so-xay-dung]: 2 ngày làm việc.",
        ],
        [
            &format!("“{text}” cannot be read as an opinion to ask for."),
            "Write the place, a colon, then the term: Sở Xây dựng [so-xay-dung]: 2 ngày làm việc.",
        ],
    )
}

fn merged() -> Told {
    Told::new(
        "cell-merged",
        [
            "Ô thời hạn được gộp cho nhiều bước nên không rõ mỗi bước bao lâu.",
            "Bỏ gộp ô và ghi thời hạn cho từng bước.",
        ],
        [
            "The term is merged over several steps, so that none has its own.",
            "Unmerge the cells and write a term for each step.",
        ],
    )
}

fn too_many(count: usize, most: usize) -> Told {
    Told::new(
        "rows-too-many",
        [&format!("Trang tính có {count} dòng, nhiều hơn mức {most}."), "Bỏ bớt các dòng không dùng."],
        [
            &format!("The sheet has {count} rows, more than the {most} allowed."),
            "Remove rows that are not used.",
        ],
    )
}

fn no_rows() -> Told {
    Told::new(
        "rows-none",
        [
            "Trang tính không có dòng nào dưới hàng tiêu đề.",
            "Điền các dòng, hoặc xóa trang tính này để giữ nguyên phần đã có.",
        ],
        [
            "The sheet has no row below its heading.",
            "Fill in rows, or delete the sheet to keep that part as it is.",
        ],
    )
}
