//! The page of one procedure: what it tells anybody, and what it tells for the case at hand.

use crate::support::{Answer, CASES, House, run, story};
use axum::http::StatusCode;
use motcua_db::{on_each_database, testing::TestDb};

async fn page(house: &House, lang: &'static str, query: &str) -> Answer {
    let mut browser = house.browser();
    browser.lang = lang;
    let answer = browser.get(&format!("/procedures/{CASES}{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.body);
    answer
}

fn main(page: &Answer) -> &str {
    page.body.split("<main").nth(1).unwrap_or(&page.body)
}

/// Holds the page against words it must and must not say.
fn says(page: &Answer, with: &[&str], without: &[&str]) {
    for text in with {
        assert!(page.body.contains(text), "{text:?} in {}", main(page));
    }
    for text in without {
        assert!(!page.body.contains(text), "no {text:?} in {}", main(page));
    }
}

const SECOND: &str = "Sinh ở nước ngoài không?";
const WITNESS: &str = "Văn bản của người làm chứng";

on_each_database! {
    fn answers_narrow_term_fee_papers_and_steps(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let all = page(&house, "vi", "").await;
            says(&all, &[
                "Có giấy chứng sinh không?", "tùy trường hợp", "Có người làm chứng: <strong>5 ngày làm việc", "Giấy chứng sinh thử", WITNESS,
                "Chỉ cần khi thuộc trường hợp “Có người làm chứng”", "Xác minh lời khai", "75.000", "gười được miễn theo quy định",
                "Nhà nước đã có trong CSDL quốc gia về dân cư, ông/bà không phải nộp", "Bản sao có chứng thực", "Nghị quyết thử",
                "Mức phí, lệ phí chưa được xác nhận.", "Từ 1/7/2026, thủ tục này thay đổi:", "10.000", "<details",
                &format!("/open-data/procedures/{CASES}.toml"), &format!("/open-data/procedures/{CASES}.bpmn"),
            ], &[SECOND, "None", "Some("]);

            let half = page(&house, "vi", "?a.certificate=no").await;
            says(&half, &[SECOND, "Chỉ cần khi thuộc trường hợp", "tùy trường hợp"], &["<dt>Trường hợp của ông/bà</dt>"]);

            let witnessed = page(&house, "vi", "?a.certificate=no&a.abroad=no").await;
            says(&witnessed, &["<dt>Trường hợp của ông/bà</dt><dd>Có người làm chứng</dd>", WITNESS, "Xác minh lời khai", "5 ngày làm việc"],
                &["Giấy chứng sinh thử", "tùy trường hợp", "Chỉ cần khi", "75.000"]);

            let certified = page(&house, "vi", "?a.certificate=yes&channel=online").await;
            says(&certified, &["<dd>Có giấy chứng sinh</dd>", "Giấy chứng sinh thử", "<dd><strong>Không thu phí</strong></dd>"],
                &[WITNESS, "Xác minh lời khai", SECOND, "75.000"]);

            let abroad = page(&house, "en", "?a.certificate=no&a.abroad=yes").await;
            says(&abroad, &["<dd>Born abroad</dd>", "75,000", "The fee is not confirmed."], &[WITNESS, "Giấy chứng sinh thử"]);

            // What is not asked and what is no answer changes nothing.
            for nonsense in ["?a.certificate=maybe&a.abroad=yes", "?a.abroad=yes", "?channel=pigeon&case=x&unit=y&a.=&a"] {
                let same = page(&house, "vi", nonsense).await;
                says(&same, &["tùy trường hợp", "Chỉ cần khi"], &[SECOND, "<dt>Trường hợp của ông/bà</dt>"]);
            }
        });
    }

    fn the_place_is_found_by_its_former_name(db: &TestDb) {
        let house = House::over(db);
        run(async move {
            let found = page(&house, "vi", "?a.certificate=yes&place=phuc+xa").await;
            says(&found, &["Phường Phúc Xá (cũ, đến hết ngày 30/6/2025), nay thuộc: phường Hồng Hà", "Điểm phục vụ hành chính công phường Hồng Hà",
                "Ủy ban nhân dân phường Hồng Hà", "tại Điểm phục vụ hành chính công phường Hồng Hà lúc 9 giờ, thứ Tư 11/3/2026 thì hẹn trả"], &[]);
            let several = page(&house, "vi", "?a.certificate=yes&channel=post&place=quan+hoan+kiem").await;
            says(&several, &[&format!("/procedures/{CASES}?a.certificate=yes&#38;channel=post&#38;unit=00097"), "unit=00070", "Chọn nơi của ông/bà"], &[]);
            let chosen = page(&house, "vi", "?a.certificate=yes&unit=00097").await;
            says(&chosen, &["value=\"phường Hồng Hà\"", "Điểm phục vụ hành chính công phường Hồng Hà"], &["Chọn nơi của ông/bà"]);
            let none = page(&house, "en", "?place=%3Cscript%3Ezz%3C/script%3E").await;
            says(&none, &["No place called “&#60;script&#62;zz"], &["<script>zz"]);
        });
    }
}

