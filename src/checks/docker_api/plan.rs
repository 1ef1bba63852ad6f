//! Which probes a run consists of. Pure: the driver carries them out.
//!
//! Every request in here is free of effect on the engine.

use std::fmt;

use crate::tls::certificate::Certificate;
use crate::tls::client::{Caller, Versions};

use super::config::{Config, Guard};
use super::http::Request;
use super::permissions::{self, ApiVersion, Door, Expectation, Form, RandomId, Section};

/// Bytes of a body that are read; `/info` may be long.
const BODY: usize = 64 * 1024;
const INFO_BODY: usize = 1024 * 1024;

/// What a probe is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The right client asks for a page.
    Control(Page),
    /// Somebody who should be refused asks for a page.
    Outsider(Outsider, Versions, Page),
    /// Anybody asks in clear on the same port.
    PlainHttp,
    /// The identity of `--refuse-cert` asks.
    RefusedIdentity(Page),
    /// The anonymous ask under another host name, in TLS and HTTP or in HTTP alone.
    OtherHost {
        /// Index in `--also-host`.
        index: usize,
        /// Whether TLS says that name, too.
        in_tls: bool,
    },
    /// Anybody asks on a port where nothing should answer.
    ClosedPort(u16),
    /// The right client asks what the contract or a rule is about, by its place in [`demands`].
    Demand(usize),
}

/// One thing that a front should let through, or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// What to ask; free of effect whoever answers.
    pub request: permissions::Request,
    /// What the front is to do with it.
    pub expectation: Expectation,
    /// Which section of the contract it belongs to, and which door; none for a rule.
    pub of: Option<(Section, Door)>,
    /// The same request as it is usually spelled.
    pub usual: permissions::Request,
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Control(page) => write!(f, "right client {}", page.path()),
            Self::Outsider(who, versions, page) => {
                write!(f, "{who} {versions} {}", page.path())
            }
            Self::PlainHttp => f.write_str("plain HTTP"),
            Self::RefusedIdentity(page) => write!(f, "--refuse-cert {}", page.path()),
            Self::OtherHost { index, in_tls } => {
                let where_ = if *in_tls { "TLS and HTTP" } else { "HTTP" };
                write!(f, "--also-host {} in {where_}", index + 1)
            }
            Self::ClosedPort(port) => write!(f, "--closed-port {port}"),
            Self::Demand(index) => write!(f, "demand {}", index + 1),
        }
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// `/_ping`: the cheapest answer that names the engine.
    Ping,
    /// `/version`.
    Version,
    /// `/info`: the engine's own view of itself.
    Info,
    /// `/containers/json?limit=1`: something that nobody gives away by intention.
    Containers,
}

impl Page {
    /// Path and query.
    pub fn path(self) -> &'static str {
        match self {
            Self::Ping => "/_ping",
            Self::Version => "/version",
            Self::Info => "/info",
            Self::Containers => "/containers/json?limit=1",
        }
    }
}

/// Somebody who should not come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outsider {
    /// Without a certificate, and without a password.
    Anonymous,
    /// With a certificate that vouches for itself.
    SelfSigned,
    /// With a certificate in the name of a CA that did not sign it.
    Forged,
}

impl fmt::Display for Outsider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Anonymous => "an anonymous client",
            Self::SelfSigned => "a self-signed certificate",
            Self::Forged => "a certificate with a forged issuer",
        })
    }
}

impl Outsider {
    /// A server that compares names takes the one that the right client's issuer bears.
    fn caller(self, config: &Config) -> Caller {
        let issuer = || {
            let chain = config.identity.as_ref()?.chain();
            let leaf = Certificate::parse(chain.first()?).ok()?;
            Some(leaf.issuer.der)
        };
        match self {
            Self::Anonymous => Caller::Anonymous,
            Self::SelfSigned => Caller::SelfSigned,
            Self::Forged => Caller::Forged(issuer()),
        }
    }
}

/// One probe.
pub struct Probe {
    /// What it is for.
    pub purpose: Purpose,
    /// The port, where it is not that of the API.
    pub port: Option<u16>,
    /// How to speak TLS; none for plain HTTP.
    pub tls: Option<(Caller, Versions)>,
    /// A name for TLS other than that of the API.
    pub server_name: Option<String>,
    /// A Host header other than that of the API.
    pub host: Option<String>,
    /// What to ask.
    pub request: Request,
    /// Whether our password or token goes along.
    pub authorized: bool,
    /// Whether a refusal is what is hoped for, so that an alert is worth waiting for.
    pub hopes_for_refusal: bool,
    /// Bytes of the body to read.
    pub body_limit: usize,
}

