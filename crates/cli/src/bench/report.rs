//! What a benchmark says: figures, each with its bar, on one line.

use serde_json::{Value, json};
use std::time::Duration;

/// What a figure has to reach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bar {
    /// Good when it is at least this.
    AtLeast(f64),
    /// Good when it is at most this.
    AtMost(f64),
}

/// One measured value.
#[derive(Debug, Clone)]
pub struct Figure {
    key: &'static str,
    value: f64,
    unit: &'static str,
    bar: Option<Bar>,
}

impl Figure {
    /// A figure without a bar: a floor, or something to read beside the others.
    pub fn new(key: &'static str, value: f64, unit: &'static str) -> Self {
        Self { key, value, unit, bar: None }
    }

    /// The same with a bar.
    #[must_use]
    pub fn with(self, bar: Bar) -> Self {
        Self { bar: Some(bar), ..self }
    }

    /// Whether it reaches its bar; a figure without one always does.
    pub fn met(&self) -> bool {
        match self.bar {
            None => true,
            Some(Bar::AtLeast(bar)) => self.value >= bar,
            Some(Bar::AtMost(bar)) => self.value <= bar,
        }
    }

    fn text(&self) -> String {
        let mut text = format!("{} {}", self.key, number(self.value));
        if !self.unit.is_empty() {
            text.push(' ');
            text.push_str(self.unit);
        }
        let (sign, bar) = match self.bar {
            None => return text,
            Some(Bar::AtLeast(bar)) => ('≥', bar),
            Some(Bar::AtMost(bar)) => ('≤', bar),
        };
        text.push_str(&format!(" ({sign} {} ", number(bar)));
        if self.met() {
            text.push_str("met)");
        } else {
            let off = if bar == 0.0 { f64::INFINITY } else { (self.value / bar - 1.0).abs() * 100.0 };
            text.push_str(&format!("MISSED by {off:.0} %)"));
        }
        text
    }

    fn json(&self) -> Value {
        let (at_least, at_most) = match self.bar {
            None => (None, None),
            Some(Bar::AtLeast(bar)) => (Some(bar), None),
            Some(Bar::AtMost(bar)) => (None, Some(bar)),
        };
        json!({
            "key": self.key, "value": self.value, "unit": self.unit,
            "at_least": at_least, "at_most": at_most, "met": self.bar.map(|_| self.met()),
        })
    }
}

/// One benchmark's line.
#[derive(Debug, Clone)]
pub struct Line {
    name: String,
    about: String,
    figures: Vec<Figure>,
    any_database: bool,
}

impl Line {
    /// A line; `about` says what was done, so that the figures can be read alone.
    pub fn new(name: impl Into<String>, about: impl Into<String>, figures: Vec<Figure>) -> Self {
        Self { name: name.into(), about: about.into(), figures, any_database: false }
    }

    /// The same, of work that touches no database: measured once, it holds for each of them.
    #[must_use]
    pub fn on_any_database(self) -> Self {
        Self { any_database: true, ..self }
    }

    /// Whether every bar is reached.
    pub fn met(&self) -> bool {
        self.figures.iter().all(Figure::met)
    }

    /// For people.
    pub fn text(&self) -> String {
        let figures: Vec<String> = self.figures.iter().map(Figure::text).collect();
        format!("{:<14} {}  · {}", self.name, figures.join("  "), self.about)
    }

    /// For machines.
    pub fn json(&self) -> Value {
        json!({
            "name": self.name, "about": self.about, "met": self.met(), "any_database": self.any_database,
            "figures": self.figures.iter().map(Figure::json).collect::<Vec<_>>(),
        })
    }
}

/// Waiting times of one run.
#[derive(Debug, Default)]
pub struct Waits(Vec<Duration>);

impl Waits {
    /// Takes them in any order.
    pub fn of(mut waits: Vec<Duration>) -> Self {
        waits.sort_unstable();
        Self(waits)
    }

    /// Milliseconds that this share of them do not exceed; 0 when there are none.
    pub fn at(&self, share: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        self.0.get((last as f64 * share).round() as usize).map_or(0.0, |wait| wait.as_secs_f64() * 1e3)
    }
}

/// Three significant places at least, thousands apart.
fn number(value: f64) -> String {
    let places = match value.abs() {
        v if v >= 100.0 || v == v.trunc() => 0,
        v if v >= 10.0 => 1,
        v if v >= 1.0 => 2,
        _ => 3,
    };
    let text = format!("{value:.places$}");
    let (whole, rest) =
        text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut grouped = String::new();
    let digits = whole.trim_start_matches('-').len();
    for (at, digit) in whole.trim_start_matches('-').chars().enumerate() {
        if at > 0 && (digits - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if whole.starts_with('-') { "-" } else { "" };
    rest.map_or_else(|| format!("{sign}{grouped}"), |rest| format!("{sign}{grouped}.{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_bar_says_by_how_much() {
        let slow = Figure::new("rate", 1_500.0, "/s").with(Bar::AtLeast(3_000.0));
        assert_eq!(slow.text(), "rate 1,500 /s (≥ 3,000 MISSED by 50 %)");
        let late = Figure::new("p95", 12.0, "ms").with(Bar::AtMost(10.0));
        assert!(!late.met());
        assert_eq!(late.text(), "p95 12 ms (≤ 10 MISSED by 20 %)");
        assert!(Figure::new("p50", 4.999, "ms").with(Bar::AtMost(5.0)).met());
        assert_eq!(Line::new("x", "y", vec![slow]).json()["met"], false);
    }

    #[test]
    fn numbers_are_grouped_and_rounded() {
        assert_eq!(number(1_234_567.8), "1,234,568");
        assert_eq!(number(12.345), "12.3");
        assert_eq!(number(0.0456), "0.046");
        assert_eq!(number(-1_234.0), "-1,234");
    }

    #[test]
    fn shares_of_waits() {
        let waits = Waits::of((1..=100).rev().map(Duration::from_millis).collect());
        assert_eq!(waits.at(0.0), 1.0);
        assert_eq!(waits.at(0.99), 99.0);
        assert_eq!(waits.at(1.0), 100.0);
        assert_eq!(Waits::default().at(0.5), 0.0);
    }
}
