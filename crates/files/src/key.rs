//! The key all contents are sealed with. It is never logged and never leaves the process.

use crate::error::{Error, Result};
use crate::folder;
use std::fmt;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// 32 random bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(pub(crate) [u8; 32]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// Where the key comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyFrom {
    /// A file; made with a fresh key when it is missing, readable by its owner only.
    File(PathBuf),
    /// Given by the operator.
    Given(Key),
}

impl Key {
    /// A fresh key.
    ///
    /// # Errors
    /// Without entropy.
    pub fn fresh() -> Result<Key> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| Error::Key(format!("no entropy: {error}")))?;
        Ok(Key(bytes))
    }

    /// A key as text: 64 hex digits.
    ///
    /// # Errors
    /// For anything else.
    pub fn parse(text: &str) -> Result<Key> {
        motcua_domain::ids::FileHash::parse(text.trim())
            .map(|bytes| Key(bytes.0))
            .ok_or_else(|| Error::Key("64 hex digits are expected".into()))
    }

    fn text(&self) -> String {
        motcua_domain::ids::FileHash(self.0).to_string()
    }
}

impl KeyFrom {
    pub(crate) fn read(&self) -> Result<Key> {
        match self {
            KeyFrom::Given(key) => Ok(key.clone()),
            KeyFrom::File(path) => match read(path)? {
                Some(key) => Ok(key),
                None => make(path),
            },
        }
    }
}

fn read(path: &Path) -> Result<Option<Key>> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io("cannot read the key", path)(error)),
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let meta = std::fs::metadata(path).map_err(Error::io("cannot look at the key", path))?;
        if meta.permissions().mode() & 0o077 != 0 {
            let say =
                format!("others may read {}; chmod 600 it, and think of making a new one", path.display());
            return Err(Error::Key(say));
        }
    }
    Key::parse(&text).map(Some)
}

/// Makes a key file. Two nodes may start at once: the key of the one that comes first is used by both.
fn make(path: &Path) -> Result<Key> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).map_err(Error::io("cannot make", parent))?;
    let key = Key::fresh()?;
    let scrap = path.with_extension(format!("new.{}", std::process::id()));
    let written = folder::create(&scrap).and_then(|mut file| {
        file.write_all(format!("{}\n", key.text()).as_bytes()).and_then(|()| file.sync_all())
    });
    // A link, unlike a renaming, never replaces a key that is there.
    let linked = written.and_then(|()| std::fs::hard_link(&scrap, path));
    drop(std::fs::remove_file(&scrap));
    match linked {
        Ok(()) => {
            folder::sync(parent)?;
            Ok(key)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            read(path)?.ok_or_else(|| Error::Key("it was there and is gone".into()))
        }
        Err(error) => Err(Error::io("cannot make the key", path)(error)),
    }
}
