//! What a run should come to, and the words that a reader must then find.

use std::fmt::Debug;

use crate::support::plugin::Run;

use crate::check::Check;

/// Exit code and words, whatever their case.
#[derive(Clone, Debug)]
pub struct Verdict {
    exit_code: i32,
    /// Of the first line.
    first: Vec<&'static str>,
    /// Of the whole output.
    said: Vec<&'static str>,
    /// Of no line at all.
    unsaid: Vec<&'static str>,
}

pub fn ok(first: &[&'static str]) -> Verdict {
    Verdict::new(0, first)
}

pub fn warning(first: &[&'static str]) -> Verdict {
    Verdict::new(1, first)
}

pub fn critical(first: &[&'static str]) -> Verdict {
    Verdict::new(2, first)
}

pub fn unknown(first: &[&'static str]) -> Verdict {
    Verdict::new(3, first)
}

impl Verdict {
    fn new(exit_code: i32, first: &[&'static str]) -> Self {
        Self {
            exit_code,
            first: first.to_vec(),
            said: Vec::new(),
            unsaid: Vec::new(),
        }
    }

    pub fn says(mut self, words: &[&'static str]) -> Self {
        self.said.extend(words);
        self
    }

    pub fn never_says(mut self, words: &[&'static str]) -> Self {
        self.unsaid.extend(words);
        self
    }

    /// # Panics
    /// When the run comes to something else.
    pub fn assert(&self, run: &Run) {
        if let Some(complaint) = self.complaint(run) {
            panic!("{complaint}");
        }
    }

    fn complaint(&self, run: &Run) -> Option<String> {
        let exit_code = usize::try_from(self.exit_code).expect("an exit code");
        let state = ["OK", "WARNING", "CRITICAL", "UNKNOWN"][exit_code];
        let head = format!("DOCKER_API {state} - ");
        let first_line = run.first_line().to_lowercase();
        let missing: Vec<_> = self
            .first
            .iter()
            .filter(|words| !first_line.contains(&words.to_lowercase()))
            .chain(self.said.iter().filter(|words| !run.says(words)))
            .collect();
        let too_much: Vec<_> = self.unsaid.iter().filter(|words| run.says(words)).collect();
        let is_kept = run.exit_code == self.exit_code
            && run.first_line().starts_with(&head)
            && missing.is_empty()
            && too_much.is_empty();
        (!is_kept).then(|| format!("wanted {head}, lacks {missing:?}, has {too_much:?}\n{run}"))
    }
}

/// Runs every check of a table and tells of all that come to something else.
///
/// # Panics
/// When there is one.
pub fn assert_all<N: Debug>(table: impl IntoIterator<Item = (N, Check, Verdict)>) {
    let complaints: Vec<String> = table
        .into_iter()
        .filter_map(|(name, check, verdict)| {
            let complaint = verdict.complaint(&check.run())?;
            Some(format!("{name:?}: {complaint}"))
        })
        .collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
}
