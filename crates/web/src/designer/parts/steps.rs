//! The table of steps: one row a step; routes, opinions and side acts behind "more".

use crate::designer::ground::{Ground, word};
use crate::designer::layout::{Column, Kind, Piece, Sheet, or_choose, or_none};
use crate::designer::reader::{At, Reader, tick, ticked};
use crate::designer::typed::{Row, Typed};
use crate::present::words;
use motcua_domain::procedure::flow::SIDE_ACTS;
use motcua_domain::procedure::{PlannedOpinion, ProcedureVersion, Route, Step};
use motcua_procedure::branch_line;
use motcua_views::Choice;

const TABLE: &str = "steps";
/// The most working minutes a floor may say: far more than any step takes.
const FLOOR_MAX: u32 = 1_000_000;

pub(super) fn layout(g: &Ground) -> Vec<Piece> {
    let column = |key, vi, en, kind| Column::new(key, g.pick(vi, en), kind);
    let acts = SIDE_ACTS.map(|act| Choice::new(act.key(), act.label(words(g.lang))));
    let columns = vec![
        column("name", "Tên bước", "Name", Kind::Lines(2)),
        column("kind", "Việc", "Work", Kind::One(or_choose(g.lang, g.kind_choices()))),
        column("role", "Vai trò", "Role", Kind::One(or_choose(g.lang, g.role_choices()))),
        column("place", "Nơi làm", "Place", Kind::One(or_choose(g.lang, g.place_choices()))),
        column("budget", "Thời gian", "Time", Kind::Short),
        column("clock", "Tính hạn", "Counts", Kind::Tick),
        column("name_en", "Tên tiếng Anh", "English name", Kind::Line).more(),
        column("key", "Mã bước", "Key", Kind::Short)
            .more()
            .hint(g.pick("Để nhánh rẽ gọi tên bước này", "For routes that lead here")),
        column(
            "floor",
            "Ngưỡng làm quá nhanh, phút làm việc",
            "Implausibly fast below, working minutes",
            Kind::Short,
        )
        .more(),
        column(
            "field",
            "Lĩnh vực của cán bộ, nếu khác",
            "Field of the officer, if another",
            Kind::One(or_none(g.lang, g.field_choices())),
        )
        .more(),
        column("when", "Chỉ làm khi", "Done only when", Kind::Line)
            .more()
            .hint(g.pick("Ví dụ: channel = online", "For instance: channel = online")),
        column("next", "Rẽ xuống bước khác", "Routes forward", Kind::Lines(2)).more().hint(g.pick(
            "Mỗi dòng một nhánh: mã bước; điều kiện. Ví dụ: tra-ket-qua; outcome = refuse",
            "One line each: key of the step; condition. For instance: tra-ket-qua; outcome = refuse",
        )),
        column("opinions", "Lấy ý kiến, nhánh song song", "Opinions and branches side by side", Kind::Lines(4))
            .more()
            .hint(g.pick(
            "Mỗi dòng một cơ quan: mã cơ quan; thời gian; điều kiện. Ví dụ: so-xay-dung; 2 ngày làm việc. Cơ quan làm nhiều bước thì ghi tiếp mỗi bước một dòng: > Kiểm tra; chuyên viên; 4 giờ làm việc",
            "One line each: key of the agency; time; condition. For instance: so-xay-dung; 2 working days. Where it has several steps, one line for each below: > Check; specialist; 4 working hours",
        )),
        column("acts", "Việc bên lề được làm ở bước này", "Side acts allowed here", Kind::Many(acts.into()))
            .more(),
    ];
    let help = g.pick(
        "Đọc từ trên xuống. Thời gian ghi như “4 giờ làm việc” hoặc “0,5 ngày làm việc”; để trống nếu không chia.",
        "Read from top to bottom. Write times such as “4 working hours” or “0.5 working days”; leave empty where the time is not split.",
    );
    vec![
        Piece::Heading(g.pick("Bảng các bước", "Table of steps").to_owned(), Some(help.to_owned())),
        Piece::Sheet(Sheet {
            key: TABLE,
            unit: g.pick("bước", "step").to_owned(),
            caption: g.pick("Các bước", "Steps").to_owned(),
            columns,
            add: g.pick("Thêm bước", "Add a step").to_owned(),
        }),
    ]
}

/// A new step: its time counts, and everything the law allows is allowed.
pub(super) fn empty() -> Row {
    Row::from([("clock", tick(true)), ("acts", all_acts())])
}

fn all_acts() -> String {
    SIDE_ACTS.map(|act| act.key()).join(",")
}

pub(super) fn fill(g: &Ground, version: &ProcedureVersion, typed: &mut Typed) {
    let rows = version.steps.iter().map(|step| row(g, step)).collect();
    typed.put(TABLE, rows);
}

