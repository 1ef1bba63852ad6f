//! What decides about a login, as a script for `auth-user-pass-verify`.
//!
//! Exit codes and files: the manual of OpenVPN 2.6, `--auth-user-pass-verify`.

use std::fmt::Write;

/// Where the script appends the user of each login that it is asked about.
pub const LOGINS: &str = "logins";
/// As a word of the configuration.
pub const SCRIPT: &str = "auth-script";
/// Long enough for any test.
const FOR_EVER: &str = "exec setpriv --pdeathsig KILL sleep 3600\n";

/// How the script is told user and password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    File,
    /// Wants `script-security 3`.
    Env,
}

/// What comes of a deferred login.
#[derive(Clone, Copy, Debug)]
pub enum Decision {
    Accept,
    Reject,
    /// `AUTH_FAILED` with these words.
    RejectBecause(&'static str),
}

/// What becomes of the right user with the right password.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    Accept,
    Reject,
    /// `AUTH_FAILED` with these words, such as `TEMP[backoff 42]:later` or `CRV1:...`.
    RejectBecause(&'static str),
    /// The script never ends, which holds up the whole server.
    Hang,
    /// The script goes on in the background and decides after so many seconds.
    Defer {
        seconds: u32,
        decision: Decision,
    },
    /// The script leaves the decision to the background, where nobody takes it.
    DeferForEver,
    /// The client is told that something is still to be done, `AUTH_PENDING`. OpenVPN refuses a
    /// client that does not name the method in `IV_SSO`.
    Pending {
        /// Seconds until the server gives up.
        timeout: u32,
        /// `webauth`, `openurl` or `crtext`.
        method: &'static str,
        /// What follows `INFO_PRE,`, such as `WEB_AUTH::https://login.example.org/`.
        extra: &'static str,
        /// The decision and when it comes; never where there is none.
        then: Option<(u32, Decision)>,
    },
}

/// A script that knows one user.
#[derive(Clone, Debug)]
pub struct AuthScript {
    pub user: &'static str,
    pub password: &'static str,
    pub via: Via,
    pub answer: Answer,
}

impl Default for AuthScript {
    fn default() -> Self {
        Self {
            user: "monitor",
            password: "open sesame",
            via: Via::File,
            answer: Answer::Accept,
        }
    }
}

impl AuthScript {
    /// The one user, as a client's login.
    pub fn login(&self) -> (&'static str, &'static str) {
        (self.user, self.password)
    }

    pub(super) fn options(&self) -> String {
        let (level, via) = match self.via {
            Via::File => (2, "via-file"),
            Via::Env => (3, "via-env"),
        };
        format!("script-security {level}\ntmp-dir .\nauth-user-pass-verify ./{SCRIPT} {via}\n")
    }

    pub(super) fn text(&self) -> String {
        let read = match self.via {
            Via::File => "{ IFS= read -r username; IFS= read -r password; } < \"$1\"\n",
            Via::Env => "",
        };
        let (user, password) = (quoted(self.user), quoted(self.password));
        let mut text = format!(
            "#!/bin/sh\n{read}\
             echo \"$username\" >> {LOGINS}\n\
             [ \"$username\" = {user} ] && [ \"$password\" = {password} ] || exit 1\n"
        );
        match self.answer {
            Answer::Accept => text += "exit 0\n",
            Answer::Reject => text += "exit 1\n",
            Answer::RejectBecause(words) => text += &(reason(words) + "exit 1\n"),
            Answer::Hang => text += FOR_EVER,
            Answer::DeferForEver => text += "exit 2\n",
            Answer::Defer { seconds, decision } => text += &decide_later(seconds, decision),
            Answer::Pending {
                timeout,
                method,
                extra,
                then,
            } => {
                let _ = writeln!(
                    text,
                    "printf '%s\\n' {timeout} {} {} > \"$auth_pending_file\"",
                    quoted(method),
                    quoted(extra),
                );
                text += &then.map_or("exit 2\n".to_owned(), |(seconds, decision)| {
                    decide_later(seconds, decision)
                });
            }
        }
        text
    }
}

fn decide_later(seconds: u32, decision: Decision) -> String {
    let decide = match decision {
        Decision::Accept => "printf 1 > \"$auth_control_file\"".to_owned(),
        Decision::Reject => "printf 0 > \"$auth_control_file\"".to_owned(),
        Decision::RejectBecause(words) => reason(words) + "printf 0 > \"$auth_control_file\"",
    };
    // Not for longer than its folder: a server that is gone leaves no file to write to.
    format!("(sleep {seconds}; [ -e \"$auth_control_file\" ] || exit; {decide}) &\nexit 2\n")
}

fn reason(words: &str) -> String {
    format!(
        "printf %s {} > \"$auth_failed_reason_file\"\n",
        quoted(words)
    )
}

/// One word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
