//! Keys, sessions and a judge for what came of one server.

use std::time::Duration;

use gatewatch::checks::openvpn::certificate::Judgement;
use gatewatch::checks::openvpn::config::{
    Endpoint, Expectations, LoginWith, Protection, Terms, Transport,
};
use gatewatch::checks::openvpn::judge::{Report, judge};
use gatewatch::checks::openvpn::key::StaticKey;
use gatewatch::checks::openvpn::packet::SessionId;
use gatewatch::checks::openvpn::session::tls::Proof as CertificateProof;
use gatewatch::checks::openvpn::session::visit::{
    End, Handshake, Login, LoginAnswer, Passage, Stage,
};
use gatewatch::checks::openvpn::session::{Answer, Kind, Proof};
use gatewatch::checks::openvpn::verdict::{Ending, Verdict};
use gatewatch::outcome::State;

use crate::clean::assert_clean;

/// The key of the vectors in `tests/vectors`, as the client has it.
pub fn client_key() -> StaticKey {
    StaticKey::new(&std::array::from_fn::<u8, 256, _>(|at| at as u8)).expect("256 bytes")
}

/// The same with its halves exchanged: what tls-crypt is to a server.
pub fn server_key() -> StaticKey {
    StaticKey::new(&std::array::from_fn::<u8, 256, _>(|at| at as u8 ^ 0x80)).expect("256 bytes")
}

/// The session id of eight bytes from this one up, as in the vectors.
pub fn session_id(first: u8) -> SessionId {
    SessionId::new(std::array::from_fn(|at| first + at as u8)).expect("not zero")
}

/// What a server is measured against that is visited up to this stage.
pub fn terms(stage: Stage) -> Terms {
    Terms {
        endpoint: Endpoint {
            host: "vpn.example.org".parse().expect("a host"),
            port: 1194,
            transport: Transport::Udp,
        },
        protection: Protection::Plain,
        all_addresses: false,
        expect_silence: false,
        timeout_result: State::Critical,
        warning: None,
        critical: None,
        clock_offset: "60".parse().ok(),
        stage,
        verifies: true,
        login: LoginWith::default(),
        ping_size: None,
        days: ("30:".parse().ok(), "14:".parse().ok()),
        now: 1_811_851_200,
        expectations: Expectations {
            auth_failed: false,
            push: Vec::new(),
            challenge: State::Warning,
            pending: State::Ok,
            tunnel_is_demanded: false,
            ping_is_demanded: false,
        },
        notes: Vec::new(),
    }
}

/// The passage of a visit that came as far as this answer to its login.
pub fn logged_in(answer: LoginAnswer) -> Passage {
    Passage {
        handshake: Some(shaken_hands(Judgement::default())),
        login: Some(Login {
            time: Duration::from_millis(30),
            answer,
        }),
        end: End::Answered,
        ..Passage::not_begun()
    }
}

/// A handshake in which the server's certificates come to this.
pub fn shaken_hands(judgement: Judgement) -> Handshake {
    Handshake {
        time: Duration::from_millis(12),
        parameters: Some(("TLS 1.3", "TLS13_AES_256_GCM_SHA384".into())),
        judgement,
        proof: CertificateProof::Given,
        wants_certificate: true,
    }
}

/// Judges what lay behind an answered reset, twice, and looks at the outputs.
pub fn assert_told_behind_reset(terms: &Terms, passage: Passage) {
    let answer = Answer {
        kind: Kind::Reset,
        proof: Proof::Signature,
        round_trip: Duration::from_micros(812),
        clock_offset: None,
    };
    assert_told(terms, Ending::Answered(answer), Some(passage));
}

/// Judges how the probe of an address went, twice, and looks at the outputs.
pub fn assert_told(terms: &Terms, ending: Ending, passage: Option<Passage>) {
    let verdict = Verdict {
        address: ([192, 0, 2, 1], 1194).into(),
        ending,
        passage,
        diagnosis: None,
        hellos: 1,
        skipped: 0,
        elapsed: Duration::from_secs(10),
    };
    let report = Report::Probed {
        terms,
        verdicts: &[verdict],
        left_out: 0,
    };
    let outcome = judge(&[report], false);
    assert_eq!(outcome.findings(), judge(&[report], false).findings());
    assert_clean(&outcome);
}
