//! Signs of filings, what is found by them, and how it is judged: through the front door.

use crate::filing::{filled_in, send_from};
use crate::people::become_somebody;
use crate::support::{Answer, Browser, House, run};
use axum::http::StatusCode;
use motcua_app::Error;
use motcua_app::signals::JUDGED;
use motcua_db::on_each_database;
use motcua_db::testing::TestDb;
use motcua_domain::ids::UnitId;
use motcua_store::meta::Purpose;
use motcua_store::signals::{self, Sent, Signs};
use motcua_store::{dossiers, office};
use motcua_web::Limits;

const INSPECTOR: &str = "ubndtp.thanhtra";
const HEAD: &str = "hongha.chutich";

async fn kept(house: &House) -> Vec<Sent> {
    house.app.read(|tx, _| Ok(signals::sent(tx, (0, i64::MAX), 100)?)).await.expect("read")
}

/// Files a birth, despite the one before.
async fn files(browser: &mut Browser) {
    let filing = filled_in(browser).await;
    let check = browser.get(&format!("{filing}/check")).await;
    let fields = [("return_by", "counter"), ("despite", "1")];
    let sent = send_from(browser, &check, &format!("{filing}/check"), &fields).await;
    assert_eq!(sent.location(), format!("{filing}/submitted"), "{}", sent.body);
}

/// Six dossiers of the ward, as if six people had filed them in one browser of a desk.
async fn six_in_one_browser(house: &House) -> UnitId {
    let mut unit = UnitId(0);
    for no in 0..6_u8 {
        let (code, _) = house.received().await;
        let at = house.app.now().unix_seconds() + 60 * i64::from(no);
        unit = house
            .app
            .db()
            .write_async(move |tx| {
                let dossier = dossiers::load_by_code(tx, &code)?.expect("the dossier").dossier;
                let signs = Signs {
                    dossier: dossier.id,
                    account: [no; 16],
                    sent_at: at,
                    took: 20,
                    device: Some([7; 16]),
                    near: 3,
                    contact: Some([100 + no; 16]),
                    office_contact: false,
                };
                signals::add(tx, &signs)?;
                Ok::<_, Error>(dossier.places.competent)
            })
            .await
            .expect("kept");
    }
    unit
}

/// The address of the finding of a kind.
fn found(list: &Answer, what: &str) -> Option<String> {
    let before = list.body.split(what).next().filter(|before| before.len() < list.body.len())?;
    before.rsplit("href=\"").next()?.split('"').next().map(|href| href.replace("&#38;", "&"))
}

const ACCOUNTS: &str = "Nhiều tài khoản trên một trình duyệt";

