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
    /// The server was visited as far as was asked, and there is nothing against it; these words.
    Fine(&'static [&'static str]),
    /// One thing is a warning, in these words.
    Warning(&'static [&'static str]),
    /// One thing is critical, in these words.
    Critical(&'static [&'static str]),
    /// One thing is more than this build can tell, in these words.
    Unknown(&'static [&'static str]),
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
            Self::Fine(words) => (0, "OPENVPN OK - ", words),
            Self::Warning(words) => (1, "OPENVPN WARNING - ", words),
            Self::Critical(words) => (2, "OPENVPN CRITICAL - ", words),
            Self::Unknown(words) => (3, "OPENVPN UNKNOWN - ", words),
        }
    }

    /// How many findings are not OK, where that is settled: each fault has one sentence.
    fn troubles(self) -> Option<usize> {
        match self {
            Self::Fine(_) => Some(0),
            Self::Warning(_) | Self::Critical(_) | Self::Unknown(_) => Some(1),
            _ => None,
        }
    }

    /// What is wrong with `run`, if this was to be its verdict.
    pub fn complaint(self, run: &Run) -> Option<String> {
        let (exit_code, head, words) = self.expectation();
        let missing: Vec<_> = words.iter().filter(|words| !run.says(words)).collect();
        let found = troubles(run);
        let kept = run.exit_code == exit_code
            && run.first_line().starts_with(head)
            && missing.is_empty()
            && self.troubles().is_none_or(|troubles| troubles == found);
        (!kept).then(|| {
            format!(
                "{self:?} wants exit {exit_code} and \"{head}\", lacks {missing:?}, {found} not OK\n{run}"
            )
        })
    }

    pub fn assert(self, run: &Run) {
        if let Some(complaint) = self.complaint(run) {
            panic!("{complaint}");
        }
    }
}

/// The findings of a run that are not OK.
fn troubles(run: &Run) -> usize {
    let findings = run.stdout.lines().skip(1);
    findings
        .filter(|line| line.starts_with('[') && !line.starts_with("[OK]"))
        .count()
}
