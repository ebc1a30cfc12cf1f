//! Process design through its pages: from a version to its successor in force, and everything that is refused on the way.

use crate::support::{Answer, BIRTH, Browser, House, run, story};
use axum::http::StatusCode;
use motcua_db::{on_each_database, testing::TestDb};
use motcua_domain::ids::ProcedureCode;
use motcua_domain::procedure::ProcedureVersion;
use std::sync::Arc;

/// The two designers of the centre.
pub(crate) const FIRST: &str = "trungtam.thietke1";
pub(crate) const SECOND: &str = "trungtam.thietke2";

/// Every field of the editor's form, as a browser would send it.
pub(crate) fn fields(page: &Answer) -> Vec<(String, String)> {
    let form = page.body.split("<form class=\"hn-editor\"").nth(1).expect("an editor");
    let form = form.split("</form>").next().expect("its end");
    let mut fields = Vec::new();
    for tag in form.split('<').skip(1) {
        let attribute = |name: &str| {
            let marker = format!(" {name}=\"");
            tag.split_once(marker.as_str())
                .map(|(_, rest)| unescape(rest.split('"').next().unwrap_or_default()))
        };
        let Some(name) = attribute("name") else { continue };
        let value = if tag.starts_with("textarea") {
            unescape(tag.split_once('>').map_or("", |(_, text)| text))
        } else if tag.starts_with("select") {
            let options = form.split(&format!("name=\"{name}\"")).nth(1).expect("the list");
            let options = options.split("</select>").next().expect("its end");
            let chosen = options.split("<option ").skip(1).find(|option| option.contains(" selected"));
            let chosen = chosen.or_else(|| options.split("<option ").nth(1)).unwrap_or_default();
            let value = chosen.split("value=\"").nth(1).and_then(|rest| rest.split('"').next());
            unescape(value.unwrap_or_default())
        } else if tag.starts_with("input") {
            if attribute("type").as_deref() == Some("checkbox") && !tag.contains(" checked") {
                continue;
            }
            attribute("value").unwrap_or_default()
        } else {
            continue;
        };
        fields.push((name, value));
    }
    fields
}

