//! From a contract to the requests that prove it, each with what is expected of it.
//!
//! The proxy's rules: whatever is neither GET nor HEAD is refused unless `POST` is on, and then any
//! section that is on and fits the path lets it through (`haproxy.cfg` of Tecnativa's). The forks of
//! LinuxServer and others let `ALLOW_START` and its kind through without `POST`.

use super::contract::Contract;
use super::form::Form;
use super::request::{ApiVersion, RandomId, Request};
use super::section::Section;
use super::table::{Entry, TABLE};

/// What a filter is to do with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// Let it through to the engine.
    Granted,
    /// Refuse it before the engine.
    Refused,
}

/// What stands open where a request gets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// Reading, in the section's plain sense.
    Read,
    /// Changing something.
    Write,
    /// Reading that nobody expects behind `CONTAINERS`: file systems, logs, standard input. The
    /// proxy has no variable against it, so it is never expected to be granted.
    Hidden,
}

/// One request and what the contract says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// What it is a probe of.
    pub section: Section,
    /// What stands open where it gets through.
    pub door: Door,
    /// How it is written.
    pub form: Form,
    /// What to send.
    pub request: Request,
    /// What the filter is to do with it.
    pub expectation: Expectation,
}

impl Contract {
    /// The probes of every section. What is to be refused is asked for in every form that the
    /// engine takes for the same; the versioned one only where the engine's version is known.
    ///
    /// A hidden door is expected to be shut even where `CONTAINERS` grants it; it then has one form.
    pub fn probes(&self, id: &RandomId, api_version: Option<ApiVersion>) -> Vec<Probe> {
        let id = id.to_string();
        let mut probes = Vec::new();
        for entry in &TABLE {
            let request = Request::new(entry.method, entry.path.replace("{id}", &id), entry.body);
            let is_open = self.lets_through(entry);
            let expectation = match entry.door {
                Door::Read | Door::Write if is_open => Expectation::Granted,
                _ => Expectation::Refused,
            };
            let others = match is_open {
                true => Vec::new(),
                false => request.equivalents(api_version),
            };
            let forms = std::iter::once((Form::Plain, request)).chain(others);
            probes.extend(forms.map(|(form, request)| Probe {
                section: entry.section,
                door: entry.door,
                form,
                request,
                expectation,
            }));
        }
        probes
    }

