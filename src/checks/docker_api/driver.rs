//! Runs a check: finds the door, tries everybody at it side by side, and hands what came of it to
//! the judge.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::cli::docker_api::MinTls;
use crate::net::{Host, Trouble, resolve};
use crate::outcome::Outcome;
use crate::run::{self, Context};
use crate::tls::client::Client;

use super::config::Config;
use super::endpoint::Address;
use super::judge;
use super::old_tls::{self, Answer, Offer};
use super::permissions::RandomId;
use super::plan::{Probe, Purpose, demands, plan, probe_of};
use super::report::Report;
use super::transport::{Door, Ending, Exchange, Stream, Want, listen, open, talk};

/// Requests of the permission contract that are under way together.
const AT_ONCE: usize = 16;
/// More addresses of one name than this are not tried.
const MOST_DOORS: usize = 16;
/// RFC 8305, section 5: the next address is tried after this.
const STAGGER: Duration = Duration::from_millis(250);
/// An alert that has not come after this does not come.
const LONGEST_PAUSE: Duration = Duration::from_millis(150);
/// Silence counts as such after this, where it is as good a refusal as any.
const SIDE: Duration = Duration::from_secs(2);
const SHORTEST_PAUSE: Duration = Duration::from_millis(5);
/// What a server should refuse, each in a hello of its own.
const OFFERS: [Offer; 6] = [
    Offer::NullSuites,
    Offer::ExportSuites,
    Offer::Ssl30,
    Offer::Tls10,
    Offer::Tls11,
    Offer::TripleDes,
];

/// Finds out who gets in.
pub async fn check(config: Config, context: Context) -> Outcome {
    let place = config.terms.place.clone();
    context.progress.set(format!("looking for {place}"));
    let doors = match doors(&config, &context).await {
        Ok(doors) => doors,
        Err(outcome) => return outcome,
    };
    context.progress.set(format!("connecting to {place}"));
    let (door, first, connected_in) = match enter(&doors, context.deadline).await {
        Ok(entered) => entered,
        Err(trouble) => {
            let waited = context.deadline - context.started;
            return judge::unreachable(&config, &trouble, &doors, waited, run::now());
        }
    };
    context
        .progress
        .set(format!("waiting for answers from {place}"));
    let client = config.tls.as_ref().map(|tls| Client::new(&tls.roots));
    let run = Arc::new(Run {
        config,
        client,
        door,
        pause: (connected_in * 3).clamp(SHORTEST_PAUSE, LONGEST_PAUSE),
        deadline: context.deadline,
        side_deadline: context.deadline.min(Instant::now() + SIDE),
    });
    let mut report = Arc::clone(&run).probe_all(first, connected_in).await;
    context
        .progress
        .set(format!("trying what {place} lets through"));
    run.demand_all(&mut report).await;
    judge::judge(&run.config, &run.door, &report)
}

/// One run, shared by its probes.
struct Run {
    config: Config,
    /// None where the API is spoken to in clear.
    client: Option<Result<Client, rustls::Error>>,
    door: Door,
    pause: Duration,
    deadline: Instant,
    /// For questions to which silence is an answer.
    side_deadline: Instant,
}

enum Found {
    Exchange(usize, Box<Exchange>),
    Hello(usize, Answer),
}

