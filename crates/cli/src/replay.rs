//! `motcua replay`: placeholder module replaced in the next commit.