    /// Whether the proxy's rules let a request through.
    fn lets_through(&self, entry: &Entry) -> bool {
        let is_on = |section: &Section| self.grants(*section);
        (!entry.method.writes() || self.grants(Section::Post))
            && (is_on(&entry.section) || entry.also.iter().any(is_on))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::never;
    use super::*;

    fn id() -> RandomId {
        RandomId::new([0xab; 32])
    }

    fn version() -> ApiVersion {
        ApiVersion {
            major: 1,
            minor: 41,
        }
    }

    /// Probes as `METHOD path body`, the id shortened, by expectation.
    fn shown(contract: &str, expectation: Expectation, forms: &[Form]) -> Vec<String> {
        let contract = Contract::parse(contract).expect(contract);
        let probes = contract.probes(&id(), Some(version()));
        let wanted =
            |probe: &&Probe| probe.expectation == expectation && forms.contains(&probe.form);
        let line = |probe: &Probe| {
            let line = format!("{} {}", probe.request, probe.request.body);
            line.replace(&id().to_string(), "ID").trim_end().to_owned()
        };
        probes.iter().filter(wanted).map(line).collect()
    }

    #[test]
    fn a_contract_grants_what_the_proxy_lets_through() {
        const DEFAULT: [&str; 3] = ["GET /events?since=1&until=2", "GET /_ping", "GET /version"];
        const LIFE: [&str; 4] = [
            "POST /containers/ID/start",
            "POST /containers/ID/stop",
            "POST /containers/ID/restart",
            "POST /containers/ID/kill",
        ];
        const CONTAINERS: [&str; 2] = ["GET /containers/json?limit=1", "POST /containers/create {"];
        for (contract, granted) in [
            ("", &[&DEFAULT[..]][..]),
            ("POST=1", &[&DEFAULT]),
            ("EVENTS=0,PING=0", &[&DEFAULT[2..]]),
            ("CONTAINERS=1", &[&DEFAULT, &CONTAINERS[..1]]),
            ("CONTAINERS=true", &[&DEFAULT]),
            ("CONTAINERS=1,POST=1", &[&DEFAULT, &LIFE, &CONTAINERS]),
            ("ALLOW_START=1,ALLOW_STOP=1,ALLOW_RESTARTS=1", &[&DEFAULT]),
            ("ALLOW_START=1,POST=1", &[&DEFAULT, &LIFE[..1]]),
            ("ALLOW_STOP=1,POST=1", &[&DEFAULT, &LIFE[1..2]]),
            ("ALLOW_RESTARTS=1,POST=1", &[&DEFAULT, &LIFE[1..]]),
            (
                "EXEC=1,POST=1",
                &[&DEFAULT, &["GET /exec/ID/json", "POST /exec/ID/start {}"]],
            ),
            ("SWARM=1,INFO=1", &[&DEFAULT, &["GET /info", "GET /swarm"]]),
            (
                "COMMIT=1,POST=1",
                &[&DEFAULT, &["POST /commit?container=ID {}"]],
            ),
        ] {
            let expected = granted.concat();
            assert_eq!(
                shown(contract, Expectation::Granted, &[Form::Plain]),
                expected,
                "{contract}"
            );
        }
    }

    #[test]
    fn what_is_refused_is_asked_for_in_every_form() {
        let other = [Form::Versioned, Form::Encoded];
        let all = "EVENTS=1,PING=1,VERSION=1,CONTAINERS=1,IMAGES=1,VOLUMES=1,CONFIGS=1,EXEC=1,INFO=1,NETWORKS=1,NODES=1,SECRETS=1,SERVICES=1,SWARM=1,SYSTEM=1,TASKS=1,DISTRIBUTION=1";
        let refused = shown(&format!("{all},POST=1"), Expectation::Refused, &other);
        assert_eq!(
            refused,
            [
                "POST /v1.41/auth {",
                "POST /%61uth {",
                "POST /v1.41/build/cancel",
                "POST /%62uild/cancel",
                "POST /v1.41/commit?container=ID {}",
                "POST /%63ommit?container=ID {}",
                "POST /v1.41/grpc",
                "POST /%67rpc",
                "GET /v1.41/plugins",
                "GET /%70lugins",
                "DELETE /v1.41/plugins/ID",
                "DELETE /%70lugins/ID",
                "POST /v1.41/session",
                "POST /%73ession",
            ]
        );
        let contract = Contract::parse("PING=0").expect("good");
        let without_version = contract.probes(&id(), None);
        let ping = without_version
            .iter()
            .filter(|probe| probe.section == Section::Ping);
        let paths: Vec<_> = ping.map(|probe| probe.request.path.as_str()).collect();
        assert_eq!(paths, ["/_ping", "/%5Fping"]);
    }

    #[test]
    fn hidden_doors_are_tried_once_where_containers_are_granted() {
        for (contract, forms) in [("CONTAINERS=1", 1), ("CONTAINERS=0", 3)] {
            let contract = Contract::parse(contract).expect("good");
            let probes = contract.probes(&id(), Some(version()));
            let hidden: Vec<_> = probes
                .iter()
                .filter(|one| one.door == Door::Hidden)
                .collect();
            assert_eq!(hidden.len(), 4 * forms);
            assert!(
                hidden
                    .iter()
                    .all(|one| one.expectation == Expectation::Refused)
            );
        }
    }

    #[test]
    fn every_section_but_post_has_a_probe() {
        for section in Section::ALL.into_iter().filter(|one| *one != Section::Post) {
            assert!(
                TABLE.iter().any(|entry| entry.section == section),
                "{section}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_contract_asks_for_anything_that_has_an_effect(
            switches in prop::collection::vec(any::<bool>(), Section::ALL.len()),
            bytes in any::<[u8; 32]>(),
            minor in any::<u16>(),
        ) {
            let text: Vec<_> = Section::ALL
                .into_iter()
                .zip(switches)
                .map(|(section, on)| format!("{section}={}", u8::from(on)))
                .collect();
            let contract = Contract::parse(&text.join(",")).expect("good");
            let id = RandomId::new(bytes);
            for Probe { request, .. } in contract.probes(&id, Some(ApiVersion { major: 1, minor })) {
                let Request { method, path, content_type, body } = &request;
                let verdict = never::check(*method, path, *content_type, body, &id.to_string());
                prop_assert_eq!(verdict, Ok(()), "{}", request);
            }
        }
    }

    /// The list itself, written down apart from `never`: what no generated request may look like.
    #[test]
    fn no_probe_is_on_the_never_do_list() {
        let off = "EVENTS=0,PING=0,VERSION=0";
        let on: Vec<_> = Section::ALL
            .iter()
            .map(|section| format!("{section}=1"))
            .collect();
        for text in [off, &on.join(",")] {
            let contract = Contract::parse(text).expect("good");
            for Probe { request, .. } in contract.probes(&id(), Some(version())) {
                let Request {
                    method,
                    path,
                    content_type,
                    body,
                } = &request;
                let path = path
                    .replace("/v1.41", "")
                    .replace("%62", "b")
                    .replace("%69", "i");
                assert!(!path.contains("prune"), "{request}");
                assert!(
                    !path.contains("leave") && !path.contains("init"),
                    "{request}"
                );
                assert!(!path.starts_with("/images/create"), "{request}");
                assert!(!path.starts_with("/images/load"), "{request}");
                assert!(
                    !path.starts_with("/build") || path == "/build/cancel",
                    "{request}"
                );
                assert!(!path.ends_with("/attach"), "{request}");
                assert!(!path.ends_with("/create") || *body == "{", "{request}");
                assert!(
                    content_type.is_none_or(|kind| kind == "application/json"),
                    "{request}"
                );
                assert_eq!(content_type.is_none(), body.is_empty(), "{request}");
                assert!(method.writes() || body.is_empty(), "{request}");
            }
        }
    }
}
