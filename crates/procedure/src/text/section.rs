//! One table of a text under the reader's eye: each value is asked for once, by its name, and what nobody asked for is
//! unknown.

use super::around::Around;
use super::problem::{self, Wrong, shown};
use super::{KEY_CHARS_MAX, LIST_MAX, VALUE_CHARS_MAX, word};
use motcua_domain::procedure::condition::is_word;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A table, and what was asked of it.
pub(super) struct Section<'a> {
    pub(super) around: &'a Around<'a>,
    table: &'a DeTable<'a>,
    /// Byte where it begins.
    at: usize,
    /// How it is written: `[[step]]`.
    name: &'static str,
    asked: Vec<&'static str>,
}

/// A text value and where it begins.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    pub text: &'a str,
    pub at: usize,
}

/// A value as the parser gives it.
pub(super) type Value<'a> = &'a Spanned<DeValue<'a>>;

impl<'a> Section<'a> {
    pub fn new(around: &'a Around<'a>, table: &'a DeTable<'a>, at: usize, name: &'static str) -> Self {
        Self { around, table, at, name, asked: Vec::new() }
    }

    /// Ends the reading: whatever was not asked for is unknown.
    pub fn finish(self) {
        for key in self.table.keys() {
            let name = key.get_ref().as_ref();
            if self.asked.contains(&name) || self.around.is_enough() {
                continue;
            }
            let meant = word::nearest(name, self.asked.iter().copied());
            let known = self.asked.join(", ");
            let wrong = Wrong::new(
                problem::KEY_UNKNOWN,
                format!("Phần {} không có mục nào tên là `{}`.", self.name, shown(name)),
                format!("Section {} knows no `{}`.", self.name, shown(name)),
            );
            let wrong = match meant {
                Some(meant) => wrong.remedy(format!("Có phải là `{meant}`?"), format!("Is it `{meant}`?")),
                None => wrong.remedy(
                    format!("Phần này có thể ghi: {known}."),
                    format!("What may stand here: {known}."),
                ),
            };
            self.around.wrong::<()>(key.span().start, wrong);
        }
    }

    fn value(&mut self, key: &'static str) -> Option<Value<'a>> {
        self.asked.push(key);
        self.table.get(key)
    }

    fn needed(&mut self, key: &'static str) -> Option<Value<'a>> {
        self.value(key).or_else(|| self.missing(key))
    }

    /// Tells that something is not there.
    pub fn missing<T>(&self, key: &str) -> Option<T> {
        let wrong = Wrong::new(
            problem::KEY_MISSING,
            format!("Phần {} thiếu `{key}`.", self.name),
            format!("Section {} lacks `{key}`.", self.name),
        );
        let wrong = wrong.remedy(
            format!("Thêm một dòng `{key} = …` vào phần này."),
            format!("Add a line `{key} = …` to this section."),
        );
        self.around.wrong(self.at, wrong)
    }

    pub(super) fn kind<T>(&self, key: &str, value: Value<'a>, wanted: (&str, &str)) -> Option<T> {
        let wrong = Wrong::new(
            problem::TYPE,
            format!("`{key}` phải là {}.", wanted.0),
            format!("`{key}` must be {}.", wanted.1),
        );
        let (vi, en) = match value.get_ref() {
            DeValue::Table(_) if wanted == A_LIST_OF_SECTIONS => (
                format!("Viết [[{key}]] với hai lớp ngoặc vuông, mỗi mục một lần."),
                format!("Write [[{key}]] with two pairs of brackets, once for each."),
            ),
            DeValue::Array(_) if wanted == A_SECTION => (
                format!("Viết [{key}] với một lớp ngoặc vuông, chỉ một lần."),
                format!("Write [{key}] with one pair of brackets, once only."),
            ),
            other => (
                format!("Đang là {}; hãy viết theo tệp mẫu.", found(other).0),
                format!("It is {}; write it as in the sample file.", found(other).1),
            ),
        };
        self.around.wrong(value.span().start, wrong.remedy(vi, en))
    }

    pub(super) fn written(&self, key: &'static str, value: Value<'a>, most: usize) -> Option<Written<'a>> {
        let DeValue::String(text) = value.get_ref() else {
            return self.kind(key, value, ("văn bản trong dấu nháy kép", "text in double quotes"));
        };
        let text: &'a str = text;
        let at = value.span().start;
        if text.chars().nth(most).is_some() {
            let wrong = Wrong::new(
                problem::TOO_LONG,
                format!("`{key}` dài hơn {most} ký tự."),
                format!("`{key}` is longer than {most} characters."),
            );
            return self.around.wrong(at, wrong.remedy("Rút ngắn lại.", "Shorten it."));
        }
        // An escape can bring what the raw text may not hold.
        if let Some(odd) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            let wrong = Wrong::new(
                problem::CONTROL,
                format!("`{key}` có ký tự điều khiển không nhìn thấy được (mã U+{:04X}).", u32::from(odd)),
                format!("`{key}` holds an invisible control character (U+{:04X}).", u32::from(odd)),
            );
            return self.around.wrong(at, wrong.remedy("Xóa ký tự ấy.", "Delete it."));
        }
        if text.trim().is_empty() {
            let wrong =
                Wrong::new(problem::EMPTY, format!("`{key}` để trống."), format!("`{key}` is blank."));
            let remedy = (
                "Điền giá trị, hoặc bỏ cả dòng nếu không bắt buộc.",
                "Fill it in, or take the line away where it is not needed.",
            );
            return self.around.wrong(at, wrong.remedy(remedy.0, remedy.1));
        }
        Some(Written { text, at })
    }

