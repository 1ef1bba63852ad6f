//! Why the right client did not get in.

use crate::net::Trouble;
use crate::outcome::{Finding, number};

use super::super::config::{Config, Guard};
use super::super::evidence::{Access, access};
use super::super::transport::{Ending, Exchange};
use super::health::start;

/// In a sentence, by what it met.
pub(super) fn locked_out(config: &Config, exchange: &Exchange) -> Finding {
    let terms = &config.terms;
    let place = &terms.place;
    let met = access(exchange);
    // A front asks for the password once the certificate is good.
    let wants_password =
        matches!(&met, Access::Refused { reason, .. } if reason.starts_with("HTTP 401"));
    let who = match terms.guard {
        Guard::Certificate if wants_password && config.authorization.is_some() => "our credentials",
        Guard::Certificate => "our client certificate",
        Guard::Secret => "our credentials",
        Guard::Open | Guard::Unknown => "us",
    };
    let prefix_is_http = exchange.prefix.starts_with(b"HTTP/");
    match met {
        refused @ Access::Refused { .. } => {
            Finding::critical(format!("{place} refuses {who}: {refused}"))
        }
        Access::Strange { status, by } => Finding::critical(format!(
            "{place} is no Docker API: HTTP {status} from {by}{}",
            start(exchange.response.as_ref())
        )),
        Access::EngineAway { status, by } => Finding::critical(format!(
            "the engine behind {place} is down: HTTP {status} from {by}"
        )),
        Access::Redirected(status, to) => Finding::critical(format!(
            "{place} is no Docker API: HTTP {status} redirects to {to}"
        )),
        Access::WrongName => Finding::unknown(format!(
            "{place} goes by another name (HTTP 421): give it with --sni"
        )),
        Access::NotOffered(why) => {
            Finding::critical(format!("{place} offers no TLS in common with us: {why}"))
        }
        Access::Unexplained(how) => {
            Finding::critical(format!("{place} {how} the connection without an answer"))
        }
        Access::Silent(stage) => silent(config, exchange, stage),
        Access::Failed(_) if exchange.ending == Ending::NotTls && prefix_is_http => {
            Finding::critical(format!("{place} speaks plain HTTP where TLS is wanted"))
        }
        Access::Failed(_) if exchange.ending == Ending::NotTls => {
            Finding::critical(format!("{place} does not speak TLS"))
        }
        Access::Failed(_) if exchange.ending == Ending::Unverified => Finding::unknown(format!(
            "our credentials were not sent to {place}: its certificate does not verify"
        )),
        Access::Failed(why) => match &exchange.ending {
            Ending::NoConnection(trouble) if trouble.is_local() => {
                Finding::unknown(format!("cannot connect to {place}: {why}"))
            }
            Ending::NoConnection(Trouble::Refused) => {
                Finding::critical(format!("nothing listens on {place}"))
            }
            _ => Finding::critical(format!("{place}: {why}")),
        },
        Access::Admitted(status) => Finding::critical(format!("{place} answered HTTP {status}")),
    }
}

fn silent(config: &Config, exchange: &Exchange, stage: &str) -> Finding {
    let place = &config.terms.place;
    let took = format!("{} s", number(exchange.took.as_secs_f64().round()));
    let is_in = exchange.tls.as_ref().is_none_or(|tls| tls.done);
    let text = match (is_in, exchange.tls.is_some(), stage) {
        (_, _, "connecting") => format!("{place} did not accept a connection in {took}"),
        (true, true, _) => format!(
            "TLS stands with {place}, but no answer in {took}: the engine hangs, or its authz plugin does"
        ),
        (true, false, _) => format!("no answer from {place} in {took}: the engine hangs"),
        (false, ..) => format!("no TLS handshake with {place} in {took}"),
    };
    Finding::new(config.terms.timeout_result, text)
}
