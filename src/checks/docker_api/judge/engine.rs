//! Which engine it is, and what it says of itself.

use std::fmt;

use serde::Deserialize;

use crate::cli::docker_api::EngineVersion;
use crate::outcome::{Finding, quote};

use super::super::config::Config;
use super::super::evidence::{Access, access};
use super::super::http::Response;
use super::super::plan::{Page, Purpose};
use super::super::report::Report;

/// An engine by its versions.
pub(super) struct Engine {
    name: &'static str,
    pub(super) version: Option<String>,
    api: Option<String>,
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)?;
        if let Some(version) = &self.version {
            write!(f, " {version}")?;
        }
        match &self.api {
            Some(api) => write!(f, " (API {api})"),
            None => Ok(()),
        }
    }
}

/// The part of `/info` that matters here.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Info {
    pub(super) containers: Option<u32>,
    pub(super) containers_running: Option<u32>,
    pub(super) images: Option<u32>,
    pub(super) server_version: Option<String>,
    pub(super) warnings: Option<Vec<String>>,
    pub(super) plugins: Option<Plugins>,
}

/// The plugins of an engine.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Plugins {
    pub(super) authorization: Option<Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Version {
    version: Option<String>,
    api_version: Option<String>,
}

/// The engine by its `/_ping`, where somebody without credentials may ask that.
pub(super) fn shown_to_outsiders(report: &Report) -> Option<Engine> {
    let pinged = report.exchanges.iter().find(|(purpose, exchange)| {
        matches!(purpose, Purpose::Outsider(_, _, Page::Ping))
            && matches!(access(exchange), Access::Admitted(_))
    });
    pinged.map(|(_, exchange)| engine(exchange.response.as_ref(), None, None))
}

/// The engine by what these pages say.
pub(super) fn engine(
    ping: Option<&Response>,
    version: Option<&Response>,
    info: Option<&Info>,
) -> Engine {
    let told: Version = version
        .and_then(|response| serde_json::from_slice(&response.body).ok())
        .unwrap_or_default();
    let server = ping
        .and_then(|response| response.header("server"))
        .unwrap_or_default();
    let of_header = |prefix: &str| {
        server
            .strip_prefix(prefix)
            .and_then(|rest| rest.split(' ').next())
            .map(str::to_owned)
    };
    let is_podman = server.starts_with("Libpod/");
    let api = ping
        .and_then(|response| response.header("api-version"))
        .map(str::to_owned);
    let version = told
        .version
        .or_else(|| info.and_then(|info| info.server_version.clone()))
        .or_else(|| of_header("Docker/"))
        .or_else(|| of_header("Libpod/"));
    let short = |text: String| quote(text.as_bytes(), 40);
    Engine {
        name: if is_podman { "Podman" } else { "Docker" },
        version: version.map(short),
        api: told.api_version.or(api).map(short),
    }
}

/// What an engine says in `/info`. Every engine counts its containers or names its version; JSON
/// without either is a front's.
pub(super) fn info_of(response: &Response) -> Option<Info> {
    let info: Info = serde_json::from_slice(&response.body).ok()?;
    (info.containers.is_some() || info.server_version.is_some()).then_some(info)
}

/// What `--min-engine` has against it.
pub(super) fn old_engine(config: &Config, engine: Option<&Engine>) -> Option<Finding> {
    let least = config.terms.min_engine.as_ref()?;
    let Some(version) = engine.and_then(|engine| engine.version.clone()) else {
        return Some(Finding::unknown(format!(
            "{} does not tell the version of its engine, which should be {least} or newer",
            config.terms.place
        )));
    };
    match version.parse::<EngineVersion>() {
        Ok(known) if known >= *least => None,
        Ok(_) => Some(Finding::warning(format!(
            "the engine at {} is {version}, older than {least}",
            config.terms.place
        ))),
        Err(_) => Some(Finding::unknown(format!(
            "the engine at {} is {version}, which does not compare with {least}",
            config.terms.place
        ))),
    }
}
