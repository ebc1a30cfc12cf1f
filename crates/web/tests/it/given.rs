//! Figures given from outside, and the parts of the index they and the registry of procedures fill: each with its source, nothing
//! recorded unless the whole file is right, and as known at a moment.

use crate::support::{Answer, Browser, HOME_WARD, House, SLOW, filing, run};
use axum::body::Body;
use axum::http::StatusCode;
use motcua_app::App;
use motcua_app::given::Giver;
use motcua_db::on_each_database;
use motcua_db::testing::TestDb;
use motcua_domain::actor::ActorRef;
use motcua_domain::dossier::Dossier;
use motcua_domain::ids::CommandId;
use motcua_domain::office::given::GIVEN;
use motcua_domain::procedure::ServiceLevel;
use motcua_store::meta::Purpose;
use motcua_store::office::{self, NewAct};
use motcua_store::verify::{self, Kind};
use motcua_web::Limits;
use std::sync::Arc;

const LEADER: &str = "ubndtp.lanhdao";
const HEAD: &str = "hongha.chutich";
const FORM: Option<&str> = Some("multipart/form-data; boundary=b");
const HEADER: &str = "unit,metric,month,numerator,denominator\n";

fn house(db: &TestDb) -> House {
    House::with(db, Purpose::Demonstration, Limits::default())
}

fn verified(app: &Arc<App>) -> verify::Report {
    let world = app.world();
    let versions = world.all_versions().map(|version| (version.id, Arc::clone(version))).collect();
    let (units, by_world) = (world.units.clone(), Arc::clone(&world));
    let calendar = move |dossier: &Dossier| by_world.calendar(dossier.places.competent).ok().cloned();
    let world = verify::World { versions, units, calendar: Box::new(calendar) };
    verify::run(app.db(), &world, 1, &|_| {}).expect("verified")
}

/// The form as a browser sends it, with the file as bytes.
fn form(fields: &[(&str, &str)], file: &[u8]) -> Body {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n";
    body.extend(head.bytes());
    body.extend(file);
    body.extend(b"\r\n--b--\r\n");
    Body::from(body)
}

async fn looked_at(browser: &mut Browser, source: &str, file: &[u8]) -> Answer {
    let csrf = browser.get("/desk/figures").await.field("csrf");
    let fields = [("csrf", csrf.as_str()), ("act", "preview"), ("source", source)];
    browser.ask_with("POST", "/desk/figures", FORM, form(&fields, file)).await
}

/// What is sent to record what a preview showed: the file comes back as text, as the page holds it.
fn recording(page: &Answer, source: &str, text: &str) -> Body {
    let (csrf, command, seal) = (page.field("csrf"), page.field("command_id"), page.field("seal"));
    let text = text.replace('\n', "\r\n");
    let fields = [
        ("csrf", csrf.as_str()),
        ("act", "give"),
        ("command_id", &command),
        ("seal", &seal),
        ("source", source),
        ("text", &text),
    ];
    form(&fields, b"")
}

async fn given(browser: &mut Browser, source: &str, text: &str) {
    let page = looked_at(browser, source, text.as_bytes()).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let sent = browser.ask_with("POST", "/desk/figures", FORM, recording(&page, source, text)).await;
    assert!(sent.location().starts_with("/desk/figures?done="), "{}", sent.body);
}

/// The row of a part of the index, without what stands around.
async fn part(reader: &mut Browser, query: &str, number: &str) -> String {
    let page = reader.get(&format!("/board/index?{query}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let row = page.body.split("<tr ").find(|row| row.contains(&format!("role=\"cell\">{number}</td>")));
    row.unwrap_or_else(|| panic!("part {number} of {}", page.body)).to_owned()
}

/// The acts of giving, the last first.
async fn kept(house: &House) -> Vec<office::Kept> {
    house.app.read(|tx, _| Ok(office::of_kind(tx, GIVEN, None, 9)?)).await.expect("read")
}

async fn acts(house: &House) -> usize {
    kept(house).await.len()
}