impl Run {
    /// Carries out the plan, the first probe on the connection that is there already.
    async fn probe_all(self: Arc<Self>, first: Stream, connected_in: Duration) -> Report {
        let probes = plan(&self.config);
        let purposes: Vec<_> = probes.iter().map(|probe| probe.purpose.clone()).collect();
        let mut tasks = JoinSet::new();
        let mut first = Some((first, connected_in));
        for (index, probe) in probes.into_iter().enumerate() {
            let (run, stream) = (Arc::clone(&self), first.take());
            tasks.spawn(async move {
                Found::Exchange(index, Box::new(run.exchange(&probe, stream).await))
            });
        }
        let offers = self.offers();
        for (index, offer) in offers.iter().enumerate() {
            let (run, offer) = (Arc::clone(&self), *offer);
            tasks.spawn(async move { Found::Hello(index, run.greet(offer).await) });
        }
        let mut exchanges = Vec::new();
        let mut hellos = Vec::new();
        while let Some(joined) = tasks.join_next().await {
            match joined {
                Ok(Found::Exchange(index, exchange)) => exchanges.push((index, *exchange)),
                Ok(Found::Hello(index, answer)) => hellos.push((index, answer)),
                Err(_) => {}
            }
        }
        exchanges.sort_by_key(|(index, _)| *index);
        hellos.sort_by_key(|(index, _)| *index);
        Report {
            exchanges: exchanges
                .into_iter()
                .filter_map(|(index, exchange)| Some((purposes.get(index)?.clone(), exchange)))
                .collect(),
            old_hellos: hellos
                .into_iter()
                .filter_map(|(index, answer)| Some((*offers.get(index)?, answer)))
                .collect(),
            demands: Vec::new(),
            now: run::now(),
        }
    }

    /// The hellos of a run. What somebody asks for by name is looked at even where little is.
    fn offers(&self) -> Vec<Offer> {
        let terms = &self.config.terms;
        let mut offers = match terms.quiet {
            true => Vec::new(),
            false => OFFERS.to_vec(),
        };
        if terms.min_tls == MinTls::Tls13 {
            offers.push(Offer::Tls12);
        }
        match self.config.tls {
            Some(_) => offers,
            None => Vec::new(),
        }
    }

    /// Asks what the contract and the rules are about, some requests at a time, now that the
    /// engine's version is known.
    async fn demand_all(self: &Arc<Self>, report: &mut Report) {
        if self.config.contract.is_none() && self.config.rules.is_empty() {
            return;
        }
        let mut bytes = [0; 32];
        if getrandom::fill(&mut bytes).is_err() {
            return;
        }
        let demands = demands(&self.config, &RandomId::new(bytes), report.api_version());
        for (start, some) in (0..).step_by(AT_ONCE).zip(demands.chunks(AT_ONCE)) {
            let mut tasks = JoinSet::new();
            for (offset, demand) in some.iter().enumerate() {
                let probe = probe_of(&self.config, start + offset, demand);
                let run = Arc::clone(self);
                tasks.spawn(async move {
                    let exchange = run.exchange(&probe, None).await;
                    (probe.purpose, exchange)
                });
            }
            while let Some(joined) = tasks.join_next().await {
                report.exchanges.extend(joined.ok());
            }
        }
        report.demands = demands;
    }

    async fn exchange(&self, probe: &Probe, stream: Option<(Stream, Duration)>) -> Exchange {
        let started = Instant::now();
        let door = self.door_at(probe.port);
        let deadline = match probe.purpose {
            Purpose::PlainHttp | Purpose::ClosedPort(_) => self.side_deadline,
            _ => self.deadline,
        };
        let (stream, connected_in) = match stream {
            Some(connected) => connected,
            None => match open(&door, deadline).await {
                Ok(stream) => (stream, started.elapsed()),
                Err(Trouble::Timeout) => return ended(Ending::TimedOut("connecting")),
                Err(trouble) => return ended(Ending::NoConnection(trouble)),
            },
        };
        let started = Instant::now();
        let tls = match (&probe.tls, &self.config.tls, &self.client) {
            (Some((caller, versions)), Some(tls), Some(client)) => {
                let name = probe.server_name.clone().map(ServerName::try_from);
                let name = name
                    .and_then(Result::ok)
                    .unwrap_or_else(|| tls.name.clone());
                let connection = match client {
                    Ok(client) => client.connect(name, *versions, caller.clone()),
                    Err(error) => Err(error.clone()),
                };
                match connection {
                    Ok(connection) => Some(connection),
                    Err(error) => return ended(Ending::Tls(error.to_string())),
                }
            }
            _ => None,
        };
        let secret = self
            .config
            .authorization
            .as_deref()
            .filter(|_| probe.authorized);
        let host = probe
            .host
            .clone()
            .unwrap_or_else(|| self.config.host_header());
        let request = probe.request.encode(&host, secret.map(String::as_str));
        let want = Want {
            request: &request,
            body_limit: probe.body_limit,
            to_head: probe.request.method == "HEAD",
            listen_first: probe.hopes_for_refusal.then_some(self.pause),
            only_if_verified: secret.is_some(),
            deadline,
        };
        let exchange = talk(stream, tls, &want).await;
        Exchange {
            took: connected_in + started.elapsed(),
            ..exchange
        }
    }