on_each_database! {
    fn what_is_filed_from_home_leaves_marks_that_tell_nobody_and_go(db: &TestDb) {
        let house = House::with(db, Purpose::Demonstration, Limits::default());
        run(async {
            let mut browser = house.browser();
            become_somebody(&mut browser, "/me").await;
            files(&mut browser).await;
            let first = kept(&house).await;
            assert_eq!(first.len(), 1, "one filing, one row");
            assert_eq!((first[0].signs.near, first[0].signs.office_contact), (0, false), "no desk is near");
            // An officer signs in to a desk in another browser of the same network and make; then in this one.
            let _desk = house.signed_in("hongha.motcua1").await;
            files(&mut browser).await;
            let page = browser.get("/desk/sign-in").await;
            let csrf = page.field("csrf");
            let fields = [("csrf", csrf.as_str()), ("login", "hongha.motcua1"), ("password", motcua_app::seed::DEMO_PASSWORD)];
            assert_eq!(browser.post("/desk/sign-in", &fields).await.status, StatusCode::SEE_OTHER);
            files(&mut browser).await;
            let mut near: Vec<i64> = kept(&house).await.iter().map(|sent| sent.signs.near).collect();
            near.sort_unstable();
            assert_eq!(near, [0, 2, 3]);
            let all = kept(&house).await;
            assert!(all.iter().all(|sent| sent.signs.device == first[0].signs.device), "one browser");
            assert!(all.iter().all(|sent| sent.signs.account == first[0].signs.account), "one account");
            // What an officer receives over the counter leaves nothing.
            house.received().await;
            assert_eq!(kept(&house).await.len(), 3);
        });
        assert_eq!(house.app.forget_signals(), Ok(0), "young ones stay");
        house.at("2026-12-24T09:00");
        assert_eq!(house.app.forget_signals().expect("forgotten"), 3 + 2, "filings and desks");
        let left = house.app.db().read(|tx| signals::sent(tx, (0, i64::MAX), 100)).expect("read");
        assert_eq!(left, []);
    }

    fn findings_are_shown_to_those_who_watch_and_judged_by_those_who_may(db: &TestDb) {
        let house = House::with(db, Purpose::Demonstration, Limits::default());
        run(async {
            let unit = six_in_one_browser(&house).await;
            let numbers = house.browser().get("/board/numbers.csv?period=month").await.body;
            let mut inspector = house.signed_in(INSPECTOR).await;
            let list = inspector.get("/desk/signals").await;
            assert_eq!(list.status, StatusCode::OK, "{}", list.body);
            let address = found(&list, ACCOUNTS).expect("a finding");
            assert!(list.body.contains("6 tài khoản"), "{}", list.body);
            assert!(list.body.contains("Chưa ai xem xét"), "{}", list.body);
            let page = inspector.get(&address).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.body);
            assert!(page.body.contains("gửi từ trình duyệt mà cán bộ đã đăng nhập"), "{}", page.body);
            assert_eq!(page.body.matches("href=\"/desk/dossiers/H26").count(), 6, "{}", page.body);

            let (csrf, command) = (page.field("csrf"), page.field("command_id"));
            let (month, post) = (page.field("month"), address.split('?').next().expect("a path").to_owned());
            let form = |opinion: &'static str, reason: &'static str| {
                [("csrf", csrf.clone()), ("command_id", command.clone()), ("month", month.clone()),
                 ("opinion", opinion.to_owned()), ("reason", reason.to_owned())]
            };
            let fields = |form: &[(&'static str, String); 5]| -> Vec<(&'static str, String)> { form.to_vec() };
            let send = async |browser: &mut Browser, form: Vec<(&'static str, String)>| {
                let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
                browser.post(&post, &form).await
            };
            let without = send(&mut inspector, fields(&form("proxy", " "))).await;
            assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", without.body);
            assert!(without.error_summary().contains("Ghi lý do"), "{}", without.body);
            let without = send(&mut inspector, fields(&form("guilty", "Vì sao"))).await;
            assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", without.body);
            let judged = fields(&form("explained", "Thư viện của phường, đã hỏi <b>thủ thư</b>"));
            for _ in 0..2 {
                assert_eq!(send(&mut inspector, judged.clone()).await.location(), address);
            }
            let page = inspector.get(&address).await;
            assert_eq!(page.body.matches("đã hỏi &#60;b&#62;thủ thư").count(), 1, "once, escaped: {}", page.body);
            let acts = house.app.read(move |tx, _| Ok(office::of_unit(tx, unit, JUDGED, None, 9)?)).await.expect("read");
            assert_eq!(acts.len(), 1);
            assert!(acts[0].payload.contains("\"opinion\":\"explained\""), "{}", acts[0].payload);
            let list = inspector.get("/desk/signals").await;
            assert!(list.body.contains("Có lý do chính đáng"), "{}", list.body);
            let after = house.browser().get("/board/numbers.csv?period=month").await.body;
            assert_eq!(after, numbers, "no number is changed by it");

            // The head sees what concerns the ward and judges nothing; another head does not know of it.
            let mut head = house.signed_in(HEAD).await;
            assert!(found(&head.get("/desk/signals").await, ACCOUNTS).is_some());
            let page = head.get(&address).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(!page.body.contains("name=\"opinion\""), "{}", page.body);
            let csrf = head.get("/desk").await.field("csrf");
            let mut form = judged.clone();
            form[0].1 = csrf;
            form[1].1 = crate::support::command_id();
            assert_eq!(send(&mut head, form).await.status, StatusCode::FORBIDDEN);
            let mut other = house.signed_in("hoankiem.chutich").await;
            assert!(found(&other.get("/desk/signals").await, ACCOUNTS).is_none());
            assert_eq!(other.get(&address).await.status, StatusCode::NOT_FOUND);
            // The head of the centre judges as well.
            let mut centre = house.signed_in("trungtam.giamdoc").await;
            let page = centre.get(&address).await;
            assert!(page.body.contains("name=\"opinion\""), "{}", page.body);
            // What is not settled is told in the language of the page.
            inspector.set_cookie("mc_lang", "en");
            let english = inspector.get("/desk/signals").await;
            assert!(english.body.contains("<span>The city chose them on made-up data.</span>"), "{}", english.body);
            inspector.set_cookie("mc_lang", "vi");
            // Months without signs are empty, nonsense is this month, a forged form is refused.
            let empty = inspector.get("/desk/signals?month=2025-01").await;
            assert!(empty.body.contains("Không thấy dấu hiệu nào"), "{}", empty.body);
            assert!(found(&inspector.get("/desk/signals?month=x").await, ACCOUNTS).is_some());
            let mut forged = judged.clone();
            forged[0].1 = "x".to_owned();
            assert_eq!(send(&mut inspector, forged).await.status, StatusCode::FORBIDDEN);
        });
    }
}
