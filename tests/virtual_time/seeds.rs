//! Every seed ends in the right verdict.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use gatewatch::checks::openvpn::login::AuthFailure;
use gatewatch::checks::openvpn::session::visit::{End, LoginAnswer, Stage, Waiting};

use crate::cases::{AMPLE, Case, Kind};
use crate::run::Ended;
use crate::support::door::Silence;

const SEEDS: u64 = 10_000;

#[test]
fn every_seed_ends_in_the_right_verdict_before_its_deadline() {
    let latest = for_all(SEEDS, |seed| {
        let case = Case::of(seed);
        let ended = case.run(seed, AMPLE)?;
        judge(&case, &ended)?;
        Ok(match ended.is_late {
            true => Duration::ZERO,
            false => ended.at,
        })
    });
    // Far from the deadline, so that no verdict hangs on it.
    assert!(latest < AMPLE / 2, "one took {latest:?}");
}

/// Runs all seeds on all processors; the longest time that one took.
fn for_all(seeds: u64, check: impl Fn(u64) -> Result<Duration, String> + Sync) -> Duration {
    let next = AtomicU64::new(0);
    let (latest, failures) = (Mutex::new(Duration::ZERO), Mutex::new(Vec::new()));
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds {
                        return;
                    }
                    match check(seed) {
                        Ok(time) => {
                            let mut latest = latest.lock().expect("nobody panics");
                            *latest = time.max(*latest);
                        }
                        Err(fault) => {
                            let text = format!("seed {seed}: {fault}: {:?}", Case::of(seed));
                            failures.lock().expect("nobody panics").push(text);
                        }
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().expect("nobody panics");
    assert!(
        failures.is_empty(),
        "{} of {seeds} seeds: {:#?}",
        failures.len(),
        &failures[..failures.len().min(8)]
    );
    latest.into_inner().expect("nobody panics")
}

/// Whether what came of a case is what it had to come to.
fn judge(case: &Case, ended: &Ended) -> Result<(), String> {
    let dead = match case.kind {
        Kind::Dead(silence) => Some(silence).filter(|silence| case.stage >= stage_of(*silence)),
        _ => None,
    };
    if ended.is_late != dead.is_some() {
        return Err(format!(
            "late: {} at {:?}, {:?}",
            ended.is_late, ended.at, ended.passage
        ));
    }
    let Some(passage) = &ended.passage else {
        return match dead {
            Some(Silence::Reset) => Ok(()),
            _ => Err("no hello was answered".into()),
        };
    };
    let expected = match dead {
        None => End::Answered,
        Some(silence) => End::TimeUp(waiting_at(silence)),
    };
    if passage.end != expected {
        return Err(format!("{:?} where {expected:?} is due", passage.end));
    }
    let admits = passage
        .handshake
        .as_ref()
        .map(|handshake| handshake.admits());
    let login = passage.login.as_ref().map(|login| &login.answer);
    let tunnel = passage.tunnel.as_ref();
    let is_in = matches!(login, Some(LoginAnswer::Admitted(_)));
    let refused = case.kind == Kind::Expired;
    let right = match (case.kind, case.stage, dead) {
        (_, _, Some(Silence::Reset | Silence::ClientHello | Silence::ServerHello)) => {
            admits.is_none()
        }
        (_, _, Some(Silence::KeyMessage | Silence::PushRequest)) => {
            admits == Some(true) && login.is_none()
        }
        (_, _, Some(Silence::Tunnel)) => {
            is_in && tunnel.is_some_and(|tunnel| tunnel.time().is_none())
        }
        (Kind::Expired, _, None) => admits == Some(false) && login.is_none(),
        (_, Stage::Certificate, None) => admits == Some(true) && login.is_none(),
        (kind, _, None) if refusal(kind).is_some() => {
            refusal(kind).is_some_and(|is_right| login.is_some_and(is_right)) && tunnel.is_none()
        }
        (_, Stage::Login, None) => is_in && tunnel.is_none(),
        (kind, _, None) => {
            let found = tunnel.ok_or("no tunnel")?;
            let pinged = found.echo.is_some();
            let asked = found.options.is_some();
            let sized = case.ping.is_none_or(|size| size <= 64) || found.sized_echo.is_some();
            is_in
                && match kind {
                    Kind::NoPings => !pinged && asked,
                    Kind::NoOptions => !asked && pinged && sized,
                    _ => (pinged && sized) || (asked && case.ping.is_none()),
                }
        }
    };
    if !right {
        return Err(format!("{passage:?}"));
    }
    let answered_otherwise = refusal(case.kind).is_some() && case.stage >= Stage::Login;
    let comes_through = dead.is_none() && !refused && !answered_otherwise;
    if passage.came_to(case.stage) != comes_through {
        return Err(format!("came through: {}", !comes_through));
    }
    manners(case, ended, dead)
}

/// What the server saw.
fn manners(case: &Case, ended: &Ended, dead: Option<Silence>) -> Result<(), String> {
    let seen = &ended.seen;
    if (case.kind == Kind::Expired || case.stage == Stage::Certificate) && seen.has_secrets() {
        return Err("it said more than a server must hear that is not trusted".into());
    }
    if case.stage >= Stage::Login && dead.is_none() && case.kind != Kind::Expired {
        let user = seen.credentials.as_ref();
        let has_user = user.is_some_and(|(name, word)| (&**name, &**word) == crate::cases::USER);
        if has_user != case.has_password {
            return Err(format!("it logged in as {user:?}"));
        }
        if seen.has_certificate != case.has_certificate {
            return Err(format!("it showed a certificate: {}", seen.has_certificate));
        }
    }
    // The server ends the session itself where it refuses.
    let refuses = refusal(case.kind).is_some_and(|_| case.kind != Kind::Pending)
        && case.stage >= Stage::Login;
    let is_heard = !matches!(dead, Some(Silence::Reset | Silence::ClientHello));
    if case.is_tcp && !refuses && is_heard && (ended.has_guest || !seen.has_left()) {
        return Err("the server still waits for it".into());
    }
    Ok(())
}

fn stage_of(silence: Silence) -> Stage {
    match silence {
        Silence::Reset | Silence::ClientHello | Silence::ServerHello => Stage::Certificate,
        Silence::KeyMessage | Silence::PushRequest => Stage::Login,
        Silence::Tunnel => Stage::Tunnel,
    }
}

fn waiting_at(silence: Silence) -> Waiting {
    match silence {
        Silence::Reset | Silence::ClientHello => Waiting::Hearing,
        Silence::ServerHello => Waiting::Handshake,
        Silence::KeyMessage => Waiting::KeyExchange,
        Silence::PushRequest => Waiting::Answer,
        Silence::Tunnel => Waiting::Tunnel,
    }
}

/// What a server of this kind answers to a login that it does not admit.
fn refusal(kind: Kind) -> Option<fn(&LoginAnswer) -> bool> {
    use LoginAnswer::{Halt, Pending, Refused, Restart};
    match kind {
        Kind::Refusing => Some(
            |answer| matches!(answer, Refused(AuthFailure::Plain(Some(text))) if text == "not you"),
        ),
        Kind::Full => Some(|answer| {
            matches!(
                answer,
                Refused(AuthFailure::Temporary {
                    backoff: Some(42),
                    ..
                })
            )
        }),
        Kind::Asking => Some(|answer| matches!(answer, Refused(AuthFailure::Challenge(_)))),
        // Whom it waits for comes in a message of its own, for which nobody waits long.
        Kind::Pending => Some(|answer| matches!(answer, Pending(_))),
        Kind::Restarting => Some(|answer| matches!(answer, Restart(text) if text == "going down")),
        Kind::Halting => Some(|answer| matches!(answer, Halt(text) if text == "go away")),
        _ => None,
    }
}
