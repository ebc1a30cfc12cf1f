//! Prints every check as one line of JSON: what the pages of `docs/checks` are made from.

use motcua_calendar::Lang;
use motcua_procedure::lint::codes;
use serde_json::json;

fn main() {
    for check in codes::ALL {
        let line = json!({
            "code": check.code,
            "severity_vi": check.severity.label(Lang::Vi),
            "severity_en": check.severity.label(Lang::En),
            "vi": check.vi,
            "en": check.en,
            "remedy_vi": check.remedy_vi,
            "remedy_en": check.remedy_en,
        });
        println!("{line}");
    }
}
