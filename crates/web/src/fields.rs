//! A field of the common dictionary as it is asked: the same wherever a form is shown, tried or filled in.

use crate::present::{date, pick};
use motcua_calendar::Date;
use motcua_domain::procedure::value::DECLARATION;
use motcua_domain::procedure::{FieldDef, FieldKind as Asks};
use motcua_views::{Choice, Field, FieldKind, Lang};

/// The field under a name, with what was typed or stands in it.
#[must_use]
pub fn field(lang: Lang, name: String, def: &FieldDef, typed: &str) -> Field {
    let own = |vi: &str, en: &str| {
        if en.trim().is_empty() {
            vi.to_owned()
        } else {
            match lang {
                Lang::Vi => vi.to_owned(),
                Lang::En => en.to_owned(),
            }
        }
    };
    let label = own(&def.label, &def.label_en);
    let kind = match def.kind {
        Asks::Text | Asks::Email | Asks::Address => FieldKind::Text,
        Asks::LongText => FieldKind::TextArea(3),
        Asks::Number | Asks::PersonalId | Asks::TaxCode | Asks::Phone => FieldKind::Digits,
        Asks::Money => FieldKind::Money,
        Asks::Date => FieldKind::Date,
        Asks::Choice => {
            let choices = def.choices.iter();
            let choices = choices.map(|one| Choice::new(one.key.as_str(), own(&one.label, &one.label_en)));
            let mut list: Vec<Choice> = choices.map(|choice| choice.chosen_if(typed)).collect();
            if list.len() > FEW {
                list.insert(0, Choice::new("", pick(lang, "Chọn", "Choose")).chosen_if(typed));
                FieldKind::Select(list)
            } else {
                FieldKind::Radios(list)
            }
        }
        Asks::YesNo if def.key == DECLARATION => {
            FieldKind::Checkboxes(vec![Choice::new("yes", label.clone()).chosen_if(typed)])
        }
        Asks::YesNo => {
            let choices = [("yes", "Có", "Yes"), ("no", "Không", "No")];
            FieldKind::Radios(
                choices.map(|(key, vi, en)| Choice::new(key, pick(lang, vi, en)).chosen_if(typed)).into(),
            )
        }
    };
    let label =
        if def.key == DECLARATION { pick(lang, "Cam đoan", "Declaration").to_owned() } else { label };
    Field::new(name, label, kind).value(typed)
}

/// Choices shown one below the other; more of them fold into a list.
const FEW: usize = 5;

/// A value as it is typed: dates and money as written here.
#[must_use]
pub fn as_typed(def: &FieldDef, value: &str) -> String {
    match def.kind {
        Asks::Date => Date::parse(value).map_or_else(|_| value.to_owned(), date),
        Asks::Money => value.parse().map_or_else(|_| value.to_owned(), points),
        _ => value.to_owned(),
    }
}

/// A value in words.
#[must_use]
pub fn in_words(lang: Lang, def: &FieldDef, value: &str) -> String {
    match def.kind {
        Asks::Date => {
            Date::parse(value).map_or_else(|_| value.to_owned(), |day| crate::present::day(lang, day))
        }
        Asks::Money => {
            value.parse().map_or_else(|_| value.to_owned(), |sum| motcua_views::format::money(lang, sum))
        }
        Asks::YesNo => match value {
            "yes" => pick(lang, "Có", "Yes").to_owned(),
            "no" => pick(lang, "Không", "No").to_owned(),
            other => other.to_owned(),
        },
        Asks::Choice => {
            let chosen = def.choices.iter().find(|choice| choice.key == value);
            chosen.map_or_else(|| value.to_owned(), |one| pick(lang, &one.label, &one.label_en).to_owned())
        }
        _ => value.to_owned(),
    }
}

/// Digits in groups of three.
fn points(sum: u64) -> String {
    let digits = sum.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::points;

    #[test]
    fn sums_are_grouped() {
        assert_eq!(points(0), "0");
        assert_eq!(points(950), "950");
        assert_eq!(points(50_000_000), "50.000.000");
    }
}
