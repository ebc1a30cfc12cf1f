//! A walk in words: draft and version in force side by side, then the draft's steps, fee, papers and form.

use super::calendar;
use super::walk::{Asked, Made, Walk, Walked, walk};
use crate::designer::Entered;
use crate::present::{when, words};
use motcua_calendar::Moment;
use motcua_domain::procedure::{
    FeeKind, PaperForm, PlannedOpinion, ProcedureVersion, RequiredPaper, StepKind,
};
use motcua_views::designer::{Block, Cell, Item, Table};
use motcua_views::format::money;
use motcua_views::{Lang, NoticeKind};

pub(super) fn blocks(
    entered: &Entered,
    version: &ProcedureVersion,
    in_force: Option<&ProcedureVersion>,
    made: &Made,
) -> Vec<Block> {
    let walked = walk(version, calendar(entered, version).as_deref(), made);
    let before = in_force.map(|old| (old, walk(old, calendar(entered, old).as_deref(), made)));
    let mut blocks = vec![Block::Table(beside(entered, (version, &walked), before.as_ref(), made))];
    if !walked.sound {
        let text = entered.pick(
            "Đường đi này không đưa hồ sơ đến kết quả: thiếu bước tiếp nhận, phê duyệt hoặc trả kết quả, hoặc sai thứ tự.",
            "This way does not carry a dossier to its result: intake, approval or return is missing or out of order.",
        );
        blocks.push(Block::List(vec![Item { tone: Some(NoticeKind::Warning), ..Item::plain(text) }]));
    }
    blocks.push(Block::Heading(entered.pick("Các bước theo bản thảo", "The steps of the draft").to_owned()));
    blocks.push(Block::Steps(walked.steps.iter().map(|step| line(entered, version, step)).collect()));
    let left_out = version.steps.len() - walked.steps.len();
    if left_out > 0 {
        let text = format!("{}: {left_out}", entered.pick("Số bước không đi qua", "Steps left out"));
        blocks.push(Block::Text(text));
    }
    blocks.push(Block::Heading(entered.pick("Giấy tờ được hỏi", "Papers asked for").to_owned()));
    let papers: Vec<Item> =
        made.papers(version).into_iter().map(|p| paper(entered, version, p, made)).collect();
    if papers.is_empty() {
        let text = entered.pick("Không giấy tờ nào được hỏi.", "No paper is asked for.");
        blocks.push(Block::Text(text.to_owned()));
    } else {
        blocks.push(Block::List(papers));
    }
    if !version.form.is_empty() {
        blocks.push(Block::Heading(entered.pick("Biểu mẫu điện tử", "The electronic form").to_owned()));
        blocks.push(Block::List(form(entered, version, made)));
    }
    blocks
}

/// A line of the comparison: its name in both languages, and what a version and its walk say of it.
type Line<'a> = (&'static str, &'static str, &'a dyn Fn(&ProcedureVersion, &Walk) -> String);

