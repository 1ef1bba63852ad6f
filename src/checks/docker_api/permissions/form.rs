//! The other ways to write a request that an engine takes for the same and a filter may not.

use super::request::{ApiVersion, Request};

/// How a request is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As documented.
    Plain,
    /// With the version before the path: `/v1.41/...`.
    Versioned,
    /// With the first letter of the path percent-encoded: `/%63ontainers/...`.
    Encoded,
}

impl Request {
    /// The same request in its other forms: versioned where the engine's version is known and the
    /// path has none, and with its first letter percent-encoded where it has one.
    pub fn equivalents(&self, api_version: Option<ApiVersion>) -> Vec<(Form, Self)> {
        let versioned = api_version
            .filter(|_| !has_version(&self.path))
            .map(|version| (Form::Versioned, format!("/v{version}{}", self.path)));
        let encoded = encoded(&self.path).map(|path| (Form::Encoded, path));
        let with = |(form, path)| {
            (
                form,
                Self {
                    path,
                    ..self.clone()
                },
            )
        };
        versioned.into_iter().chain(encoded).map(with).collect()
    }
}

fn has_version(path: &str) -> bool {
    matches!(path.as_bytes(), [b'/', b'v', digit, ..] if digit.is_ascii_digit())
}

fn encoded(path: &str) -> Option<String> {
    match path.as_bytes() {
        [b'/', first, ..] if first.is_ascii_alphabetic() || *first == b'_' => {
            Some(format!("/%{first:02X}{}", &path[2..]))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::request::Method;
    use super::*;

    #[test]
    fn a_request_has_other_forms_where_they_mean_the_same() {
        let version = Some(ApiVersion {
            major: 1,
            minor: 41,
        });
        for (path, version, forms) in [
            (
                "/info",
                version,
                &[(Form::Versioned, "/v1.41/info"), (Form::Encoded, "/%69nfo")][..],
            ),
            ("/_ping", None, &[(Form::Encoded, "/%5Fping")]),
            ("/v1.24/info", version, &[(Form::Encoded, "/%761.24/info")]),
            (
                "/version",
                version,
                &[
                    (Form::Versioned, "/v1.41/version"),
                    (Form::Encoded, "/%76ersion"),
                ],
            ),
            ("/%69nfo", None, &[]),
            ("/", None, &[]),
        ] {
            let request = Request::new(Method::Get, path.into(), "");
            let found = request.equivalents(version);
            let found: Vec<_> = found
                .iter()
                .map(|(form, one)| (*form, one.path.as_str()))
                .collect();
            assert_eq!(found, forms);
        }
    }
}
