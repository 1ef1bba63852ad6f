//! The documents: every sentence that a plugin can print stands on its page, every link leads
//! somewhere, every `make` target and every test that a promise names exists.

mod links;
mod promises;
mod sentences;

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files below a folder of the repository, or the file itself, whose names end like this.
fn files(path: &Path, ending: &str) -> Vec<PathBuf> {
    if !path.is_dir() {
        let fits = path.to_string_lossy().ends_with(ending);
        return fits.then(|| path.to_owned()).into_iter().collect();
    }
    let entries = fs::read_dir(path).expect("a folder of the repository");
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry of it").path())
        .flat_map(|path| files(&path, ending))
        .collect();
    found.sort();
    found
}

/// Every document of the repository.
fn documents() -> Vec<PathBuf> {
    let places = ["docs", "packaging", "gentoo", "README.md"];
    let more = ["CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"];
    let places = places.into_iter().chain(more);
    places
        .flat_map(|place| files(&root().join(place), ".md"))
        .collect()
}
