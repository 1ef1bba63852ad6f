//! An authorization plugin for an engine: a tiny HTTP server on a unix socket.
//!
//! Protocol: Docker's "Access authorization plugin", as of 20.10.

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use serde_json::{Value, json};

use super::process::PATIENCE;

/// Makes the names of one process differ; its id does that for several.
static COUNTER: AtomicU32 = AtomicU32::new(0);

/// What a plugin says of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruling {
    Allow,
    /// `user '..' is not permitted METHOD URI`.
    Deny,
    /// The same for URIs that begin like this, everything else is allowed.
    DenyUnder(&'static str),
    /// Nothing, until the other side has had enough.
    Hang,
}

/// A plugin that answers until it is stopped or dropped.
pub struct AuthzPlugin {
    name: String,
    socket: PathBuf,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    ruling: Mutex<Ruling>,
    is_stopped: AtomicBool,
}

impl AuthzPlugin {
    /// Listens in `folder`, made where it is missing, under a name that nobody else has.
    pub fn start(folder: &Path, ruling: Ruling) -> Self {
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("gatewatch-{}-{number}", std::process::id());
        fs::create_dir_all(folder).expect("a folder can be made");
        let socket = folder.join(format!("{name}.sock"));
        let listener = UnixListener::bind(&socket).expect("a socket can be bound");
        let shared = Arc::new(Shared {
            ruling: Mutex::new(ruling),
            is_stopped: AtomicBool::new(false),
        });
        let thread = thread::spawn({
            let shared = Arc::clone(&shared);
            move || accept(&listener, &shared)
        });
        Self {
            name,
            socket,
            shared,
            thread: Some(thread),
        }
    }

    /// As `/info` lists it and refusals name it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Changes its mind, for requests to come.
    pub fn rule(&self, ruling: Ruling) {
        *self.shared.ruling.lock().expect("no ruling panics") = ruling;
    }

    /// Closes the listener; the socket stays and refuses connections.
    pub fn stop(&mut self) {
        self.shared.is_stopped.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            // Wakes the thread up.
            let _ = UnixStream::connect(&self.socket);
            thread.join().expect("the plugin does not panic");
        }
    }
}

impl Drop for AuthzPlugin {
    fn drop(&mut self) {
        self.stop();
        let _ = fs::remove_file(&self.socket);
    }
}

fn accept(listener: &UnixListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.is_stopped.load(Ordering::Acquire) {
            return;
        }
        let Ok(stream) = stream else { return };
        let shared = Arc::clone(shared);
        // An engine that goes away in the middle is nobody's fault.
        thread::spawn(move || answer(stream, &shared));
    }
}

fn answer(mut stream: UnixStream, shared: &Shared) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let (target, question) = read_request(&mut stream)?;
    let ruling = shared.ruling.lock().expect("no ruling panics").clone();
    let words = match target.as_str() {
        "/Plugin.Activate" => json!({ "Implements": ["authz"] }),
        "/AuthZPlugin.AuthZReq" if ruling == Ruling::Hang => {
            // Ends when the engine closes the connection, or is killed.
            stream.set_read_timeout(None)?;
            io::copy(&mut stream, &mut io::sink())?;
            return Ok(());
        }
        "/AuthZPlugin.AuthZReq" => judge(&ruling, &question),
        _ => json!({ "Allow": true }),
    };
    let body = words.to_string();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len(),
    )
}

fn judge(ruling: &Ruling, question: &Value) -> Value {
    let text = |name: &str| question[name].as_str().unwrap_or_default().to_owned();
    let [user, method, uri] = ["User", "RequestMethod", "RequestUri"].map(text);
    let is_denied = match ruling {
        Ruling::Deny => true,
        Ruling::DenyUnder(beginning) => uri.starts_with(beginning),
        Ruling::Allow | Ruling::Hang => false,
    };
    if is_denied {
        json!({ "Allow": false, "Msg": format!("user '{user}' is not permitted {method} {uri}") })
    } else {
        json!({ "Allow": true })
    }
}

/// The target and the JSON body, if there is one.
fn read_request(stream: &mut UnixStream) -> io::Result<(String, Value)> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("Content-Length: "))
                .map_or(0, |length| length.parse().unwrap_or(0));
            if body.len() >= length {
                let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
                let question = serde_json::from_str(body).unwrap_or_default();
                return Ok((target, question));
            }
        }
        match stream.read(&mut buffer)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => bytes.extend_from_slice(&buffer[..count]),
        }
    }
}
