//! As known at: whatever the board showed at a moment is shown when it is asked for that moment later, and says so.

use crate::support::{Browser, House, SLOW, filing, run};
use axum::http::StatusCode;
use motcua_db::on_each_database;
use motcua_db::testing::TestDb;
use motcua_store::meta::Purpose;
use motcua_web::Limits;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::collections::BTreeMap;
use std::time::Duration;

const COUNTER: &str = "hongha.motcua1";
const SPECIALIST: &str = "hongha.chuyenvien1";
const HEAD: &str = "hongha.chutich";

/// Files at the counter; the page at the desk and the tracking secret.
async fn filed(house: &House, slow: bool) -> (String, String) {
    let mut body = filing();
    if slow {
        (body["procedure"], body["papers"]) = (SLOW.into(), serde_json::json!([]));
    }
    let answer = house.program(COUNTER).await.send("/api/v1/dossiers", &body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let text = |key: &str| answer.json()[key].as_str().expect("a text").to_owned();
    (text("code"), text("tracking_secret"))
}

fn desk(code: &str) -> String {
    format!("/desk/dossiers/{code}")
}

/// Taken back by the applicant, at the counter.
async fn withdrawn(counter: &mut Browser, code: &str) {
    counter.act(&desk(code), "request_withdrawal", &[("note", "Nộp nhầm.")]).await;
    counter.act(&desk(code), "stop", &[("ground", "withdrawn"), ("note", "Theo yêu cầu.")]).await;
}

/// Rated by who has the receipt.
async fn rated(house: &House, (code, secret): &(String, String), face: &str) {
    let mut guest = house.browser();
    let page = guest.get(&format!("/track/{code}?s={secret}")).await;
    let fields = [("csrf", page.field("csrf")), ("s", secret.clone()), ("face", face.to_owned())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let answer = guest.post(&format!("/track/{code}/rating"), &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}

/// A text without what stands between two marks, wherever.
fn without(text: &str, from: &str, to: &str) -> String {
    let mut parts = text.split(from);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str(part.split_once(to).map_or("", |(_, rest)| rest));
    }
    kept
}

/// What a page says of numbers: without its forms, its links' addresses, what may be done now, and its clock.
fn said(body: &str) -> String {
    let body = body.split("<h1").nth(1).and_then(|rest| rest.split("</main>").next()).expect("a page");
    let mut text = body.to_owned();
    for (from, to) in [
        ("<form", "</form>"),
        ("href=\"", "\""),
        ("action=\"", "\""),
        ("<p class=\"hn-board__of\">", "</p>"),
        ("<p class=\"hn-noprint\">", "</p>"),
        ("<p class=\"hn-fresh", "</p>"),
        ("<div class=\"hn-fresh", "</div>"),
        ("<ul class=\"hn-links", "</ul>"),
    ] {
        text = without(&text, from, to);
    }
    text
}

/// What somebody asks, without the moment.
const ASKED: &[(&str, &str)] = &[
    ("", "/board?period=month"),
    ("", "/board?period=month&unit=00097"),
    ("", "/board/act-now"),
    ("", "/board/drill?period=month&metric=received"),
    ("", "/board/drill?period=month&metric=satisfaction"),
    ("", "/board/drill?period=month&metric=work_per_officer&unit=00097"),
    ("", "/board/drill?period=month&metric=received&unit=00097"),
    (SPECIALIST, "/board/drill?period=month&metric=received&unit=00097"),
    (SPECIALIST, "/board/drill?period=month&metric=overdue&unit=00097"),
    (SPECIALIST, "/board/drill?period=month&metric=overdue_share&unit=00097&part=rest"),
    (SPECIALIST, "/board/drill?period=month&metric=withdrawal&unit=00097"),
    (HEAD, "/board/drill?period=month&metric=open&unit=00097&procedure=9.000003"),
    (HEAD, "/board/drill?period=month&metric=on_time&unit=00097&by=officer"),
    (HEAD, "/board/drill?period=month&metric=received&unit=00097&by=officer"),
    (HEAD, "/board/drill?from=1/3/2026&to=10/3/2026&metric=received&unit=00097&by=officer"),
    ("hoankiem.chutich", "/board/drill?period=month&metric=received&unit=00097&by=officer"),
];

/// Metrics that count dossiers, each with whether it has those that do not count.
const COUNTED: &[(&str, bool)] = &[
    ("received", false),
    ("online", true),
    ("open", false),
    ("overdue", false),
    ("overdue_share", true),
    ("on_time", true),
    ("late", true),
    ("withdrawal", true),
    ("ended_without_grant", true),
    ("e_result", true),
];

/// Codes of a list, page by page.
async fn listed(browser: &mut Browser, address: &str) -> Vec<String> {
    let (mut found, mut next) = (Vec::new(), Some(address.to_owned()));
    while let Some(address) = next {
        let page = browser.get(&address).await;
        assert_eq!(page.status, StatusCode::OK, "{address}: {}", page.body);
        let rows = page.body.split("<th class=\"hn-table__code\"").skip(1);
        let code =
            |row: &str| row.split("</a>").next().and_then(|link| link.rsplit('>').next()).map(str::to_owned);
        found.extend(rows.map(|row| code(row).expect("a code")));
        let link = page.body.split("rel=\"next\"").next().filter(|_| page.body.contains("rel=\"next\""));
        next = link
            .and_then(|before| before.rsplit("href=\"").next()?.split('"').next())
            .map(|href| href.replace("&#38;", "&").replace("&amp;", "&"));
    }
    found
}

/// Everything shown, by who asks and what.
async fn shown(house: &House, moment: &str) -> BTreeMap<String, String> {
    let moment = match moment {
        "" => String::new(),
        at => format!("&as_of={}", utf8_percent_encode(at, NON_ALPHANUMERIC)),
    };
    let mut browsers = BTreeMap::from([("", house.browser())]);
    for name in [SPECIALIST, HEAD, "hoankiem.chutich"] {
        browsers.insert(name, house.signed_in(name).await);
    }
    let mut all = BTreeMap::new();
    for (who, asked) in ASKED {
        let browser = browsers.get_mut(who).expect("signed in");
        let joint = if asked.contains('?') { "" } else { "?" };
        let page = browser.get(&format!("{asked}{joint}{moment}")).await;
        assert_eq!(page.status, StatusCode::OK, "{asked}: {}", page.body);
        if !moment.is_empty() {
            let content =
                page.body.split("<h1").nth(1).and_then(|rest| rest.split("</main>").next()).expect("a page");
            let links =
                content.split("href=\"/board").skip(1).map(|rest| rest.split('"').next().expect("an end"));
            let lost: Vec<&str> =
                links.filter(|link| !link.contains("as_of=") && !link.starts_with("/contests/")).collect();
            let now = usize::from(asked.starts_with("/board?"));
            assert!(
                lost.len() <= now,
                "links keep the moment, but for the one to the present: {asked} {lost:?}"
            );
        }
        all.insert(format!("{who} {asked}"), said(&page.body));
    }
    // Each officer named, and what they had a part in.
    let head = browsers.get_mut(HEAD).expect("signed in");
    let names = format!("/board/drill?period=month&metric=received&unit=00097&by=officer{moment}");
    let page = head.get(&names).await;
    let ids =
        page.body.split("officer=").skip(1).map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next());
    let ids: Vec<String> = ids.flatten().filter(|id| !id.is_empty()).map(str::to_owned).collect();
    for id in ids {
        let address = format!("{names}&officer={id}");
        all.insert(format!("officer {id}"), said(&head.get(&address).await.body));
    }
    // Every figure of every unit, and the dossiers behind those of the ward: as many as it says.
    let csv = house.browser().get(&format!("/board/numbers.csv?period=month{moment}")).await.body;
    // What rests on the registry of procedures is of now alone.
    let rows = csv.lines().filter(|line| !line.contains(",services_"));
    let rows: Vec<Vec<&str>> = rows.map(|line| line.rsplitn(7, ',').skip(1).collect()).collect();
    all.insert("csv".to_owned(), format!("{rows:?}"));
    for (metric, rests) in COUNTED {
        let line =
            csv.lines().find(|line| line.starts_with("00097,") && line.contains(&format!(",{metric},")));
        let cells: Vec<&str> = line.expect("the ward has numbers").rsplit(',').collect();
        let (above, below): (usize, usize) =
            (cells[5].parse().expect("a count"), cells[4].parse().unwrap_or(0));
        let address = format!("/board/drill?period=month&metric={metric}&unit=00097{moment}");
        let list = listed(head, &address).await;
        assert_eq!(list.len(), above, "{metric}{moment}: {list:?}");
        if *rests {
            let rest = listed(head, &format!("{address}&part=rest")).await;
            assert_eq!(rest.len(), below - above, "what does not count, {metric}{moment}: {rest:?}");
        }
        all.insert(format!("list {metric}"), format!("{list:?}"));
    }
    all
}

/// Until what was read a second ago is read anew.
async fn settle() {
    tokio::time::sleep(Duration::from_millis(1_700)).await;
}

on_each_database! {
    fn what_was_shown_at_a_moment_is_shown_of_it_later_to_the_last_row(db: &TestDb) {
        let house = House::with(db, Purpose::Demonstration, Limits::default());
        run(async move {
            let mut seen: Vec<(&str, BTreeMap<String, String>)> = Vec::new();
            let mut slow = Vec::new();
            for _ in 0..3 {
                slow.push(filed(&house, true).await);
            }
            let mut quick = Vec::new();
            for _ in 0..7 {
                quick.push(filed(&house, false).await);
            }
            let mut counter = house.signed_in(COUNTER).await;
            for (code, _) in &slow[..2] {
                counter.act(&desk(code), "hand_over", &[]).await;
            }
            house.signed_in(SPECIALIST).await.act(&desk(&slow[0].0), "accept_hand_over", &[]).await;
            house.at("2026-03-11T10:00");
            seen.push(("11/3/2026 10:00", shown(&house, "").await));

            // Five are taken back and rated; the ratings are told once there are five.
            house.at("2026-03-11T11:00");
            for one in &quick[..5] {
                withdrawn(&mut counter, &one.0).await;
            }
            for (one, face) in quick.iter().zip(["4", "5", "3", "5"]) {
                rated(&house, one, face).await;
            }
            settle().await;
            house.at("2026-03-11T11:02");
            seen.push(("11/3/2026 11:02", shown(&house, "").await));
            house.at("2026-03-11T11:05");
            rated(&house, &quick[4], "1").await;
            settle().await;
            house.at("2026-03-11T11:10");
            seen.push(("11/3/2026 11:10", shown(&house, "").await));

            // One is decided, two fall due.
            house.at("2026-03-13T09:00");
            let mut specialist = house.signed_in(SPECIALIST).await;
            specialist.act(&desk(&slow[0].0), "record_appraisal", &[("finding", "meets"), ("note", "Đủ giấy tờ.")]).await;
            specialist.act(&desk(&slow[0].0), "propose", &[("outcome", "grant")]).await;
            specialist.act(&desk(&slow[1].0), "accept_hand_over", &[]).await;
            let mut head = house.signed_in(HEAD).await;
            head.act(&desk(&slow[0].0), "approve", &[("outcome", "grant")]).await;
            settle().await;
            house.at("2026-03-13T10:00");
            seen.push(("13/3/2026 10:00", shown(&house, "").await));
            house.at("2026-03-13T10:05");
            let mut clerk = house.signed_in("hongha.vanthu").await;
            clerk.act(&desk(&slow[0].0), "issue", &[("number", "15/KS"), ("electronic", "yes")]).await;
            house.at("2026-03-18T09:00");
            let mut counter = house.signed_in(COUNTER).await;
            withdrawn(&mut counter, &quick[5].0).await;
            rated(&house, &quick[5], "2").await;
            settle().await;
            house.at("2026-03-18T09:30");
            seen.push(("18/3/2026 09:30", shown(&house, "").await));

            // Four weeks later: a receipt was earlier than written, one is taken back, others come, more is rated.
            house.at("2026-04-08T09:00");
            let mut counter = house.signed_in(COUNTER).await;
            let fields = [("what", "received_at"), ("received_at", "9/3/2026 10:00"), ("note", "Theo dấu bưu điện")];
            counter.act(&desk(&slow[2].0), "propose_correction", &fields).await;
            house.signed_in(HEAD).await.act(&desk(&slow[2].0), "decide_correction", &[("verdict", "approve")]).await;
            withdrawn(&mut counter, &slow[1].0).await;
            house.signed_in(SPECIALIST).await;
            let late = filed(&house, true).await;
            settle().await;
            house.at("2026-04-08T10:00");
            seen.push(("8/4/2026 10:00", shown(&house, "").await));
            house.at("2026-04-08T10:05");
            withdrawn(&mut counter, &late.0).await;
            rated(&house, &late, "1").await;
            house.at("2026-04-20T09:00");
            let mut counter = house.signed_in(COUNTER).await;
            withdrawn(&mut counter, &quick[6].0).await;
            filed(&house, true).await;
            settle().await;

            for pair in seen.windows(2) {
                assert_ne!(pair[0].1, pair[1].1, "something happened between {} and {}", pair[0].0, pair[1].0);
            }
            let faces = |at: usize| seen[at].1[" /board/drill?period=month&metric=satisfaction"].clone();
            assert!(faces(1).contains("<strong>–</strong></p>"), "four ratings are told of nobody: {}", faces(1));
            assert!(faces(2).contains("3,6"), "five are: {}", faces(2));
            let overdue = &seen[4].1["list overdue"];
            assert!(overdue.contains(&slow[1].0), "what was late then: {overdue}");
            // In the order of now, and once more when all moments are kept.
            for (at, right) in seen.iter().rev().chain(&seen) {
                let told = shown(&house, at).await;
                for (what, right) in right {
                    assert_eq!(told.get(what), Some(right), "as known at {at}: {what}");
                }
                assert_eq!(told.len(), right.len(), "no more than was shown at {at}");
            }
        });
    }

    fn a_list_of_the_past_is_for_those_who_may_see_the_unit(db: &TestDb) {
        let house = House::with(db, Purpose::Demonstration, Limits::default());
        run(async move {
            let (code, _) = filed(&house, true).await;
            house.at("2026-03-11T10:00");
            withdrawn(&mut house.signed_in(COUNTER).await, &code).await;
            house.at("2026-03-11T11:00");
            let asked = "/board/drill?period=today&metric=open&unit=diem-00097&as_of=11/3/2026%2009:30";
            let own = house.signed_in(COUNTER).await.get(asked).await;
            assert!(own.body.contains(&code), "in hand then: {}", own.body);
            let later = asked.replace("09:30", "10:30");
            assert!(!house.signed_in(COUNTER).await.get(&later).await.body.contains(&code), "and no more");
            for other in ["hoankiem.chutich", "hoankiem.chuyenvien1"] {
                let page = house.signed_in(other).await.get(asked).await;
                assert!(page.status == StatusCode::OK && !page.body.contains(&code), "{other}: {}", page.body);
            }
            let received = asked.replace("metric=open&unit=diem-00097", "metric=received&unit=00097");
            let nobody = house.browser().get(&received).await;
            assert!(!nobody.body.contains(&code), "not to the public: {}", nobody.body);
            assert!(nobody.body.contains("chỉ dành cho cán bộ có quyền xem đơn vị này"), "{}", nobody.body);
        });
    }

    fn every_page_says_of_when_it_is_in_both_languages(db: &TestDb) {
        let house = House::with(db, Purpose::Demonstration, Limits::default());
        run(async move {
            filed(&house, true).await;
            house.at("2026-03-12T09:00");
            let mut leader = house.signed_in("ubndtp.lanhdao").await;
            let texts = [
                ("vi", "Số liệu đúng như đã biết lúc", "Trang này là của hiện tại, không theo thời điểm"),
                ("en", "Figures as they were known at", "This page is of the present, not of"),
            ];
            for (lang, then, present) in texts {
                leader.lang = lang;
                leader.set_cookie("mc_lang", lang);
                let index = leader.get("/board/index?as_of=11/3/2026%2009:30").await;
                assert!(index.body.contains(if lang == "vi" { "đúng như đã biết lúc 09:30" } else { "as they were known at 09:30" }), "{}", index.body);
                let early = leader.get("/board/index?as_of=1/3/2026%2009:30").await;
                assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", early.body);
                for path in ["/board", "/board/drill", "/board/drill?unit=00097", "/board/act-now", "/board/targets"] {
                    let joint = if path.contains('?') { '&' } else { '?' };
                    let asked = |at: &str| format!("{path}{joint}as_of={at}");
                    let page = leader.get(&asked("11/3/2026%2009:30")).await;
                    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
                    assert!(page.body.contains(&format!("{then} 09:30 11/3/2026")), "{lang} {path}: {}", page.body);
                    assert!(!leader.get(path).await.body.contains(then), "{lang} {path} of now");
                    let early = leader.get(&asked("1/3/2026%2009:30")).await;
                    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
                    assert!(early.body.contains("09:00") && early.body.contains("11/3/2026"), "{lang} {path}: {}", early.body);
                }
                for path in ["/board/metrics", "/board/contests", "/board/reports"] {
                    let page = leader.get(&format!("{path}?as_of=11/3/2026%2009:30")).await;
                    assert_eq!(page.status, StatusCode::OK, "{path}");
                    assert!(page.body.contains(&format!("{present} 09:30 11/3/2026")), "{lang} {path}: {}", page.body);
                    assert!(page.body.contains("href=\"/board?as_of="), "the way back: {}", page.body);
                    assert!(!leader.get(path).await.body.contains(present), "{lang} {path} of now");
                }
                let wall = leader.get("/board/wall?as_of=11/3/2026%2009:30").await;
                assert!(wall.body.contains("09:30 11/3/2026"), "{}", wall.body);
                let early = leader.get("/board/wall?as_of=1/3/2026%2009:30").await;
                assert!(early.body.contains("09:00") && early.body.contains("hn-wall__stale"), "{}", early.body);
                let targets = leader.get("/board/targets?as_of=11/3/2026%2009:30").await;
                assert!(!targets.body.contains("/desk/orders/new"), "no order about what was then: {}", targets.body);
            }
        });
    }
}