fn unescape(text: &str) -> String {
    let signs = [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")];
    signs.iter().fold(text.to_owned(), |text, (code, sign)| text.replace(code, sign))
}

/// Sends the editor's form with some fields changed, by one of its buttons.
pub(crate) async fn press(
    browser: &mut Browser,
    page: &Answer,
    path: &str,
    button: &str,
    changed: &[(&str, &str)],
) -> Answer {
    let mut sent = fields(page);
    for (name, value) in changed {
        sent.retain(|(known, _)| known != name);
        sent.push(((*name).to_owned(), (*value).to_owned()));
    }
    sent.push(("do".to_owned(), button.to_owned()));
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(path, &sent).await
}

/// Begins a draft from the version in force; its address.
pub(crate) async fn draft(browser: &mut Browser) -> String {
    let answer = begin(browser).await;
    answer.led_to().to_owned()
}

async fn begin(browser: &mut Browser) -> Answer {
    let path = format!("/desk/designer/{BIRTH}");
    let page = browser.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let (command, _) = page.act("draft").expect("a draft can be begun");
    let from = version(&page);
    let fields =
        [("csrf", page.field("csrf")), ("command_id", command), ("from", from), ("title", "Rút ngắn".into())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post(&format!("{path}/draft"), &fields).await
}

/// The version chosen in the form of a new draft.
fn version(page: &Answer) -> String {
    let form = page.body.split("name=\"from\"").nth(1).expect("a list of versions");
    let chosen = form.split("<option ").find(|option| option.contains(" selected")).expect("one is chosen");
    chosen.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("its number").to_owned()
}

/// Does an act of the draft by the form on its page.
pub(crate) async fn act(browser: &mut Browser, page: &str, act: &str, fields: &[(&str, &str)]) -> Answer {
    let base = page.trim_end_matches("/publish");
    let shown = browser.get(page).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
    let (command, revision) =
        shown.act(act).unwrap_or_else(|| panic!("{act} is offered; offered are {:?}", shown.acts()));
    let csrf = shown.field("csrf");
    let hidden = [("csrf", csrf.as_str()), ("command_id", &command), ("expected_revision", &revision)];
    browser.post(&format!("{base}/acts/{act}"), &[&hidden[..], fields].concat()).await
}

fn in_force(house: &House, on: &str) -> Arc<ProcedureVersion> {
    let day = motcua_calendar::Date::parse(on).expect("a day");
    let world = house.app.world();
    Arc::clone(world.version_for(&ProcedureCode(BIRTH.into()), day).expect("a version"))
}

on_each_database! {
    fn the_hours_of_a_step_are_changed_approved_by_another_and_in_force_on_their_day(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let mut first = house.signed_in(FIRST).await;
            let before = in_force(&house, "2026-03-11");
            let path = draft(&mut first).await;
            let page = first.get(&path).await;
            assert_eq!(page.field("steps-count"), before.steps.len().to_string());
            let saved = press(&mut first, &page, &path, "save", &[("steps-1-budget", "3 giờ làm việc")]).await;
            assert_eq!(saved.location(), format!("{path}?part=steps&done=save"));
            let page = first.get(saved.location()).await;
            assert!(page.body.contains("3 giờ làm việc") && page.body.contains("Đã lưu bản thảo."), "{}", page.body);
            assert!(act(&mut first, &path, "submit", &[]).await.location().contains("done=submit"));
            let mine = first.get(&path).await;
            assert!(!mine.acts().contains(&"approve".to_owned()), "not by its author: {:?}", mine.acts());

            let mut second = house.signed_in(SECOND).await;
            let publish = format!("{path}/publish");
            let early = second.get(&publish).await;
            assert!(early.act("publish").is_none(), "nothing is published that was not approved");
            assert_eq!(act(&mut second, &path, "approve", &[]).await.led_to(), publish);
            let past = act(&mut first, &publish, "publish", &[("effective_on", "11/3/2026")]).await;
            assert_eq!(past.status, StatusCode::CONFLICT);
            assert!(past.error_summary().contains("12/3/2026"), "{}", past.error_summary());
            assert!(past.body.contains("value=\"11/3/2026\""), "what was typed stays");
            let done = act(&mut first, &publish, "publish", &[("effective_on", "1/4/2026")]).await;
            assert_eq!(done.location(), format!("{publish}?done=publish"));

            assert_eq!(in_force(&house, "2026-03-31"), before);
            let after = in_force(&house, "2026-04-01");
            assert_eq!(after.steps[1].budget.map(|term| term.to_string()).as_deref(), Some("3 working hours"));
            assert_eq!(ProcedureVersion { steps: before.steps.clone(), id: before.id, valid_from: before.valid_from, ..(*after).clone() }, *before, "nothing else has changed");
            let list = first.get(&format!("/desk/designer/{BIRTH}")).await;
            assert!(list.body.contains("sắp áp dụng"), "{}", list.body);
        });
    }

    fn two_designers_who_save_at_once_lose_nothing(db: &TestDb) {
        let house = House::over(db);
        // Asked here: a database is not waited for on a thread of the runtime.
        let name = house.app.world().officer_name(first_id(&house)).expect("a name").to_owned();
        run(async move {
            let mut first = house.signed_in(FIRST).await;
            let mut second = house.signed_in(SECOND).await;
            let path = draft(&mut first).await;
            let papers = format!("{path}?part=papers");
            let (mine, theirs) = (first.get(&path).await, second.get(&papers).await);
            assert_eq!(press(&mut first, &mine, &path, "save", &[("steps-1-budget", "2 giờ làm việc")]).await.status, StatusCode::SEE_OTHER);
            let changed = [("papers-0-name", "Tờ khai theo mẫu mới")];
            let refused = press(&mut second, &theirs, &path, "save", &changed).await;
            assert_eq!(refused.status, StatusCode::CONFLICT);
            assert!(refused.error_summary().contains(&name), "who saved is told: {}", refused.error_summary());
            assert!(refused.body.contains("Tờ khai theo mẫu mới"), "what was typed stays");
            let again = press(&mut second, &refused, &path, "save", &[]).await;
            assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
            let both = first.get(&path).await;
            assert!(both.body.contains("2 giờ làm việc"), "the first one's hours stay");
            assert!(first.get(&papers).await.body.contains("Tờ khai theo mẫu mới"));
        });
    }
}

fn first_id(house: &House) -> motcua_domain::ids::OfficerId {
    let username = FIRST.to_owned();
    house
        .app
        .db()
        .read(|tx| Ok::<_, motcua_app::Error>(motcua_store::accounts::officer_by_username(tx, &username)?))
        .expect("the database answers")
        .expect("the first designer")
        .id
}

