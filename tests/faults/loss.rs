//! Lines that lose, double, overtake and delay. Lots are drawn by seed, so that the same packets
//! meet the same fate.

use std::sync::Mutex;
use std::time::Duration;

use crate::cell::{CRITICAL, Cell, Expected, OK, fill, side_by_side};
use crate::doors::{STAGES, Stage, ask, openvpn, visit};
use crate::paths::with_engine;
use crate::plugins::Plugin;
use crate::road::Road;
use crate::support::bad_line::Faults;
use crate::support::server_config::Transport;

/// Hellos of a run with the default of `--retries`.
const HELLOS: usize = 4;
/// Lines of each kind.
const LINES: u64 = 24;

/// A hello is answered when neither it nor its answer is lost, each with the same chance. So four
/// hellos come to 99.9, 93 and 50 percent.
#[test]
fn a_server_is_silent_only_where_every_single_hello_or_its_answer_is_lost() {
    let server = openvpn(Transport::Udp).start();
    for (loss, at_least) in [(10, LINES), (30, LINES * 8 / 10), (60, LINES * 3 / 10)] {
        let answered = Mutex::new(0);
        side_by_side((1..=LINES).collect(), |seed| {
            let line = Faults {
                loss,
                seed,
                ..Faults::default()
            }
            .before(server.address());
            let arguments = visit(line.address(), Stage::Reset);
            let name = format!("{loss} % of seed {seed}");
            let run = Cell::new(name, Plugin::OpenVpn, arguments, Expected::ok(&[])).run();
            let is_through = line.lost() < HELLOS;
            assert_eq!(
                run.exit_code,
                if is_through { OK } else { CRITICAL },
                "{run}"
            );
            assert!(is_through || run.says("no reply from"), "{run}");
            *answered.lock().expect("nobody panics") += u64::from(is_through);
        });
        let answered = answered.into_inner().expect("nobody panics");
        println!("{loss} % lost each way: {answered} of {LINES} probes are answered");
        assert!(answered >= at_least, "{answered} at {loss} %");
    }
}

/// What is lost of ours goes out again after a second. What is lost of the server's comes again
/// after 2, 6 and 14 s and no sooner, which is why a third lost takes longer than 10 s.
#[test]
fn a_visit_comes_through_where_packets_are_lost_and_else_says_so() {
    let server = openvpn(Transport::Udp).start();
    for (loss, seconds, lines, at_least) in
        [(10, 10.0, 32, 31), (30, 30.0, 16, 8), (60, 5.0, 16, 0)]
    {
        let came = Mutex::new(0);
        side_by_side((1..=lines).collect(), |seed| {
            let line = Faults {
                loss,
                seed,
                ..Faults::default()
            }
            .before(server.address());
            let stage = STAGES[1..][usize::try_from(seed % 3).expect("below three")];
            let arguments = visit(line.address(), stage);
            let name = format!("{loss} % of seed {seed}");
            let cell = Cell::new(name, Plugin::OpenVpn, arguments, Expected::ok(&[]));
            let run = cell.within(seconds).run();
            let is_told = ["lost on the way", "no reply from", "through the tunnel"];
            let is_told = is_told.iter().any(|words| run.says(words));
            assert!(
                run.exit_code == OK || (run.exit_code == CRITICAL && is_told),
                "{run}"
            );
            *came.lock().expect("nobody panics") += u64::from(run.exit_code == OK);
        });
        let came = came.into_inner().expect("nobody panics");
        println!("{loss} % lost each way: {came} of {lines} visits come through in {seconds} s");
        assert!(came >= at_least, "{came} at {loss} %");
    }
}

#[test]
fn doubled_overtaken_and_late_packets_change_nothing() {
    let server = openvpn(Transport::Udp).start();
    let mut cells = Vec::new();
    for (name, faults) in [
        (
            "doubled",
            Faults {
                duplicate: 100,
                ..Faults::default()
            },
        ),
        (
            "overtaken",
            Faults {
                reorder: 50,
                ..Faults::default()
            },
        ),
        (
            "half a second late",
            Faults {
                delay: Duration::from_millis(500),
                ..Faults::default()
            },
        ),
        (
            "all of it",
            Faults {
                duplicate: 50,
                reorder: 50,
                delay: Duration::from_millis(100),
                ..Faults::default()
            },
        ),
    ] {
        for stage in STAGES {
            let line = faults.before(server.address());
            let arguments = visit(line.address(), stage);
            let name = format!("{name}, {stage:?}");
            let cell = Cell::new(name, Plugin::OpenVpn, arguments, Expected::ok(&[]));
            cells.push(cell.keeping(line));
        }
    }
    fill(cells);
}

/// Every so manieth packet is lost, in the kernel and so for TCP.
#[test]
fn an_engine_behind_a_line_that_loses_is_ok_or_not_called_so() {
    for (of, expected) in [
        (10, Expected::ok(&["nobody else"])),
        (4, Expected::one_of(&[0, 2, 3], &[])),
        (2, Expected::one_of(&[0, 2, 3], &[])),
    ] {
        let road = Road::build();
        road.rule(&[format!("numgen inc mod {of} 0 drop")]);
        with_engine(&road, |engine| {
            let name = format!("docker, one packet of {of} lost");
            let cell = Cell::new(name, Plugin::DockerApi, ask(engine), expected.clone());
            vec![cell.around(road.at_client())]
        });
    }
}
