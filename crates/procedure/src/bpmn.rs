//! The flow of a version as BPMN 2.0 (ISO/IEC 19510), and back.
//!
//! [`write`] gives a collaboration of one pool with a lane for each place, a user task for each step, exclusive gateways
//! for choices, parallel ones around opinions, and the diagram with all coordinates. What BPMN has no word for stands in
//! extension elements of [`NAMESPACE`], so that [`read`] gives the same steps back.
//!
//! The picture wins over the extensions: when tasks or flows were moved in an editor, the order, the choices and the
//! lanes are read from the diagram, and only what belongs to a single step from its extension. A file from elsewhere
//! has no extensions at all: steps are matched with those of a known version by name, and the rest gets the ordinary
//! values of its kind of work. A file is refused whole, with every fault and the id of the element it was found at.

mod branch;
mod extension;
mod file;
mod graph;
mod layout;
mod order;
mod place;
mod problem;
mod trace;
mod ways;
mod write;
mod xml;

pub use problem::BpmnProblem;
pub use write::write;

use motcua_domain::procedure::{ProcedureVersion, Step};
use motcua_domain::unit::UnitIndex;

/// The namespace of the extension elements.
pub const NAMESPACE: &str = "urn:motcua:bpmn:1";
/// The largest file read, in bytes.
pub const BYTES_MAX: usize = 2 * 1024 * 1024;
/// The most steps read.
pub const STEPS_MAX: usize = 200;

const MODEL: &str = "http://www.omg.org/spec/BPMN/20100524/MODEL";

/// Reads the steps of a flow. `base` is the version they are meant for: steps of the same name take over what the file
/// does not say, and words such as *competent* mean its agency.
///
/// # Errors
/// Every fault found, in the order of the file; nothing is guessed where a guess would change the law of the flow.
pub fn read(bytes: &[u8], base: &ProcedureVersion, units: &UnitIndex) -> Result<Vec<Step>, Vec<BpmnProblem>> {
    let document = xml::parse(bytes).map_err(|problem| vec![problem])?;
    let file = file::File::of(&document, base, units)?;
    match extension::unchanged(&file, base, units) {
        Some(steps) => Ok(steps),
        None => trace::steps(&file, base, units),
    }
}
