//! Tells the tests whether a PostgreSQL server is at hand, so that its absence is reported and not passed over.

fn main() {
    println!("cargo::rustc-check-cfg=cfg(motcua_pg)");
    let present = ["MOTCUA_TEST_POSTGRES", "REQUIRE_POSTGRES"].into_iter().any(|name| {
        println!("cargo::rerun-if-env-changed={name}");
        std::env::var_os(name).is_some_and(|value| !value.is_empty())
    });
    if present {
        println!("cargo::rustc-cfg=motcua_pg");
    }
    println!("cargo::rerun-if-changed=build.rs");
}
