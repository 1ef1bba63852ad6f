//! The environment variables that the docker CLI goes by.
//!
//! An empty variable is one that is not set: the CLI makes no difference between the two.

use std::ffi::OsString;
use std::path::PathBuf;

/// What the environment says; `None` where a variable is not set or empty.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// `DOCKER_HOST`.
    pub docker_host: Option<String>,
    /// `DOCKER_CONTEXT`.
    pub docker_context: Option<String>,
    /// `DOCKER_CONFIG`: the folder of `config.json` and of the contexts.
    pub docker_config: Option<PathBuf>,
    /// `DOCKER_CERT_PATH`: the folder of `ca.pem`, `cert.pem` and `key.pem`.
    pub docker_cert_path: Option<PathBuf>,
    /// `DOCKER_TLS_VERIFY`: any text, `0` too, asks for TLS with verification.
    pub docker_tls_verify: Option<String>,
    /// `DOCKER_TLS`: any text, `0` too, asks for TLS without verification.
    pub docker_tls: Option<String>,
    /// `HOME`.
    pub home: Option<PathBuf>,
}

impl Environment {
    /// Takes the variables from `lookup`, such as [`std::env::var_os`].
    pub fn of(lookup: impl Fn(&'static str) -> Option<OsString>) -> Self {
        let raw = |name| lookup(name).filter(|value| !value.is_empty());
        let text = |name| raw(name).map(|value| value.to_string_lossy().into_owned());
        let path = |name| raw(name).map(PathBuf::from);
        Self {
            docker_host: text("DOCKER_HOST"),
            docker_context: text("DOCKER_CONTEXT"),
            docker_config: path("DOCKER_CONFIG"),
            docker_cert_path: path("DOCKER_CERT_PATH"),
            docker_tls_verify: text("DOCKER_TLS_VERIFY"),
            docker_tls: text("DOCKER_TLS"),
            home: path("HOME"),
        }
    }

    /// The folder that holds the docker CLI's files: `DOCKER_CONFIG`, or `.docker` in the home.
    pub fn config_folder(&self) -> Option<PathBuf> {
        let of_home = || self.home.as_ref().map(|home| home.join(".docker"));
        self.docker_config.clone().or_else(of_home)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_is_not_set() {
        let environment = Environment::of(|name| match name {
            "DOCKER_HOST" | "DOCKER_CONFIG" => Some("".into()),
            "DOCKER_TLS_VERIFY" => Some("0".into()),
            "HOME" => Some("/home/ops".into()),
            _ => None,
        });
        assert_eq!(environment.docker_host, None);
        assert_eq!(environment.docker_tls_verify.as_deref(), Some("0"));
        assert_eq!(
            environment.config_folder(),
            Some(PathBuf::from("/home/ops/.docker"))
        );
    }
}
