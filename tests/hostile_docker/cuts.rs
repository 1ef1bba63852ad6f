//! Connections that end at every step, in every way.

use crate::probe::{CRITICAL, ask, counts_refusals, with_tls};
use crate::support::docker::fake::{End, FakeConfig, Stage};

const ENDS: [End; 4] = [End::Proper, End::Eof, End::Reset, End::Silence];

#[test]
fn a_connection_that_is_cut_through_tls_is_no_way_in_and_no_refusal() {
    every_cut(
        &[Stage::Accepted, Stage::FirstBytes, Stage::Handshake],
        true,
    );
}

#[test]
fn a_connection_that_is_cut_in_clear_is_no_way_in_and_no_refusal() {
    every_cut(&[Stage::Accepted, Stage::FirstBytes], false);
}

fn every_cut(stages: &[Stage], has_tls: bool) {
    for stage in stages {
        for end in ENDS {
            let config = FakeConfig {
                cut: Some((*stage, end)),
                ..FakeConfig::default()
            };
            let fake = with_tls(config, has_tls).start();
            let run = ask(&fake, has_tls);
            assert_eq!(run.exit_code, CRITICAL, "{stage:?} {end:?}\n{run}");
            // Where nobody gets in, nothing is known of refusals.
            assert!(!counts_refusals(&run), "{stage:?} {end:?}\n{run}");
            assert!(!run.says("and nobody else"), "{stage:?} {end:?}\n{run}");
            assert!(!run.says("tries of outsiders refused"), "{run}");
        }
    }
}
