//! What the packages contain and what they say of themselves, held against the crate.
//!
//! No package is built here: `make packages` does that, and `make package-test` tries the results.

mod install;
mod licences;
mod versions;

use std::fs;
use std::path::Path;

/// A file of the repository.
fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