    /// A text, when there is one. `Ok(None)`: there is none; `Err`: it is wrong and was told.
    pub(super) fn optional<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&Self, Value<'a>) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.value(key) {
            None => Some(None),
            Some(value) => read(self, value).map(Some),
        }
    }

    /// A text that must be there.
    pub fn text(&mut self, key: &'static str) -> Option<String> {
        let value = self.needed(key)?;
        self.written(key, value, VALUE_CHARS_MAX).map(|written| written.text.to_owned())
    }

    /// A text that may be left out.
    pub fn maybe_text(&mut self, key: &'static str) -> Option<Option<String>> {
        self.optional(key, |me, value| {
            me.written(key, value, VALUE_CHARS_MAX).map(|written| written.text.to_owned())
        })
    }

    /// A text that may be left out and is then empty.
    pub fn text_or_empty(&mut self, key: &'static str) -> Option<String> {
        self.maybe_text(key).map(Option::unwrap_or_default)
    }

    /// A key or code that must be there: one word of ASCII letters, digits, `_`, `-`, `.`.
    pub fn key(&mut self, key: &'static str) -> Option<Written<'a>> {
        let value = self.needed(key)?;
        self.word_like(key, value)
    }

    /// A key that may be left out.
    pub fn maybe_key(&mut self, key: &'static str) -> Option<Option<Written<'a>>> {
        self.optional(key, |me, value| me.word_like(key, value))
    }

    fn word_like(&self, key: &'static str, value: Value<'a>) -> Option<Written<'a>> {
        let written = self.written(key, value, KEY_CHARS_MAX)?;
        if is_word(written.text) {
            return Some(written);
        }
        let wrong = Wrong::new(
            problem::SHAPE,
            format!("`{}` không dùng làm mã được.", shown(written.text)),
            format!("`{}` cannot be a key.", shown(written.text)),
        );
        self.around.wrong(
            written.at,
            wrong.remedy(
                "Mã chỉ gồm chữ không dấu, chữ số và các dấu _ - . , không có khoảng trắng.",
                "A key is letters without accents, digits and _ - . without spaces.",
            ),
        )
    }

    /// Something named by its key in lists outside the text: a unit, a field.
    pub fn named<T>(
        &mut self,
        key: &'static str,
        known: impl FnOnce(&'a Around<'a>, usize, &'a str) -> Option<T>,
    ) -> Option<T> {
        let value = self.needed(key)?;
        let written = self.written(key, value, VALUE_CHARS_MAX)?;
        known(self.around, written.at, written.text)
    }

    /// The same, where it may be left out.
    pub fn maybe_named<T>(
        &mut self,
        key: &'static str,
        known: impl FnOnce(&'a Around<'a>, usize, &'a str) -> Option<T>,
    ) -> Option<Option<T>> {
        self.optional(key, |me, value| {
            let written = me.written(key, value, VALUE_CHARS_MAX)?;
            known(me.around, written.at, written.text)
        })
    }

    /// A word of a closed list that must be there.
    pub fn word<T: DeserializeOwned>(&mut self, key: &'static str) -> Option<T> {
        self.named(key, listed)
    }

    /// A word of a closed list that may be left out.
    pub fn maybe_word<T: DeserializeOwned>(&mut self, key: &'static str) -> Option<Option<T>> {
        self.maybe_named(key, listed)
    }

    /// Words of a closed list, each once.
    pub fn words<T: Copy + PartialEq>(
        &mut self,
        key: &'static str,
        all: &[(&str, T)],
    ) -> Option<Option<Vec<T>>> {
        let Some(list) = self.list(key)? else { return Some(None) };
        let mut found: Vec<T> = Vec::new();
        let mut good = true;
        for value in list {
            let Some(written) = self.written(key, value, KEY_CHARS_MAX) else {
                good = false;
                continue;
            };
            match all.iter().find(|(word, _)| *word == written.text) {
                Some((_, known)) if found.contains(known) => {
                    good = false;
                    self.twice(written, key);
                }
                Some((_, known)) => found.push(*known),
                None => {
                    good = false;
                    let words: Vec<&str> = all.iter().map(|(word, _)| *word).collect();
                    self.around.wrong::<()>(written.at, word::not_listed(written.text, &words));
                }
            }
        }
        good.then_some(Some(found))
    }

    /// Names of things in lists outside the text.
    pub fn each_named<T>(
        &mut self,
        key: &'static str,
        mut known: impl FnMut(&'a Around<'a>, usize, &'a str) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Some(list) = self.list(key)? else { return Some(Vec::new()) };
        let read = |value| {
            let written = self.written(key, value, VALUE_CHARS_MAX)?;
            known(self.around, written.at, written.text)
        };
        // Each is read, so that each problem is told.
        let read: Vec<Option<T>> = list.iter().map(read).collect();
        read.into_iter().collect()
    }

    /// Texts.
    pub fn texts(&mut self, key: &'static str) -> Option<Vec<String>> {
        let Some(list) = self.list(key)? else { return Some(Vec::new()) };
        let read = |value| self.written(key, value, VALUE_CHARS_MAX).map(|written| written.text.to_owned());
        // Each is read, so that each problem is told.
        let read: Vec<Option<String>> = list.iter().map(read).collect();
        read.into_iter().collect()
    }

    fn list(&mut self, key: &'static str) -> Option<Option<&'a [Spanned<DeValue<'a>>]>> {
        self.optional(key, |me, value| match value.get_ref() {
            DeValue::Array(list) if list.len() > LIST_MAX => me.too_many(key, value.span().start, LIST_MAX),
            DeValue::Array(list) => Some(list.as_ref()),
            _ => me.kind(key, value, ("danh sách trong ngoặc vuông", "a list in square brackets")),
        })
    }

    fn too_many<T>(&self, key: &str, at: usize, most: usize) -> Option<T> {
        let wrong = Wrong::new(
            problem::TOO_MANY,
            format!("`{key}` có hơn {most} mục."),
            format!("`{key}` has more than {most} entries."),
        );
        let remedy = (
            "Gộp hoặc bớt; một thủ tục không cần nhiều đến thế.",
            "Merge or drop some; no procedure needs as many.",
        );
        self.around.wrong(at, wrong.remedy(remedy.0, remedy.1))
    }

    /// Tells that a key stands for the second time.
    pub fn twice(&self, written: Written<'_>, what: &str) {
        let word = shown(written.text);
        let wrong = Wrong::new(
            problem::KEY_TWICE,
            format!("`{word}` đã có ở trên ({what})."),
            format!("`{word}` stands above already ({what})."),
        );
        let remedy = ("Đặt một mã khác, hoặc bỏ mục thừa.", "Give another key, or take the second one away.");
        self.around.wrong::<()>(written.at, wrong.remedy(remedy.0, remedy.1));
    }

    /// `true` or `false`; `usual` when left out.
    pub fn yes(&mut self, key: &'static str, usual: bool) -> Option<bool> {
        let read = self.optional(key, |me, value| match value.get_ref() {
            DeValue::Boolean(yes) => Some(*yes),
            _ => me.kind(key, value, ("true (có) hoặc false (không)", "true or false")),
        })?;
        Some(read.unwrap_or(usual))
    }

    /// `true` or `false`, to be said.
    pub fn said(&mut self, key: &'static str) -> Option<bool> {
        if self.table.get(key).is_none() {
            self.asked.push(key);
            return self.missing(key);
        }
        self.yes(key, false)
    }

    /// The one section of a name below this one, when there is one.
    pub fn section(&mut self, key: &'static str, name: &'static str) -> Option<Option<Section<'a>>> {
        self.optional(key, |me, value| match value.get_ref() {
            DeValue::Table(table) => Some(Section::new(me.around, table, value.span().start, name)),
            _ => me.kind(key, value, A_SECTION),
        })
    }

    /// The same, where it must be there.
    pub fn needed_section(&mut self, key: &'static str, name: &'static str) -> Option<Section<'a>> {
        self.section(key, name)?.or_else(|| self.missing(key))
    }

    /// Every section of a name below this one, each read by `read`. `None` when one of them is wrong.
    pub fn sections<T>(
        &mut self,
        (key, name): (&'static str, &'static str),
        most: usize,
        mut read: impl FnMut(&mut Section<'a>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let found = self.optional(key, |me, value| match value.get_ref() {
            DeValue::Array(list) if list.len() > most => me.too_many(key, value.span().start, most),
            DeValue::Array(list) => Some(list.as_ref()),
            _ => me.kind(key, value, A_LIST_OF_SECTIONS),
        })?;
        let list: &'a [Spanned<DeValue<'a>>] = found.unwrap_or_default();
        let mut all = Vec::with_capacity(list.len());
        let mut good = true;
        for value in list {
            let DeValue::Table(table) = value.get_ref() else {
                good = false;
                self.kind::<()>(key, value, ("một mục có tên và giá trị", "an entry of names and values"));
                continue;
            };
            let mut section = Section::new(self.around, table, value.span().start, name);
            match read(&mut section) {
                Some(one) => all.push(one),
                None => good = false,
            }
            section.finish();
        }
        good.then_some(all)
    }
}

