//! One thing about a certificate that is not as it should be, and how much it matters.

use crate::outcome::{Finding, State};

/// How much an issue matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// A real client refuses the server.
    Refused,
    /// This build cannot verify it, and OpenVPN may well do.
    Legacy,
    /// No client minds today; the state is that of a threshold, or what the fault deserves.
    Ending(State),
    /// Worth a word and nothing more.
    Remark,
}

impl Severity {
    /// The state that follows from it alone.
    pub fn state(self) -> State {
        match self {
            Self::Refused => State::Critical,
            Self::Legacy => State::Unknown,
            Self::Ending(state) => state,
            Self::Remark => State::Ok,
        }
    }
}

/// Something about a certificate that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// How much it matters.
    pub severity: Severity,
    /// A sentence in lower case without a full stop. It holds foreign text.
    pub text: String,
}

impl Issue {
    pub(super) fn new(severity: Severity, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { severity, text }
    }

    pub(super) fn refused(text: impl Into<String>) -> Self {
        Self::new(Severity::Refused, text)
    }

    pub(super) fn legacy(text: impl AsRef<str>) -> Self {
        let text = format!("legacy TLS: {}", text.as_ref());
        Self::new(Severity::Legacy, text)
    }

    /// The same with what deserves a warning and stops nobody, because of the fingerprint.
    pub(super) fn passes_with_fingerprint(text: impl AsRef<str>) -> Self {
        let text = format!(
            "{}, which OpenVPN lets pass with --peer-fingerprint alone",
            text.as_ref()
        );
        Self::new(Severity::Ending(State::Warning), text)
    }

    /// The issue as a finding: a remark is a note.
    pub fn finding(&self) -> Finding {
        match self.severity {
            Severity::Remark => Finding::note(&self.text),
            severity => Finding::new(severity.state(), &self.text),
        }
    }
}
