//! Checkpoints: Merkle roots over all event hashes in the order of their positions, themselves chained.
//!
//! The tree has the shape of RFC 6962 (leaf = SHA-256(0x00 ‖ hash), node = SHA-256(0x01 ‖ left ‖ right)). A checkpoint
//! keeps the frontier, the roots of the full subtrees, so that the next one reads only the events since. An event
//! altered or deleted before a checkpoint changes its root, whatever else was recomputed; a checkpoint altered or
//! deleted breaks their chain or the count kept in `journal_head`.

use crate::chain::{self, Hash};
use crate::error::{Result, StoreError};
use crate::record;
use crate::statements::statements;
use motcua_db::{Engine, Row, Tx, params};
use sha2::{Digest, Sha256};

/// The row of `journal_head` that counts checkpoints.
pub(crate) const LANE: i64 = -1;

statements! {
    LAST = "checkpoint.last", "select no, upto_position, count, frontier, root, prev, recorded_at, hash \
        from checkpoint order by no desc limit 1";
    EACH = "checkpoint.each", "select no, upto_position, count, frontier, root, prev, recorded_at, hash \
        from checkpoint order by no";
    ADD = "checkpoint.add", "insert into checkpoint (no, upto_position, count, frontier, root, prev, recorded_at, hash) \
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    HASHES_AFTER = "event.hashes_after", "select position, hash from event where position > $1 order by position \
        limit $2";
}

/// One checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// 1, 2, 3, ….
    pub no: i64,
    /// Position of the last event covered.
    pub upto_position: i64,
    /// Number of events covered.
    pub count: i64,
    /// Roots of the full subtrees, largest first.
    pub frontier: Vec<Hash>,
    /// Root of the tree over all events covered.
    pub root: Hash,
    /// Hash of the checkpoint before; zeroes for the first.
    pub prev: Hash,
    /// Server clock, UNIX milliseconds.
    pub recorded_at: i64,
    /// Hash of all of the above but the frontier, which the root implies.
    pub hash: Hash,
}

/// Events covered at once by default: a moment's work. Whoever writes waits for it.
pub const EVENTS_MAX: i64 = 50_000;

/// Covers the events recorded since the last checkpoint, at most so many; `None` when there are none. A journal that grew by more,
/// as after a replay, is covered by several.
///
/// Run it in [`motcua_db::Db::exclusive`], by the leader only. On PostgreSQL it holds back writers of the journal until
/// it commits: otherwise an event with a lower position could appear behind it later.
///
/// # Errors
/// If the database cannot write, or the last checkpoint does not make sense.
pub fn make(tx: &mut Tx<'_>, recorded_at_ms: i64, most: i64) -> Result<Option<Checkpoint>> {
    hold_back_writers(tx)?;
    let last = tx.query_opt(&LAST, &[], read)?.transpose()?;
    let (mut tree, mut upto, no, prev) = match last {
        Some(last) => (Tree::resume(last.frontier, last.count)?, last.upto_position, last.no, last.hash),
        None => (Tree::default(), 0, 0, [0; 32]),
    };
    let covered = tree.count;
    let begin = upto;
    tx.query(&HASHES_AFTER, params![begin, most], |row| {
        upto = row.int(0)?;
        tree.push(&row.bytes(1)?);
        Ok(())
    })?;
    if tree.count == covered {
        return Ok(None);
    }
    let mut made = Checkpoint {
        no: no + 1,
        upto_position: upto,
        count: tree.count,
        root: tree.root(),
        frontier: tree.frontier,
        prev,
        recorded_at: recorded_at_ms,
        hash: [0; 32],
    };
    made.hash = made.digest();
    let (no, frontier) = (made.no, made.frontier.concat());
    tx.execute(&ADD, params![no, upto, made.count, frontier, made.root, prev, recorded_at_ms, made.hash])?;
    let (x0, x1) = chain::folded(&made.hash);
    tx.execute(&record::HEAD, params![LANE, 1, x0, x1])?;
    Ok(Some(made))
}

/// Waits for those who are writing to the journal and keeps others from it until the end of this exclusive transaction. SQLite has
/// one writer at a time anyway.
pub(crate) fn hold_back_writers(tx: &mut Tx<'_>) -> Result<()> {
    match tx.engine() {
        Engine::Sqlite => Ok(()),
        Engine::Postgres => Ok(tx.batch("lock table event in share mode")?),
    }
}

