//! The picture of a flow: complete, well-formed, readable, and allowed by a strict content security policy.

use crate::flows::{BIRTH, any_steps, branched, fifteen, hanoi, land, synthetic, units, version};
use motcua_calendar::Lang;
use motcua_domain::procedure::ProcedureVersion;
use motcua_procedure::diagram::{svg, text};
use proptest::prelude::*;

/// Elements open and close in order, ids are there once, no attribute stands twice.
fn well_formed(picture: &str) -> Result<Vec<String>, String> {
    let mut reader = quick_xml::Reader::from_str(picture);
    reader.config_mut().check_end_names = true;
    let mut texts = Vec::new();
    let mut ids = std::collections::BTreeSet::new();
    let mut depth = 0_i32;
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                depth += 1;
                for attribute in tag.attributes() {
                    let attribute = attribute.map_err(|error| error.to_string())?;
                    let (key, value) = (attribute.key.as_ref(), attribute.value.to_string());
                    if key == "id" && !ids.insert(value.clone()) {
                        return Err(format!("id {value} twice"));
                    }
                    if key == "style" || key.starts_with("on") {
                        return Err(format!("{value} would be refused"));
                    }
                }
            }
            quick_xml::events::Event::Text(found) => texts.push(found.xml10_content().into_owned()),
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    if depth == 0 { Err("nothing drawn".to_owned()) } else { Ok(texts) }
}

#[test]
fn every_version_of_the_city_is_drawn_in_both_languages() {
    for version in &hanoi().procedures {
        for lang in [Lang::Vi, Lang::En] {
            let picture = svg(version, units(), lang);
            if let Err(wrong) = well_formed(&picture) {
                panic!("{} {lang:?}: {wrong}", version.code);
            }
            assert_eq!(text(version, units(), lang).len(), version.steps.len());
        }
    }
}

/// Right-hand ends of all text, and the width of the picture, in its own units.
fn widest(picture: &str) -> (f64, f64) {
    let number = |tag: &str, name: &str| -> Option<f64> {
        let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        tag[from..].split('"').next()?.parse().ok()
    };
    let width = number(picture, "width").expect("a width");
    let ends = picture.split("<text").skip(1).filter(|tag| !tag.contains("text-anchor")).map(|tag| {
        let said = tag.split('>').nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default();
        let letters = said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").chars().count();
        number(tag, "x").expect("x") + letters as f64 * number(tag, "font-size").expect("size") * 0.5
    });
    (ends.fold(0.0, f64::max), width)
}

#[test]
fn fifteen_steps_fit_a_screen_and_a_sheet() {
    for version in [land(), version(BIRTH), &synthetic(), &fifteen()] {
        let picture = svg(version, units(), Lang::Vi);
        let (end, width) = widest(&picture);
        assert!(end <= width, "{}: text ends at {end}, the picture at {width}", version.code);
        // A4 less margins is about 680 px wide; at four fifths 14 px text still prints above 8 points.
        assert!(width <= 940.0, "{}: {width}", version.code);
    }
}

#[test]
fn the_picture_says_what_the_table_says() {
    let version = synthetic();
    let picture = svg(&version, units(), Lang::Vi);
    let said = well_formed(&picture).expect("well-formed").join(" ");
    for step in &version.steps {
        let first = step.name.split_whitespace().next().expect("a word");
        assert!(said.contains(first), "{}", step.name);
    }
    for words in [
        "cấp lại do mất, hỏng",
        "nộp trực tuyến",
        "Lấy ý kiến",
        "Hẹn lần 1",
        "Hẹn lần 2",
        "còn lại",
        "Chỉ khi",
    ] {
        assert!(said.contains(words), "{words}");
    }
    assert!(picture.contains("&lt;mọi điều"), "names are escaped");
    assert!(picture.matches("hn-diagram__bar").count() == 2, "a fork and a join");
    assert!(picture.contains("hn-diagram__step--uncounted"), "a pattern, not a colour alone");
}

#[test]
fn the_words_stand_for_the_picture() {
    let version = synthetic();
    let vi = text(&version, units(), Lang::Vi);
    assert_eq!(
        vi[0],
        "Bước 1. Tiếp nhận, số hóa: Nơi tiếp nhận, cán bộ một cửa, 4 giờ làm việc. Sau đó sang bước 3 nếu thuộc \
         trường hợp “cấp lại do mất, hỏng” và nộp trực tuyến hoặc qua bưu chính công ích. Còn lại, sang bước 2."
    );
    assert!(vi[6].contains("Hẹn lần 1: thông báo số tiền phải nộp"), "{}", vi[6]);
    assert!(vi[6].contains("không tính vào thời hạn"), "{}", vi[6]);
    assert!(vi[8].contains("Hẹn lần 2: trả kết quả, 4 giờ làm việc sau khi nộp đủ tiền"), "{}", vi[8]);
    let en = text(&version, units(), Lang::En);
    assert!(en[3].contains(
        "Only when: the case is “first issue” and the appraisal does not say that they are not met"
    ));
    assert!(en[2].contains("Side by side with opinions of: Sở Xây dựng"), "{}", en[2]);
}

#[test]
fn a_route_that_leads_nowhere_is_shown_as_such() {
    let mut version = synthetic();
    version.steps[2].next[0].to = "giao".to_owned();
    let picture = svg(&version, units(), Lang::Vi);
    assert!(picture.contains("phía dưới không có bước “giao”"), "a route back is none");
    assert!(picture.contains("hn-diagram__fault"));
}

#[test]
fn a_branch_is_drawn_with_its_steps_between_fork_and_join() {
    let version = branched();
    let picture = svg(&version, units(), Lang::Vi);
    assert!(well_formed(&picture).is_ok());
    assert_eq!(picture.matches("hn-diagram__branch-step").count(), 5);
    assert!(picture.contains("1. Công an kiểm tra") && picture.contains("3. Bảo hiểm gửi thẻ"));
    let words = text(&version, units(), Lang::Vi);
    assert!(
        words[1].contains("Song song, chờ xong mới kết thúc bước: Sở Xây dựng (trong 2 ngày làm việc): 1) Công an kiểm tra, chuyên viên, 4 giờ làm việc, 2) Công an ký"),
        "{}",
        words[1]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn any_flow_can_be_drawn(steps in any_steps()) {
        let drawn = ProcedureVersion { steps, ..land().clone() };
        for lang in [Lang::Vi, Lang::En] {
            prop_assert!(well_formed(&svg(&drawn, units(), lang)).is_ok());
        }
    }
}
