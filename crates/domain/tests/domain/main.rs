//! The law of the dossier, tried from outside: given a history, when an act is tried, then what follows.

mod acts;
mod flow;
mod histories;
mod law;
mod migration;
mod refusals;
mod reorganise;
mod support;
