//! A small file system in memory that a test may fill to its last byte. Only root can mount one.

use crate::shell::{Scratch, output};
use anyhow::Result;
use std::path::Path;
use std::process::Command;

/// Room for a seeded city, its log, and some thousand dossiers.
const SIZE: &str = "size=48m";

/// A mounted file system; dropping it unmounts it.
pub struct SmallDisk {
    folder: Scratch,
}

impl SmallDisk {
    /// Mounts one. `None`, with the reason printed, where that is not allowed.
    pub fn mount() -> Result<Option<Self>> {
        let folder = Scratch::new("small-disk")?;
        let mounted =
            output(Command::new("mount").args(["-t", "tmpfs", "-o", SIZE, "motcua-test"]).arg(&folder.path));
        match mounted {
            Ok(_) => Ok(Some(Self { folder })),
            Err(error) => {
                println!("no small file system can be mounted, its test is skipped: {error:#}");
                Ok(None)
            }
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.folder.path
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Detached at once even if a test left something open there; only then may the folder itself go.
        if let Err(error) = output(Command::new("umount").arg("--lazy").arg(&self.folder.path)) {
            println!("{} is still mounted: {error:#}", self.folder.path.display());
        }
    }
}
