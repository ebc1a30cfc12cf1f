//! `/desk/designer/drafts/{id}/try`: a dossier made up is walked through the draft, step by step, on the city's calendar, and
//! beside it through the version in force.

mod told;
mod walk;

use super::Entered;
use super::draft::{self, OnDraft, Side, address};
use crate::form::{Form, moment};
use crate::page::html;
use crate::present::date;
use crate::problem::Result;
use motcua_calendar::{Moment, Term, WorkCalendar};
use motcua_domain::dossier::{Finding, Outcome};
use motcua_domain::procedure::{Answers, Channel, Competence, IdentityLevel, Payer, ProcedureVersion};
use motcua_views::designer::Query;
use motcua_views::{Choice, Field, FieldError, FieldKind};
use std::sync::Arc;
pub use walk::{Asked, Made};

/// Days one wait of the applicant may last here.
const WAIT_DAYS_MAX: u32 = 365;

/// `/desk/designer/drafts/{id}/try?case=&answer-<question>=&channel=&payer=&identity=&finding=&outcome=&wait=&received=`
pub async fn show(on: OnDraft) -> Result {
    let OnDraft { web, entered, view, query } = on;
    let version = &view.content;
    let (made, errors) = read(&entered, version, &query, web.app.now());
    let world = &entered.ground.world;
    let in_force = world.version_for(&version.code, web.app.now().date());
    let blocks = match &made {
        Some(made) => told::blocks(&entered, version, in_force.map(AsRef::as_ref), made),
        None => Vec::new(),
    };
    let mut page = draft::report(&web, &entered, &view, Side::Try, blocks);
    let action = format!("{}/{}", address(view.draft.id), Side::Try.key());
    page.query = Some(asked(&entered, version, &query, action, (web.app.now(), &errors)));
    page.page.errors = errors;
    Ok(html(page.render()))
}

/// The dossier as it was chosen; `None` with what is wrong.
pub fn read(
    entered: &Entered,
    version: &ProcedureVersion,
    query: &Form,
    now: Moment,
) -> (Option<Made>, Vec<FieldError>) {
    let mut errors = Vec::new();
    let received = match query.get("received") {
        "" => Some(now),
        typed => moment(typed),
    };
    if received.is_none() {
        let text = entered
            .pick("Nhập ngày giờ theo dạng 24/7/2026 16:30", "Enter a day and hour such as 24/7/2026 16:30");
        errors.push(FieldError::new("received", text));
    }
    let wait = match query.get("wait") {
        "" => Some(1),
        typed => typed.parse().ok().filter(|days| (1..=WAIT_DAYS_MAX).contains(days)),
    };
    if wait.is_none() {
        let text = entered
            .pick("Nhập số ngày làm việc từ 1 đến {}", "Enter working days from 1 to {}")
            .replace("{}", &WAIT_DAYS_MAX.to_string());
        errors.push(FieldError::new("wait", text));
    }
    let answer = |question: &motcua_domain::procedure::Question| {
        let typed = query.get(&format!("answer-{}", question.key));
        question
            .choices
            .iter()
            .any(|choice| choice.key == typed)
            .then(|| (question.key.clone(), typed.to_owned()))
    };
    let made = received.zip(wait).map(|(received, days)| Made {
        answers: version.questions.iter().filter_map(answer).collect::<Answers>(),
        case: version
            .cases
            .iter()
            .map(|case| &case.key)
            .find(|key| key.as_str() == query.get("case"))
            .cloned(),
        channel: Channel::ALL
            .into_iter()
            .find(|channel| channel.key() == query.get("channel"))
            .unwrap_or(Channel::Counter),
        finding: Finding::ALL.into_iter().find(|finding| finding.key() == query.get("finding")),
        outcome: if query.get("outcome") == Outcome::Refuse.key() { Outcome::Refuse } else { Outcome::Grant },
        payer: super::ground::of_word::<Payer>(query.get("payer")),
        identity: super::ground::of_word::<IdentityLevel>(query.get("identity")),
        received,
        wait: Term::WorkingDays(days),
    });
    (made, errors)
}