/// Keys seen so far; the second of a kind is told.
#[derive(Default)]
pub(super) struct Keys<'a>(BTreeSet<&'a str>);

impl<'a> Keys<'a> {
    pub fn add(&mut self, section: &Section<'a>, written: Written<'a>, what: &str) {
        if !self.0.insert(written.text) {
            section.twice(written, what);
        }
    }
}

const A_SECTION: (&str, &str) = ("một phần riêng", "a section");
const A_LIST_OF_SECTIONS: (&str, &str) = ("các mục trong ngoặc vuông kép", "sections in double brackets");

fn found(value: &DeValue<'_>) -> (&'static str, &'static str) {
    match value {
        DeValue::String(_) => ("văn bản", "text"),
        DeValue::Integer(_) => ("số nguyên", "a whole number"),
        DeValue::Float(_) => ("số thập phân", "a decimal number"),
        DeValue::Boolean(_) => ("true hoặc false", "true or false"),
        DeValue::Datetime(_) => ("ngày giờ", "a date or time"),
        DeValue::Array(_) => ("danh sách", "a list"),
        DeValue::Table(_) => ("một phần riêng", "a section"),
    }
}

fn listed<T: DeserializeOwned>(around: &Around<'_>, at: usize, text: &str) -> Option<T> {
    word::read(text).map_or_else(|wrong| around.wrong(at, wrong), Some)
}
