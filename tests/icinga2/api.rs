//! A node's REST API, asked by `curl`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use serde_json::{Value, json};

use crate::result::CheckResult;
use crate::support::namespace::Namespace;
use crate::support::programs;

/// Longest wait for a result, generous since machines are shared.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often it is looked for meanwhile.
const GLANCE: Duration = Duration::from_millis(100);
/// After so long a check is asked for again: Icinga forgets the wish if one was just under way.
const ASKED: Duration = Duration::from_secs(5);
/// Name and password of the one user.
pub const USER: (&str, &str) = ("tests", "open sesame");

/// Where a node is asked, and whom it is known by.
#[derive(Clone, Debug)]
pub struct Api {
    /// The node's, and its certificate's.
    pub name: &'static str,
    pub address: SocketAddr,
    /// Where it is asked from.
    pub namespace: Option<Namespace>,
    pub ca: PathBuf,
}

impl Api {
    /// The next result of `HOST!SERVICE` as it comes by its schedule that is as wanted.
    ///
    /// # Panics
    /// When there is none in time; the last result is part of the message.
    pub fn wait_for(&self, service: &str, is_wanted: impl Fn(&CheckResult) -> bool) -> CheckResult {
        self.within(PATIENCE, service, is_wanted)
            .unwrap_or_else(|last| panic!("{service}: {last:#?}"))
    }

    /// Has `HOST!SERVICE` checked out of turn; its result.
    ///
    /// # Panics
    /// When there is none in time; the last result is part of the message.
    pub fn check_now(&self, service: &str) -> CheckResult {
        let called = SystemTime::now();
        let action = json!({"type": "Service", "service": service, "force": true});
        let deadline = Instant::now() + PATIENCE;
        loop {
            self.ask("actions/reschedule-check", Some(&action));
            match self.within(ASKED, service, |result| result.began_since(called)) {
                Ok(result) => return result,
                Err(last) => assert!(Instant::now() < deadline, "{service}: {last:#?}"),
            }
        }
    }

    /// The last result, be it as wanted or not.
    fn within(
        &self,
        patience: Duration,
        service: &str,
        is_wanted: impl Fn(&CheckResult) -> bool,
    ) -> Result<CheckResult, Option<CheckResult>> {
        let deadline = Instant::now() + patience;
        loop {
            match self.last_result(service) {
                Some(result) if is_wanted(&result) => return Ok(result),
                last if Instant::now() >= deadline => return Err(last),
                _ => thread::sleep(GLANCE),
            }
        }
    }

    /// Waits until there is an object whose attributes are as wanted, such as `endpoints/NAME`.
    /// Meanwhile the node may come and go.
    pub fn wait_for_object(&self, path: &str, is_wanted: impl Fn(&Value) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let answer = self.try_ask(&format!("objects/{path}"), None);
            match &answer {
                Ok(answer) if is_wanted(&answer["results"][0]["attrs"]) => return,
                other => assert!(Instant::now() < deadline, "{path}: {other:#?}"),
            }
            thread::sleep(GLANCE);
        }
    }

    /// `None` until there is one.
    pub fn last_result(&self, service: &str) -> Option<CheckResult> {
        let result = self.service(service)["last_check_result"].clone();
        serde_json::from_value(result).expect("a result is as the API has it")
    }

    /// All attributes of a service, as the API has them.
    pub fn service(&self, service: &str) -> Value {
        let mut answer = self.ask(&format!("objects/services/{service}"), None);
        answer["results"][0]["attrs"].take()
    }

    fn ask(&self, path: &str, body: Option<&Value>) -> Value {
        self.try_ask(path, body)
            .unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// What the API answers; `body` is sent along as a POST.
    ///
    /// # Errors
    /// The words of `curl` and of the API.
    fn try_ask(&self, path: &str, body: Option<&Value>) -> Result<Value, String> {
        let Self { name, address, .. } = self;
        let mut curl = match &self.namespace {
            Some(namespace) => namespace.command("curl", "curl"),
            None => Command::new(programs::find("curl", "curl")),
        };
        curl.args(["--silent", "--show-error", "--fail-with-body"])
            .args(["--max-time", "20", "--header", "Accept: application/json"])
            .args(["--user", &format!("{}:{}", USER.0, USER.1)])
            .args([
                "--resolve",
                &format!("{name}:{}:{}", address.port(), address.ip()),
            ])
            .arg("--cacert")
            .arg(&self.ca);
        if let Some(body) = body {
            curl.args(["--data", &body.to_string()]);
        }
        let output = curl
            .arg(format!("https://{name}:{}/v1/{path}", address.port()))
            .output()
            .expect("curl can be started");
        let text = String::from_utf8_lossy(&output.stdout);
        let error = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            return Err(format!("{error}{text}"));
        }
        Ok(serde_json::from_str(&text).expect("the API speaks JSON"))
    }
}