#[test]
fn a_page_without_anything_to_choose_still_finds_the_place() {
    story(async |house| {
        let mut browser = house.browser();
        let plain = browser.get("/procedures/1.001193?place=hong+ha").await;
        says(&plain, &["Điểm phục vụ hành chính công phường Hồng Hà", "hẹn trả"], &[]);
        let begins = browser.get("/procedures/9.000002").await;
        says(
            &begins,
            &["chưa áp dụng; áp dụng từ 1/7/2026"],
            &["Ví dụ: nộp đủ", "/open-data/procedures/9.000002"],
        );
        let ended = browser.get("/procedures/9.000001").await;
        says(&ended, &["hết hiệu lực"], &["Ví dụ: nộp đủ", "/open-data/procedures/9.000001"]);
    });
}

#[test]
fn intake_follows_the_case_or_the_answers() {
    story(async |house| {
        let mut counter = house.signed_in("hongha.motcua1").await;
        let part = async |counter: &mut crate::support::Browser, query: &str| {
            let answer =
                counter.get(&format!("/desk/intake/procedure?code={CASES}&channel=counter{query}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
            answer
        };
        let open = part(&mut counter, "").await;
        says(&open, &["Có giấy chứng sinh không?", "name=\"case\"", WITNESS, "5 ngày làm việc"], &[SECOND]);
        let named = part(&mut counter, "&case=certified").await;
        says(&named, &["Giấy chứng sinh thử", "8.000"], &[WITNESS, "5 ngày làm việc"]);
        let told = part(&mut counter, "&a.certificate=yes&case=abroad").await;
        says(&told, &["Giấy chứng sinh thử", "<option value=\"certified\" selected>"], &[WITNESS]);
        let abroad = part(&mut counter, "&case=abroad").await;
        says(&abroad, &["75.000"], &[WITNESS, "Giấy chứng sinh thử", "8.000 "]);

        // By the form alone: the ordinary case, or the one the answers lead to; what was typed stays.
        let number = crate::support::personal_id();
        let person =
            [("id_number", number.as_str()), ("full_name", "Nguyễn Thị Thử"), ("birth_date", "24/7/1985")];
        let papers = [("documents_of", CASES), ("doc.0.have", "1")];
        let typed =
            [&person[..], &papers, &[("procedure", CASES), ("channel", "counter"), ("case", "witnessed")]]
                .concat();
        let refused = counter.intake("receive", &typed).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        assert!(refused.error_summary().contains(WITNESS), "{}", refused.error_summary());
        let answered = [&typed[..], &[("a.certificate", "yes")]].concat();
        let looked = counter.intake("look-up", &answered).await;
        let wanted =
            ["<option value=\"certified\" selected>", "value=\"Nguyễn Thị Thử\"", "Giấy chứng sinh thử"];
        says(&looked, &wanted, &[WITNESS]);
        let missing = counter.intake("receive", &answered).await;
        assert!(missing.error_summary().contains("Giấy chứng sinh thử"), "{}", missing.error_summary());
        let whole = [&answered[..], &[("doc.1.have", "1")]].concat();
        let received = counter.intake("receive", &whole).await;
        let code = received.location().split('/').nth(3).expect("a code").to_owned();
        let dossier = counter.get(&format!("/desk/dossiers/{code}")).await;
        says(&dossier, &["Giấy chứng sinh thử"], &[]);
    });
}
