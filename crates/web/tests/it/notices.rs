//! `/me/notices` and `/desk/stuck`, through the front door.

use crate::people::become_somebody;
use crate::support::story;
use axum::http::StatusCode;
use motcua_app::Error;
use motcua_domain::notice::{Notice, NoticeKind};
use motcua_store::notices::{self, Outward, Telling};
use motcua_store::{dossiers, people};

/// The person [`become_somebody`] becomes.
const NAME: &str = "Phạm Ngọc Lan";

#[test]
fn a_person_reads_their_notices_and_nobody_else_s() {
    story(async |house| {
        let (code, _) = house.received().await;
        let mut browser = house.browser();
        become_somebody(&mut browser, "/me/notices").await;
        let empty = browser.get("/me/notices").await;
        assert_eq!(empty.status, StatusCode::OK);
        assert!(empty.body.contains(NAME) && empty.body.contains("Chưa có thông báo nào"), "{}", empty.body);
        let asked = code.clone();
        let found = house.app.read(move |tx, _| Ok(dossiers::load_by_code(tx, &asked)?)).await;
        let dossier = found.expect("read").expect("the dossier").dossier;
        let theirs = house.app.notices_of(dossier.owner, None, 5).await.expect("notices");
        assert_eq!(theirs.len(), 1);
        // The owner's notice opens nothing for another, and stays unread.
        let csrf = browser.get("/me").await.field("csrf");
        let id = theirs[0].id.to_string();
        let foreign = browser.post("/me/notices", &[("csrf", &csrf), ("open", &id)]).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
        assert_eq!(house.app.unread_notices(dossier.owner).await, Ok(1));
        let forged = browser.post("/me/notices", &[("csrf", "x"), ("open", &id)]).await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN);
        let unread = browser.post("/me/notices", &[("csrf", &csrf), ("latest", "nonsense")]).await;
        assert_eq!(unread.status, StatusCode::BAD_REQUEST);
    });
}

#[test]
fn what_is_told_is_shown_counted_and_marked_as_read() {
    story(async |house| {
        let (code, _) = house.received().await;
        let mut browser = house.browser();
        become_somebody(&mut browser, "/me").await;
        let token = browser.cookie("mc_me").expect("a session").to_owned();
        let me = house.app.person_session(&token).await.expect("signed in").person;
        let (asked, now, now_ms) = (code.clone(), house.app.now(), house.app.now_ms());
        // Two facts of a dossier, told to this person.
        let told = house.app.db().write_async(move |tx| {
            let dossier = dossiers::load_by_code(tx, &asked)?.expect("the dossier").dossier.id;
            assert!(people::get(tx, &me)?.is_some());
            for (mark, kind) in [(1, NoticeKind::SupplementAsked), (2, NoticeKind::ResultReady)] {
                let telling = Telling {
                    dossier,
                    mark,
                    at: now,
                    recorded_at_ms: now_ms + mark,
                    outward: Outward::OwnPages,
                };
                notices::add(tx, me, Notice { kind, moment: None }, &telling)?;
            }
            Ok::<_, Error>(())
        });
        told.await.expect("told");
        let page = browser.get("/me/notices").await;
        assert!(page.body.contains("đã có kết quả") && page.body.contains(&code), "{}", page.body);
        assert!(page.body.contains("hn-mine__count\">2<"), "two to read in the menu: {}", page.body);
        let ready = page.body.find("đã có kết quả").expect("ready");
        assert!(ready < page.body.find("bổ sung giấy tờ").expect("asked"), "latest first");
        let csrf = page.field("csrf");
        let open = page.field("open");
        let opened = browser.post("/me/notices", &[("csrf", &csrf), ("open", &open)]).await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER);
        assert!(opened.location().starts_with("/me/dossiers/"), "{}", opened.location());
        let page = browser.get("/me/notices").await;
        assert!(page.body.contains("hn-mine__count\">1<"), "{}", page.body);
        let latest = page.field("latest");
        browser.post("/me/notices", &[("csrf", &csrf), ("latest", &latest)]).await;
        assert!(!browser.get("/me/notices").await.body.contains("hn-mine__count"));
    });
}

#[test]
fn a_head_is_shown_what_stands_still() {
    story(async |house| {
        let (code, _) = house.received().await;
        house.at("2026-03-30T09:00");
        let app = std::sync::Arc::clone(&house.app);
        let walk = std::thread::spawn(move || app.look_for_stuck()).join().expect("walked").expect("walked");
        assert!(walk.told >= 1, "{walk:?}");
        let mut head = house.signed_in("hongha.chutich").await;
        let page = head.get("/desk/stuck").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains(&code), "{}", page.body);
        let other = house.signed_in("hoankiem.chutich").await.get("/desk/stuck").await;
        assert!(!other.body.contains(&code));
    });
}
