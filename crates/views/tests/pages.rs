//! Every sample page, in both languages, against the rules that hold for all pages.

use motcua_views::asset::asset_names;
use motcua_views::{Lang, asset_bytes, sample};
use std::collections::BTreeSet;

fn each(mut check: impl FnMut(Lang, &sample::Sample)) {
    let brand = sample::brand();
    for lang in Lang::ALL {
        for page in sample::all(lang, &brand) {
            check(lang, &page);
        }
    }
}

/// The values of an attribute, in order.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let opening = format!(" {attribute}=\"");
    html.split(opening.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The text people read: without tags, scripts and attributes.
fn text(html: &str) -> String {
    let body = html.split_once("<body").map_or(html, |(_, body)| body);
    let mut out = String::new();
    let mut inside = true;
    for char in body.chars() {
        match char {
            '<' => inside = true,
            '>' => {
                inside = false;
                out.push(' ');
            }
            _ if !inside => out.push(char),
            _ => {}
        }
    }
    out
}

#[test]
fn both_languages_have_the_same_pages() {
    let brand = sample::brand();
    let names =
        |lang| -> BTreeSet<String> { sample::all(lang, &brand).into_iter().map(|page| page.name).collect() };
    assert_eq!(names(Lang::Vi), names(Lang::En));
    assert!(names(Lang::Vi).len() >= 40);
}

#[test]
fn pages_name_their_language_and_have_one_main_and_one_heading() {
    each(|lang, page| {
        let tag = format!("<html lang=\"{}\"", lang.code());
        assert!(page.html.contains(&tag), "{}", page.name);
        assert_eq!(page.html.matches("<main").count(), 1, "{}", page.name);
        assert_eq!(page.html.matches("<h1").count(), 1, "{}", page.name);
        assert!(!page.html.contains("{{") && !page.html.contains("{%"), "{}", page.name);
    });
}

#[test]
fn nothing_is_inline_so_the_strictest_policy_holds() {
    each(|_, page| {
        assert!(!page.html.contains("<style"), "{}", page.name);
        assert!(values(&page.html, "style").is_empty(), "{}", page.name);
        for script in page.html.split("<script").skip(1) {
            assert!(script.starts_with(" type=\"module\" src=\"/assets/"), "{}", page.name);
            assert!(script.contains("\"></script>"), "{} has an inline script", page.name);
        }
        for event in ["onclick", "onsubmit", "onchange", "onload"] {
            assert!(values(&page.html, event).is_empty(), "{}", page.name);
        }
        assert!(!page.html.contains("javascript:"), "{}", page.name);
    });
}

#[test]
fn public_pages_need_no_script_and_load_nothing_from_elsewhere() {
    each(|_, page| {
        let for_officers = page.name.starts_with("desk-") || page.name.starts_with("print-");
        if !for_officers && page.name != "styleguide" {
            // The board alone moves while it is looked at, by a script without which it is brought up to date by a link.
            let scripts = page.html.matches("<script").count();
            let refreshed = page.html.contains("data-stream=") && page.html.contains("/assets/board-");
            let allowed = usize::from(page.name.starts_with("board") && refreshed);
            assert_eq!(scripts, allowed, "{}", page.name);
        }
        for address in values(&page.html, "src") {
            assert!(address.starts_with('/'), "{} loads {address}", page.name);
        }
    });
}

#[test]
fn assets_named_by_pages_exist_and_are_cached_for_ever() {
    each(|_, page| {
        let links = values(&page.html, "href").into_iter().chain(values(&page.html, "src"));
        for address in links.filter(|address| address.starts_with("/assets/")) {
            assert!(
                asset_bytes(address).is_some_and(|asset| asset.immutable),
                "{} names {address}",
                page.name
            );
        }
    });
}

#[test]
fn every_post_form_carries_the_csrf_token_and_every_act_its_command_and_revision() {
    each(|_, page| {
        for form in page.html.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap_or_default();
            let post = form.split('>').next().is_some_and(|tag| tag.contains("method=\"post\""));
            assert_eq!(post, form.contains("name=\"csrf\""), "{}", page.name);
            if form.starts_with(" class=\"hn-act__form\"") {
                assert!(form.contains("name=\"command_id\"") && form.contains("name=\"expected_revision\""));
            }
        }
    });
}

#[test]
fn ids_are_unique_and_every_reference_leads_somewhere() {
    each(|_, page| {
        let ids = values(&page.html, "id");
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{} repeats an id", page.name);
        let described = values(&page.html, "aria-describedby");
        let labelled = values(&page.html, "aria-labelledby");
        let fields = values(&page.html, "for");
        let named = described.into_iter().chain(labelled).chain(fields).flat_map(str::split_whitespace);
        for id in named {
            assert!(unique.contains(id), "{} refers to {id}", page.name);
        }
        for link in values(&page.html, "href").into_iter().filter_map(|href| href.strip_prefix('#')) {
            assert!(unique.contains(link), "{} links to #{link}", page.name);
        }
    });
}

