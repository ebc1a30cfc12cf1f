//! A draft is tried: walked by the real calendar beside the version in force, with its fee, papers and form; run over the
//! dossiers of the past; its form looked at as the applicant would see it.

use crate::support::{Browser, House, SLOW, personal_id, story};
use axum::http::StatusCode;
use motcua_app::designer::{Order, Origin, SaveDraft, StartDraft};
use motcua_calendar::{StartRule, Term};
use motcua_domain::ids::{CommandId, ProcedureCode};
use motcua_domain::procedure::{
    Channel, FeeRule, FormField, FormPage, Payer, PlannedOpinion, ProcedureVersion, StepKind, StepPlace,
};

const FIRST: &str = "trungtam.thietke1";

fn command() -> CommandId {
    CommandId(crate::support::command_id().parse().expect("an id"))
}

/// A draft of the slow procedure, changed; its address.
async fn draft(house: &House, change: impl FnOnce(&mut ProcedureVersion)) -> String {
    let app = std::sync::Arc::clone(&house.app);
    let actor =
        tokio::task::spawn_blocking(move || app.become_demo(FIRST).expect("a designer").signed_in.actor);
    let actor = actor.await.expect("the thread lives");
    let app = &house.app;
    let version = app.world().version_for(&ProcedureCode::from(SLOW), app.now().date()).expect("in force").id;
    let start = StartDraft {
        command_id: command(),
        origin: Origin::Version(version),
        title: "Thử".into(),
        note: String::new(),
    };
    let done = app.start_draft(std::sync::Arc::clone(&actor), start).await.expect("begun");
    let mut definition = app.draft(std::sync::Arc::clone(&actor), done.draft).await.expect("a draft").content;
    change(&mut definition);
    let order = Order { command_id: command(), draft: done.draft, seen: done.revision };
    let save = SaveDraft { order, definition, title: "Thử".into(), note: String::new(), based_on: None };
    app.save_draft(actor, save).await.expect("saved");
    format!("/desk/designer/drafts/{}", done.draft)
}

/// The lines of the comparison of a walk: what, draft, in force.
async fn beside(browser: &mut Browser, path: &str, what: &str) -> (String, String) {
    let page = browser.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let row = page.body.split(&format!("scope=\"row\">{what}</th>")).nth(1);
    let row = row.unwrap_or_else(|| panic!("{what}: {}", page.body));
    let row = row.split("</tr>").next().expect("its end").to_owned();
    let mut cells = row.split("<td").skip(1).map(|cell| {
        let text = cell.split_once('>').expect("a cell").1;
        text.split("</td>").next().expect("its end").to_owned()
    });
    (cells.next().expect("the draft"), cells.next().expect("in force"))
}

#[test]
fn a_walk_counts_by_the_real_calendar_beside_the_version_in_force() {
    story(async |house| {
        let path = draft(&house, |version| {
            version.rule.term = Term::CalendarDays(20);
            let appraisal = version.steps.iter_mut().find(|step| step.kind == StepKind::Appraise);
            let appraisal = appraisal.expect("an appraisal");
            appraisal.budget = Some(Term::CalendarDays(5));
            appraisal.opinions.push(PlannedOpinion {
                place: StepPlace::Competent,
                within: Term::WorkingDays(9),
                when: None,
                steps: Vec::new(),
            });
            for step in version.steps.iter_mut().filter(|step| step.kind != StepKind::Appraise) {
                step.budget = None;
            }
        })
        .await;
        let mut first = house.signed_in(FIRST).await;
        let walk = format!("{path}/try?received=11/3/2026+09:00");
        // Twenty days from Wednesday 11 March end on Tuesday 31 March; three working days on Monday 16 March.
        let (draft, in_force) = beside(&mut first, &walk, "Hẹn trả").await;
        assert!(draft.contains("31/3/2026"), "{draft}");
        assert!(in_force.contains("16/3/2026"), "{in_force}");
        let page = first.get(&walk).await;
        // Five days of the calendar end on Monday 16 March; as working days it would be the 18th.
        assert!(page.body.contains("xong trước 17 giờ, thứ Hai 16/3/2026"), "{}", page.body);
        assert!(
            page.body.contains("sau khi bước hết giờ"),
            "the opinion comes after the step: {}",
            page.body
        );
        for (wrong, field) in [("wait=0", "#wait"), ("wait=x", "#wait"), ("received=mai", "#received")] {
            let page = first.get(&format!("{path}/try?{wrong}")).await;
            assert!(page.error_summary().contains(field), "{wrong}: {}", page.error_summary());
        }
    });
}

