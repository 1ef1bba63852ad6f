//! The requests that are never sent, whoever asks for them: those that could change something.
//!
//! What writes is refused unless it is known to come to nothing: it acts on our random id, which
//! names nothing, or the engine reads its body first, which is no whole JSON. The path is looked at
//! as the most obliging of filters and engines might read it: decoded again and again, in lower
//! case, without double slashes and version. One that climbs with `..` is not vouched for.
//!
//! Measured on dockerd 20.10 and 29.7 and on Podman 4.3, where `{}` as text made a volume.

use std::fmt;

use super::request::Method;

/// Kinds of things that have a name in the second place of the path.
const KINDS: [&str; 12] = [
    "configs",
    "containers",
    "distribution",
    "exec",
    "images",
    "networks",
    "nodes",
    "plugins",
    "secrets",
    "services",
    "tasks",
    "volumes",
];
/// Kinds whose `create` reads JSON before anything else.
const CREATED_FROM_JSON: [&str; 6] = [
    "configs",
    "containers",
    "networks",
    "secrets",
    "services",
    "volumes",
];

/// Why a request is never sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Danger {
    /// It would throw away whatever is unused.
    Prune,
    /// It would found, join, leave or change a swarm.
    Swarm,
    /// It would fetch, take in or build an image.
    Image,
    /// It would take over the connection of a container.
    Attach,
    /// It would create something, since its body can be read or is not asked for.
    Create,
    /// Its body is not said to be JSON, which some engines then do not check.
    ContentType,
    /// Filters and engines disagree on what its path means.
    Path,
    /// It would act on something that may be there.
    Acts,
}

impl fmt::Display for Danger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Prune => "it would throw away what is unused if it got through",
            Self::Swarm => "it would change the swarm if it got through",
            Self::Image => "it would fetch, load or build an image if it got through",
            Self::Attach => "it would take over a container's connection if it got through",
            Self::Create => "it would create something if it got through",
            Self::ContentType => "a body that is not said to be JSON may be obeyed unread",
            Self::Path => "its path climbs with .., which is read in more than one way",
            Self::Acts => {
                "it would act on what is there if it got through: write {id} for the name, and a random one is sent"
            }
        })
    }
}

/// Whether a request comes to nothing whoever answers it; `id` is what stands for the random id.
pub(super) fn check(
    method: Method,
    path: &str,
    content_type: Option<&str>,
    body: &str,
    id: &str,
) -> Result<(), Danger> {
    if !method.writes() {
        return Ok(());
    }
    if !body.is_empty() && content_type != Some("application/json") {
        return Err(Danger::ContentType);
    }
    let (segments, query) = most_obliging(path);
    let segments: Vec<_> = segments.iter().map(String::as_str).collect();
    if segments.contains(&"..") {
        return Err(Danger::Path);
    }
    match segments[..] {
        [.., "prune"] => Err(Danger::Prune),
        // There is no such thing to create; a filter cannot know.
        ["swarm", "create"] if method == Method::Post && body == "{" => Ok(()),
        ["swarm", ..] => Err(Danger::Swarm),
        ["images", "create" | "load"] | ["build"] => Err(Danger::Image),
        ["containers", _, "attach", ..] => Err(Danger::Attach),
        [kind, "create"] if CREATED_FROM_JSON.contains(&kind) && method == Method::Post => {
            match body {
                "{" => Ok(()),
                _ => Err(Danger::Create),
            }
        }
        ["auth"] if method == Method::Post && body == "{" => Ok(()),
        ["build", "cancel"] if method == Method::Post && query.is_empty() => Ok(()),
        ["session" | "grpc"] if method == Method::Post => Ok(()),
        ["commit"] if query == format!("container={id}") => Ok(()),
        [kind, name, ..] if name == id && KINDS.contains(&kind) => Ok(()),
        _ => Err(Danger::Acts),
    }
}

/// The segments of the path and the query.
fn most_obliging(path: &str) -> (Vec<String>, String) {
    let mut text = path.to_ascii_lowercase();
    loop {
        let decoded = percent_decoded(&text).to_ascii_lowercase();
        if decoded == text {
            break;
        }
        text = decoded;
    }
    let (path, query) = text.split_once(['?', '#', ';']).unwrap_or((&text, ""));
    let segments: Vec<_> = path
        .split(['/', '\\'])
        .filter(|segment| !matches!(*segment, "" | "."))
        .map(str::to_owned)
        .collect();
    let prefixes = segments.iter().take_while(|segment| is_prefix(segment));
    (segments[prefixes.count()..].to_vec(), query.to_owned())
}

