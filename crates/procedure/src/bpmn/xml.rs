//! XML into a small tree, within limits. No document type, so no entities: what the five of XML itself cannot say is
//! refused.

use super::problem::BpmnProblem;
use super::{BYTES_MAX, MODEL, NAMESPACE};
use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};

const DEPTH_MAX: usize = 64;
const ELEMENTS_MAX: usize = 20_000;

/// Whose element it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// BPMN itself.
    Bpmn,
    /// Ours.
    Motcua,
    /// Anybody else's: diagram interchange, other tools.
    Other,
}

/// An element.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) owner: Owner,
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Element>,
    pub(super) text: String,
    pub(super) line: usize,
}

impl Element {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
    pub(super) fn is(&self, owner: Owner, name: &str) -> bool {
        self.owner == owner && self.name == name
    }
    pub(super) fn all<'a>(&'a self, owner: Owner, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.is(owner, name))
    }
    pub(super) fn first(&self, owner: Owner, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.is(owner, name))
    }
}

/// Reads a whole document; the first fault ends it.
pub(super) fn parse(bytes: &[u8]) -> Result<Element, BpmnProblem> {
    let text = decoded(bytes)?;
    let mut parser =
        Parser { lines: Lines { text, at: 0, line: 1 }, open: Vec::new(), root: None, elements: 0 };
    let mut reader = NsReader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let line = parser.lines.line_at(at);
        let (namespace, event) =
            reader.read_resolved_event().map_err(|error| malformed(line, &error.to_string()))?;
        match event {
            Event::Start(tag) => {
                let owner = owner(&namespace);
                parser.opens(owner, &tag, line)?;
            }
            Event::End(_) => parser.closes(),
            Event::Text(text) => parser.says(&text.xml10_content()),
            Event::CData(text) => parser.says(&text.xml10_content()),
            Event::GeneralRef(reference) => parser.refers(&reference, line)?,
            Event::DocType(_) => return Err(document_type(line)),
            Event::Decl(declaration) => encoding(&declaration, line)?,
            Event::Eof => break,
            Event::Comment(_) | Event::PI(_) | Event::Empty(_) => {}
        }
    }
    match parser.root {
        Some(root) if parser.open.is_empty() => Ok(root),
        _ => Err(malformed(parser.lines.line, "the document ends before its root element does")),
    }
}

fn owner(namespace: &ResolveResult<'_>) -> Owner {
    match namespace {
        ResolveResult::Bound(Namespace(name)) if *name == MODEL => Owner::Bpmn,
        ResolveResult::Bound(Namespace(name)) if *name == NAMESPACE => Owner::Motcua,
        _ => Owner::Other,
    }
}

fn decoded(bytes: &[u8]) -> Result<&str, BpmnProblem> {
    if bytes.len() > BYTES_MAX {
        return Err(BpmnProblem::of_file(
            "file-too-large",
            None,
            "Tệp lớn hơn 2 MiB. Sơ đồ của một thủ tục nhỏ hơn nhiều; xin kiểm tra lại tệp.",
            "The file is larger than 2 MiB. The diagram of one procedure is far smaller; please check the file.",
        ));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|_| not_utf8(None))
}

fn not_utf8(line: Option<usize>) -> BpmnProblem {
    BpmnProblem::of_file(
        "file-not-utf8",
        line,
        "Tệp không ở dạng UTF-8. Xin lưu lại tệp với mã hóa UTF-8.",
        "The file is not encoded in UTF-8. Please save it again as UTF-8.",
    )
}

fn malformed(line: usize, why: &str) -> BpmnProblem {
    BpmnProblem::of_file(
        "file-malformed",
        Some(line),
        &format!("Tệp không phải là XML đúng dạng (gần dòng {line}: {why}). Xin xuất lại tệp từ công cụ vẽ."),
        &format!(
            "The file is not well-formed XML (near line {line}: {why}). Please export it again from the editor."
        ),
    )
}

fn document_type(line: usize) -> BpmnProblem {
    BpmnProblem::of_file(
        "file-doctype",
        Some(line),
        "Tệp có khai báo DOCTYPE; vì lý do an toàn tệp không được đọc. Xin bỏ khai báo này.",
        "The file declares a DOCTYPE; for safety it is not read. Please remove the declaration.",
    )
}

fn too_big(line: usize) -> BpmnProblem {
    BpmnProblem::of_file(
        "file-too-complex",
        Some(line),
        "Tệp có quá nhiều phần tử hoặc lồng nhau quá sâu. Xin kiểm tra lại tệp.",
        "The file has too many elements or nests them too deeply. Please check the file.",
    )
}

fn encoding(declaration: &quick_xml::events::BytesDecl<'_>, line: usize) -> Result<(), BpmnProblem> {
    match declaration.encoding() {
        Some(Ok(name)) if !["utf-8", "us-ascii"].contains(&name.to_ascii_lowercase().as_str()) => {
            Err(not_utf8(Some(line)))
        }
        Some(Err(error)) => Err(malformed(line, &error.to_string())),
        _ => Ok(()),
    }
}

/// Counts lines as the reader moves on; never backwards.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn line_at(&mut self, at: usize) -> usize {
        let at = at.min(self.text.len());
        if at > self.at {
            // The line break just before an element belongs to the line above it.
            self.line += self.text.as_bytes()[self.at..at].iter().filter(|byte| **byte == b'\n').count();
            self.at = at;
        }
        self.line
    }
}

struct Parser<'a> {
    lines: Lines<'a>,
    open: Vec<Element>,
    root: Option<Element>,
    elements: usize,
}

impl Parser<'_> {
    fn opens(&mut self, owner: Owner, tag: &BytesStart<'_>, line: usize) -> Result<(), BpmnProblem> {
        self.elements += 1;
        if self.elements > ELEMENTS_MAX || self.open.len() >= DEPTH_MAX {
            return Err(too_big(line));
        }
        if self.root.is_some() && self.open.is_empty() {
            return Err(malformed(line, "a second root element"));
        }
        let mut attributes = Vec::new();
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| malformed(line, &error.to_string()))?;
            let value = attribute
                .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .map_err(|error| malformed(line, &error.to_string()))?;
            attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
        }
        let name = tag.local_name().as_ref().to_owned();
        self.open.push(Element { owner, name, attributes, children: Vec::new(), text: String::new(), line });
        Ok(())
    }

    fn closes(&mut self) {
        let Some(done) = self.open.pop() else { return };
        match self.open.last_mut() {
            Some(parent) => parent.children.push(done),
            None => self.root = Some(done),
        }
    }

    fn says(&mut self, text: &str) {
        if let Some(element) = self.open.last_mut() {
            element.text.push_str(text);
        }
    }

    fn refers(
        &mut self,
        reference: &quick_xml::events::BytesRef<'_>,
        line: usize,
    ) -> Result<(), BpmnProblem> {
        let known = match reference.resolve_char_ref() {
            Ok(Some(c)) => Some(c.to_string()),
            Ok(None) => {
                quick_xml::escape::resolve_predefined_entity(&reference.xml10_content()).map(str::to_owned)
            }
            Err(error) => return Err(malformed(line, &error.to_string())),
        };
        match known {
            Some(text) => self.says(&text),
            None => return Err(malformed(line, "an entity that XML does not define")),
        }
        Ok(())
    }
}