fn row(g: &Ground, step: &Step) -> Row {
    let lang = words(g.lang);
    let condition = |when: &Option<motcua_domain::procedure::Condition>| {
        when.as_ref().map_or_else(String::new, |when| format!("; {when}"))
    };
    let next: Vec<String> =
        step.next.iter().map(|route| format!("{}{}", route.to, condition(&route.when))).collect();
    let opinion = |one: &PlannedOpinion| {
        let asked =
            format!("{}; {}{}", g.place_word(one.place), one.within.label(lang), condition(&one.when));
        let steps = one.steps.iter().map(|step| branch_line::write(step, lang));
        std::iter::once(asked).chain(steps).collect::<Vec<_>>().join("\n")
    };
    let opinions: Vec<String> = step.opinions.iter().map(opinion).collect();
    let acts = step
        .acts
        .as_ref()
        .map_or_else(all_acts, |acts| acts.iter().map(|act| act.key()).collect::<Vec<_>>().join(","));
    Row::from([
        ("name", step.name.clone()),
        ("kind", word(step.kind)),
        ("role", step.role.key().to_owned()),
        ("place", g.place_word(step.place)),
        ("budget", step.budget.map_or_else(String::new, |term| term.label(lang))),
        ("clock", tick(step.clock_runs)),
        ("name_en", step.name_en.clone()),
        ("key", step.key.clone()),
        ("floor", step.floor_minutes.to_string()),
        ("field", step.field.as_ref().map_or_else(String::new, ToString::to_string)),
        ("when", step.when.as_ref().map_or_else(String::new, ToString::to_string)),
        ("next", next.join("\n")),
        ("opinions", opinions.join("\n")),
        ("acts", acts),
    ])
}

pub(super) fn read(reader: &mut Reader<'_>, typed: &Typed, version: &mut ProcedureVersion) {
    let rows = typed.rows(TABLE);
    if rows.is_empty() {
        reader.wrong::<()>(TABLE, "Thêm ít nhất một bước", "Add at least one step");
    }
    let steps: Vec<Option<Step>> =
        rows.iter().enumerate().map(|(index, row)| step(reader, At { table: TABLE, index, row })).collect();
    if let Some(steps) = steps.into_iter().collect::<Option<Vec<Step>>>() {
        version.steps = steps;
    }
}

fn step(reader: &mut Reader<'_>, at: At<'_>) -> Option<Step> {
    let name = reader.text(&at.id("name"), at.text("name"), ("tên bước", "the name of the step"));
    let kind = reader.one(&at.id("kind"), at.text("kind"));
    let role = reader.one(&at.id("role"), at.text("role"));
    let place = reader.ground.place(at.text("place")).or_else(|| {
        reader.wrong(at.id("place"), "Chọn nơi làm trong danh sách", "Choose a place of the list")
    });
    let budget = reader.term_or_none(&at.id("budget"), at.text("budget"));
    let key = at.text("key");
    if !key.is_empty() {
        reader.key(&at.id("key"), key);
    }
    let floor_minutes = reader.number(&at.id("floor"), at.text("floor"), FLOOR_MAX);
    let when = reader.condition(&at.id("when"), at.text("when"));
    let next = lines(at.text("next")).map(|line| route(reader, at, line)).collect::<Vec<_>>();
    let opinions = opinions(reader, at);
    let acts: Vec<_> =
        SIDE_ACTS.into_iter().filter(|act| at.text("acts").split(',').any(|key| key == act.key())).collect();
    Some(Step {
        key: key.to_owned(),
        name,
        name_en: at.text("name_en").to_owned(),
        kind: kind?,
        role: role?,
        place: place?,
        budget,
        floor_minutes,
        clock_runs: ticked(at.text("clock")),
        field: Some(at.text("field")).filter(|key| !key.is_empty()).map(Into::into),
        acts: (acts.len() < SIDE_ACTS.len()).then_some(acts),
        when,
        next: next.into_iter().collect::<Option<_>>()?,
        opinions: opinions?,
    })
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

fn route(reader: &mut Reader<'_>, at: At<'_>, line: &str) -> Option<Route> {
    let (to, when) = line.split_once(';').unwrap_or((line, ""));
    let to = reader.key(&at.id("next"), to.trim());
    let when = reader.condition(&at.id("next"), when.trim());
    Some(Route { to, when })
}

/// The agencies asked side by side, each with the steps of its branch in the lines below it.
fn opinions(reader: &mut Reader<'_>, at: At<'_>) -> Option<Vec<PlannedOpinion>> {
    let mut all: Vec<Option<PlannedOpinion>> = Vec::new();
    for line in lines(at.text("opinions")) {
        if !line.starts_with(branch_line::MARK) {
            all.push(opinion(reader, at, line));
            continue;
        }
        let step = branch_line::read(line)
            .map_err(|wrong| reader.wrong::<()>(at.id("opinions"), &wrong.vi, &wrong.en));
        match (step, all.last_mut()) {
            (Ok(step), Some(Some(asked))) => asked.steps.push(step),
            (Ok(_), None) => {
                let vi = "Ghi cơ quan và thời gian ở dòng trên, rồi mới tới các bước của nhánh";
                reader.wrong::<()>(
                    at.id("opinions"),
                    vi,
                    "Write the agency and its time first, then the steps of its branch",
                );
                all.push(None);
            }
            (Err(_), _) => all.push(None),
            (Ok(_), Some(None)) => {}
        }
    }
    all.into_iter().collect()
}

fn opinion(reader: &mut Reader<'_>, at: At<'_>, line: &str) -> Option<PlannedOpinion> {
    let id = at.id("opinions");
    let mut parts = line.splitn(3, ';').map(str::trim);
    let place = parts.next().and_then(|word| reader.ground.place(word)).or_else(|| {
        reader.wrong(
            id.as_str(),
            "Ghi mã cơ quan, ví dụ so-xay-dung, rồi dấu chấm phẩy và thời gian",
            "Write the key of the agency, for instance so-xay-dung, then a semicolon and the time",
        )
    });
    let within = reader.term(&id, parts.next().unwrap_or_default());
    let when = reader.condition(&id, parts.next().unwrap_or_default());
    Some(PlannedOpinion { place: place?, within: within?, when, steps: vec![] })
}