/// The probes of a run; the first is the one that the run cannot do without.
pub fn plan(config: &Config) -> Vec<Probe> {
    let terms = &config.terms;
    let mut probes = Vec::new();
    if terms.guard != Guard::Unknown {
        let pages = match terms.quiet {
            true => &[Page::Ping][..],
            false => &[Page::Ping, Page::Version, Page::Info],
        };
        probes.extend(pages.iter().map(|page| control(config, *page)));
    } else if terms.quiet {
        probes.push(outsider(
            config,
            Outsider::Anonymous,
            Versions::Any,
            Page::Ping,
        ));
    }
    if terms.quiet {
        return probes;
    }
    probes.extend(outsiders(config));
    if config.tls.is_some() {
        probes.push(in_clear(config, Purpose::PlainHttp, None));
    }
    if let Some(identity) = &config.refused {
        for page in [Page::Ping, Page::Containers] {
            let mut probe = anonymous(config, Purpose::RefusedIdentity(page), page);
            probe.tls = Some((Caller::Identity(identity.certified_key()), Versions::Any));
            // It differs from the right client in the certificate alone.
            probe.authorized = config.identity.is_some();
            probes.push(probe);
        }
    }
    for (index, name) in terms.also_hosts.iter().enumerate() {
        for in_tls in [false, true] {
            let purpose = Purpose::OtherHost { index, in_tls };
            let mut probe = anonymous(config, purpose, Page::Containers);
            probe.host = Some(name.clone());
            probe.server_name = in_tls.then(|| name.clone());
            probes.push(probe);
        }
    }
    let closed = terms.closed_ports.iter();
    probes.extend(closed.map(|port| in_clear(config, Purpose::ClosedPort(*port), Some(*port))));
    probes
}

/// What the rules and the contract demand, each with a request that proves it.
pub fn demands(config: &Config, id: &RandomId, api: Option<ApiVersion>) -> Vec<Demand> {
    let mut demands = Vec::new();
    for (rule, expectation) in &config.rules {
        let usual = rule.request(id);
        let others = match expectation {
            Expectation::Granted => Vec::new(),
            Expectation::Refused => usual.equivalents(api),
        };
        let others = others.into_iter().map(|(_, request)| request);
        demands.extend(
            std::iter::once(usual.clone())
                .chain(others)
                .map(|request| Demand {
                    request,
                    expectation: *expectation,
                    of: None,
                    usual: usual.clone(),
                }),
        );
    }
    let probes = config
        .contract
        .as_ref()
        .map(|contract| contract.probes(id, api));
    let mut usual: Option<permissions::Request> = None;
    for probe in probes.unwrap_or_default() {
        // The usual spelling comes before the others.
        let usual = match (probe.form, &mut usual) {
            (Form::Plain, known) => known.insert(probe.request.clone()).clone(),
            (_, Some(usual)) => usual.clone(),
            (_, None) => probe.request.clone(),
        };
        demands.push(Demand {
            request: probe.request,
            expectation: probe.expectation,
            of: Some((probe.section, probe.door)),
            usual,
        });
    }
    demands
}

/// The probe that a demand takes.
pub fn probe_of(config: &Config, index: usize, demand: &Demand) -> Probe {
    let asked = &demand.request;
    let request = Request {
        method: asked.method.name().into(),
        path: format!("{}{}", config.endpoint.base_path, asked.path),
        body: asked.content_type.map(|kind| (asked.body.into(), kind)),
    };
    Probe {
        purpose: Purpose::Demand(index),
        request,
        ..control(config, Page::Ping)
    }
}

fn outsiders(config: &Config) -> Vec<Probe> {
    let everybody = [Outsider::Anonymous, Outsider::SelfSigned, Outsider::Forged];
    let (who, versions) = match (config.terms.guard, config.tls.is_some()) {
        (Guard::Certificate | Guard::Unknown, true) => {
            (&everybody[..], &[Versions::Tls12, Versions::Tls13][..])
        }
        (Guard::Secret, true) => (&everybody[..1], &[Versions::Any][..]),
        (Guard::Unknown, false) => (&everybody[..1], &[Versions::Any][..]),
        (Guard::Open, _) | (_, false) => (&[][..], &[][..]),
    };
    let mut probes = Vec::new();
    for page in [Page::Containers, Page::Ping] {
        for who in who {
            for versions in versions {
                probes.push(outsider(config, *who, *versions, page));
            }
        }
    }
    probes
}

fn control(config: &Config, page: Page) -> Probe {
    let caller = match &config.identity {
        Some(identity) => Caller::Identity(identity.certified_key()),
        None => Caller::Anonymous,
    };
    let body_limit = if page == Page::Info { INFO_BODY } else { BODY };
    Probe {
        tls: config.tls.as_ref().map(|_| (caller, Versions::Any)),
        authorized: true,
        hopes_for_refusal: false,
        body_limit,
        ..anonymous(config, Purpose::Control(page), page)
    }
}

fn outsider(config: &Config, who: Outsider, versions: Versions, page: Page) -> Probe {
    Probe {
        tls: config.tls.as_ref().map(|_| (who.caller(config), versions)),
        ..anonymous(config, Purpose::Outsider(who, versions, page), page)
    }
}

fn in_clear(config: &Config, purpose: Purpose, port: Option<u16>) -> Probe {
    Probe {
        tls: None,
        port,
        ..anonymous(config, purpose, Page::Ping)
    }
}

/// A probe of somebody without any credentials.
fn anonymous(config: &Config, purpose: Purpose, page: Page) -> Probe {
    Probe {
        purpose,
        port: None,
        tls: config
            .tls
            .as_ref()
            .map(|_| (Caller::Anonymous, Versions::Any)),
        server_name: None,
        host: None,
        request: Request::get(format!("{}{}", config.endpoint.base_path, page.path())),
        authorized: false,
        hopes_for_refusal: true,
        body_limit: BODY,
    }
}
