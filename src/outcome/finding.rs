//! One thing that a check found, with the state that follows from it.

use super::State;

/// A state and the sentence that explains it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    state: State,
    text: String,
    headline: bool,
}

impl Finding {
    /// A finding that may become the summary.
    pub fn new(state: State, text: impl Into<String>) -> Self {
        Self {
            state,
            text: text.into(),
            headline: true,
        }
    }

    /// Something worth a line that is neither good nor bad. It becomes the summary only if nothing
    /// else was found.
    pub fn note(text: impl Into<String>) -> Self {
        Self {
            headline: false,
            ..Self::ok(text)
        }
    }

    /// A headline in the state OK.
    pub fn ok(text: impl Into<String>) -> Self {
        Self::new(State::Ok, text)
    }

    /// A headline in the state WARNING.
    pub fn warning(text: impl Into<String>) -> Self {
        Self::new(State::Warning, text)
    }

    /// A headline in the state CRITICAL.
    pub fn critical(text: impl Into<String>) -> Self {
        Self::new(State::Critical, text)
    }

    /// A headline in the state UNKNOWN.
    pub fn unknown(text: impl Into<String>) -> Self {
        Self::new(State::Unknown, text)
    }

    /// The state that follows from this finding alone.
    pub fn state(&self) -> State {
        self.state
    }

    /// The sentence as it was given, not yet sanitised.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the text may stand in the summary although there are others.
    pub fn is_headline(&self) -> bool {
        self.headline
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constructors_name_their_state() {
        let table = [
            (Finding::ok("x"), State::Ok, true),
            (Finding::warning("x"), State::Warning, true),
            (Finding::critical("x"), State::Critical, true),
            (Finding::unknown("x"), State::Unknown, true),
            (Finding::note("x"), State::Ok, false),
        ];
        for (finding, state, headline) in table {
            assert_eq!(finding.state(), state);
            assert_eq!(finding.text(), "x");
            assert_eq!(finding.is_headline(), headline);
        }
    }
}