#[test]
fn a_wait_for_payment_moves_the_promise_and_the_fee_follows_the_payer() {
    story(async |house| {
        let path = draft(&house, |version| {
            version.payment_pauses = true;
            let at = version.steps.iter().position(|step| step.kind == StepKind::Issue).expect("an issue");
            let mut payment = version.steps[at].clone();
            (payment.kind, payment.name, payment.budget) = (StepKind::Payment, "Nộp phí".into(), None);
            payment.key = if payment.key.is_empty() { String::new() } else { "nop-phi".to_owned() };
            payment.clock_runs = true;
            version.steps.insert(at, payment);
            let rule = |amount, channel, payer| FeeRule { amount, channel, payer, ..FeeRule::default() };
            version.fees = vec![
                rule(80_000, None, None),
                rule(40_000, Some(Channel::Online), None),
                rule(0, None, Some(Payer::Exempt)),
            ];
        })
        .await;
        let mut first = house.signed_in(FIRST).await;
        let walk = format!("{path}/try?received=11/3/2026+09:00&wait=2");
        let (promised, _) = beside(&mut first, &walk, "Hẹn trả").await;
        let (moved, in_force) = beside(&mut first, &walk, "Hẹn trả sau các lần chờ").await;
        assert!(promised.contains("16/3/2026"), "{promised}");
        assert!(moved.contains("18/3/2026"), "two days later: {moved}");
        assert!(in_force.contains("16/3/2026"), "no payment there: {in_force}");
        for (asked, fee) in [("", "80.000"), ("&channel=online", "40.000"), ("&payer=exempt", "0 đ (")] {
            let (draft, _) = beside(&mut first, &format!("{walk}{asked}"), "Phí, lệ phí").await;
            assert!(draft.contains(fee), "{asked}: {draft}");
        }
    });
}

#[test]
fn past_dossiers_are_listed_page_by_page_and_as_a_file() {
    story(async |house| {
        let mut counter = house.signed_in("hongha.motcua1").await;
        let mut codes = Vec::new();
        for _ in 0..12 {
            let number = personal_id();
            let form = [
                ("id_number", number.as_str()),
                ("full_name", "Trần Thị Sen"),
                ("procedure", SLOW),
                ("paper", "no"),
            ];
            let receipt = counter.intake("receive", &form).await.led_to().to_owned();
            let path = receipt.trim_end_matches("/receipt").to_owned();
            counter.act(&path, "request_withdrawal", &[("note", "Nộp nhầm.")]).await;
            counter.act(&path, "stop", &[("ground", "withdrawn"), ("note", "Theo yêu cầu.")]).await;
            codes.push(path.rsplit('/').next().expect("a code").to_owned());
        }
        let path = draft(&house, |version| {
            version.rule.term = Term::WorkingDays(1);
            version.rule.start = StartRule::NextWorkingDay;
        })
        .await;
        let mut first = house.signed_in(FIRST).await;
        let page = first.get(&format!("{path}/dry-run")).await;
        assert!(page.body.contains("<dt>Hẹn trả sớm hơn</dt><dd>12</dd>"), "{}", page.body);
        assert!(page.body.contains("?list=sooner") && !page.body.contains("?list=later"), "{}", page.body);
        let list = first.get(&format!("{path}/dry-run?list=sooner")).await;
        assert!(codes.iter().all(|code| list.body.contains(code.as_str())), "{}", list.body);
        // After the last of the first page only the rest is shown.
        let order: Vec<&str> =
            list.body.split("scope=\"row\">").skip(1).filter_map(|row| row.split('<').next()).collect();
        assert_eq!(order.len(), 12);
        let rest = first.get(&format!("{path}/dry-run?list=sooner&after={}", order[9])).await;
        assert_eq!(rest.body.matches("scope=\"row\">").count(), 2, "{}", rest.body);
        let file = first.get(&format!("{path}/dry-run.csv")).await;
        assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(file.body.lines().count(), 13, "{}", file.body);
        assert!(codes.iter().all(|code| file.body.contains(code.as_str())));
        assert!(!file.body.contains("Trần Thị Sen"), "nobody is named");
    });
}

#[test]
fn the_form_is_seen_as_the_applicant_would_and_a_field_chooses_its_page() {
    story(async |house| {
        let path = draft(&house, |version| {
            let field = |field: &str, when: Option<&str>| FormField {
                field: field.into(),
                required: true,
                when: when.map(|when| when.parse().expect("a condition")),
                prefill: None,
            };
            let page = |key: &str, title: &str, fields| FormPage {
                key: key.into(),
                title: title.into(),
                title_en: "Page".into(),
                fields,
            };
            version.form = vec![
                page("nguoi-nop", "Người nộp hồ sơ", vec![field("applicant.phone", None)]),
                page("them", "Nội dung thêm", vec![field("applicant.email", Some("channel = online"))]),
            ];
        })
        .await;
        let mut first = house.signed_in(FIRST).await;
        let form = format!("{path}/form");
        let page = first.get(&form).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.body.contains("name=\"f-applicant.phone\"") && page.body.contains("Không hỏi"));
        assert!(!page.body.contains("name=\"f-applicant.email\""), "not at the counter: {}", page.body);
        let online = first.get(&format!("{form}?channel=online&f-applicant.phone=0912")).await;
        assert!(online.body.contains("name=\"f-applicant.email\"") && online.body.contains("value=\"0912\""));
        let editor = first.get(&format!("{path}?part=form")).await;
        assert!(
            editor.body.contains("<option value=\"them\" selected>Nội dung thêm (them)</option>"),
            "{}",
            editor.body
        );
        assert!(editor.body.contains(&format!("href=\"{form}\"")), "the way to the preview");
    });
}