/// Draft and version in force, line by line.
fn beside(
    entered: &Entered,
    (version, walked): (&ProcedureVersion, &Walk),
    before: Option<&(&ProcedureVersion, Walk)>,
    made: &Made,
) -> Table {
    let lang = entered.lang();
    let moment = |at: Option<Moment>| {
        let beyond = entered.pick("Lịch chưa phủ ngày này", "The calendar does not cover this day");
        at.map_or_else(|| beyond.to_owned(), |at| when(lang, at))
    };
    let case = |version: &ProcedureVersion| {
        let case = made.case_of(version).and_then(|key| version.case(key));
        case.map_or_else(|| "—".to_owned(), |case| entered.pick(&case.name, &case.name_en).to_owned())
    };
    let term = |version: &ProcedureVersion| {
        version.rule_for(made.case_of(version), made.channel).term.label(words(lang))
    };
    let must = |version: &ProcedureVersion| {
        let papers = made.papers(version);
        papers.iter().filter(|paper| paper.required && paper.held_by.is_none()).count().to_string()
    };
    let lines: [Line<'_>; 7] = [
        ("Trường hợp", "Case", &|version, _| case(version)),
        ("Thời hạn", "Term", &|version, _| term(version)),
        ("Hẹn trả", "Promise", &|_, walk| moment(walk.promised)),
        ("Hẹn trả sau các lần chờ", "Promise after the waits", &|_, walk| moment(walk.moved)),
        ("Phí, lệ phí", "Fee", &|version, _| fee(entered, version, made)),
        ("Số giấy tờ bắt buộc nộp", "Papers that must be given", &|version, _| must(version)),
        ("Số bước đi qua", "Steps on the way", &|_, walk| walk.steps.len().to_string()),
    ];
    let row = |(vi, en, say): &Line<'_>| {
        let mut row = vec![Cell::text(entered.pick(vi, en)), Cell::text(say(version, walked))];
        row.extend(before.map(|(old, walk)| Cell::text(say(old, walk))));
        row
    };
    let mut heads = vec![
        entered.pick("Nội dung", "What").to_owned(),
        entered.pick("Theo bản thảo", "Under the draft").to_owned(),
    ];
    heads.extend(before.map(|(old, _)| {
        format!("{} {}", entered.pick("Đang áp dụng: phiên bản", "In force: version"), old.id)
    }));
    Table {
        caption: entered
            .pick("Bản thảo và phiên bản đang áp dụng", "The draft and the version in force")
            .to_owned(),
        heads,
        rows: lines.iter().map(row).collect(),
    }
}

/// The fee due, with its basis; what is not known is said.
fn fee(entered: &Entered, version: &ProcedureVersion, made: &Made) -> String {
    match made.fee(version) {
        Some(rule) => {
            let kind = match rule.kind {
                FeeKind::Fee => entered.pick("phí", "fee"),
                FeeKind::Charge => entered.pick("lệ phí", "charge"),
            };
            let basis = rule.basis.as_ref().map(|basis| format!("; {basis}")).unwrap_or_default();
            format!("{} ({kind}{basis})", money(entered.lang(), rule.amount))
        }
        None if version.fees.is_empty() => {
            entered.pick("Chưa có mức phí trong dữ liệu", "No fee in the data").to_owned()
        }
        None => {
            entered.pick("Không mức nào áp dụng cho tình huống này", "No rule fits this situation").to_owned()
        }
    }
}

fn line(entered: &Entered, version: &ProcedureVersion, walked: &Walked) -> Item {
    let lang = entered.lang();
    let step = &version.steps[walked.index];
    let english = lang == Lang::En && !step.name_en.is_empty();
    let name = if english { &step.name_en } else { &step.name };
    let who = format!("{}, {}", step.role.label(words(lang)), entered.ground.place_name(step.place));
    let by = walked.ends.map(|end| when(lang, end));
    let mut notes = Vec::new();
    match (walked.stands, step.budget, by) {
        (true, _, by) => {
            let until = by.map(|by| format!(" {} {by}", entered.pick("đến", "until"))).unwrap_or_default();
            let text = entered.pick("Đồng hồ dừng", "The clock stands");
            notes.push(format!("{text}{until}."));
        }
        (false, Some(budget), by) if step.clock_runs => {
            let by =
                by.map(|by| format!(", {} {by}", entered.pick("xong trước", "done by"))).unwrap_or_default();
            notes.push(format!("{}{by}.", budget.label(words(lang))));
        }
        _ if !step.clock_runs || step.kind == StepKind::Return => {
            notes.push(entered.pick("Không tính vào thời hạn.", "Does not count in the term.").to_owned());
        }
        _ => notes.push(entered.pick("Không chia thời gian riêng.", "No time of its own.").to_owned()),
    }
    if walked.cut {
        let text = entered.pick(
            "Thời gian của bước này vượt ngày hẹn trả, nên hết vào lúc hẹn.",
            "Its time goes beyond the promise and ends there.",
        );
        notes.push(text.to_owned());
    }
    for (at, due) in &walked.opinions {
        let late = due.zip(walked.ends).is_some_and(|(due, ends)| due > ends);
        notes.push(branch(entered, &step.opinions[*at], *due, late));
    }
    let tone = walked.cut.then_some(NoticeKind::Warning);
    Item { tone, note: Some(notes.join(" ")), ..Item::plain(format!("{name}: {who}.")) }
}

