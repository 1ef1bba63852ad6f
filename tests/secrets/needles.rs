//! What a secret looks like in memory, and where some of it is left.

use std::collections::{BTreeSet, HashMap};

use base64ct::{Base64Unpadded, Encoding};

/// Bytes of a secret in a row that are a find. Fewer may be there by chance.
const WINDOW: usize = 16;

/// Every piece of every secret in every form in which a run has it.
#[derive(Default)]
pub struct Needles(HashMap<[u8; WINDOW], String>);

impl Needles {
    /// A text as it is, and within a longer text that is put into base64, such as `user:password`.
    #[must_use]
    pub fn text(mut self, name: &str, text: &str) -> Self {
        self.add(name, "as it is", text.as_bytes());
        self.add_base64(name, text.as_bytes());
        self
    }

    /// Bytes of a key: as they are, backwards as the limbs of a number lie, as hexadecimal digits
    /// and in base64.
    #[must_use]
    pub fn key(mut self, name: &str, bytes: &[u8]) -> Self {
        self.add(name, "as it is", bytes);
        let backwards: Vec<u8> = bytes.iter().rev().copied().collect();
        self.add(name, "backwards", &backwards);
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        self.add(name, "in hexadecimal", hex.as_bytes());
        self.add(name, "in hexadecimal", hex.to_uppercase().as_bytes());
        self.add_base64(name, bytes);
        self
    }

    /// What is found in these bytes, each once.
    pub fn found_in(&self, bytes: &[u8]) -> BTreeSet<&str> {
        bytes
            .windows(WINDOW)
            .filter_map(|window| self.0.get(window))
            .map(String::as_str)
            .collect()
    }

    /// Wherever in the longer text the secret begins.
    fn add_base64(&mut self, name: &str, bytes: &[u8]) {
        for skipped in 0..3 {
            let whole = (bytes.len() - skipped) / 3 * 3;
            let text = Base64Unpadded::encode_string(&bytes[skipped..][..whole]);
            self.add(name, "in base64", text.as_bytes());
        }
    }

    fn add(&mut self, name: &str, form: &str, bytes: &[u8]) {
        assert!(
            bytes.len() >= WINDOW,
            "{name} is too short to be looked for"
        );
        for window in bytes.windows(WINDOW) {
            let window = window.try_into().expect("as long as that");
            self.0.insert(window, format!("{name} {form}"));
        }
    }
}

#[test]
fn a_secret_is_found_in_every_form_and_from_the_middle() {
    let key: Vec<u8> = (0..64).map(|byte| byte * 3 + 7).collect();
    let needles = Needles::default()
        .key("key", &key)
        .text("password", "correct horse battery staple");
    let backwards: Vec<u8> = key.iter().rev().copied().collect();
    for (bytes, found) in [
        (
            b"correct horse battery staple".to_vec(),
            "password as it is",
        ),
        (b"\0\0horse battery staple\0".to_vec(), "password as it is"),
        // me:correct horse battery staple
        (
            b"bWU6Y29ycmVjdCBob3JzZSBiYXR0ZXJ5IHN0YXBsZQ==".to_vec(),
            "password in base64",
        ),
        (key[5..30].to_vec(), "key as it is"),
        (backwards[9..30].to_vec(), "key backwards"),
        (b"070a0d101316191c1f".to_vec(), "key in hexadecimal"),
        (b"070A0D101316191C1F".to_vec(), "key in hexadecimal"),
    ] {
        assert_eq!(needles.found_in(&bytes), BTreeSet::from([found]));
    }
    assert!(
        needles
            .found_in(b"correct house battery, stapled")
            .is_empty()
    );
}
