//! The `openssl` command, for keys and certificates that `rcgen` with `ring` does not make.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::support::programs;

/// What `openssl` with `arguments` writes when it reads `input`.
///
/// # Panics
/// When it fails; its words are part of the message.
pub fn run(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new(programs::find("openssl", "openssl"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("openssl can be started");
    let mut stdin = child.stdin.take().expect("stdin is a pipe");
    // A command that reads nothing may close its end first.
    let _ = stdin.write_all(input);
    drop(stdin);
    let output = child.wait_with_output().expect("openssl ends");
    assert!(
        output.status.success(),
        "openssl {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr),
    );
    output.stdout
}

/// [`run`] for commands that write text.
pub fn text(arguments: &[&str], input: &str) -> String {
    let output = run(arguments, input.as_bytes());
    String::from_utf8(output).expect("PEM is text")
}

/// Whether `openssl` with `arguments` and nothing to read ends well.
pub fn succeeds(arguments: &[&str]) -> bool {
    Command::new(programs::find("openssl", "openssl"))
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("openssl can be started")
        .success()
}
