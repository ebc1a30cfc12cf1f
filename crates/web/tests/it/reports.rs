//! Reports: frozen they stay as they were, whatever comes after; files say what pages say; what is wrong is told where.

use crate::support::{Answer, BIRTH, Browser, House, command_id, filing, run, small_city};
use axum::http::StatusCode;
use motcua_app::App;
use motcua_db::testing::TestDb;
use motcua_db::{Db, Engine, on_each_database};
use motcua_domain::dossier::Dossier;
use motcua_store::figures;
use motcua_store::meta::Purpose;
use motcua_store::verify::{self, Kind};
use motcua_web::Limits;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const LEADER: &str = "ubndtp.lanhdao";

fn verified(app: &Arc<App>) -> verify::Report {
    let world = app.world();
    let versions = world.all_versions().map(|version| (version.id, Arc::clone(version))).collect();
    let (units, by_world) = (world.units.clone(), Arc::clone(&world));
    let calendar = move |dossier: &Dossier| by_world.calendar(dossier.places.competent).ok().cloned();
    let world = verify::World { versions, units, calendar: Box::new(calendar) };
    verify::run(app.db(), &world, 1, &|_| {}).expect("verified")
}

/// Changes what may not be changed, as somebody with the database in hand could.
fn tamper(db: &TestDb, sql: &'static str) {
    let off = match db.engine() {
        Engine::Sqlite => {
            "drop trigger if exists published_report_append_only_update; drop trigger if exists event_append_only_update;"
        }
        Engine::Postgres => {
            "alter table published_report disable trigger all; alter table event disable trigger all;"
        }
    };
    db.exclusive(|tx| {
        tx.batch(off)?;
        tx.batch(sql)
    })
    .expect("done behind the program's back");
}

/// A report by day with a count, a rate with its twin and a balance.
fn daily(key: &str) -> String {
    format!(
        "key = \"{key}\"\ntitle = \"Ngày\"\ntitle_en = \"Day\"\nperiod = \"day\"\nrows = \"kinds: ward\"\n\
         [[column]]\nkey = \"received\"\ngroup = \"Nhóm\"\ngroup_en = \"Group\"\nmetric = \"received\"\n\
         [[column]]\nkey = \"online\"\nmetric = \"online\"\n[[column]]\nkey = \"self\"\nmetric = \"self_online\"\n\
         [[column]]\nkey = \"helped\"\nmetric = \"helped_online\"\n\
         [[column]]\nkey = \"left\"\nname = \"Còn lại\"\nname_en = \"Left\"\n\
         formula = \"period.carried + received.all - ended.all\"\n\
         [[column]]\nkey = \"open\"\nname = \"Đang chạy\"\nname_en = \"Running\"\nformula = \"now.open\"\n\
         [[column]]\nkey = \"late\"\nname = \"Quá hạn\"\nname_en = \"Late\"\nformula = \"now.overdue\"\n"
    )
}

async fn defined(leader: &mut Browser, text: &str) -> Answer {
    let page = leader.get("/board/reports/define").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let (csrf, command) = (page.field("csrf"), page.field("command_id"));
    let fields = [("csrf", csrf.as_str()), ("command_id", &command), ("text", text), ("act", "save")];
    leader.post("/board/reports/define", &fields).await
}

pub async fn frozen(browser: &mut Browser, key: &str, period: &str, unit: &str) -> Answer {
    let page = browser.get(&format!("/board/reports/{key}?period={period}&unit={unit}")).await;
    let csrf = page.field("csrf");
    let command = command_id();
    let fields =
        [("csrf", csrf.as_str()), ("command_id", command.as_str()), ("period", period), ("unit", unit)];
    browser.post(&format!("/board/reports/{key}"), &fields).await
}

fn cells(json: &serde_json::Value, row: &str) -> Vec<(i64, i64)> {
    let rows = json["rows"].as_array().expect("rows");
    let row = rows.iter().find(|one| one["key"] == row).unwrap_or_else(|| panic!("{row} in {json}"));
    let pair = |cell: &serde_json::Value| (cell[0].as_i64().expect("a"), cell[1].as_i64().expect("b"));
    row["cells"].as_array().expect("cells").iter().map(pair).collect()
}