#[test]
fn buttons_of_rows_keep_what_was_typed_and_save_nothing() {
    story(async |house| {
        let mut first = house.signed_in(FIRST).await;
        let path = draft(&mut first).await;
        let page = first.get(&path).await;
        let count: usize = page.field("steps-count").parse().expect("a number");
        let typed = [("steps-1-budget", "chưa rõ"), ("steps-1-name", "Bước <mới> & \"lạ\"")];
        let moved = press(&mut first, &page, &path, "steps.down.1", &typed).await;
        assert_eq!(moved.status, StatusCode::OK, "{}", moved.body);
        assert!(moved.body.contains("chưa lưu"), "it says that nothing is saved");
        let sent = fields(&moved);
        let value =
            |name: &str| sent.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        assert_eq!(value("steps-2-budget"), Some("chưa rõ"));
        assert_eq!(value("steps-2-name"), Some("Bước <mới> & \"lạ\""));
        let more = press(&mut first, &moved, &path, "steps.add.9", &[]).await;
        assert_eq!(more.field("steps-count"), (count + 1).to_string());
        let less = press(&mut first, &more, &path, &format!("steps.delete.{count}"), &[]).await;
        assert_eq!(less.field("steps-count"), count.to_string());
        assert_eq!(press(&mut first, &less, &path, "steps.fly.1", &[]).await.status, StatusCode::BAD_REQUEST);
        let kept = first.get(&path).await;
        assert!(!kept.body.contains("chưa rõ"), "nothing was saved");
    });
}