impl Checkpoint {
    /// What its hash should be.
    pub fn digest(&self) -> Hash {
        chain::digest(&[
            b"motcua/checkpoint/1",
            &self.no.to_be_bytes(),
            &self.upto_position.to_be_bytes(),
            &self.count.to_be_bytes(),
            &self.root,
            &self.prev,
            &self.recorded_at.to_be_bytes(),
        ])
    }
}

/// An append-only Merkle tree of which only the full subtrees' roots are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    frontier: Vec<Hash>,
    count: i64,
}

impl Tree {
    /// A tree of `count` leaves from its frontier.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the frontier has not one root for each bit of the count.
    pub fn resume(frontier: Vec<Hash>, count: i64) -> Result<Self> {
        if count < 0 || frontier.len() != count.count_ones() as usize {
            return Err(StoreError::corrupt("the frontier of the last checkpoint does not fit its count"));
        }
        Ok(Self { frontier, count })
    }

    /// Adds an event's hash.
    pub fn push(&mut self, event_hash: &Hash) {
        let mut node = leaf(event_hash);
        // Each trailing one of the count is a full subtree that this leaf completes.
        for _ in 0..self.count.trailing_ones() {
            let left = self.frontier.pop().expect("the frontier has a root for each one of the count");
            node = parent(&left, &node);
        }
        self.frontier.push(node);
        self.count += 1;
    }

    /// Roots of the full subtrees, largest first.
    pub fn frontier(&self) -> &[Hash] {
        &self.frontier
    }

    /// How many leaves.
    pub fn count(&self) -> i64 {
        self.count
    }

    /// The root; of an empty tree the hash of nothing, as in RFC 6962.
    pub fn root(&self) -> Hash {
        let mut from_small = self.frontier.iter().rev();
        match from_small.next() {
            None => Sha256::digest([]).into(),
            Some(smallest) => from_small.fold(*smallest, |right, left| parent(left, &right)),
        }
    }
}

fn leaf(event_hash: &Hash) -> Hash {
    let mut bytes = [0; 33];
    bytes[1..].copy_from_slice(event_hash);
    Sha256::digest(bytes).into()
}

fn parent(left: &Hash, right: &Hash) -> Hash {
    let mut bytes = [1; 65];
    bytes[1..33].copy_from_slice(left);
    bytes[33..].copy_from_slice(right);
    Sha256::digest(bytes).into()
}

/// A checkpoint from all columns.
pub(crate) fn read(row: &Row<'_>) -> motcua_db::Result<Result<Checkpoint>> {
    let frontier = row.blob(3)?;
    let (roots, rest) = frontier.as_chunks::<32>();
    if !rest.is_empty() {
        return Ok(Err(StoreError::corrupt("the frontier of a checkpoint is not a list of hashes")));
    }
    Ok(Ok(Checkpoint {
        no: row.int(0)?,
        upto_position: row.int(1)?,
        count: row.int(2)?,
        frontier: roots.to_vec(),
        root: row.bytes(4)?,
        prev: row.bytes(5)?,
        recorded_at: row.int(6)?,
        hash: row.bytes(7)?,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6962, section 2.1, by its recursive definition.
    fn by_definition(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Sha256::digest([]).into(),
            [one] => leaf(one),
            many => {
                let split = many.len().next_power_of_two() / 2;
                parent(&by_definition(&many[..split]), &by_definition(&many[split..]))
            }
        }
    }

    #[test]
    fn the_frontier_gives_the_root_of_the_definition() {
        let leaves: Vec<Hash> = (0..70u8).map(|n| [n; 32]).collect();
        let mut tree = Tree::default();
        assert_eq!(tree.root(), by_definition(&[]));
        for (at, hash) in leaves.iter().enumerate() {
            tree.push(hash);
            assert_eq!(tree.root(), by_definition(&leaves[..=at]), "{} leaves", at + 1);
            let resumed =
                Tree::resume(tree.frontier.clone(), tree.count).expect("a frontier of its own count");
            assert_eq!(resumed, tree);
        }
        assert!(Tree::resume(tree.frontier.clone(), tree.count + 1).is_err());
    }
}
