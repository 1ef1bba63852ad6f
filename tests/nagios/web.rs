//! A web server for the pages of Nagios: Debian's CGIs and Debian's stylesheets, under the addresses that
//! its configuration of Apache gives them. It remembers what it was asked for.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::engine::{Nagios, as_nagios};

/// The page that looks at others.
pub const VIEW: &str = "/view";
/// Where it reports to.
const REPORT: &str = "/report";
const CGI: &str = "/nagios4/cgi-bin/";
const FOLDERS: [(&str, &str); 2] = [
    ("/nagios4/stylesheets/", "/etc/nagios4/stylesheets"),
    ("/nagios4/", "/usr/share/nagios4/htdocs"),
];

/// A running server; it and its room end with the process of the tests.
pub struct Web {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    cgi_config: PathBuf,
    asked: Mutex<Vec<String>>,
    reports: Mutex<Vec<serde_json::Value>>,
}

impl Web {
    /// Debian's `cgi.cfg` but for this one setting.
    pub fn start(nagios: &Nagios, escape_html_tags: bool) -> Self {
        let debians = fs::read_to_string("/etc/nagios4/cgi.cfg").expect("nagios4-cgi is installed");
        let main = nagios.folder().join("nagios.cfg");
        let mut lines = Vec::new();
        for line in debians.lines() {
            lines.push(match line.split_once('=').map(|(name, _)| name) {
                Some("main_config_file") => format!("main_config_file={}", main.display()),
                Some("escape_html_tags") => {
                    format!("escape_html_tags={}", u8::from(escape_html_tags))
                }
                _ => line.to_owned(),
            });
        }
        let cgi_config = nagios.folder().join(format!("cgi-{escape_html_tags}.cfg"));
        fs::write(&cgi_config, lines.join("\n")).expect("a file can be written");

        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
        let address = listener.local_addr().expect("a socket is bound");
        let shared = Arc::new(Shared {
            cgi_config,
            ..Shared::default()
        });
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&serving);
                thread::spawn(move || shared.serve(&stream));
            }
        });
        Self { address, shared }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The paths of all requests so far.
    pub fn asked(&self) -> Vec<String> {
        self.shared.asked.lock().expect("no thread panics").clone()
    }

    /// What the last page has reported.
    pub fn take_report(&self) -> Option<serde_json::Value> {
        self.shared.reports.lock().expect("no thread panics").pop()
    }
}

impl Shared {
    /// One request, one answer. A browser that goes away is nobody's fault.
    fn serve(&self, stream: &TcpStream) {
        let mut reader = BufReader::new(stream);
        let mut request = String::new();
        let mut length = 0;
        for line in reader.by_ref().lines().map_while(Result::ok) {
            if line.is_empty() {
                break;
            }
            let header = line.to_lowercase();
            if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse().expect("a number");
            }
            if request.is_empty() {
                request = line;
            }
        }
        let Some(target) = request.split(' ').nth(1) else {
            return;
        };
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        self.asked
            .lock()
            .expect("no thread panics")
            .push(path.to_owned());
        let answer = match path {
            VIEW => Some(whole("text/html", include_str!("page.html").as_bytes())),
            REPORT => {
                let report = serde_json::from_reader(reader.take(length)).expect("JSON");
                self.reports.lock().expect("no thread panics").push(report);
                Some(whole("text/plain", b""))
            }
            _ => self.of_nagios(path, query),
        };
        let missing = || [b"HTTP/1.0 404 Not Found\r\n", &whole("text/plain", b"")[..]].concat();
        let answer = answer.map(|answer| [b"HTTP/1.0 200 OK\r\n", &answer[..]].concat());
        let _ = (&*stream).write_all(&answer.unwrap_or_else(missing));
    }

    fn of_nagios(&self, path: &str, query: &str) -> Option<Vec<u8>> {
        if path.contains("..") {
            return None;
        }
        if let Some(name) = path.strip_prefix(CGI) {
            return self.cgi(name, path, query);
        }
        let (rest, folder) = FOLDERS
            .iter()
            .find_map(|(prefix, folder)| Some((path.strip_prefix(prefix)?, folder)))?;
        let content = fs::read(Path::new(folder).join(rest)).ok()?;
        let kind = match path.rsplit('.').next()? {
            "css" => "text/css",
            "js" => "text/javascript",
            "gif" => "image/gif",
            "png" => "image/png",
            _ => "text/html",
        };
        Some(whole(kind, &content))
    }

    /// The header and the body, just as the program prints them.
    fn cgi(&self, name: &str, path: &str, query: &str) -> Option<Vec<u8>> {
        let program = Path::new("/usr/lib/cgi-bin/nagios4").join(name);
        if !program.is_file() {
            return None;
        }
        let output = as_nagios(program.to_str()?, "nagios4-cgi")
            .env_clear()
            .env("NAGIOS_CGI_CONFIG", &self.cgi_config)
            .env("GATEWAY_INTERFACE", "CGI/1.1")
            .env("REQUEST_METHOD", "GET")
            .env("QUERY_STRING", query)
            .env("SCRIPT_NAME", path)
            .env("REMOTE_USER", "nagiosadmin")
            .output()
            .expect("a CGI can be started");
        Some(output.stdout)
    }
}

fn whole(kind: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}
