//! Folds functions that came out the same into one, where the linker is the one Rust brings along: the program is one file
//! of at most 25 MB.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, wanted: &str| env::var(name).is_ok_and(|value| value == wanted);
    // Only this target is linked by LLD unless somebody says otherwise; the old linker of others does not know the option.
    if is("TARGET", "x86_64-unknown-linux-gnu") && is("PROFILE", "release") {
        println!("cargo::rustc-link-arg-bins=-Wl,--icf=all");
    }
}