on_each_database! {
    fn what_was_frozen_stays_and_a_later_edition_says_what_differs(db: &TestDb) {
        let house = House::with(db, Purpose::Demonstration, Limits::default());
        let app = Arc::clone(&house.app);
        run(async move {
            let mut leader = house.signed_in(LEADER).await;
            let kept = defined(&mut leader, &daily("ngay")).await;
            assert_eq!(kept.location(), "/board/reports/ngay");
            house.received().await;
            let mut program = house.program("hongha.motcua1").await;
            let mut online = filing();
            (online["provenance"], online["helped_at"]) = ("entered_by_officer".into(), "diem-00097".into());
            assert_eq!(program.send("/api/v1/dossiers", &online).await.status, StatusCode::CREATED);
            // The day is not over: looked at, not frozen.
            let early = frozen(&mut leader, "ngay", "2026-03-11", "").await;
            assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(early.body.contains("Kỳ này chưa hết"), "{}", early.body);
            house.at("2026-03-13T09:00");
            let mut leader = house.signed_in(LEADER).await;
            let first = frozen(&mut leader, "ngay", "2026-03-11", "").await.location().to_owned();
            let mut reader = house.browser();
            let json = reader.get(&format!("{first}.json")).await;
            // Received, online over all, alone, helped, left, running and past due by the end of the day: a birth is due the same day.
            let right = [(2, 1), (1, 2), (0, 2), (1, 1), (2, 1), (2, 1), (2, 1)];
            assert_eq!(cells(&json.json(), "00097"), right, "{}", json.body);
            assert_eq!(cells(&json.json(), "total"), right);
            assert_eq!(cells(&json.json(), "00070"), [(0, 1), (0, 0), (0, 0), (0, 0), (0, 1), (0, 1), (0, 1)]);
            let page = reader.get(&first).await;
            assert!(page.body.contains("50,00%") && page.body.contains("1/2"), "{}", page.body);
            // Later acts move the numbers of now, and nothing of what was frozen.
            let mut more = house.program("hongha.motcua1").await;
            // A clock that went back: what comes late into the day that was frozen.
            house.at("2026-03-11T10:00");
            for _ in 0..3 {
                let sent = more.send("/api/v1/dossiers", &filing()).await;
                assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.body);
            }
            house.at("2026-03-13T10:00");
            let again = reader.get(&format!("{first}.json")).await;
            assert_eq!(again.body, json.body, "byte for byte");
            let second = frozen(&mut leader, "ngay", "2026-03-11", "").await.location().to_owned();
            assert!(second.ends_with("-2") && second.trim_end_matches("-2") == first.trim_end_matches("-1"));
            let page = reader.get(&second).await;
            assert!(page.body.contains("Khác bản trước"), "{}", page.body);
            assert!(page.body.contains("Nhóm: Hồ sơ tiếp nhận") && page.body.contains("20,00%"), "{}", page.body);
            let list = reader.get("/board/reports").await;
            assert!(list.body.contains(&first) && list.body.contains(&second), "{}", list.body);
            // The files say what the page says.
            let csv = reader.get(&format!("{first}.csv")).await;
            let ward = csv.body.lines().find(|line| line.contains("Hồng Hà")).expect("the ward").to_owned();
            assert!(ward.ends_with(",2,50.00,1,2,0.00,0,2,100.00,1,1,2,2,2"), "{ward}");
            let xlsx = reader.get(&format!("{first}.xlsx")).await;
            assert_eq!(xlsx.status, StatusCode::OK);
            assert!(xlsx.body.starts_with("PK"), "a workbook");
            let sheet = reader.get(&format!("{first}.print")).await;
            assert!(sheet.body.contains("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), "{}", sheet.body);
        });
        let report = verified(&app);
        assert!(report.is_clean(), "{:#?}", report.findings);
    }

    fn a_cell_that_was_changed_is_found(db: &TestDb) {
        let house = House::with(db, Purpose::Demonstration, Limits::default());
        let app = Arc::clone(&house.app);
        run(async move {
            house.received().await;
            house.at("2026-04-02T09:00");
            let mut leader = house.signed_in(LEADER).await;
            frozen(&mut leader, "06a", "2026-Q1", "").await.location();
            frozen(&mut leader, "07b", "2026-Q1", "").await.location();
            frozen(&mut leader, "766", "2026-03", "").await.location();
            let week = frozen(&mut leader, "xa-tuan", "2026-W11", "00097").await;
            let page = house.browser().get(week.location()).await;
            assert!(page.body.contains("Trung vị 1 phường cùng cỡ dân số"), "{}", page.body);
        });
        assert!(verified(&app).is_clean(), "{:#?}", verified(&app).findings);
        tamper(db, "update published_report set content = replace(content, '[[1,1],[0,1]', '[[7,1],[0,1]') where key = '06a'");
        let found = verified(&app);
        let about: Vec<&str> = found
            .findings
            .iter()
            .filter(|one| one.kind == Kind::ReportDiffers)
            .map(|one| one.message_en.as_str())
            .collect();
        assert!(about.iter().any(|text| text.contains("its digest does not match")), "{about:?}");
        assert!(about.iter().any(|text| text.contains("says 7; by the journal it is 1")), "{about:?}");
        assert!(about.iter().all(|text| text.contains("06a")), "nothing else: {about:?}");
    }

    fn an_event_that_cannot_be_read_does_not_end_the_verification(db: &TestDb) {
        let house = House::with(db, Purpose::Demonstration, Limits::default());
        let app = Arc::clone(&house.app);
        run(async move {
            house.received().await;
            house.at("2026-04-02T09:00");
            let mut leader = house.signed_in(LEADER).await;
            frozen(&mut leader, "06a", "2026-Q1", "").await.location();
        });
        assert!(verified(&app).is_clean(), "{:#?}", verified(&app).findings);
        tamper(db, "update event set payload = replace(payload, 'submitted', 'Submitted') where kind = 'submitted'");
        let found = verified(&app);
        for kind in [Kind::EventAltered, Kind::Unreadable] {
            assert!(found.findings.iter().any(|one| one.kind == kind), "{kind:?}: {:#?}", found.findings);
        }
    }

    fn numbers_are_told_as_they_were_known_at_a_moment(db: &TestDb) {
        let house = House::with(db, Purpose::Demonstration, Limits::default());
        run(async move {
            house.received().await;
            house.at("2026-03-11T10:00");
            house.received().await;
            house.received().await;
            house.at("2026-03-11T11:00");
            let mut reader = house.browser();
            let count = |csv: &str| -> Option<i64> {
                let line = csv.lines().find(|line| line.contains("00097,") && line.contains(",received,"))?;
                line.rsplit(',').nth(5)?.parse().ok()
            };
            for (as_of, right) in [("", 3), ("&as_of=11%2F3%2F2026%2009:30", 1), ("&as_of=11%2F3%2F2026%2010:00", 3)] {
                let csv = reader.get(&format!("/board/numbers.csv?period=today{as_of}")).await;
                assert_eq!(count(&csv.body), Some(right), "{as_of}: {}", csv.body);
            }
            for (as_of, right) in [("", 3), ("&as_of=2026-03-11T09:30", 1), ("&as_of=2026-03-11T09:59:30", 1), ("&as_of=2026-03-11T03:00:00Z", 3)] {
                let told = reader.get(&format!("/api/v1/metrics/received?by=unit{as_of}")).await.json();
                assert_eq!((&told["city"]["value"], &told["units"][0]["value"]), (&right.into(), &right.into()), "{as_of}: {told}");
                // Asked again as of the time it tells, it says the same.
                let again = told["as_of"].as_str().expect("a time").replace('+', "%2B");
                if !as_of.is_empty() {
                    let again = reader.get(&format!("/api/v1/metrics/received?by=unit&as_of={again}")).await.json();
                    assert_eq!(again, told);
                }
            }
            for wrong in ["2026-03-12T09:00", "2026-03-01T09:00", "yesterday", "2026-03-11"] {
                let told = reader.get(&format!("/api/v1/metrics/received?as_of={wrong}")).await;
                assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {}", told.body);
                assert!(told.json()["errors"][0]["pointer"].to_string().contains("as_of"), "{wrong}: {}", told.body);
            }
            for (wrong, says) in [("1%2F3%2F2026%2009:30", "11/3/2026"), ("12%2F3%2F2026%2009:30", "chưa tới"), ("soon", "24/7/2025 17:00")] {
                let told = reader.get(&format!("/board/numbers.csv?period=today&as_of={wrong}")).await;
                assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {}", told.body);
                assert!(told.body.contains(says), "{wrong}: {}", told.body);
            }
            let then = "/board?period=today&as_of=11%2F3%2F2026%2009:30";
            let page = reader.get(then).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.body);
            assert!(page.body.contains("09:30 11/3/2026"), "said plainly: {}", page.body);
            assert!(!page.body.contains("data-stream"), "nothing moves: {}", page.body);
            let stream = reader.get(&then.replace("/board?", "/board/stream?")).await;
            assert_eq!(stream.status, StatusCode::NO_CONTENT);
            let drill = reader.get(&then.replace("/board?", "/board/drill?metric=received&unit=00097&")).await;
            assert!(drill.body.contains("09:30 11/3/2026"), "said plainly: {}", drill.body);
            for (as_of, told) in [
                ("12%2F3%2F2026%2009:30", "Thời điểm này chưa tới"),
                // What is being written may still carry the time of this minute or of the one before.
                ("11%2F3%2F2026%2011:00", "Hỏi lại từ 11:02"),
                ("11%2F3%2F2026%2010:59", "Hỏi lại từ 11:01"),
                ("1%2F3%2F2026%2009:30", "sổ bắt đầu lúc 09:00 ngày 11/3/2026"),
                ("hom-qua", "Nhập ngày và giờ"),
            ] {
                let page = reader.get(&format!("/board?as_of={as_of}")).await;
                assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{as_of}");
                assert!(page.body.contains(told), "{as_of}: {}", page.body);
            }
            let settled = reader.get("/board?as_of=11%2F3%2F2026%2010:58").await;
            assert_eq!(settled.status, StatusCode::OK, "{}", settled.body);
        });
    }

    fn a_report_is_defined_without_code_and_what_is_wrong_is_told_by_its_line(db: &TestDb) {
        let house = House::with(db, Purpose::Demonstration, Limits::default());
        run(async move {
            house.received().await;
            let mut leader = house.signed_in(LEADER).await;
            let page = leader.get("/board/reports/define?from=06a").await;
            assert!(page.body.contains("Khóa: 06a, đã có; lưu thành phiên bản 1"), "{}", page.body);
            assert!(page.body.contains("06a – "), "{}", page.body);
            let text = daily("ngay");
            for (from, to, line, told) in [
                ("metric = \"received\"", "metric = \"recieved\"", 10, "Từ điển không có chỉ số “recieved”"),
                ("formula = \"now.open\"", "formula = \"now.opened\"", 29, "không có số đếm tên “now.opened”"),
                ("metric = \"helped_online\"", "metric = \"satisfaction\"", 19, "Đánh giá của người dân"),
                ("period = \"day\"", "period = \"fortnight\"", 4, "period: day, week"),
                ("rows = \"kinds: ward\"", "rows = \"kinds: moon\"", 5, "rows: city, fields"),
                ("title = \"Ngày\"", "title = Ngày", 2, "Không đọc được"),
                ("key = \"open\"", "key = \"left\"", 26, "ghi hai lần"),
            ] {
                let broken = text.replacen(from, to, 1);
                assert_ne!(broken, text);
                let answer = defined(&mut leader, &broken).await;
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{to}");
                assert!(answer.body.contains(told), "{to}: {}", answer.body);
                assert!(answer.body.contains(&format!("Dòng {line}:")), "{to}, line {line}: {}", answer.body);
            }
            let twin = text.replacen("metric = \"helped_online\"", "metric = \"received_post\"", 1);
            let answer = defined(&mut leader, &twin).await;
            assert!(answer.body.contains("Tỷ lệ phải có chỉ số đối chiếu"), "{}", answer.body);
            // Another version takes its place; nobody else may.
            assert_eq!(defined(&mut leader, &text).await.status, StatusCode::SEE_OTHER);
            let other = text.replacen("title = \"Ngày\"", "title = \"Ngày nay\"", 1);
            assert_eq!(defined(&mut leader, &other).await.status, StatusCode::SEE_OTHER);
            let list = leader.get("/board/reports").await;
            assert!(list.body.contains("Ngày nay") && list.body.contains("phiên bản 2"), "{}", list.body);
            let mut clerk = house.signed_in("hongha.chuyenvien1").await;
            assert_eq!(clerk.get("/board/reports/define").await.status, StatusCode::FORBIDDEN);
            for (asked, told) in [
                ("ngay?period=2026-03", "Kỳ “2026-03” không đọc được"),
                ("ngay?period=2027-01-01", "Kỳ này chưa bắt đầu"),
                ("06a?period=2025-Q4", "chưa có số liệu: sổ bắt đầu ngày 11/3/2026"),
            ] {
                let page = clerk.get(&format!("/board/reports/{asked}")).await;
                assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{asked}");
                assert!(page.body.contains(told), "{asked}: {}", page.body);
            }
        });
    }

    fn the_head_of_a_ward_freezes_its_own_week_and_no_other(db: &TestDb) {
        let house = House::of(db, Purpose::Demonstration, Limits::default(), small_city());
        run(async move {
            let (code, _) = house.received().await;
            assert!(code.contains('-') && BIRTH.contains('.'));
            house.at("2026-03-17T09:00");
            let mut head = house.signed_in("hongha.chutich").await;
            let own = frozen(&mut head, "xa-tuan", "2026-W11", "00097").await;
            assert_eq!(own.status, StatusCode::SEE_OTHER, "{}", own.body);
            let other = frozen(&mut head, "xa-tuan", "2026-W11", "00070").await;
            assert_eq!(other.status, StatusCode::FORBIDDEN, "{}", other.body);
            let city = frozen(&mut head, "766", "2026-02", "").await;
            assert_eq!(city.status, StatusCode::FORBIDDEN, "{}", city.body);
        });
    }
}

