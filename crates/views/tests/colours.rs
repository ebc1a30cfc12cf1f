//! Contrast of the colours actually in the style sheets (WCAG 2.2, 1.4.3 and 1.4.11), computed, not believed.

const HN: &str = include_str!("../assets/hn.css");

fn luminance(hex: &str) -> f64 {
    let hex = hex.trim_start_matches('#');
    let channel = |at: usize| {
        let value =
            f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("a hexadecimal colour")) / 255.0;
        if value <= 0.03928 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// A custom property's colour as the style sheet defines it.
fn token(name: &str) -> &'static str {
    let value = HN.split(&format!("--{name}: ")).nth(1).unwrap_or_else(|| panic!("--{name} is not defined"));
    value.split(';').next().expect("a split gives at least one part")
}

/// Text colour and ground of a chip as the style sheet defines them.
fn chip(key: &str) -> (&'static str, &'static str) {
    let rule = HN
        .lines()
        .find(|line| {
            line.starts_with(".hn-chip--") && line.split('{').next().is_some_and(|names| names.contains(key))
        })
        .unwrap_or_else(|| panic!("no rule for {key}"));
    let colour = rule.split("color: ").nth(1).and_then(|rest| rest.split(';').next()).expect("a text colour");
    let ground = rule.split("background: ").nth(1).and_then(|rest| rest.split(';').next()).expect("a ground");
    (colour, ground)
}

#[test]
fn text_reaches_four_and_a_half() {
    let white = "#ffffff";
    let pairs = [
        (white, token("son")),
        (white, token("son-dam")),
        (token("cham"), white),
        (token("cham"), token("giay")),
        (token("cham-dam"), white),
        (token("muc"), token("vang")),
        (token("muc"), white),
        (token("muc-nhat"), white),
        (token("muc-nhat"), token("nen")),
        (token("muc-nhat"), token("giay")),
        (token("son"), white),
        (token("son"), token("nen")),
        (token("loi"), white),
        (token("loi"), token("loi-nen")),
        (token("duoc"), white),
        (token("duoc"), token("duoc-nen")),
        ("#5b2a7a", white),
        ("#7a4b00", "#fff3d6"),
    ];
    for (text, ground) in pairs {
        let ratio = contrast(text, ground);
        assert!(ratio >= 4.5, "{text} on {ground}: {ratio:.2}");
    }
}

#[test]
fn borders_and_focus_reach_three() {
    let white = "#ffffff";
    for (mark, ground) in [
        (token("vien-dam"), white),
        (token("muc-nhat"), white),
        (token("muc"), white),
        (token("vang"), token("son")),
    ] {
        let ratio = contrast(mark, ground);
        assert!(ratio >= 3.0, "{mark} on {ground}: {ratio:.2}");
    }
}

#[test]
fn every_chip_is_readable() {
    for chip_kind in motcua_views::Chip::ALL {
        let (text, ground) = chip(chip_kind.key());
        let ratio = contrast(text, ground);
        assert!(ratio >= 4.5, "{chip_kind:?}: {text} on {ground}: {ratio:.2}");
    }
}

const BOARD: &str = include_str!("../assets/board.css");

/// A colour of a class of the map as the style sheet defines it: `rect` or `text`.
fn cell(class: &str, part: &str) -> Option<&'static str> {
    let rule = BOARD.lines().find(|line| {
        line.split('{').next().is_some_and(|names| {
            !names.contains("hn-wall") && names.contains(&format!(".hn-cell--{class} {part}"))
        })
    })?;
    rule.split("fill: ").nth(1)?.split(';').next()
}

/// `#fff` as `#ffffff`, a token as its colour.
fn plain(colour: &str) -> String {
    if let Some(name) = colour.strip_prefix("var(--").and_then(|rest| rest.strip_suffix(')')) {
        return token(name).to_owned();
    }
    if colour.len() == 4 {
        colour.chars().flat_map(|c| if c == '#' { vec![c] } else { vec![c, c] }).collect()
    } else {
        colour.to_owned()
    }
}

#[test]
fn every_class_of_the_map_is_readable_and_apart_from_its_neighbours() {
    use motcua_views::board::Class;
    let ground = |class: Class| plain(cell(class.key(), "rect").expect("each class has a ground"));
    for class in Class::ALL {
        let text = plain(cell(class.key(), "text").unwrap_or("var(--muc)"));
        let ratio = contrast(&text, &ground(class));
        assert!(ratio >= 4.5, "{class:?}: {text} on {}: {ratio:.2}", ground(class));
    }
    // The two sides of the target differ in hue; within a side the darker is the one further out.
    assert!(contrast(&ground(Class::Worst), &ground(Class::Short)) >= 3.0);
    assert!(contrast(&ground(Class::Best), &ground(Class::Reached)) >= 3.0);
}

#[test]
fn the_measure_agrees_with_known_ratios() {
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 0.01);
    assert!((contrast("#8a1c20", "#ffffff") - 9.26).abs() < 0.02);
}
