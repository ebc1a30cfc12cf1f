//! Reading the XML of a workbook, event by event: no document type, so no entities; a limit on depth.

use super::package::damaged;
use super::problem::Told;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

const DEPTH_MAX: usize = 64;

/// What is met on the way through a part.
pub(super) enum Node<'a> {
    /// An element begins: local name, and the tag for its attributes.
    Open(&'a str, &'a BytesStart<'a>),
    /// Text.
    Text(&'a str),
    /// An element ends.
    Close(&'a str),
}

/// Goes through a part of the workbook.
pub(super) fn walk(bytes: &[u8], visit: &mut dyn FnMut(Node<'_>) -> Result<(), Told>) -> Result<(), Told> {
    let text = std::str::from_utf8(bytes).map_err(|_| damaged())?;
    let mut reader = Reader::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
    reader.config_mut().expand_empty_elements = true;
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|_| damaged())? {
            Event::Start(tag) => {
                depth += 1;
                if depth > DEPTH_MAX {
                    return Err(damaged());
                }
                visit(Node::Open(tag.local_name().as_ref(), &tag))?;
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                visit(Node::Close(tag.local_name().as_ref()))?;
            }
            Event::Text(text) => visit(Node::Text(&text.xml10_content()))?,
            Event::CData(text) => visit(Node::Text(&text.xml10_content()))?,
            Event::GeneralRef(reference) => {
                let named = match reference.xml10_content().as_ref() {
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "amp" => Some('&'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => None,
                };
                let numbered = || reference.resolve_char_ref().ok().flatten();
                let letter = named.or_else(numbered).ok_or_else(entities)?;
                visit(Node::Text(letter.encode_utf8(&mut [0; 4])))?;
            }
            Event::DocType(_) => return Err(entities()),
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(damaged()),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) | Event::Empty(_) => {}
        }
    }
}

/// An attribute by its local name.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

fn entities() -> Told {
    Told::new(
        "file-entities",
        [
            "Tệp chứa khai báo (DTD, thực thể) mà một sổ Excel không được có.",
            "Mở tệp bằng Excel, lưu lại thành .xlsx rồi tải lên.",
        ],
        [
            "The file has declarations (DTD, entities) that no Excel workbook may have.",
            "Open it in Excel, save it again as .xlsx and upload that.",
        ],
    )
}
