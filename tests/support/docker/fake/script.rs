//! What the fake engine does once it has read a request.

use std::io::{self, Write};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::wire::{End, Wire};

/// Chooses the steps by the text of the request.
pub type Script = Arc<dyn Fn(&str) -> Vec<Step> + Send + Sync>;

#[derive(Clone, Debug)]
pub enum Step {
    /// In one write.
    Send(Vec<u8>),
    Pause(Duration),
    /// Again and again with a pause between, until the client goes away.
    Forever(Vec<u8>, Duration),
    /// The last one; without it the end is proper.
    End(End),
}

impl Step {
    pub fn send(text: impl Into<Vec<u8>>) -> Self {
        Self::Send(text.into())
    }
}

/// An answer with a length, of that type.
pub fn answer(status: &str, content_type: &str, headers: &str, body: &str) -> Vec<Step> {
    vec![Step::send(format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Type: {content_type}\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len(),
    ))]
}

pub(super) fn run(steps: &[Step], mut wire: Wire) {
    let mut end = End::Proper;
    for step in steps {
        let done = match step {
            Step::Send(bytes) => send(&mut wire, bytes),
            Step::Pause(duration) => {
                thread::sleep(*duration);
                Ok(())
            }
            Step::Forever(bytes, pause) => repeat(&mut wire, bytes, *pause),
            Step::End(how) => {
                end = *how;
                break;
            }
        };
        // The client is gone.
        if done.is_err() {
            return;
        }
    }
    wire.end(end);
}

fn repeat(wire: &mut Wire, bytes: &[u8], pause: Duration) -> io::Result<()> {
    loop {
        send(wire, bytes)?;
        thread::sleep(pause);
    }
}

fn send(wire: &mut Wire, bytes: &[u8]) -> io::Result<()> {
    wire.write_all(bytes)?;
    wire.flush()
}
