//! `motcua bench`: placeholder module replaced in the next commit.
