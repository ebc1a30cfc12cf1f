//! Contents in memory, gone with the process.

use crate::error::Result;
use crate::{Name, Place};
use parking_lot::Mutex;
use std::collections::BTreeMap;

#[derive(Default)]
pub(crate) struct Memory(Mutex<BTreeMap<Name, Vec<u8>>>);

impl Place for Memory {
    fn put(&self, name: &Name, sealed: &[u8]) -> Result<()> {
        self.0.lock().insert(name.clone(), sealed.to_vec());
        Ok(())
    }
    fn get(&self, name: &Name) -> Result<Option<Vec<u8>>> {
        Ok(self.0.lock().get(name).cloned())
    }
    fn has(&self, name: &Name) -> Result<bool> {
        Ok(self.0.lock().contains_key(name))
    }
    fn remove(&self, name: &Name) -> Result<()> {
        self.0.lock().remove(name);
        Ok(())
    }
}
