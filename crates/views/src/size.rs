//! Text size, chosen by the reader and kept in a cookie: four steps, everything grows together.

/// How large a page is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextSize {
    /// A tenth smaller.
    Small,
    /// As drawn.
    #[default]
    Normal,
    /// A fifth larger.
    Large,
    /// Two fifths larger.
    Largest,
}

impl TextSize {
    /// All of them, from small to large.
    pub const ALL: [TextSize; 4] = [TextSize::Small, TextSize::Normal, TextSize::Large, TextSize::Largest];

    /// The value of the form and the cookie.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            TextSize::Small => "small",
            TextSize::Normal => "normal",
            TextSize::Large => "large",
            TextSize::Largest => "largest",
        }
    }

    /// Reads a code; anything unknown is `None`.
    #[must_use]
    pub fn parse(code: &str) -> Option<TextSize> {
        TextSize::ALL.into_iter().find(|size| size.code() == code)
    }

    /// One step smaller; `None` at the end.
    #[must_use]
    pub fn smaller(self) -> Option<TextSize> {
        TextSize::ALL.into_iter().rev().find(|size| *size < self)
    }

    /// One step larger; `None` at the end.
    #[must_use]
    pub fn larger(self) -> Option<TextSize> {
        TextSize::ALL.into_iter().find(|size| *size > self)
    }

    /// What the page's root is marked with.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            TextSize::Small => " hn-text-small",
            TextSize::Normal => "",
            TextSize::Large => " hn-text-large",
            TextSize::Largest => " hn-text-largest",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TextSize;

    #[test]
    fn steps_lead_from_end_to_end() {
        let mut size = TextSize::Small;
        let mut seen = vec![size];
        while let Some(next) = size.larger() {
            assert_eq!(next.smaller(), Some(size));
            size = next;
            seen.push(size);
        }
        assert_eq!(seen, TextSize::ALL);
        assert_eq!(TextSize::Small.smaller(), None);
        assert!(TextSize::ALL.into_iter().all(|size| TextSize::parse(size.code()) == Some(size)));
        assert_eq!(TextSize::parse("huge"), None);
    }
}