#[test]
fn errors_come_with_a_summary_that_takes_the_focus_and_a_title_that_says_so() {
    let mut seen = 0;
    each(|lang, page| {
        let prefix = if lang == Lang::Vi { "<title>Lỗi: " } else { "<title>Error: " };
        let summary = page.html.contains("id=\"error-summary\" tabindex=\"-1\" autofocus");
        assert_eq!(page.html.contains(prefix), summary, "{}", page.name);
        assert!(page.html.matches(" autofocus").count() <= 1, "{} has two places to start", page.name);
        seen += usize::from(summary);
    });
    assert!(seen >= 8, "samples with errors are missing");
}

#[test]
fn vietnamese_pages_hold_no_english() {
    let words = [
        "the",
        "and",
        "search",
        "track",
        "dossier",
        "error",
        "sign",
        "receive",
        "next",
        "page",
        "hand",
        "over",
        "due",
        "left",
        "overdue",
        "print",
        "filter",
        "procedure",
        "applicant",
        "status",
        "back",
        "home",
        "document",
        "fee",
        "true",
        "false",
        "none",
        "unknown",
        "null",
    ];
    let brand = sample::brand();
    for page in sample::all(Lang::Vi, &brand) {
        let text = text(&page.html).replace("English", "").to_lowercase();
        let spoken = text.split_whitespace().filter(|token| !token.contains("example.org/"));
        for word in spoken.flat_map(|token| token.split(|char: char| !char.is_alphanumeric())) {
            assert!(!words.contains(&word), "{} says {word:?}", page.name);
        }
    }
}

#[test]
fn english_pages_hold_vietnamese_only_as_names_and_legal_papers() {
    // Common function words that no name of a person, place or procedure in the samples holds.
    let words = ["không", "được", "hoặc", "của", "này", "những", "ông", "bà", "chưa", "đã"];
    let brand = sample::brand();
    let legal = ["print-", "desk-register", "desk-handover-done"];
    for page in sample::all(Lang::En, &brand)
        .iter()
        .filter(|page| !legal.iter().any(|start| page.name.starts_with(start)))
    {
        let text = text(&page.html).to_lowercase();
        let foreign = text.split_whitespace().find(|word| words.contains(word));
        let quoted = ["giấy chứng nhận kết hôn của cha mẹ", "tiếng việt", "hai bà"];
        let text = quoted.iter().fold(text.clone(), |text, name| text.replace(name, ""));
        let found = text.split_whitespace().find(|word| words.contains(word));
        assert!(found.is_none(), "{} says {found:?} ({foreign:?})", page.name);
    }
}

#[test]
fn tracking_pages_hold_no_person() {
    let brand = sample::brand();
    for lang in Lang::ALL {
        for page in sample::all(lang, &brand).iter().filter(|page| page.name.starts_with("tracking")) {
            for person in ["Trần Văn Phúc", "9990", "0912", "09••"] {
                assert!(!page.html.contains(person), "{} shows {person}", page.name);
            }
        }
    }
}

#[test]
fn only_the_wall_turns_by_itself_and_no_rate_stands_without_its_counter_rate() {
    let (mut turning, mut tiles) = (0, 0);
    each(|_, page| {
        let board = page.name.starts_with("board");
        if board && page.html.contains("http-equiv=\"refresh\"") {
            assert!(page.name.starts_with("board-wall-"), "{} turns by itself", page.name);
            turning += 1;
        }
        for tile in between(&page.html, "<li class=\"hn-btile", "</li>") {
            let twin = between(tile, "<p class=\"hn-btile__twin\">", "</p>").next().map(shown);
            assert!(twin.is_some_and(|twin| twin.contains(' ')), "{}: {tile}", page.name);
            assert!(tile.contains("/board/metrics"), "{}: {tile}", page.name);
            tiles += 1;
        }
    });
    // Two of three views of the wall turn, the third is held; in both languages.
    assert_eq!(turning, 4);
    assert!(tiles >= 40, "tiles are missing from the samples");
}

#[test]
fn pages_of_the_public_board_hold_no_person_and_no_dossier() {
    each(|_, page| {
        let officers = [
            "board-leader",
            "board-act-now",
            "board-drill",
            "board-drill-empty",
            "board-targets-orders",
            "board-targets-error",
            "board-contest-officer",
        ];
        if page.name.starts_with("board") && !officers.contains(&page.name.as_str()) {
            for private in ["Nguyễn Thu Hằng", "/desk/dossiers/", "name=\"at\"", "name=\"command_id\""] {
                assert!(!page.html.contains(private), "{} shows {private}", page.name);
            }
        }
    });
}