fn asked(
    entered: &Entered,
    version: &ProcedureVersion,
    query: &Form,
    action: String,
    (now, errors): (Moment, &[FieldError]),
) -> Query {
    let mut fields = situation_fields(entered, version, query);
    fields.extend(course_fields(entered, query));
    let wait = Field::new(
        "wait",
        entered.pick("Mỗi lần chờ người nộp (ngày làm việc)", "Each wait for the applicant (working days)"),
        FieldKind::Digits,
    );
    fields.push(wait.value(query.given("wait").unwrap_or("1")));
    let shown = match query.get("received") {
        "" => format!("{} {}", date(now.date()), now.minute_of_day()),
        typed => typed.to_owned(),
    };
    let hint = entered.pick("Ví dụ 24/7/2026 16:30", "For instance 24/7/2026 16:30");
    let received = Field::new("received", entered.pick("Tiếp nhận lúc", "Received at"), FieldKind::DateTime);
    fields.push(received.hint(hint).value(shown));
    for field in &mut fields {
        field.error = errors.iter().find(|error| error.target == field.name).map(|error| error.text.clone());
    }
    Query { action, fields, submit: entered.pick("Đi thử", "Walk").to_owned() }
}

fn select(
    entered: &Entered,
    query: &Form,
    name: &str,
    (vi, en): (&str, &str),
    choices: Vec<Choice>,
) -> Field {
    let choices = choices.into_iter().map(|choice| choice.chosen_if(query.get(name))).collect();
    Field::new(name, entered.pick(vi, en), FieldKind::Select(choices))
}

/// What makes the situation of the dossier: the questions, the case, the channel, who pays.
pub fn situation_fields(entered: &Entered, version: &ProcedureVersion, query: &Form) -> Vec<Field> {
    let mut fields = Vec::new();
    let none = |vi, en| Choice::new("", entered.pick(vi, en));
    for question in &version.questions {
        let choices = question.choices.iter();
        let choices = choices
            .map(|choice| Choice::new(choice.key.as_str(), entered.pick(&choice.label, &choice.label_en)));
        let choices = std::iter::once(none("chưa trả lời", "not answered")).chain(choices).collect();
        let name = format!("answer-{}", question.key);
        fields.push(select(entered, query, &name, (&question.text, &question.text_en), choices));
    }
    if !version.cases.is_empty() {
        let cases = version.cases.iter();
        let cases = cases.map(|case| Choice::new(case.key.as_str(), entered.pick(&case.name, &case.name_en)));
        let found = none("theo câu trả lời", "as answered");
        let cases = (!version.questions.is_empty()).then_some(found).into_iter().chain(cases).collect();
        fields.push(select(entered, query, "case", ("Trường hợp", "Case"), cases));
    }
    let channels = entered.ground.channel_choices();
    fields.push(select(entered, query, "channel", ("Cách nộp", "Channel"), channels));
    let payers =
        std::iter::once(none("không nêu", "not stated")).chain(entered.ground.payer_choices()).collect();
    fields.push(select(entered, query, "payer", ("Người nộp", "Payer"), payers));
    if query.get("channel") == Channel::Online.key() {
        let level = |level, vi, en| Choice::new(super::ground::word(level), entered.pick(vi, en));
        let levels = vec![
            none("không nêu", "not stated"),
            level(IdentityLevel::One, "mức 1", "level 1"),
            level(IdentityLevel::Two, "mức 2", "level 2"),
        ];
        fields.push(select(entered, query, "identity", ("Định danh điện tử", "Electronic identity"), levels));
    }
    fields
}

/// What becomes of it: appraisal and decision.
fn course_fields(entered: &Entered, query: &Form) -> Vec<Field> {
    let finding = |finding| {
        let (vi, en) = match finding {
            Finding::Meets => ("đủ điều kiện", "meets"),
            Finding::DoesNotMeet => ("không đủ điều kiện", "does not meet"),
            Finding::NeedsChecks => ("cần kiểm tra thêm", "needs checks"),
        };
        Choice::new(Finding::key(finding), entered.pick(vi, en))
    };
    let none = Choice::new("", entered.pick("chưa ghi", "not recorded"));
    let findings = std::iter::once(none).chain(Finding::ALL.into_iter().map(finding)).collect();
    let outcomes = vec![
        Choice::new(Outcome::Grant.key(), entered.pick("đồng ý", "granted")),
        Choice::new(Outcome::Refuse.key(), entered.pick("từ chối", "refused")),
    ];
    vec![
        select(entered, query, "finding", ("Kết quả thẩm định", "Appraisal"), findings),
        select(entered, query, "outcome", ("Quyết định", "Decision"), outcomes),
    ]
}

/// The calendar of whoever decides; for communes that of the first one.
fn calendar(entered: &Entered, version: &ProcedureVersion) -> Option<Arc<WorkCalendar>> {
    let world = &entered.ground.world;
    let unit = match version.competence {
        Competence::Agency(unit) => unit,
        Competence::Commune => world.units.lasting().find(|unit| unit.kind.is_commune())?.id,
    };
    world.calendar(unit).ok().map(Arc::clone)
}
