//! What an ordinary engine of any version answers to the questions of a check.
//!
//! Headers and bodies: dockerd 20.10.24 and 29.7.2, shortened to what their clients look at.

use std::sync::Arc;

use serde_json::{Value, json};

use super::script::{Script, Step, answer};

const JSON: &str = "application/json";

/// An engine with nothing in it.
#[derive(Clone, Debug)]
pub struct Ordinary {
    pub version: &'static str,
    pub api_version: (u32, u32),
    pub min_api_version: (u32, u32),
    /// Of `/info`.
    pub warnings: Vec<String>,
    /// Authorization plugins that `/info` lists.
    pub authorization: Vec<String>,
    pub containers: u32,
    pub containers_running: u32,
    pub images: u32,
}

impl Default for Ordinary {
    /// Version 20.10 of Debian 12.
    fn default() -> Self {
        Self {
            version: "20.10.24+dfsg1",
            api_version: (1, 41),
            min_api_version: (1, 12),
            warnings: Vec::new(),
            authorization: Vec::new(),
            containers: 0,
            containers_running: 0,
            images: 0,
        }
    }
}

impl Ordinary {
    /// Version 29.2, which refuses clients of API 1.43 and older.
    pub fn recent() -> Self {
        Self {
            version: "29.2.0",
            api_version: (1, 53),
            min_api_version: (1, 44),
            ..Self::default()
        }
    }

    pub fn script(self) -> Script {
        Arc::new(move |request| self.steps(request))
    }

    /// The answer to one request.
    pub fn steps(&self, request: &str) -> Vec<Step> {
        let mut words = request.split(' ');
        let method = words.next().unwrap_or_default();
        let target = words.next().unwrap_or_default();
        let (asked, path) = split_version(target.split('?').next().unwrap_or_default());
        if let Some(refusal) = asked.and_then(|version| self.refusal(version)) {
            return self.message("400 Bad Request", &refusal);
        }
        match (method, path) {
            ("GET", "/_ping") => answer("200 OK", "text/plain", &self.headers(), "OK"),
            ("HEAD", "/_ping") => answer("200 OK", "text/plain", &self.headers(), ""),
            ("OPTIONS", _) => answer("200 OK", "text/plain", &self.headers(), ""),
            ("GET", "/version") => self.json(&self.version_body()),
            ("GET", "/info") => self.json(&self.info()),
            ("GET", "/containers/json") => self.json(&json!([])),
            _ => answer(
                "404 Not Found",
                JSON,
                "",
                "{\"message\":\"page not found\"}\n",
            ),
        }
    }

    /// With the headers by which an engine is known.
    pub fn message(&self, status: &str, message: &str) -> Vec<Step> {
        let body = json!({ "message": message }).to_string();
        answer(status, JSON, &self.headers(), &body)
    }

    fn json(&self, body: &Value) -> Vec<Step> {
        answer("200 OK", JSON, &self.headers(), &body.to_string())
    }

    fn headers(&self) -> String {
        format!(
            "Api-Version: {}\r\nDocker-Experimental: false\r\nOstype: linux\r\n\
             Server: Docker/{} (linux)\r\n",
            text(self.api_version),
            self.version,
        )
    }

    fn version_body(&self) -> Value {
        json!({
            "Platform": { "Name": "" },
            "Components": [{ "Name": "Engine", "Version": self.version }],
            "Version": self.version,
            "ApiVersion": text(self.api_version),
            "MinAPIVersion": text(self.min_api_version),
            "Os": "linux",
            "Arch": "amd64",
        })
    }

    fn info(&self) -> Value {
        json!({
            "ID": "AAAA:BBBB:CCCC:DDDD:EEEE:FFFF:GGGG:HHHH:IIII:JJJJ:KKKK:LLLL",
            "Containers": self.containers,
            "ContainersRunning": self.containers_running,
            "Images": self.images,
            "Plugins": { "Volume": ["local"], "Authorization": self.authorization },
            "ServerVersion": self.version,
            "OSType": "linux",
            "Name": "engine",
            "Warnings": self.warnings,
        })
    }

    fn refusal(&self, asked: (u32, u32)) -> Option<String> {
        let said = text(asked);
        if asked > self.api_version {
            let highest = text(self.api_version);
            Some(format!(
                "client version {said} is too new. Maximum supported API version is {highest}"
            ))
        } else if asked < self.min_api_version {
            let lowest = text(self.min_api_version);
            Some(format!(
                "client version {said} is too old. Minimum supported API version is {lowest}, \
                 please upgrade your client to a newer version"
            ))
        } else {
            None
        }
    }
}

fn text((major, minor): (u32, u32)) -> String {
    format!("{major}.{minor}")
}

/// `/v1.41/info` as 1.41 and `/info`.
fn split_version(path: &str) -> (Option<(u32, u32)>, &str) {
    let split = || {
        let rest = path.strip_prefix("/v")?;
        let at = rest.find('/')?;
        let (major, minor) = rest[..at].split_once('.')?;
        Some(((major.parse().ok()?, minor.parse().ok()?), &rest[at..]))
    };
    split().map_or((None, path), |(version, rest)| (Some(version), rest))
}