#[test]
fn everything_wrong_is_told_at_its_cell_and_kept() {
    story(async |house| {
        let mut first = house.signed_in(FIRST).await;
        let path = draft(&mut first).await;
        let page = first.get(&path).await;
        let wrong = [
            ("steps-0-name", ""),
            ("steps-1-budget", "vài hôm"),
            ("steps-1-when", "channel = "),
            ("steps-1-floor", "-3"),
            ("steps-1-opinions", "không có cơ quan này; 2 ngày làm việc"),
            ("steps-2-kind", "dance"),
        ];
        let refused = press(&mut first, &page, &path, "save", &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        for (name, value) in wrong {
            assert!(refused.body.contains(&format!("href=\"#{name}\"")), "{name} is in the summary");
            assert!(refused.body.contains(&format!("id=\"{name}-error\"")), "{name} has its error");
            assert!(value == "dance" || refused.body.contains(value), "{value} stays");
        }
        assert!(refused.body.contains("<title>Lỗi: "));
        // What is behind "more" stands open when it is wrong.
        let row = refused.body.split("id=\"steps-1\"").nth(1).expect("the row");
        assert!(row.split("</tr>").next().expect("its end").contains("<details class=\"hn-more\" open"));
    });
}

#[test]
fn every_part_saved_as_it_stands_changes_nothing() {
    story(async |house| {
        let mut first = house.signed_in(FIRST).await;
        let path = draft(&mut first).await;
        let before = in_force(&house, "2026-03-11");
        for lang in ["vi", "en"] {
            first.lang = lang;
            first.cookies.remove("mc_lang");
            for part in ["steps", "general", "cases", "papers", "fees", "form", "variation"] {
                let page = first.get(&format!("{path}?part={part}")).await;
                assert_eq!(page.status, StatusCode::OK, "{part}: {}", page.body);
                let saved = press(&mut first, &page, &path, "save", &[]).await;
                assert_eq!(saved.status, StatusCode::SEE_OTHER, "{part}, {lang}: {}", saved.body);
            }
        }
        let kept = first.get(&format!("{path}/files/draft.toml")).await;
        let of_version = first.get(&format!("/desk/designer/{BIRTH}/versions/{}.toml", before.id)).await;
        let same = |text: &str| {
            text.lines().filter(|line| !line.starts_with("valid_from")).map(str::to_owned).collect::<Vec<_>>()
        };
        for (kept, published) in same(&kept.body).iter().zip(&same(&of_version.body)) {
            assert_eq!(kept, published);
        }
        assert_eq!(same(&kept.body).len(), same(&of_version.body).len());
    });
}

#[test]
fn a_file_becomes_a_draft_and_a_broken_one_is_told_line_by_line() {
    story(async |house| {
        let mut first = house.signed_in(FIRST).await;
        let path = draft(&mut first).await;
        let text = first.get(&format!("{path}/files/draft.toml")).await.body;
        let page = first.get(&format!("{path}/files")).await;
        let (csrf, command, revision) =
            (page.field("csrf"), page.field("command_id"), page.field("expected_revision"));
        let body = |text: &str, name: &str| {
            let part = |name: &str, value: &str| {
                format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
            };
            let file = format!(
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{text}\r\n--b--\r\n"
            );
            [part("csrf", &csrf), part("command_id", &command), part("expected_revision", &revision), file]
                .concat()
        };
        let kind = Some("multipart/form-data; boundary=b");
        let upload = format!("{path}/upload");
        let broken = text
            .replace("kind = \"intake\"", "kind = \"intaek\"")
            .replace("place = \"received_at\"", "plaec = \"received_at\"");
        assert_ne!(broken, text);
        let refused = first.ask("POST", &upload, kind, body(&broken, "khai-sinh.toml")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        assert!(refused.body.matches("Dòng ").count() >= 2, "each problem with its line: {}", refused.body);
        assert!(refused.body.contains("href=\"#file\""));
        for (name, text) in [("a.toml", ""), ("a.exe", "MZ"), ("a.toml", "\0\0\0")] {
            let refused = first.ask("POST", &upload, kind, body(text, name)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", refused.body);
        }
        let renamed = text.replace("\"Thủ tục đăng ký khai sinh\"", "\"Đăng ký khai sinh (mới)\"");
        let read = first.ask("POST", &upload, kind, body(&renamed, "khai-sinh.toml")).await;
        assert_eq!(read.location(), format!("{path}?done=read"), "{}", read.body);
        assert!(first.get(&path).await.body.contains("Đăng ký khai sinh (mới)"));
        let forged = body(&text, "a.toml").replace(&csrf, "0");
        assert_eq!(first.ask("POST", &upload, kind, forged).await.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn a_comparison_names_what_changed_and_nothing_else() {
    story(async |house| {
        let mut first = house.signed_in(FIRST).await;
        let path = draft(&mut first).await;
        let compare = format!("{path}/compare");
        let before = first.get(&compare).await;
        assert!(before.body.contains("không khác phiên bản"), "{}", before.body);
        let page = first.get(&path).await;
        press(&mut first, &page, &path, "save", &[("steps-1-budget", "3 giờ làm việc")]).await;
        let after = first.get(&compare).await;
        assert!(after.body.contains("3 giờ làm việc"), "{}", after.body);
        assert_eq!(after.body.matches("<ul class=\"hn-findings\">").count(), 1, "one section has changed");
    });
}

#[test]
fn a_flow_goes_to_a_bpmn_editor_and_back() {
    story(async |house| {
        let mut first = house.signed_in(FIRST).await;
        let path = draft(&mut first).await;
        let flow = first.get(&format!("{path}/files/draft.bpmn")).await;
        assert_eq!(flow.status, StatusCode::OK);
        assert!(flow.body.starts_with("<?xml"), "{}", flow.body);
        assert_eq!(flow.header("content-disposition"), format!("attachment; filename=\"{BIRTH}.bpmn\""));
        let toml = first.get(&format!("{path}/files/draft.toml")).await.body;
        let page = first.get(&format!("{path}/files")).await;
        let part = |name: &str, value: &str| {
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let hidden =
            ["csrf", "command_id", "expected_revision"].map(|name| part(name, &page.field(name))).concat();
        let body = |flow: &str| {
            format!(
                "{hidden}--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bpmn\"\r\n\r\n{flow}\r\n--b--\r\n"
            )
        };
        let (upload, kind) = (format!("{path}/upload"), Some("multipart/form-data; boundary=b"));
        let book = first.get(&format!("{path}/files/draft.xlsx")).await;
        assert_eq!(book.status, StatusCode::OK);
        assert!(book.body.starts_with("PK"), "a workbook");
        let as_book = |bytes: &str| body(bytes).replace("a.bpmn", "a.xlsx");
        let refused = first.ask("POST", &upload, kind, as_book("no workbook at all")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        let bomb = "<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>";
        let refused = first.ask("POST", &upload, kind, body(bomb)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        let read = first.ask("POST", &upload, kind, body(&flow.body)).await;
        assert_eq!(read.location(), format!("{path}?done=read"), "{}", read.body);
        assert_eq!(
            first.get(&format!("{path}/files/draft.toml")).await.body,
            toml,
            "the steps came back as they were"
        );
    });
}

#[test]
fn checks_walk_and_dry_run_answer_without_a_person_or_a_dossier_opened() {
    story(async |house| {
        let (code, _) = house.received().await;
        let mut first = house.signed_in(FIRST).await;
        let path = draft(&mut first).await;
        for page in ["check", "compare", "try", "dry-run", "publish", "files"] {
            let page = first.get(&format!("{path}/{page}")).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.body);
            assert!(!page.body.contains("Nguyễn Thị A"), "no applicant is named");
            assert!(!page.body.contains("/desk/dossiers/"), "no dossier can be opened from here");
        }
        let walk = first.get(&format!("{path}/try?channel=counter&received=11/3/2026+09:00")).await;
        assert!(walk.body.contains("Hẹn trả"), "{}", walk.body);
        assert!(walk.body.contains("11/3/2026"), "the promise is of the same day: {}", walk.body);
        let wrong = first.get(&format!("{path}/try?received=hom+nay")).await;
        assert!(wrong.error_summary().contains("#received"));
        let publish = first.get(&format!("{path}/publish")).await;
        assert!(
            publish.body.contains("Số hồ sơ chưa giải quyết xong: 1"),
            "{code} is in hand: {}",
            publish.body
        );
    });
}

#[test]
fn what_the_state_holds_is_told_and_the_form_offers_the_dictionary_of_the_city() {
    story(async |house| {
        let mut first = house.signed_in(FIRST).await;
        let path = draft(&mut first).await;
        // The identity card is asked for although the population database holds what it says.
        let page = first.get(&format!("{path}?part=papers")).await;
        let card = fields(&page).into_iter().find(|(_, value)| value == "Thẻ căn cước");
        let (card, _) = card.expect("the birth of a child asks for a card");
        let (held, required) = (card.replace("name", "held_by"), card.replace("name", "required"));
        let saved = press(&mut first, &page, &path, "save", &[(&held, ""), (&required, "1")]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
        let check = first.get(&format!("{path}/check")).await;
        assert!(check.body.contains("Nghị quyết 66.7/2025/NQ-CP"), "{}", check.body);

        let page = first.get(&format!("{path}?part=form")).await;
        let page = press(&mut first, &page, &path, "fields.add.0", &[]).await;
        assert!(page.body.contains("Số giấy chứng sinh"), "a field of the city: {}", page.body);
        assert!(page.body.contains("đã có ở CSDL quốc gia về dân cư"), "{}", page.body);
    });
}

#[test]
fn a_new_procedure_begins_with_five_steps_and_a_wrong_code_is_told() {
    story(async |house| {
        let mut first = house.signed_in(FIRST).await;
        let page = first.get("/desk/designer").await;
        let (csrf, (command, _)) = (page.field("csrf"), page.act("new").expect("offered"));
        let field = page.body.split("id=\"new-field\"").nth(1).expect("a list of fields");
        let field = field
            .split("value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .expect("a field")
            .to_owned();
        let mut send = async |code: &str| {
            let name = "Cấp phép thử nghiệm";
            first
                .post(
                    "/desk/designer",
                    &[
                        ("csrf", &csrf),
                        ("command_id", &command),
                        ("code", code),
                        ("name", name),
                        ("field", &field),
                    ],
                )
                .await
        };
        for bad in ["", "1.1193", "abc", BIRTH] {
            let refused = send(bad).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
            assert!(refused.error_summary().contains("#new-code"), "{}", refused.error_summary());
            assert!(refused.body.contains("Cấp phép thử nghiệm"), "what was typed stays");
        }
        let begun = send("9.123456").await.led_to().to_owned();
        let page = first.get(&begun).await;
        assert_eq!(page.field("steps-count"), "5");
        assert!(page.body.contains("Cấp phép thử nghiệm"));
    });
}

#[test]
fn what_is_no_draft_or_version_is_not_found() {
    story(async |house| {
        let mut first = house.signed_in(FIRST).await;
        for path in [
            "/desk/designer/drafts/nothing",
            "/desk/designer/drafts/0198f3a2-0000-7000-8000-000000000009",
            "/desk/designer/9.999999",
            "/desk/designer/1.001193/versions/4000000",
            "/desk/designer/1.001193/versions/x.toml",
        ] {
            assert_eq!(first.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    });
}

#[test]
fn the_menu_leads_designers_there_and_nobody_else() {
    story(async |house| {
        let mut first = house.signed_in(FIRST).await;
        assert!(first.get("/desk").await.body.contains("href=\"/desk/designer\""));
        let mut counter = house.signed_in("hongha.motcua1").await;
        assert!(!counter.get("/desk").await.body.contains("/desk/designer"));
    });
}