    /// Says hello in an old way and listens to the first words of the answer.
    async fn greet(&self, offer: Offer) -> Answer {
        let Some(tls) = &self.config.tls else {
            return Answer::Incomplete;
        };
        let mut random = [0; 32];
        if getrandom::fill(&mut random).is_err() {
            return Answer::Incomplete;
        }
        let Ok(mut stream) = open(&self.door, self.side_deadline).await else {
            return Answer::Incomplete;
        };
        let hello = old_tls::hello(offer, &tls.name.to_str(), &random);
        let mut reader = old_tls::Reader::new();
        let mut answer = Answer::Incomplete;
        let enough = |bytes: &[u8]| {
            answer = reader.take(bytes);
            answer != Answer::Incomplete
        };
        listen(&mut stream, &hello, enough, self.side_deadline).await;
        match answer {
            Answer::Incomplete => reader.finish(),
            answer => answer,
        }
    }

    fn door_at(&self, port: Option<u16>) -> Door {
        match (&self.door, port) {
            (Door::Tcp(address, source), Some(port)) => {
                Door::Tcp(SocketAddr::new(address.ip(), port), *source)
            }
            (door, _) => door.clone(),
        }
    }
}

/// The ways to the API that are tried, the best first.
async fn doors(config: &Config, context: &Context) -> Result<Vec<Door>, Outcome> {
    let (host, port) = match &config.endpoint.address {
        Address::Unix(path) => return Ok(vec![Door::Unix(path.clone())]),
        Address::Tcp { host, port } => (host, *port),
    };
    if let Host::Name(_) = host {
        context.progress.set(format!("resolving {host}"));
    }
    let family = config.family;
    match resolve(host, port, family, context.deadline).await {
        Ok(addresses) => Ok(addresses
            .into_iter()
            .take(MOST_DOORS)
            .map(|address| Door::Tcp(address, config.source))
            .collect()),
        Err(error) => {
            let waited = context.deadline - context.started;
            Err(judge::unresolved(config, host, &error, waited))
        }
    }
}

/// Goes in by the first door that opens.
async fn enter(doors: &[Door], deadline: Instant) -> Result<(Door, Stream, Duration), Trouble> {
    if let [door] = doors {
        let started = Instant::now();
        return open(door, deadline)
            .await
            .map(|stream| (door.clone(), stream, started.elapsed()));
    }
    // All have their turn in the first half of the time.
    let left = deadline.saturating_duration_since(Instant::now());
    let count = u32::try_from(doors.len()).unwrap_or(u32::MAX);
    let stagger = STAGGER.min(left / 2 / count.max(1));
    let mut waiting = doors.iter().cloned().enumerate().peekable();
    let mut tries = JoinSet::new();
    let mut first_trouble = None;
    loop {
        if let Some((index, door)) = waiting.next() {
            tries.spawn(async move {
                let started = Instant::now();
                let opened = open(&door, deadline).await;
                (
                    index,
                    opened.map(|stream| (door, stream, started.elapsed())),
                )
            });
        }
        // A door that is shut gives the next one its turn at once.
        let joined = tokio::select! {
            joined = tries.join_next() => joined,
            () = sleep(stagger), if waiting.peek().is_some() => continue,
        };
        match joined {
            None => break,
            Some(Ok((_, Ok(entered)))) => return Ok(entered),
            Some(Ok((index, Err(trouble)))) => {
                if first_trouble
                    .as_ref()
                    .is_none_or(|(known, _)| index < *known)
                {
                    first_trouble = Some((index, trouble));
                }
            }
            Some(Err(_)) => {}
        }
    }
    Err(first_trouble.map_or(Trouble::Timeout, |(_, trouble)| trouble))
}

fn ended(ending: Ending) -> Exchange {
    Exchange {
        ending,
        ..Exchange::default()
    }
}