#[test]
fn text_from_outside_is_escaped() {
    let brand = sample::brand();
    let page = motcua_views::Page::new(Lang::Vi, &brand, "<script>x</script>", "/?a=\"b");
    let html = motcua_views::portal::TrackPage { page, code: "\"><b>".to_owned(), example: "H26".to_owned() }
        .render();
    assert!(!html.contains("<script>x") && !html.contains("\"><b>") && !html.contains("a=\"b"));
}

#[test]
fn style_sheets_and_scripts_are_listed_once() {
    let names: Vec<&str> = asset_names().collect();
    let unique: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(names.len(), unique.len());
}

/// The templates below a folder, with their texts.
fn templates(folder: &std::path::Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("the templates are in the crate") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            templates(&path, found);
        } else {
            let text = std::fs::read_to_string(&path).expect("a template is text");
            found.push((path.display().to_string(), text));
        }
    }
}

#[test]
fn chips_and_texts_come_from_their_closed_lists() {
    let mut found = Vec::new();
    templates(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &mut found);
    assert!(found.len() > 25);
    let paper = ["print/", "desk/register", "desk/handover", "board/report_sheet"];
    for (name, template) in &found {
        assert_eq!(template.contains("hn-chip--"), name.ends_with("components/status.html"), "{name}");
        // Only paper, which is Vietnamese by law, and examples of Vietnamese typing hold words of their own.
        if paper.iter().any(|part| name.contains(part)) || name.ends_with("portal/home.html") {
            continue;
        }
        let accented = template.chars().find(|char| "ăâđêôơưáàảãạéèẻẽẹíìỉĩịóòỏõọúùủũụýỳỷỹỵ".contains(*char));
        assert_eq!(accented, None, "{name} holds a text outside the catalogue");
    }
}

/// The parts of a text between an opening and a closing, without either.
fn between<'a>(html: &'a str, open: &'a str, close: &'a str) -> impl Iterator<Item = &'a str> {
    html.split(open).skip(1).filter_map(move |rest| rest.split(close).next())
}

/// What an element shows, given everything from its tag's name on: its text without tags and doubled blanks.
fn shown(element: &str) -> String {
    text(&format!("<body><{element}")).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_row_of_a_wide_table_can_stand_as_a_block_of_labels_and_values() {
    let mut seen = BTreeSet::new();
    each(|_, page| {
        for table in between(&page.html, "<table", "</table>") {
            let head = between(table, "<thead", "</thead>").next().expect("a table has a head");
            let columns: Vec<String> =
                between(head, "<th ", "</th>").map(|th| shown(&format!("th {th}"))).collect();
            if columns.len() <= 2 {
                continue;
            }
            let name = &page.name;
            seen.insert(name.clone());
            let tag = table.split('>').next().unwrap_or_default();
            assert!(
                tag.contains("hn-stack") && tag.contains("role=\"presentation\""),
                "{name}: <table{tag}>"
            );
            assert_eq!(table.matches("role=\"rowgroup\"").count(), 2, "{name}");
            assert_eq!(head.matches("role=\"columnheader\"").count(), columns.len(), "{name}");
            let body = table.split_once("<tbody").expect("a table has a body").1;
            for row in between(body, "<tr ", "</tr>") {
                assert!(row.starts_with("role=\"row\""), "{name}: <tr {row}");
                let cells: Vec<&str> = row.split("<td ").skip(1).collect();
                let headers = row.matches("<th ").count();
                assert_eq!(
                    row.matches(" role=\"rowheader\" scope=\"row\"").count(),
                    headers,
                    "{name}: {row}"
                );
                assert_eq!(cells.len() + headers, columns.len(), "{name}: {row}");
                for cell in cells {
                    let tag = format!(" {}", cell.split('>').next().unwrap_or_default());
                    let label = values(&tag, "data-label").first().copied().unwrap_or_default();
                    let labelled = columns.iter().any(|column| column == label);
                    let told = labelled || tag.contains("hn-stack__lead");
                    assert!(tag.contains("role=\"cell\"") && told, "{name}: <td{tag}> under {columns:?}");
                }
            }
        }
    });
    each(|_, page| {
        let around = page.html.matches("<div role=\"table\" aria-label=\"").count();
        assert_eq!(around, page.html.matches("role=\"presentation\"").count(), "{}", page.name);
    });
    assert!(seen.len() >= 12, "tables are missing from the samples: {seen:?}");
}