/// What another agency does side by side, its own steps included, and until when.
fn branch(entered: &Entered, opinion: &PlannedOpinion, due: Option<Moment>, late: bool) -> String {
    let lang = entered.lang();
    let what = match opinion.is_branch() {
        false => entered.pick("Lấy ý kiến", "Opinion of"),
        true => entered.pick("Song song,", "Side by side,"),
    };
    let place = entered.ground.place_name(opinion.place);
    let own = opinion.steps.iter().map(|own| {
        let name = entered.pick(&own.name, if own.name_en.is_empty() { &own.name } else { &own.name_en });
        let time = own.budget.map_or_else(String::new, |time| format!(", {}", time.label(words(lang))));
        format!("{name} ({}{time})", own.role.label(words(lang)))
    });
    let own = own.collect::<Vec<_>>().join(" → ");
    let own = if own.is_empty() { own } else { format!(": {own}") };
    let by = due.map(|due| format!(", {} {}", entered.pick("xong trước", "done by"), when(lang, due)));
    let late = if late {
        entered.pick(" (sau khi bước hết giờ)", " (after the step's own time)")
    } else {
        ""
    };
    format!("{what} {place}, {}{}{late}{own}.", opinion.within.label(words(lang)), by.unwrap_or_default())
}

fn paper(entered: &Entered, version: &ProcedureVersion, paper: &RequiredPaper, made: &Made) -> Item {
    let english = entered.lang() == Lang::En;
    let name = paper.name_en.as_ref().filter(|_| english).unwrap_or(&paper.name);
    let form = match paper.form {
        PaperForm::Original => Some(("bản chính", "original")),
        PaperForm::CertifiedCopy => Some(("bản sao chứng thực", "certified copy")),
        PaperForm::Photocopy => Some(("bản chụp", "photocopy")),
        PaperForm::Electronic => Some(("điện tử", "electronic")),
        PaperForm::Unspecified => None,
    };
    let mut notes: Vec<String> = form.map(|(vi, en)| entered.pick(vi, en).to_owned()).into_iter().collect();
    notes.push(match (&paper.held_by, paper.required) {
        (Some(database), _) => {
            format!(
                "{} {database}, {}",
                entered.pick("đã có ở", "held by"),
                entered.pick("không phải nộp", "need not be given")
            )
        }
        (None, true) => entered.pick("bắt buộc", "required").to_owned(),
        (None, false) => entered.pick("nếu có", "if there is one").to_owned(),
    });
    if paper.when.as_ref().is_some_and(|when| made.asked(version, when) == Asked::ByWhatIsTyped) {
        notes.push(entered.pick("tùy nội dung khai", "depends on what is typed").to_owned());
    }
    Item { note: Some(format!("{}.", notes.join("; "))), ..Item::plain(format!("{name}:")) }
}

/// The pages of the form, each with what it asks in this situation.
fn form(entered: &Entered, version: &ProcedureVersion, made: &Made) -> Vec<Item> {
    let label = |key: &str| {
        let known = entered.ground.world.dictionary.iter().find(|def| def.key == key);
        known.map_or_else(|| key.to_owned(), |def| entered.pick(&def.label, &def.label_en).to_owned())
    };
    version
        .form
        .iter()
        .map(|page| {
            let (mut asked, mut not) = (Vec::new(), Vec::new());
            for field in &page.fields {
                let name = label(&field.field);
                match field.when.as_ref().map_or(Asked::Yes, |when| made.asked(version, when)) {
                    Asked::Yes => asked.push(name),
                    Asked::ByWhatIsTyped => {
                        asked.push(format!(
                            "{name} ({})",
                            entered.pick("tùy nội dung khai", "depends on what is typed")
                        ));
                    }
                    Asked::No => not.push(name),
                }
            }
            let text = format!("{}: {}.", entered.pick(&page.title, &page.title_en), asked.join("; "));
            let note = (!not.is_empty())
                .then(|| format!("{}: {}.", entered.pick("Không hỏi", "Not asked"), not.join("; ")));
            Item { note, ..Item::plain(text) }
        })
        .collect()
}
