//! Servers that were visited behind the reset, made up: good ones, to be spoilt in one respect.

use crate::tls::certificate::{Expiry, Role};

use super::super::super::certificate::{Issue, Judgement, Severity};
use super::super::super::login::{PushAssembly, PushReply, Pushed};
use super::super::super::session::tls;
use super::super::super::session::visit::{
    End, Handshake, Login, LoginAnswer, Passage, Tunnel, Waiting,
};
use super::super::super::tunnel::EchoAnswer;
use super::*;

pub(super) const AT: &str = "vpn.example.org:1194/udp (192.0.2.1)";
pub(super) const GATEWAY: &str = "10.8.0.1";

/// 2027-06-01, noon.
pub(super) const NOW: i64 = 1_811_851_200;
const DAY: i64 = 86_400;

/// What a good server pushes.
const OPTIONS: &str = "route 10.0.0.0 255.0.0.0,route-gateway 10.8.0.1,topology subnet,\
    ifconfig 10.8.0.2 255.255.255.0,peer-id 0,cipher AES-256-GCM,protocol-flags cc-exit tls-ekm";

/// A UDP server that is visited as far as this.
pub(super) fn at(stage: Stage) -> Terms {
    Terms {
        stage,
        now: NOW,
        days: ("30:".parse().ok(), "14:".parse().ok()),
        ..udp(Protection::Plain)
    }
}

/// A server that let us come as far as this, in good order.
pub(super) fn reached(stage: Stage) -> Passage {
    Passage {
        handshake: Some(shaken()),
        login: (stage >= Stage::Login).then(|| login(admitted(OPTIONS))),
        tunnel: (stage >= Stage::Tunnel).then(pinged),
        end: End::Answered,
        waited: Duration::from_secs(10),
        retransmits: 0,
    }
}

/// A server that let us come as far as this, and then the visit ended.
pub(super) fn ended(stage: Stage, end: End) -> Passage {
    match stage {
        Stage::Reset => Passage {
            end,
            waited: Duration::from_secs(10),
            ..Passage::not_begun()
        },
        stage => Passage {
            end,
            ..reached(stage)
        },
    }
}

pub(super) fn waited(stage: Stage, waiting: Waiting) -> Passage {
    ended(stage, End::TimeUp(waiting))
}

pub(super) fn shaken() -> Handshake {
    let expiry = |role, label: &str, days: i64| Expiry {
        role,
        label: label.into(),
        not_after: NOW + days * DAY,
    };
    Handshake {
        time: ms(12),
        parameters: Some(("TLS 1.3", "TLS13_AES_256_GCM_SHA384".into())),
        judgement: Judgement {
            label: "CN=server".into(),
            expiries: vec![
                expiry(Role::Server, "CN=server", 90),
                expiry(Role::Ca, "CN=ca", 900),
            ],
            ..Judgement::default()
        },
        proof: tls::Proof::Given,
        wants_certificate: true,
    }
}

/// A server whose certificate has this against it.
pub(super) fn with_issue(severity: Severity, text: &str) -> Handshake {
    let mut handshake = shaken();
    let text = text.into();
    handshake.judgement.issues.push(Issue { severity, text });
    handshake
}

/// A server that said this to our login.
pub(super) fn said(answer: LoginAnswer) -> Passage {
    Passage {
        login: Some(login(answer)),
        ..reached(Stage::Certificate)
    }
}

pub(super) fn admitted(options: &str) -> LoginAnswer {
    LoginAnswer::Admitted(Box::new(pushed(options)))
}

pub(super) fn pushed(options: &str) -> Pushed {
    let mut assembly = PushAssembly::default();
    let whole = assembly.add(PushReply::parse(options)).unwrap();
    whole.unwrap()
}

fn login(answer: LoginAnswer) -> Login {
    let time = ms(30);
    Login { time, answer }
}

/// A tunnel whose far end answers.
pub(super) fn pinged() -> Tunnel {
    Tunnel {
        options: Some((ms(3), "V4,dev-type tun".into())),
        echo: Some((ms(2), EchoAnswer::Reply)),
        sized_echo: None,
        target: Some(GATEWAY.parse().unwrap()),
        packets: 2,
        compressed: 0,
    }
}

/// A server in whose tunnel this was found.
pub(super) fn with_tunnel(tunnel: Tunnel, end: End) -> Passage {
    Passage {
        tunnel: Some(tunnel),
        end,
        ..reached(Stage::Login)
    }
}

pub(super) fn visited(passage: Passage) -> Verdict {
    Verdict {
        passage: Some(passage),
        ..verdict(answer(Kind::Reset, Proof::None))
    }
}

/// State and text of every finding on one address.
pub(super) fn lines(terms: &Terms, verdict: &Verdict) -> Vec<String> {
    let outcome = judge(terms, std::slice::from_ref(verdict), 0);
    let findings = outcome.findings().iter();
    findings
        .map(|finding| format!("{} {}", finding.state(), finding.text()))
        .collect()
}

/// Asserts what there is to say of a visit, with the address written `@`.
#[track_caller]
pub(super) fn assert_lines(terms: &Terms, passage: Passage, expected: &[&str]) {
    let expected: Vec<String> = expected.iter().map(|text| text.replace('@', AT)).collect();
    assert_eq!(lines(terms, &visited(passage)), expected);
}

pub(super) fn text(outcome: &Outcome) -> String {
    render(outcome, Format::Text)
}
