//! What comes back through a tunnel, and when.

use std::time::Duration;

use gatewatch::checks::openvpn::session::visit::{End, Stage, Waiting};
use gatewatch::checks::openvpn::tunnel::Framing;

use crate::cases::Case;
use crate::run::Ended;
use crate::support::door::{Script, Silence, TunnelTerms};
use crate::support::pki::PKI;

const AMPLE: Duration = Duration::from_secs(30);
const FAREWELL: Duration = Duration::from_millis(1500);

fn run(tunnel: TunnelTerms, deadline: Duration) -> Ended {
    let script = Script::good(&PKI.server()).over_tcp().with_tunnel(tunnel);
    let case = Case::quiet(Stage::Tunnel);
    case.run_against(&script, 0, deadline).expect("no fault")
}

#[test]
fn every_framing_that_is_pushed_is_kept_to() {
    for compression in [
        ("comp-lzo no", Framing::Lzo),
        ("compress lz4", Framing::Stub),
        ("compress stub-v2", Framing::StubV2),
    ] {
        let tunnel = TunnelTerms {
            compression: Some(compression),
            ..TunnelTerms::default()
        };
        let passage = run(tunnel, AMPLE).passage.expect("a visit");
        assert!(passage.came_to(Stage::Tunnel), "{compression:?}");
        let found = passage.tunnel.expect("a tunnel");
        assert!(found.echo.is_some() && found.options.is_some());
        assert_eq!(found.compressed, 0);
    }
}

#[test]
fn what_came_compressed_is_counted_and_not_taken_for_an_answer() {
    let tunnel = TunnelTerms {
        compression: Some(("comp-lzo yes", Framing::Lzo)),
        compresses: true,
        ..TunnelTerms::default()
    };
    let ended = run(tunnel, Duration::from_secs(1));
    let passage = ended.passage.expect("a visit");
    assert_eq!(passage.end, End::TimeUp(Waiting::Tunnel));
    let found = passage.tunnel.expect("a tunnel");
    assert!(found.echo.is_none() && found.compressed >= 2);
    assert_eq!(found.compressed, found.packets);
}

/// Nobody asked for the ping: a second for it is enough, and where there is less, that is too.
#[test]
fn a_server_that_answers_for_itself_need_not_let_pings_pass() {
    let all = run(TunnelTerms::default(), AMPLE);
    let deaf = || TunnelTerms {
        answers_pings: false,
        ..TunnelTerms::default()
    };
    let patient = run(deaf(), AMPLE);
    assert_eq!(patient.at, all.at + Duration::from_secs(1));
    // Behind it comes the farewell, which this server does not acknowledge.
    let before = FAREWELL + Duration::from_millis(500);
    let hurried = run(deaf(), patient.at.saturating_sub(before));
    for (ended, is_late) in [(patient, false), (hurried, true)] {
        assert_eq!(ended.is_late, is_late);
        let passage = ended.passage.expect("a visit");
        assert!(passage.came_to(Stage::Tunnel), "{:?}", passage.end);
        assert!(passage.tunnel.is_some_and(|found| found.echo.is_none()));
    }
}

/// At once, after 0.3, 1 and 2 seconds, and then every 2 seconds.
#[test]
fn requests_are_repeated_less_and_less() {
    let script = Script::good(&PKI.server())
        .over_tcp()
        .silent_at(Silence::Tunnel);
    let case = Case::quiet(Stage::Tunnel);
    let asked = |seconds| {
        let deadline = Duration::from_secs(seconds);
        let ended = case.run_against(&script, 0, deadline).expect("no fault");
        (ended.seen.option_requests, ended.seen.pings)
    };
    assert_eq!([2, 3, 5, 7, 9].map(asked), [3, 4, 5, 6, 7].map(|n| (n, n)));
}
