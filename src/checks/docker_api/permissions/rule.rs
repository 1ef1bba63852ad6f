//! What a home-made filter is to let through or refuse: `--allow 'GET /path'`, `--deny 'POST /path'`.
//!
//! The same care as for the table: a request that writes carries a body that is no whole JSON, and
//! is refused here unless it comes to nothing if it gets through.

use std::fmt;
use std::str::FromStr;

use super::never::{self, Danger};
use super::request::{Method, RandomId, Request};

/// What stands for the random id.
const PLACEHOLDER: &str = "{id}";

/// A request as a user wrote it: a method and a path, `{id}` in it for a name that nothing has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    method: Method,
    path: String,
}

impl Rule {
    /// The request to send.
    pub fn request(&self, id: &RandomId) -> Request {
        let path = self.path.replace(PLACEHOLDER, &id.to_string());
        Request::new(self.method, path, body(self.method))
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// What is wrong with a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleError {
    /// It is not two words.
    Words,
    /// A method that is never sent.
    Method(String),
    /// A path that does not begin with a slash, or a whole URL.
    NoPath,
    /// A character that has to be percent-encoded.
    Character(char),
    /// It could change something.
    Danger(Danger),
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words => f.write_str("give a method and a path, such as 'GET /info'"),
            Self::Method(method) => {
                let names = Method::ALL.map(Method::name).join(", ");
                write!(f, "method {method} is never sent: use one of {names}")
            }
            Self::NoPath => f.write_str("the path begins with a slash, such as /info"),
            Self::Character(character) => {
                write!(
                    f,
                    "a path has no {:?} in it: percent-encode it",
                    character.to_string()
                )
            }
            Self::Danger(danger) => write!(f, "this is never sent: {danger}"),
        }
    }
}

impl std::error::Error for RuleError {}

impl FromStr for Rule {
    type Err = RuleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut words = text.split_whitespace();
        let (Some(name), Some(path), None) = (words.next(), words.next(), words.next()) else {
            return Err(RuleError::Words);
        };
        let method = Method::ALL
            .into_iter()
            .find(|method| method.name().eq_ignore_ascii_case(name))
            .ok_or_else(|| RuleError::Method(name.to_owned()))?;
        if !path.starts_with('/') {
            return Err(RuleError::NoPath);
        }
        let unusual = |character: &char| {
            !character.is_ascii_graphic() || matches!(character, '{' | '}' | '#' | '\\' | '"')
        };
        if let Some(character) = path.replace(PLACEHOLDER, "").chars().find(unusual) {
            return Err(RuleError::Character(character));
        }
        let path = path.to_owned();
        let request = Request::new(method, path.clone(), body(method));
        never::check(
            method,
            &path,
            request.content_type,
            request.body,
            PLACEHOLDER,
        )
        .map_err(RuleError::Danger)?;
        Ok(Self { method, path })
    }
}

/// What no engine can make anything of.
fn body(method: Method) -> &'static str {
    if method.writes() { "{" } else { "" }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::request::ApiVersion;
    use super::*;

    #[test]
    fn a_rule_is_a_request_that_comes_to_nothing() {
        let id = RandomId::new([0xab; 32]);
        let hex = "ab".repeat(32);
        for (text, request) in [
            ("GET /info", Request::new(Method::Get, "/info".into(), "")),
            (
                "get /containers/db/json",
                Request::new(Method::Get, "/containers/db/json".into(), ""),
            ),
            (
                "POST /containers/create",
                Request::new(Method::Post, "/containers/create".into(), "{"),
            ),
            (
                "DELETE /volumes/{id}",
                Request::new(Method::Delete, format!("/volumes/{hex}"), "{"),
            ),
            (
                "OPTIONS /v1.41/swarm/leave",
                Request::new(Method::Options, "/v1.41/swarm/leave".into(), ""),
            ),
        ] {
            let rule = text.parse::<Rule>().expect(text);
            assert_eq!(rule.request(&id), request);
        }
        let rule = "POST /auth".parse::<Rule>().expect("good");
        assert_eq!(rule.request(&id).content_type, Some("application/json"));
    }

    #[test]
    fn says_what_is_wrong_and_what_would_be_right() {
        for (text, words) in [
            ("", "give a method and a path, such as 'GET /info'"),
            ("/info", "give a method and a path, such as 'GET /info'"),
            ("GET /a b", "give a method and a path, such as 'GET /info'"),
            (
                "PATCH /info",
                "method PATCH is never sent: use one of GET, HEAD, OPTIONS, POST, PUT, DELETE",
            ),
            ("GET info", "the path begins with a slash, such as /info"),
            (
                "GET http://h/info",
                "the path begins with a slash, such as /info",
            ),
            (
                "GET /b\u{fc}ro",
                "a path has no \"\u{fc}\" in it: percent-encode it",
            ),
            (
                "GET /{name}",
                "a path has no \"{\" in it: percent-encode it",
            ),
            (
                "POST /containers/prune",
                "this is never sent: it would throw away what is unused if it got through",
            ),
            (
                "DELETE /containers/db",
                "this is never sent: it would act on what is there if it got through: write {id} for the name, and a random one is sent",
            ),
            (
                "POST /images/create?fromImage=alpine",
                "this is never sent: it would fetch, load or build an image if it got through",
            ),
            (
                "POST /containers/{id}/attach",
                "this is never sent: it would take over a container's connection if it got through",
            ),
            (
                "POST /swarm/leave",
                "this is never sent: it would change the swarm if it got through",
            ),
        ] {
            let error = text.parse::<Rule>().expect_err(text);
            assert_eq!(error.to_string(), words, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_rule_gets_past_the_list_in_any_form(
            method in "(POST|PUT|DELETE)",
            path in "(/(%2f|\\.\\.|v1\\.4|volumes|containers|prune|images|create|%7[0-9]|%25|\\{id\\}|db|\\?|swarm|[a-z]){0,3}){1,4}",
        ) {
            if let Ok(rule) = format!("{method} {path}").parse::<Rule>() {
                let id = RandomId::new([0xab; 32]);
                let request = rule.request(&id);
                let version = Some(ApiVersion { major: 1, minor: 41 });
                let others = request.equivalents(version).into_iter().map(|(_, other)| other);
                for Request { method, path, content_type, body } in others.chain([request.clone()]) {
                    let verdict = never::check(method, &path, content_type, body, &id.to_string());
                    prop_assert_eq!(verdict, Ok(()), "{}", path);
                    let steps = path.split('?').next().unwrap_or_default();
                    prop_assert_ne!(steps.rsplit('/').next(), Some("prune"), "{}", path);
                }
            }
        }
    }
}
