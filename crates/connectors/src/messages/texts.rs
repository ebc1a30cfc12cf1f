//! Texts of an operator: what they may name, and how long they are as text messages.

use motcua_domain::notice::PLACEHOLDERS;

/// Characters of the alphabet text messages are packed in (GSM 03.38), but for those that take two places.
const PACKED: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Those that take two places.
const PACKED_TWICE: &str = "^{}\\[~]|€";

/// The first thing in braces that a notice does not know.
#[must_use]
pub fn stranger(text: &str) -> Option<String> {
    placeholders(text).map(|name| format!("{{{name}}}")).find(|one| !PLACEHOLDERS.contains(&one.as_str()))
}

/// What stands in braces.
pub(super) fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or_default())
}

/// How long a text is as a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// Places it takes.
    pub places: usize,
    /// Messages it is cut into, which is what is paid for.
    pub segments: usize,
    /// Whether its letters fit the packed alphabet; Vietnamese with its marks does not.
    pub packed: bool,
}

/// How long a text is as a message: 160 places in the packed alphabet, 70 otherwise (UCS-2), a little less in each of
/// several.
#[must_use]
pub fn length(text: &str) -> Length {
    let packed = text.chars().all(|c| PACKED.contains(c) || PACKED_TWICE.contains(c));
    let (places, one, each) = if packed {
        (text.chars().map(|c| if PACKED_TWICE.contains(c) { 2 } else { 1 }).sum(), 160, 153)
    } else {
        (text.encode_utf16().count(), 70, 67)
    };
    Length { places, segments: if places <= one { 1 } else { places.div_ceil(each) }, packed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_counted_as_gateways_do() {
        let of = |text: &str| (length(text).places, length(text).segments, length(text).packed);
        assert_eq!(of(&"a".repeat(160)), (160, 1, true));
        assert_eq!(of(&"a".repeat(161)), (161, 2, true));
        assert_eq!(of(&"€".repeat(80)), (160, 1, true));
        assert_eq!(of(&"ồ".repeat(70)), (70, 1, false));
        assert_eq!(of(&"ồ".repeat(71)), (71, 2, false));
        assert_eq!(of(&"ồ".repeat(135)), (135, 3, false));
    }

    #[test]
    fn what_a_notice_does_not_know_is_named() {
        assert_eq!(stranger("{dossier} {when}{by}."), None);
        assert_eq!(stranger("{dossier} của {name}"), Some("{name}".to_owned()));
        assert_eq!(stranger("{dossier"), None);
        assert_eq!(stranger("{"), Some("{}".to_owned()));
    }
}
