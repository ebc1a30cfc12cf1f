//! Units that ended or took the place of others within a period, and periods without numbers: what a page says of them.

use super::asked::Asked;
use super::numbers::Numbers;
use crate::present::{day, pick, unit_in};
use motcua_app::World;
use motcua_domain::ids::UnitId;
use motcua_domain::unit::Unit;
use motcua_views::board::BoardNote;
use motcua_views::{Lang, Link};

/// A unit and all that ended in it whole. What was divided among several belongs to none of them alone and is left out.
pub fn whole_history(world: &World, unit: UnitId) -> Vec<UnitId> {
    let mut all = vec![unit];
    let mut next = 0;
    while let Some(heir) = all.get(next).copied() {
        for before in world.units.iter().filter(|unit| unit.life.successors == [heir]) {
            if !all.contains(&before.id) {
                all.push(before.id);
            }
        }
        next += 1;
    }
    all
}

/// What is to be known of a page before its numbers are read.
pub fn notes(lang: Lang, world: &World, asked: &Asked, numbers: &Numbers) -> Vec<BoardNote> {
    let mut notes = Vec::new();
    if let Some(unit) = asked.unit.and_then(|id| world.units.get(id)) {
        notes.extend(ended(lang, world, asked, unit));
        notes.extend(took_place(lang, world, asked, unit));
    }
    notes.extend(nothing(lang, world, asked, numbers));
    notes
}

fn of_unit(lang: Lang, world: &World, asked: &Asked, unit: UnitId) -> Link {
    let key = world.units.get(unit).map_or_else(|| unit.to_string(), |unit| unit.key.clone());
    let href = asked.with("unit", &key).with("history", "").address("/board");
    Link::new(unit_in(lang, world, unit), href)
}

/// A unit that ended within the period or before it.
fn ended(lang: Lang, world: &World, asked: &Asked, unit: &Unit) -> Option<BoardNote> {
    let last = unit.life.until.filter(|last| *last < asked.period.to)?;
    let vi = "Đơn vị này kết thúc ngày {}. Hồ sơ đang giải quyết khi đó đã chuyển sang đơn vị kế thừa, cùng ngày tiếp nhận của chúng; ở \
              đây chỉ còn hồ sơ đã xong trước ngày đó.";
    let en = "This unit ended on {}. Dossiers in hand then went to its successors, with their days of receipt; what stands here was \
              finished before.";
    let links = unit.life.successors.iter().map(|heir| of_unit(lang, world, asked, *heir)).collect();
    Some(BoardNote { text: pick(lang, vi, en).replace("{}", &day(lang, last)), links })
}

/// A unit that took the place of others within the period.
fn took_place(lang: Lang, world: &World, asked: &Asked, unit: &Unit) -> Option<BoardNote> {
    let all = world.units.iter().filter(|before| before.life.successors.contains(&unit.id));
    let within = |before: &&Unit| {
        before.life.until.is_some_and(|last| asked.period.from <= last && last < asked.period.to)
    };
    let before: Vec<&Unit> = all.filter(within).collect();
    let last = before.iter().filter_map(|unit| unit.life.until).max()?;
    let mut links: Vec<Link> = before.iter().map(|unit| of_unit(lang, world, asked, unit.id)).collect();
    let text = if asked.history {
        let here = pick(lang, "Chỉ đơn vị này", "This unit alone");
        links.push(Link::new(here, asked.with("history", "").address("/board")));
        let vi = "Số liệu dưới đây cộng cả các đơn vị đã nhập trọn vào đơn vị này trong kỳ (đến {}).";
        pick(
            lang,
            vi,
            "The numbers below include the units that went into this one whole within the period (until {}).",
        )
    } else {
        if before.iter().any(|before| before.life.successors.len() == 1) {
            let both = pick(lang, "Cộng cả hai trong kỳ", "Both together over the period");
            links.push(Link::new(both, asked.with("history", "1").address("/board")));
        }
        let vi = "Trong kỳ này đơn vị tiếp nhận việc của đơn vị khác (đến {}). Số liệu trước đó đứng riêng ở đơn vị cũ; đơn vị chia cho \
                  nhiều nơi không được cộng vào đâu.";
        let en = "Within this period the unit took the place of others (until {}). What they finished stands with them; one that was \
                  divided is added to none.";
        pick(lang, vi, en)
    };
    Some(BoardNote { text: text.replace("{}", &day(lang, last)), links })
}

/// A period that nothing was counted in.
fn nothing(lang: Lang, world: &World, asked: &Asked, numbers: &Numbers) -> Option<BoardNote> {
    let (sums, _) = match asked.unit {
        Some(unit) if asked.history => numbers.together(&whole_history(world, unit)),
        Some(unit) => numbers.together(&[unit]),
        None => (numbers.city(), numbers.city()),
    };
    if sums.received.iter().chain(&sums.ended).any(|number| *number != 0) {
        return None;
    }
    let text = match numbers.first_day {
        Some(first) if asked.period.to < first => {
            let vi = "Số liệu của thành phố bắt đầu từ ngày {}; kỳ này nằm trước đó.";
            let en = "The city's numbers begin on {}; this period lies before it.";
            pick(lang, vi, en).replace("{}", &day(lang, first))
        }
        _ => {
            let vi = "Trong kỳ này chưa có hồ sơ nào được tiếp nhận hay kết thúc ở đây: tỷ lệ không có giá trị, không phải là 0.";
            let en = "Nothing was received or ended here in this period: a rate has no value then, which is not 0.";
            pick(lang, vi, en).to_owned()
        }
    };
    Some(BoardNote { text, links: Vec::new() })
}
