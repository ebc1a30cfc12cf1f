//! Orders, nudges and contests of figures: who may, once only, and what everybody else is told.

use crate::support::{Answer, Browser, House, command_id, run};
use axum::http::StatusCode;
use motcua_db::on_each_database;
use motcua_db::testing::TestDb;
use motcua_store::meta::Purpose;
use motcua_web::Limits;

const LEADER: &str = "ubndtp.lanhdao";
const HEAD: &str = "hongha.chutich";
const OTHER_HEAD: &str = "hoankiem.chutich";
const SPECIALIST: &str = "hongha.chuyenvien1";
const COUNTER: &str = "hongha.motcua1";

fn house(db: &TestDb) -> House {
    House::with(db, Purpose::Demonstration, Limits::default())
}

/// The values of the options of a list.
fn options(page: &Answer, name: &str) -> Vec<String> {
    let list = page
        .body
        .split(&format!("name=\"{name}\""))
        .nth(1)
        .unwrap_or_else(|| panic!("{name} in {}", page.body));
    let list = list.split("</select>").next().unwrap_or_default();
    list.split("<option value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap_or_default().to_owned())
        .collect()
}

/// Gives an order to the ward of the counter as its form stands; answers its address.
async fn give(leader: &mut Browser, due: &str) -> String {
    let page = leader.get("/desk/orders/new?unit=00097&metric=online").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let owners = options(&page, "owner");
    assert_eq!(owners.len(), 1, "the head answers for a ward, nobody else: {owners:?}");
    let (csrf, command) = (page.field("csrf"), page.field("command_id"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("command_id", &command),
        ("unit", "00097"),
        ("metric", "online"),
        ("text", "Đưa tỷ lệ trực tuyến lên 60%"),
        ("owner", &owners[0]),
        ("due", due),
    ];
    let given = leader.post("/desk/orders/new", &fields).await;
    let address = given.location().to_owned();
    assert!(address.starts_with("/desk/orders/"), "{address}");
    let again = leader.post("/desk/orders/new", &fields).await;
    assert_eq!(again.location(), address, "sent twice, given once");
    address
}

on_each_database! {
    fn an_order_goes_its_way_and_everybody_concerned_sees_it(db: &TestDb) {
        let house = house(db);
        run(async move {
            house.received().await;
            let mut leader = house.signed_in(LEADER).await;
            let address = give(&mut leader, "20/3/2026").await;
            let given = leader.get("/desk/orders?whose=given").await;
            assert_eq!(given.body.matches(&address).count(), 1, "{}", given.body);
            let page = leader.get(&address).await;
            assert!(page.body.contains("Số khi giao") && page.body.contains("Số hiện nay"), "{}", page.body);
            assert_eq!(page.acts(), ["close", "move-due", "withdraw"], "a giver's acts");

            // Nobody else knows of it; who is concerned may not do the other's part.
            for name in [OTHER_HEAD, SPECIALIST, COUNTER, "ubndtp.quantri"] {
                let mut browser = house.signed_in(name).await;
                assert_eq!(browser.get(&address).await.status, StatusCode::NOT_FOUND, "{name}");
                let csrf = browser.get("/desk").await.field("csrf");
                let command = command_id();
                let sent = [("csrf", csrf.as_str()), ("command_id", &command), ("expected_revision", "1"), ("text", "x")];
                let path = format!("{address}/acts/acknowledge");
                assert_eq!(browser.post(&path, &sent).await.status, StatusCode::NOT_FOUND, "{name}");
            }
            let mut head = house.signed_in(HEAD).await;
            let mine = head.get("/desk/orders").await;
            assert!(mine.body.contains(&address) && mine.body.contains("Đã giao, chưa báo cáo"), "{}", mine.body);
            assert_eq!(head.get(&address).await.acts(), ["acknowledge"]);
            let mut form = head.form(&address, "acknowledge").await;
            form.action = format!("{address}/acts/close");
            let refused = head.send_form(&form, &[("judgement", "fulfilled"), ("text", "xong")]).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.body);
            assert!(refused.error_summary().contains("Chỉ người giao việc"), "{}", refused.body);

            let form = head.form(&address, "acknowledge").await;
            assert!(head.send_form(&form, &[]).await.location().ends_with("done=acknowledge"));
            let again = head.send_form(&form, &[]).await;
            assert!(again.location().ends_with("done=acknowledge"), "sent twice, done once");
            let page = head.get(&address).await;
            assert_eq!(page.body.matches("Đã nhận việc").count(), 1, "{}", page.body);
            assert_eq!(page.acts(), ["report", "done"]);
            // A command of one act is no command of another.
            let stolen = [("csrf", form.csrf.as_str()), ("command_id", &form.command), ("expected_revision", "2"), ("text", "x")];
            let reused = head.post(&format!("{address}/acts/report"), &stolen).await;
            assert_eq!(reused.status, StatusCode::CONFLICT, "{}", reused.body);

            let report = head.form(&address, "report").await;
            let empty = head.send_form(&report, &[("text", "  ")]).await;
            assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(empty.error_summary().contains("href=\"#report-text\""), "{}", empty.body);
            let long = "ă".repeat(2_001);
            assert_eq!(head.send_form(&report, &[("text", &long)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
            let told = head.send_form(&report, &[("text", "Đã cử <b>hai</b> người hỗ trợ")]).await;
            assert!(told.location().ends_with("done=report"));
            let page = leader.get(&address).await;
            assert!(page.body.contains("hai") && !page.body.contains("<b>hai"), "{}", page.body);

            // What was seen before is stale now.
            let stale = leader.form(&address, "close").await;
            let done = head.form(&address, "done").await;
            head.send_form(&done, &[("text", "Đã đạt 61%")]).await.location();
            let moved = leader.send_form(&stale, &[("judgement", "partly"), ("text", "x")]).await;
            assert_eq!(moved.status, StatusCode::CONFLICT, "{}", moved.body);
            assert!(moved.error_summary().contains("sau khi trang này được mở"), "{}", moved.body);

            let close = leader.form(&address, "close").await;
            let unjudged = leader.send_form(&close, &[("text", "Chưa đủ")]).await;
            assert!(unjudged.error_summary().contains("Chọn một đánh giá"), "{}", unjudged.body);
            let reopen = leader.form(&address, "reopen").await;
            let past = leader.send_form(&reopen, &[("due", "1/3/2026"), ("text", "Chưa đủ")]).await;
            assert_eq!(past.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(past.error_summary().contains("Hạn phải từ hôm nay"), "{}", past.body);
            leader.send_form(&reopen, &[("due", "13/3/2026"), ("text", "Chưa đủ")]).await.location();
            house.at("2026-03-16T09:00");
            let mut head = house.signed_in(HEAD).await;
            let late = head.get(&address).await;
            assert!(late.body.contains("Quá hạn 3 ngày"), "{}", late.body);
            assert!(head.get("/desk/orders").await.body.contains("Quá hạn 3 ngày"));
            let mut leader = house.signed_in(LEADER).await;
            let close = leader.form(&address, "close").await;
            leader.send_form(&close, &[("judgement", "partly"), ("text", "Đạt một phần")]).await.location();
            let page = head.get(&address).await;
            assert!(page.body.contains("Hoàn thành một phần") && !page.body.contains("Quá hạn 3 ngày"), "{}", page.body);
            assert!(page.acts().is_empty(), "{:?}", page.acts());

            // Among the targets: to those concerned, not to the public nor to another ward.
            assert!(leader.get("/board/targets").await.body.contains(&address));
            assert!(head.get("/board/targets").await.body.contains(&address));
            for page in [
                house.browser().get("/board/targets").await,
                house.signed_in(OTHER_HEAD).await.get("/board/targets").await,
            ] {
                assert!(!page.body.contains(&address) && !page.body.contains("Đưa tỷ lệ trực tuyến lên 60%"));
            }
            let english = Browser { lang: "en", ..leader.clone() }.get(&address).await;
            assert!(english.body.contains("Done in part"), "{}", english.body);
        });
    }

    fn a_head_orders_their_own_and_no_other(db: &TestDb) {
        let house = house(db);
        run(async move {
            let (code, _) = house.received().await;
            let mut head = house.signed_in(HEAD).await;
            assert_eq!(head.get("/desk/orders/new?unit=00070").await.status, StatusCode::NOT_FOUND);
            let choose = options(&head.get("/desk/orders/new").await, "unit");
            assert_eq!(choose, ["00097", "diem-00097"]);
            let page = head.get("/desk/orders/new?unit=diem-00097&step=received").await;
            let owners = options(&page, "owner");
            let (csrf, command) = (page.field("csrf"), page.field("command_id"));
            let fields = |dossiers: &'static str, owner: &'static str| {
                [
                    ("csrf", csrf.clone()),
                    ("command_id", command.clone()),
                    ("unit", "diem-00097".to_owned()),
                    ("step", "received".to_owned()),
                    ("text", "Bàn giao hết trong sáng nay".to_owned()),
                    ("owner", if owner.is_empty() { owners[0].clone() } else { owner.to_owned() }),
                    ("due", "11/3/2026".to_owned()),
                    ("dossiers", dossiers.replace("CODE", &code)),
                ]
            };
            let refs = |fields: &[(&'static str, String)]| -> Vec<(&'static str, String)> { fields.to_vec() };
            for (dossiers, owner, said) in [
                ("CODE H26.ZZZ-260311-0001", "", "Không thấy hồ sơ H26.ZZZ-260311-0001"),
                ("CODE", "999999", "không chịu trách nhiệm"),
            ] {
                let sent = refs(&fields(dossiers, owner));
                let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let refused = head.post("/desk/orders/new", &sent).await;
                assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
                assert!(refused.error_summary().contains(said), "{}", refused.body);
                assert!(refused.body.contains("Bàn giao hết trong sáng nay"), "what was typed stays");
            }
            let sent = refs(&fields("CODE", ""));
            let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let given = head.post("/desk/orders/new", &sent).await;
            let page = head.get(given.location()).await;
            assert!(page.body.contains(&format!("/desk/dossiers/{code}")), "{}", page.body);
            let other = house.signed_in(OTHER_HEAD).await.get(given.location()).await;
            assert_eq!(other.status, StatusCode::NOT_FOUND);
        });
    }

    fn a_nudge_goes_to_the_desk_once_a_day_until_it_is_answered(db: &TestDb) {
        let house = house(db);
        run(async move {
            let (code, revision) = house.received().await;
            house.at("2026-03-13T09:00");
            let public = house.browser().get("/board/act-now").await;
            assert!(public.body.contains("Hồng Hà") && !public.body.contains("name=\"at\""), "{}", public.body);
            for (name, sees) in [(COUNTER, false), (SPECIALIST, false), (OTHER_HEAD, false), (HEAD, true), (LEADER, true)] {
                let page = house.signed_in(name).await.get("/board/act-now").await;
                assert_eq!(page.body.contains("value=\"diem-00097-received\""), sees, "{name}: {}", page.body);
            }
            let mut leader = house.signed_in(LEADER).await;
            let board = leader.get("/board").await;
            assert!(board.body.contains("value=\"diem-00097-received\""), "{}", board.body);
            let (csrf, command) = (leader.get("/board/act-now").await.field("csrf"), command_id());
            let row = |at: &'static str| -> [(&'static str, String); 4] {
                [
                    ("csrf", csrf.clone()),
                    ("command_id", command.clone()),
                    ("at", at.to_owned()),
                    ("words", "Cần xong hôm nay".to_owned()),
                ]
            };
            let sent = row("diem-00097-received");
            let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let nudged = leader.post("/board/nudges", &sent).await;
            let after = leader.get(nudged.location()).await;
            assert!(after.body.contains("Đã nhắc") && after.body.contains("đã nhắc 13/3 09:00"), "{}", after.body);
            assert_eq!(leader.post("/board/nudges", &sent).await.status, StatusCode::SEE_OTHER, "sent twice, nudged once");
            house.at("2026-03-13T10:00");
            let another = command_id();
            let mut second = sent.clone();
            second[1].1 = &another;
            let told = leader.post("/board/nudges", &second).await;
            assert_eq!(told.status, StatusCode::CONFLICT);
            assert!(told.error_summary().contains("9 giờ"), "when the first was: {}", told.body);
            let mut gone = second.clone();
            gone[2].1 = "00097-for_issue";
            assert_eq!(leader.post("/board/nudges", &gone).await.status, StatusCode::CONFLICT, "nothing stuck there");
            gone[2].1 = "00097-nowhere";
            assert_eq!(leader.post("/board/nudges", &gone).await.status, StatusCode::NOT_FOUND);
            let mut stranger = house.signed_in(OTHER_HEAD).await;
            let mut foreign = second.clone();
            let own = stranger.get("/desk").await.field("csrf");
            foreign[0].1 = &own;
            assert_eq!(stranger.post("/board/nudges", &foreign).await.status, StatusCode::NOT_FOUND, "no unit of theirs");
            foreign[0].1 = "wrong";
            assert_eq!(stranger.post("/board/nudges", &foreign).await.status, StatusCode::FORBIDDEN);

            // On the desk of the unit, and on no other.
            let mut counter = house.signed_in(COUNTER).await;
            let desk = counter.get("/desk").await;
            assert!(desk.body.contains("Thành phố nhắc") && desk.body.contains("Cần xong hôm nay"), "{}", desk.body);
            assert!(!stranger.get("/desk").await.body.contains("Thành phố nhắc"));
            let action = desk.body.split("action=\"/desk/nudges/").nth(1).and_then(|rest| rest.split('"').next());
            let action = format!("/desk/nudges/{}", action.expect("a form to answer"));
            let (answer, own_csrf) = (command_id(), desk.field("csrf"));
            let fields = [("csrf", own_csrf.as_str()), ("command_id", &answer), ("text", "Xong trước 11 giờ")];
            let stranger_csrf = stranger.get("/desk").await.field("csrf");
            let theirs = [("csrf", stranger_csrf.as_str()), ("command_id", &another), ("text", "x")];
            assert_eq!(stranger.post(&action, &theirs).await.status, StatusCode::NOT_FOUND);
            assert_eq!(counter.post(&action, &fields).await.location(), "/desk");
            assert_eq!(counter.post(&action, &fields).await.location(), "/desk", "sent twice, answered once");
            assert!(!counter.get("/desk").await.body.contains("Thành phố nhắc"));
            let late = command_id();
            let fields = [("csrf", own_csrf.as_str()), ("command_id", &late), ("text", "lần nữa")];
            assert_eq!(counter.post(&action, &fields).await.status, StatusCode::CONFLICT);
            assert!(revision > 0 && !code.is_empty());
        });
    }

    fn a_contested_figure_is_marked_and_answered_in_public_without_names(db: &TestDb) {
        let house = house(db);
        run(async move {
            let (code, _) = house.received().await;
            let figure = "unit=00097&metric=received&period=own&from=1/3/2026&to=11/3/2026";
            let mut head = house.signed_in(HEAD).await;
            let drill = head.get(&format!("/board/drill?{figure}")).await;
            assert!(drill.body.contains("/board/contests/new?"), "{}", drill.body);
            for name in [SPECIALIST, OTHER_HEAD, LEADER] {
                let mut browser = house.signed_in(name).await;
                let page = browser.get(&format!("/board/drill?{figure}")).await;
                assert!(!page.body.contains("/board/contests/new?"), "{name}");
                let form = browser.get(&format!("/board/contests/new?{figure}")).await;
                assert_eq!(form.status, StatusCode::NOT_FOUND, "{name}");
            }
            let form = head.get(&format!("/board/contests/new?{figure}")).await;
            assert_eq!(form.status, StatusCode::OK, "{}", form.body);
            let names = ["csrf", "command_id", "unit", "metric", "from", "to", "shown"];
            let mut fields: Vec<(&str, String)> = names.iter().map(|name| (*name, form.field(name))).collect();
            assert_eq!(fields[6].1, "1/1");
            fields.push(("text", "Hồ sơ này nộp nhầm đơn vị".to_owned()));
            fields.push(("dossiers", code.clone()));
            let pairs = |fields: &[(&'static str, String)]| fields.to_vec();
            let with = |name: &str, value: &str| {
                let mut changed = pairs(&fields);
                changed.iter_mut().filter(|field| field.0 == name).for_each(|field| field.1 = value.to_owned());
                changed
            };
            async fn send(browser: &mut Browser, path: &str, fields: &[(&'static str, String)]) -> Answer {
                let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                browser.post(path, &fields).await
            }
            for (name, value, status) in [
                ("text", "", StatusCode::UNPROCESSABLE_ENTITY),
                ("dossiers", "H26.ZZZ-260311-0001", StatusCode::UNPROCESSABLE_ENTITY),
                ("shown", "5/5", StatusCode::CONFLICT),
                ("unit", "00070", StatusCode::NOT_FOUND),
                ("csrf", "x", StatusCode::FORBIDDEN),
            ] {
                let refused = send(&mut head, "/board/contests/new", &with(name, value)).await;
                assert_eq!(refused.status, status, "{name}: {}", refused.body);
            }
            let address = send(&mut head, "/board/contests/new", &fields).await.location().to_owned();
            assert_eq!(send(&mut head, "/board/contests/new", &fields).await.location(), address, "once only");
            let another = send(&mut head, "/board/contests/new", &with("command_id", &command_id())).await;
            assert_eq!(another.status, StatusCode::CONFLICT, "the same figure is contested already");

            // The public sees that, and no more.
            tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
            let mut public = house.browser();
            for path in [format!("/board/drill?{figure}"), "/board?metric=received&period=own&from=1/3/2026&to=11/3/2026&all=1".to_owned()] {
                let page = public.get(&path).await;
                assert!(page.body.contains(&address), "{path}: {}", page.body);
            }
            let elsewhere = public.get("/board/drill?unit=00070&metric=received&period=own&from=1/3/2026&to=11/3/2026").await;
            assert!(!elsewhere.body.contains(&address));
            let private = [code.as_str(), "nộp nhầm", "/desk/dossiers/", "name=\"command_id\""];
            let page = public.get(&address).await;
            assert!(page.body.contains("Chờ trả lời"), "{}", page.body);
            let other = house.signed_in(OTHER_HEAD).await.get(&address).await;
            for page in [&page, &other] {
                for text in private {
                    assert!(!page.body.contains(text), "{text} in {}", page.body);
                }
            }
            assert!(public.get("/board/contests").await.body.contains(&address));
            let own = head.get(&address).await;
            assert!(own.body.contains(&code) && own.body.contains("nộp nhầm"), "{}", own.body);
            assert_eq!(own.acts(), ["withdraw"], "nobody answers for themself");

            for (name, may) in [("trungtam.giamdoc", vec!["answer"]), ("ubndtp.thanhtra", vec![])] {
                let page = house.signed_in(name).await.get(&address).await;
                assert!(page.body.contains("nộp nhầm"), "{name}");
                assert_eq!(page.acts(), may, "{name}");
            }
            let mut leader = house.signed_in(LEADER).await;
            let answer = leader.form(&address, "answer").await;
            let named = leader
                .send_form(&answer, &[("verdict", "declined"), ("text", &format!("Xem {code}"))])
                .await;
            assert_eq!(named.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(named.error_summary().contains("công khai"), "{}", named.body);
            let none = leader.send_form(&answer, &[("text", "Giữ nguyên")]).await;
            assert!(none.error_summary().contains("Chọn một kết luận"), "{}", none.body);
            let words = [("verdict", "declined"), ("text", "Đơn vị là nơi có thẩm quyền theo quy trình")];
            assert_eq!(leader.send_form(&answer, &words).await.location(), address);
            assert_eq!(leader.send_form(&answer, &words).await.location(), address, "once only");
            let page = public.get(&address).await;
            assert!(page.body.contains("Giữ nguyên số liệu") && page.body.contains("theo quy trình"), "{}", page.body);
            for text in private {
                assert!(!page.body.contains(text), "{text} in {}", page.body);
            }
            let gone = head.get(&address).await;
            assert!(gone.acts().is_empty(), "{:?}", gone.acts());
        });
    }
}

on_each_database! {
    fn a_long_list_of_orders_goes_on_and_those_over_stand_apart(db: &TestDb) {
        let house = house(db);
        run(async move {
            house.received().await;
            let mut leader = house.signed_in(LEADER).await;
            let page = leader.get("/desk/orders/new?unit=00097").await;
            let (csrf, owner) = (page.field("csrf"), options(&page, "owner")[0].clone());
            let mut given = Vec::new();
            for n in 0..103 {
                let (command, text) = (command_id(), format!("Việc {n}"));
                // Every second one is due tomorrow, and late when the list is read.
                let due = if n % 2 == 0 { "12/3/2026" } else { "20/3/2026" };
                let fields = [("csrf", csrf.as_str()), ("command_id", &command), ("unit", "00097"), ("text", &text), ("owner", &owner), ("due", due)];
                given.push(leader.post("/desk/orders/new", &fields).await.location().to_owned());
            }
            for over in &given[100..102] {
                let form = leader.form(over, "withdraw").await;
                leader.send_form(&form, &[("text", "Không cần nữa")]).await.location();
            }
            house.at("2026-03-16T09:00");
            for (name, whose) in [(LEADER, "given"), (LEADER, "city"), (HEAD, "mine"), (HEAD, "unit")] {
                let mut reader = house.signed_in(name).await;
                let mut at = format!("/desk/orders?whose={whose}");
                let mut pages = Vec::new();
                loop {
                    let page = reader.get(&at).await;
                    assert_eq!(page.status, StatusCode::OK, "{at}");
                    let listed = |address: &&String| page.body.contains(&format!("href=\"{address}\""));
                    pages.push(given.iter().filter(listed).cloned().collect::<Vec<_>>());
                    let late = page.body.rfind("Quá hạn 4 ngày");
                    let in_time = page.body.find("<strong>Đã giao");
                    assert!(late.zip(in_time).is_none_or(|(late, in_time)| late < in_time), "the late ones first: {at}");
                    let Some(next) = page.body.split("rel=\"next\"").next().filter(|before| before.len() < page.body.len()) else { break };
                    let next = next.rsplit("href=\"").next().and_then(|rest| rest.split('"').next()).expect("an address");
                    at = next.replace("&amp;", "&").replace("&#38;", "&");
                }
                assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [100, 1], "{whose}");
                let mut all: Vec<&String> = pages.iter().flatten().collect();
                all.sort();
                all.dedup();
                assert_eq!(all.len(), 101, "each once: {whose}");
                assert!(given[100..102].iter().all(|over| !all.contains(&over)), "{whose}");
                let over = reader.get(&format!("/desk/orders?whose={whose}&over=1")).await;
                for address in &given {
                    let there = over.body.contains(&format!("href=\"{address}\""));
                    assert_eq!(there, given[100..102].contains(address), "{whose} {address}");
                }
            }
        });
    }

    fn who_answers_contests_is_the_citys_to_say(db: &TestDb) {
        let mut city = crate::support::small_city();
        let office = r#"{"answered_by":[{"role":"inspector"},{"role":"unit_head","at":"ward"}]}"#;
        city.settings.push((motcua_app::world::CONTESTS.to_owned(), office.to_owned()));
        let house = House::of(db, Purpose::Demonstration, Limits::default(), city);
        let world = house.app.world();
        let answering = &world.contests;
        let actor = |name: &str| house.app.become_demo(name).expect("an officer").signed_in.actor;
        let answers = |name: &str| motcua_domain::office::contest::answers(&actor(name), &world.units, answering);
        assert!(answers(HEAD), "the head of a ward, because this city says so");
        assert!(!answers(LEADER) && !answers(COUNTER), "and not who else would");
        let usual = motcua_domain::office::contest::Answering::default();
        let usually = |name: &str| motcua_domain::office::contest::answers(&actor(name), &world.units, &usual);
        assert!(usually(LEADER) && !usually(HEAD));
    }
}
