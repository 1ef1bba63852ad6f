//! What a probe of a real server can come to, and the words that a reader must then find.

use crate::support::plugin::Run;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A valid answer.
    Alive,
    /// UDP: no answer at all, as a server treats a packet that it cannot verify.
    Silence,
    /// TCP: closed without an answer, for the same reason.
    Closed,
    /// A key was given and the answer is unsigned.
    Unsigned,
    /// The answer is signed with the key's other half.
    OtherDirection,
    /// The port is closed.
    NothingListens,
    /// `--expect-silence`, and silence it was.
    ProvenSilent,
    /// `--expect-silence`, and yet there was an answer.
    NotSilent,
}

impl Verdict {
    /// Exit code, head of the first line, and words of the whole output in any case.
    fn expectation(self) -> (i32, &'static str, &'static [&'static str]) {
        match self {
            Self::Alive => (0, "OPENVPN OK - ", &["'time'="]),
            Self::Silence => (2, "OPENVPN CRITICAL - ", &["no reply", "key", "rate limit"]),
            Self::Closed => (2, "OPENVPN CRITICAL - ", &["closed", "key"]),
            Self::Unsigned => (2, "OPENVPN CRITICAL - ", &["unsigned"]),
            Self::OtherDirection => (2, "OPENVPN CRITICAL - ", &["direction"]),
            Self::NothingListens => (2, "OPENVPN CRITICAL - ", &["nothing listens"]),
            Self::ProvenSilent => (0, "OPENVPN OK - ", &["silen"]),
            Self::NotSilent => (2, "OPENVPN CRITICAL - ", &["answer"]),
        }
    }

    /// What is wrong with `run`, if this was to be its verdict.
    pub fn complaint(self, run: &Run) -> Option<String> {
        let (exit_code, head, words) = self.expectation();
        let missing: Vec<_> = words.iter().filter(|words| !run.says(words)).collect();
        let kept =
            run.exit_code == exit_code && run.first_line().starts_with(head) && missing.is_empty();
        (!kept).then(|| {
            format!("{self:?} wants exit {exit_code} and \"{head}\", lacks {missing:?}\n{run}")
        })
    }

    pub fn assert(self, run: &Run) {
        if let Some(complaint) = self.complaint(run) {
            panic!("{complaint}");
        }
    }
}