/// Whether a segment is a version of the API, or Podman's name for its own.
fn is_prefix(segment: &str) -> bool {
    let is_version = segment.strip_prefix('v').is_some_and(|version| {
        !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    });
    is_version || segment == "libpod"
}

/// The text with every `%XX` replaced; always shorter unless there is none.
fn percent_decoded(text: &str) -> String {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let digit = |index: usize| char::from(*behind.get(index)?).to_digit(16);
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push(u8::try_from(high << 4 | low).expect("two digits are a byte"));
                rest = &behind[2..];
            }
            _ => {
                decoded.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0123";

    fn verdict(request: &str, body: &str) -> Result<(), Danger> {
        let (method, path) = request.split_once(' ').expect("two words");
        let mut methods = Method::ALL.into_iter();
        let method = methods.find(|one| one.name() == method).expect(method);
        check(method, path, Some("application/json"), body, ID)
    }

    #[test]
    fn what_could_change_something_is_never_sent() {
        for (request, danger) in [
            ("POST /containers/prune", Danger::Prune),
            ("POST /v1.41/images/prune?filters=x", Danger::Prune),
            ("POST /volumes/%70rune", Danger::Prune),
            ("POST /volumes/%2570rune", Danger::Prune),
            ("POST //volumes/./prune/", Danger::Prune),
            ("POST //volumes/x/../prune", Danger::Path),
            ("POST /networks/PRUNE", Danger::Prune),
            ("POST /build/prune", Danger::Prune),
            ("POST /libpod/system/prune", Danger::Prune),
            ("POST /v4.0.0/libpod/pods/prune", Danger::Prune),
            ("POST /swarm/leave?force=1", Danger::Swarm),
            ("POST /v1.24/swarm/init", Danger::Swarm),
            ("POST /swarm%2fleave", Danger::Swarm),
            ("POST /swarm/update?version=1", Danger::Swarm),
            ("POST /images/create?fromImage=x", Danger::Image),
            ("POST /images/create%3ffromImage=x", Danger::Image),
            ("POST /images/load", Danger::Image),
            ("POST /build?t=x", Danger::Image),
            ("POST /containers/0123/attach", Danger::Attach),
            ("POST /containers/db/attach?stream=1", Danger::Attach),
            ("POST /containers/db/stop", Danger::Acts),
            ("POST /containers/db/rename?name=0123", Danger::Acts),
            ("DELETE /containers/db?force=1", Danger::Acts),
            ("DELETE /containers/0123/../db", Danger::Path),
            ("DELETE /volumes/0123%2f..%2fdata", Danger::Path),
            ("PUT /containers/db/archive?path=/", Danger::Acts),
            ("POST /commit?container=db", Danger::Acts),
            ("POST /commit?container=0123&container=db", Danger::Acts),
            ("POST /build/cancel?id=x", Danger::Acts),
            ("POST /plugins/pull?remote=x", Danger::Acts),
            ("POST /plugins/create?name=x", Danger::Acts),
            ("PUT /volumes/create", Danger::Acts),
            ("POST /", Danger::Acts),
        ] {
            assert_eq!(verdict(request, "{"), Err(danger), "{request}");
        }
    }

    #[test]
    fn what_comes_to_nothing_may_be_sent() {
        for (request, body) in [
            ("GET /containers/prune", ""),
            ("OPTIONS /swarm/leave", ""),
            ("POST /containers/create?name=x", "{"),
            ("POST /v1.41/volumes/create", "{"),
            ("POST /%6eetworks/create", "{"),
            ("POST /containers/0123/stop?t=0", ""),
            ("POST /exec/0123/start", "{}"),
            ("DELETE /images/0123?force=1", "{"),
            ("PUT /containers/0123/archive?path=/", "{"),
            ("POST /commit?container=0123", "{}"),
            ("POST /build/cancel", ""),
            ("POST /session", ""),
            ("POST /auth", "{"),
        ] {
            assert_eq!(verdict(request, body), Ok(()), "{request}");
        }
    }

    #[test]
    fn a_body_that_can_be_read_creates_nothing_because_it_is_not_sent() {
        for body in ["", "{}", "{\"Name\":\"x\"}"] {
            let create = |kind| verdict(&format!("POST /{kind}/create"), body);
            assert_eq!(create("volumes"), Err(Danger::Create), "{body}");
            assert_eq!(create("networks"), Err(Danger::Create), "{body}");
        }
        let text = Some("text/plain");
        let verdict = check(Method::Post, "/volumes/create", text, "{", ID);
        assert_eq!(verdict, Err(Danger::ContentType));
    }
}