on_each_database! {
    fn figures_are_looked_at_recorded_once_and_shown_with_their_source(db: &TestDb) {
        let house = house(db);
        run(async move {
            house.received().await;
            let text = format!("\u{feff}{HEADER}00097,feedback_on_time,2026-02,80,100\n00097,wait_counter,02/2026,1200,60\n\
                                00097,synchronised,2026-02,0,0\nubnd-tp,feedback_on_time,2026-02,900,1000\n");
            for name in [HEAD, "hongha.motcua1", "ubndtp.quantri"] {
                let mut other = house.signed_in(name).await;
                assert_eq!(other.get("/desk/figures").await.status, StatusCode::FORBIDDEN, "{name}");
                let csrf = other.get("/desk").await.field("csrf");
                let sent = form(&[("csrf", &csrf), ("act", "preview"), ("source", "x")], text.as_bytes());
                let refused = other.ask_with("POST", "/desk/figures", FORM, sent).await;
                assert_eq!(refused.status, StatusCode::FORBIDDEN, "{name}: no unit gives figures, not even its own");
            }
            let mut leader = house.signed_in(LEADER).await;
            let unsigned = form(&[("csrf", "0"), ("act", "preview"), ("source", "x")], text.as_bytes());
            assert_eq!(leader.ask_with("POST", "/desk/figures", FORM, unsigned).await.status, StatusCode::FORBIDDEN);

            let source = "Báo cáo tháng 2 của <b>hệ thống</b> phản ánh";
            let page = looked_at(&mut leader, source, text.as_bytes()).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.body);
            assert!(page.body.contains("80/100") && page.body.contains("Sẽ ghi nhận"), "{}", page.body);
            assert!(!page.body.contains("<b>hệ thống"), "a source is text");
            assert_eq!(acts(&house).await, 0, "looking records nothing");
            let text = text.trim_start_matches('\u{feff}');
            let other = recording(&page, source, &text.replace("80,100", "90,100"));
            let refused = leader.ask_with("POST", "/desk/figures", FORM, other).await;
            assert_eq!((refused.status, acts(&house).await), (StatusCode::CONFLICT, 0), "only what was looked at is recorded");
            for _ in 0..2 {
                let sent = recording(&page, source, text);
                let done = leader.ask_with("POST", "/desk/figures", FORM, sent).await;
                assert!(done.location().starts_with("/desk/figures?done="), "{}", done.body);
                assert_eq!(acts(&house).await, 4, "sent twice, recorded once");
            }
            let again = looked_at(&mut leader, source, text.as_bytes()).await;
            assert!(again.body.contains("không có gì để ghi") && !again.body.contains("value=\"give\""), "{}", again.body);

            // The index, the unit's page, the file and the interface say the same, and by whom; the name stands at the desk only.
            let (mut reader, month) = (house.browser(), "from=1/2/2026&to=28/2/2026");
            let row = part(&mut reader, &format!("unit=00097&{month}"), "5.2").await;
            assert!(row.contains("80,0%") && row.contains("4,8"), "80 % of 6 points: {row}");
            assert!(row.contains("Do lãnh đạo Thành phố cung cấp ngày") && row.contains("Báo cáo tháng 2"), "{row}");
            let row = part(&mut reader, &format!("unit=00097&{month}"), "1.4").await;
            assert!(row.contains("0/0") && row.contains("không áp dụng"), "nothing over nothing was given: {row}");
            let row = part(&mut reader, &format!("unit=00070&{month}"), "5.2").await;
            assert!(row.contains("Chưa được cung cấp") && row.contains("không ghi phản ánh, kiến nghị"), "{row}");
            let row = part(&mut reader, &format!("unit=00097&{month}"), "5.3").await;
            assert!(row.contains("Chưa được cung cấp"), "{row}");
            let row = part(&mut reader, month, "5.2").await;
            assert!(row.contains("90,0%"), "the city's own figure, no sum of units: {row}");
            let row = part(&mut reader, "unit=00097&from=1/1/2026&to=28/2/2026", "5.2").await;
            assert!(row.contains("80,0%") && row.contains("(1 trong 2 tháng của kỳ)"), "{row}");
            let page = reader.get(&format!("/board?unit=00097&{month}")).await;
            assert!(page.body.contains("80/100") && page.body.contains("20 phút"), "{}", page.body);
            assert!(!page.body.contains("board/drill?metric=feedback"), "there is nothing behind it");
            let csv = reader.get(&format!("/board/numbers.csv?{month}")).await.body;
            let line = |unit: &str, metric: &str| {
                let found = csv.lines().find(|line| line.starts_with(&format!("{unit},")) && line.contains(&format!(",{metric},")));
                found.unwrap_or_else(|| panic!("{metric} of {unit} in {csv}")).to_owned()
            };
            let row = line("00097", "feedback_on_time");
            assert!(row.contains("lãnh đạo Thành phố") && row.contains("2026-03-11,80,100,80.00"), "{row}");
            assert!(line("00070", "feedback_on_time").contains(",chưa được cung cấp,,,,,,2026-02-01"), "{csv}");
            assert!(line("00097", "received").contains(",,,,0,,,2026-02-01"), "what is counted has no source: {csv}");
            let mut program = house.program("hongha.motcua1").await;
            let json = program.get("/api/v1/metrics/feedback_on_time?unit=00097&from=2026-02-01&to=2026-02-28").await.json();
            let unit = &json["units"][0];
            assert_eq!((unit["numerator"].as_i64(), unit["denominator"].as_i64()), (Some(80), Some(100)), "{json}");
            assert_eq!((unit["given"]["source"][0].as_str(), unit["given"]["on"].as_str()), (Some(source), Some("2026-03-11")));
            assert_eq!((json["counted_on"].as_str(), json["city"]["numerator"].as_i64()), (Some("month_given"), Some(900)));
            let json = program.get("/api/v1/metrics/feedback_on_time?unit=00070&from=2026-02-01&to=2026-02-28").await.json();
            assert!(json["units"][0]["given"].is_null() && json["units"][0]["numerator"].is_null(), "{json}");
            for (key, instead) in [("/board?metric=feedback_on_time", "metric=online"), ("/board/metrics", "Do nơi khác cung cấp")] {
                let page = reader.get(key).await;
                assert_eq!(page.status, StatusCode::OK, "{key}: {instead}");
            }
            let dictionary = reader.get("/board/metrics").await.body;
            assert!(dictionary.contains("id=\"feedback_on_time\"") && dictionary.contains("tháng được cung cấp"));
            let leader_name = house.app.world().officer_name(leader_id(&house).await).expect("a name").to_owned();
            for path in [format!("/board?unit=00097&{month}"), format!("/board/index?unit=00097&{month}")] {
                assert!(!reader.get(&path).await.body.contains(&leader_name), "{path} names nobody");
            }
            assert!(leader.get("/desk/figures").await.body.contains(&leader_name));
            let app = Arc::clone(&house.app);
            let report = tokio::task::spawn_blocking(move || verified(&app)).await.expect("verified");
            assert!(report.is_clean(), "{:?}", report.findings);
        });
    }

    fn a_corrected_figure_is_reproduced_as_known_before_its_correction(db: &TestDb) {
        let house = house(db);
        run(async move {
            house.received().await;
            let cell = |above: i64| format!("{HEADER}00097,feedback_on_time,2026-03,{above},100\n");
            let mut leader = house.signed_in(LEADER).await;
            house.at("2026-03-11T10:00");
            given(&mut leader, "Báo cáo lần đầu", &cell(80)).await;
            house.at("2026-03-11T11:00");
            let page = looked_at(&mut leader, "Báo cáo đã rà soát", cell(60).as_bytes()).await;
            assert!(page.body.contains("80/100 – nguồn: Báo cáo lần đầu"), "what it takes the place of: {}", page.body);
            given(&mut leader, "Báo cáo đã rà soát", &cell(60)).await;
            house.at("2026-03-11T12:00");
            let mut reader = house.browser();
            for (as_of, share, source) in [
                ("", "60,0%", "Báo cáo đã rà soát"),
                ("&as_of=11%2F3%2F2026%2011:00", "60,0%", "Báo cáo đã rà soát"),
                ("&as_of=11%2F3%2F2026%2010:59", "80,0%", "Báo cáo lần đầu"),
                ("&as_of=11%2F3%2F2026%2010:00", "80,0%", "Báo cáo lần đầu"),
                ("&as_of=11%2F3%2F2026%2009:59", "Chưa được cung cấp", "Không đếm được ở đây"),
            ] {
                let row = part(&mut reader, &format!("unit=00097&period=month{as_of}"), "5.2").await;
                assert!(row.contains(share) && row.contains(source), "{as_of}: {row}");
                let corrected = row.contains("có sửa số đã cung cấp");
                assert_eq!(corrected, share == "60,0%", "{as_of}: {row}");
                let page = reader.get(&format!("/board?unit=00097&period=month{as_of}")).await;
                let told = share != "Chưa được cung cấp";
                assert_eq!(page.body.contains(&share.replace(",0%", "/100")), told, "{as_of}: {}", page.body);
            }
            // Both acts stay, in one chain; what the registry says is not told of then, and the page says so.
            let all = kept(&house).await;
            let revisions: Vec<u32> = all.iter().map(|act| act.revision).collect();
            assert_eq!((revisions, all[0].subject == all[1].subject), (vec![2, 1], true));
            let desk = leader.get("/desk/figures").await.body;
            assert!(desk.contains("60/100") && desk.contains("80/100 – nguồn: Báo cáo lần đầu"), "{desk}");
            let row = part(&mut reader, "unit=00097&as_of=11%2F3%2F2026%2010:30", "3.1").await;
            assert!(row.contains("Không biết được cho một thời điểm trong quá khứ"), "{row}");
            assert!(row.contains("data-label=\"Kết quả đo\">–</td>"), "{row}");
            let row = part(&mut reader, "unit=00097&as_of=11%2F3%2F2026%2010:30", "5.4").await;
            assert!(!row.contains("Không biết được cho một thời điểm trong quá khứ"), "ratings are of then: {row}");
            let page = reader.get("/board/index?unit=00097&as_of=11%2F3%2F2026%2010:30").await.body;
            assert!(page.contains("đúng như đã biết lúc 10:30 11/3/2026"), "{page}");
        });
    }

    fn nothing_of_a_broken_file_is_recorded_and_each_fault_is_told_at_its_line(db: &TestDb) {
        let house = house(db);
        run(async move {
            let mut leader = house.signed_in(LEADER).await;
            let good = "00097,feedback_on_time,2026-02,80,100\n";
            let long = "x".repeat(129 * 1024);
            let many: String = (0..1_001).map(|_| good).collect();
            let lines: Vec<(String, &str, &str)> = [
                ("99999,feedback_on_time,2026-02,1,2", "Không có đơn vị mã “99999”", "There is no unit “99999”"),
                ("00097,online,2026-02,1,2", "không phải chỉ số nhận số từ nơi khác", "is no metric that is given from outside"),
                ("00097,nothing,2026-02,1,2", "không phải chỉ số nhận số từ nơi khác", "is no metric that is given from outside"),
                ("00097,feedback_on_time,2026-13,1,2", "Ghi tháng dạng", "Write the month as"),
                ("00097,feedback_on_time,2026-02-01,1,2", "Ghi tháng dạng", "Write the month as"),
                ("00097,feedback_on_time,2026-04,1,2", "Tháng phải đã bắt đầu", "The month must have begun"),
                ("00097,feedback_on_time,1999-04,1,2", "Tháng phải đã bắt đầu", "The month must have begun"),
                ("00097,feedback_on_time,2026-02,101,100", "Tử số lớn hơn mẫu số", "The numerator is above the denominator"),
                ("00097,wait_counter,2026-02,5,0", "Tử số lớn hơn mẫu số", "The numerator is above the denominator"),
                ("00097,feedback_on_time,2026-02,-1,100", "số nguyên từ 0", "whole numbers from 0"),
                ("00097,feedback_on_time,2026-02,1.5,100", "số nguyên từ 0", "whole numbers from 0"),
                ("00097,feedback_on_time,2026-02,,", "số nguyên từ 0", "whole numbers from 0"),
                ("00097,feedback_on_time,2026-02,1,99999999999999999999", "số nguyên từ 0", "whole numbers from 0"),
                ("00097,feedback_on_time,2026-02,1", "có 4 cột", "has 4 columns"),
                ("00097,feedback_on_time,2/2026,1,2", "đã có ở dòng 2", "stand in line 2 already"),
            ]
            .into_iter()
            .map(|(line, vi, en)| (format!("{HEADER}{good}\n{line}\n"), vi, en))
            .collect();
            for (file, vi, en) in &lines {
                for (lang, told) in [("vi", "Dòng 4: ".to_owned()), ("en", "Line 4: ".to_owned())] {
                    leader.lang = lang;
                    leader.set_cookie("mc_lang", lang);
                    let page = looked_at(&mut leader, "Nguồn", file.as_bytes()).await;
                    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{file}");
                    let why = if lang == "vi" { vi } else { en };
                    assert!(page.body.contains(&told) && page.body.contains(why), "{file} {lang}: {}", page.body);
                    assert!(!page.body.contains("value=\"give\""), "{file}: nothing can be recorded of it");
                }
            }
            leader.set_cookie("mc_lang", "vi");
            leader.lang = "vi";
            let whole: [(Vec<u8>, &str); 7] = [
                (Vec::new(), "Dòng đầu phải là"),
                (b"a,b,c\n1,2,3\n".to_vec(), "Dòng đầu phải là: unit,metric,month,numerator,denominator"),
                (b"unit;metric;month\n".to_vec(), "Dòng đầu phải là: unit;metric;month;numerator;denominator"),
                (HEADER.as_bytes().to_vec(), "không có dòng số liệu nào"),
                ([HEADER.as_bytes(), good.as_bytes(), b"00097,\xff\xfe,2026-02,1,2\n"].concat(), "Dòng 3: Không đọc được chữ"),
                (long.into_bytes(), "Tệp dài quá 128 KiB"),
                (format!("{HEADER}{many}").into_bytes(), "Tệp có quá 1000 dòng"),
            ];
            for (file, told) in &whole {
                let page = looked_at(&mut leader, "Nguồn", file).await;
                assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}: {}", page.body);
                assert!(page.body.contains(told), "{told}: {}", page.body);
            }
            let enormous = vec![b'x'; 500 * 1024];
            assert_eq!(looked_at(&mut leader, "Nguồn", &enormous).await.status, StatusCode::PAYLOAD_TOO_LARGE);
            let right = format!("{HEADER}{good}");
            for (source, told) in [("  ", "Ghi rõ nội dung"), (&*"n".repeat(2_001), "không quá 2.000 ký tự"), ("Ông A, 0912.345.678", "các số dài")] {
                let page = looked_at(&mut leader, source, right.as_bytes()).await;
                assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
                assert!(page.body.contains(told), "{}", page.body);
            }
            // What is broken is refused when it is to be recorded as well, whatever the seal.
            let page = looked_at(&mut leader, "Nguồn", right.as_bytes()).await;
            for (file, ..) in &lines {
                let sent = recording(&page, "Nguồn", file);
                let refused = leader.ask_with("POST", "/desk/figures", FORM, sent).await;
                assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{file}");
            }
            assert_eq!(acts(&house).await, 0, "nothing was recorded of any of them");
            // By semicolons and with quotes, as tables are saved here, the same is read.
            given(&mut leader, "Nguồn", "unit;metric;month;numerator;denominator\n\"00097\";feedback_on_time;02/2026;80;100\n").await;
            assert_eq!(acts(&house).await, 1);
            let same = looked_at(&mut leader, "Nguồn", right.as_bytes()).await;
            assert!(same.body.contains("1 dòng trùng với số đang có"), "{}", same.body);
        });
    }

    fn the_operator_gives_by_file_and_a_figure_outside_its_cell_is_found(db: &TestDb) {
        let house = house(db);
        run(async move {
            let file = format!("{HEADER}00097,feedback_satisfied,2026-02,3,4\n").into_bytes();
            let source = "Hệ thống phản ánh".to_owned();
            let look = || house.app.preview_figures(Giver::Operator, file.clone(), source.clone());
            let seal = look().await.expect("looked at").expect("right").seal;
            let give = |command, seal| house.app.give_figures(Giver::Operator, command, file.clone(), source.clone(), seal);
            let (one, two) = (CommandId(uuid::Uuid::from_u128(1)), CommandId(uuid::Uuid::from_u128(2)));
            assert_eq!(give(one, seal.clone()).await, Ok(Ok(1)));
            assert!(give(two, seal).await.expect("looked at").is_err(), "something was given since");
            let mut reader = house.browser();
            let row = part(&mut reader, "unit=00097&from=1/2/2026&to=28/2/2026", "5.3").await;
            assert!(row.contains("75,0%") && row.contains("Do người vận hành hệ thống cung cấp"), "{row}");
            // Written past the program, with a right chain, at the subject of another month.
            let cell = office::cell(HOME_WARD, "feedback_satisfied", motcua_calendar::Date::new(2026, 1, 1).expect("a day"));
            let payload = "{\"metric\":\"feedback_satisfied\",\"month\":\"2026-02-01\",\"numerator\":4,\"denominator\":4}";
            let now = motcua_calendar::Moment::parse("2026-03-11T09:30").expect("a moment");
            let forged = house.app.db().write_async(move |tx| {
                let act = NewAct {
                    subject: cell,
                    kind: GIVEN,
                    unit: HOME_WARD,
                    actor: ActorRef::System,
                    at: now,
                    recorded_at_ms: now.unix_seconds() * 1000,
                    command: two,
                    payload,
                    note: None,
                    salt: [0; 16],
                };
                office::append(tx, &act).map_err(motcua_app::Error::from)
            });
            forged.await.expect("written");
            let app = Arc::clone(&house.app);
            let report = tokio::task::spawn_blocking(move || verified(&app)).await.expect("verified");
            let found: Vec<_> = report.findings.iter().filter(|found| found.kind == Kind::OfficeAltered).collect();
            assert_eq!(found.len(), 1, "{:?}", report.findings);
            assert!(found[0].message_en.contains("not of its cell"), "{:?}", found[0]);
        });
    }

    fn procedures_offered_and_used_online_are_those_of_the_registry_and_the_journal(db: &TestDb) {
        let house = house(db);
        run(async move {
            let mut program = house.program("hongha.motcua1").await;
            for (provenance, procedure) in [("entered_by_officer", ""), ("entered_by_officer", ""), ("counter", SLOW)] {
                let mut body = filing();
                body["provenance"] = provenance.into();
                if provenance == "entered_by_officer" {
                    body["helped_at"] = "diem-00097".into();
                }
                if !procedure.is_empty() {
                    body["procedure"] = procedure.into();
                }
                let filed = program.send("/api/v1/dossiers", &body).await;
                assert_eq!(filed.status, StatusCode::CREATED, "{}", filed.body);
            }
            // Counted a second time, procedure by procedure.
            let (world, day) = (house.app.world(), house.app.now().date());
            let levels = [ServiceLevel::Full, ServiceLevel::Partial, ServiceLevel::OnlineUnspecified];
            let offered: Vec<_> = world
                .procedures()
                .filter(|version| version.in_force(day))
                .filter_map(|version| world.version_at(&version.code, day, HOME_WARD))
                .collect();
            let with = |wanted: &[ServiceLevel]| offered.iter().filter(|one| wanted.contains(&one.service_level)).count();
            let (all, on_line) = (offered.len(), with(&levels));
            assert!(all > on_line || on_line > 1, "{all} {on_line}: the city of the tests tells them apart");
            let mut reader = house.browser();
            let csv = reader.get("/board/numbers.csv?period=today").await.body;
            let counts = |unit: &str, metric: &str| {
                let line = csv.lines().find(|line| {
                    line.trim_start_matches('\u{feff}').starts_with(&format!("{unit},")) && line.contains(&format!(",{metric},"))
                });
                let line = line.unwrap_or_else(|| panic!("{metric} of {unit}: {csv}"));
                let cells: Vec<&str> = line.rsplit(',').take(6).collect();
                (cells[5].parse::<usize>().expect("a count"), cells[4].parse::<usize>().expect("a count"))
            };
            assert_eq!(counts("00097", "services_online"), (on_line, all));
            assert_eq!(counts("00097", "services_full"), (with(&levels[..1]), all));
            assert_eq!(counts("00097", "services_used"), (1, on_line), "two online dossiers of one procedure");
            assert_eq!(counts("00070", "services_used"), (0, on_line));
            let row = part(&mut reader, "unit=00097&period=today", "3.2").await;
            let share = motcua_views::board::Share::new(1, on_line as u64).text(motcua_views::Lang::Vi);
            assert!(row.contains(&share) && row.contains("tạm tính"), "{share}: {row}");
            let row = part(&mut reader, "period=today", "3.1").await;
            let share = motcua_views::board::Share::new(on_line as u64, all as u64).text(motcua_views::Lang::Vi);
            assert!(row.contains(&share), "two wards offer the same procedures, each once: {share} {row}");
            let row = part(&mut reader, "unit=00070&period=today", "4.5").await;
            assert!(row.contains("0/0"), "nothing was received there: {row}");
            let row = part(&mut reader, "unit=00097&period=today", "4.5").await;
            assert!(row.contains("0,0%"), "nobody signed in by themself: {row}");
        });
    }
}

async fn leader_id(house: &House) -> motcua_domain::ids::OfficerId {
    kept(house).await[0].actor.officer().expect("an officer")
}