/// On PostgreSQL places in the journal are given out before the commit: of two writers the later place may be kept first.
#[test]
#[ignore = "needs PostgreSQL: run cargo xtask test"]
fn a_report_frozen_while_an_earlier_place_of_the_journal_is_being_written_stands() {
    let db = TestDb::postgres();
    let other = Db::open(db.config()).expect("another node");
    let [near, far] = [&*db, &other].map(|db| House::with(db, Purpose::Demonstration, Limits::default()));
    let app = Arc::clone(&near.app);
    // The far node stands still just before its commit, once it is told to.
    let (written, mut is_written) = tokio::sync::mpsc::unbounded_channel();
    let (release, released) = std::sync::mpsc::channel::<()>();
    let stands_still = Arc::new(AtomicBool::new(false));
    let armed = Arc::clone(&stands_still);
    other.set_group_hook(move |_| {
        if armed.swap(false, Ordering::SeqCst) {
            written.send(()).expect("the test waits");
            released.recv().expect("the test releases it");
        }
        Ok(())
    });
    run(async move {
        let mut leader = near.signed_in(LEADER).await;
        assert_eq!(defined(&mut leader, &daily("ngay")).await.location(), "/board/reports/ngay");
        near.received().await;
        let end = near.app.read(|tx, _| Ok(figures::end(tx)?)).await.expect("read");
        let mut program = far.program("hoankiem.motcua1").await;
        let mut body = filing();
        body["at"] = "diem-00070".into();
        stands_still.store(true, Ordering::SeqCst);
        let late = tokio::spawn(async move { program.send("/api/v1/dossiers", &body).await });
        is_written.recv().await.expect("the far node has written");
        near.received().await;
        near.at("2026-03-13T09:00");
        let mut leader = near.signed_in(LEADER).await;
        let freezing = tokio::spawn(async move { frozen(&mut leader, "ngay", "2026-03-11", "").await });
        // Whoever freezes now either waits for the far node or does without it.
        let patience = tokio::time::timeout(Duration::from_secs(1), async {
            while !freezing.is_finished() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
        drop(patience.await);
        release.send(()).expect("the far node waits");
        let late = late.await.expect("filed");
        assert_eq!(late.status, StatusCode::CREATED, "{}", late.body);
        let code = late.json()["code"].as_str().expect("a code").to_owned();
        let first = near.app.read(move |tx, _| {
            let id = motcua_store::dossiers::load_by_code(tx, &code)?.expect("a dossier").dossier.id;
            Ok(motcua_store::journal::page(tx, end, 1)?[0].dossier == id)
        });
        assert!(first.await.expect("read"), "the far node had the earlier place, or nothing was tried");
        let edition = freezing.await.expect("frozen").location().to_owned();
        let json = near.browser().get(&format!("{edition}.json")).await.json();
        assert_eq!(cells(&json, "00070")[0], (1, 1), "what was being written is in it: {json}");
    });
    let report = verified(&app);
    assert!(report.is_clean(), "{:#?}", report.findings);
}
