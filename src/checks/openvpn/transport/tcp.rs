//! The exchange over TCP: one connection, one hello, since the kernel sees to lost packets.
//!
//! Length and packet leave in one write: port sharers such as sslh decide by the first segment.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::yield_now;
use tokio::time::Instant;

use crate::net::{Trouble, connect_tcp};

use super::super::stream::{Deframer, Speaker, frame};
use super::super::verdict::Ending;
use super::Probe;
use super::link::Link;

/// On TCP the peer is who it is, so that waiting on behind so many useless packets helps nobody.
const PATIENCE: u32 = 16;

/// Bytes that every greeting of another protocol is known by.
const GREETING: usize = 5;

enum End {
    Answered,
    Closed,
    Reset,
    TimeUp,
    Broken(Ending),
}

/// Runs until the session has its answer, the stream ends, or the time is up. The session knows
/// what came of it; what is returned counts where nothing came.
pub(super) async fn exchange(probe: &mut Probe<'_>) -> Result<(Ending, Option<Link>), Trouble> {
    let connecting = connect_tcp(probe.address, probe.source);
    let mut stream = tokio::select! {
        connected = connecting => match connected {
            Ok(stream) => stream,
            Err(Trouble::Timeout) => return Ok((Ending::ConnectTimeout, None)),
            Err(trouble) => return Err(trouble),
        },
        () = probe.ended() => return Ok((Ending::ConnectTimeout, None)),
    };
    probe.stage(|| match stream.local_addr() {
        Ok(local) => format!("connected from {local}"),
        Err(error) => format!("connected from an unknown address: {error}"),
    });
    let mut deframer = Deframer::default();
    let sent = Instant::now();
    let end = converse(probe, &mut stream, &mut deframer).await?;
    let is_answered = matches!(end, End::Answered);
    let ending = name(end, sent.elapsed(), &deframer);
    Ok((ending, is_answered.then_some(Link::Tcp(stream, deframer))))
}

async fn converse(
    probe: &mut Probe<'_>,
    stream: &mut TcpStream,
    deframer: &mut Deframer,
) -> Result<End, Trouble> {
    let hello = frame(&probe.hello()?);
    if let Err(error) = stream.write_all(&hello).await {
        // A peer that closes at once may have said why before.
        probe.stage(|| format!("sending failed: {error}"));
    }
    let (mut buffer, mut over) = ([0; 4096], false);
    loop {
        let read = tokio::select! {
            read = stream.read(&mut buffer) => read,
            () = probe.ended() => {
                // What came in time counts even if this process was not run in time to read it.
                over = true;
                yield_now().await;
                stream.try_read(&mut buffer)
            }
        };
        match read.map_err(Trouble::from) {
            Ok(0) => return Ok(End::Closed),
            Ok(length) => deframer.push(&buffer[..length]),
            Err(Trouble::Reset) => return Ok(End::Reset),
            Err(_) if over => return Ok(End::TimeUp),
            Err(trouble) => return Err(trouble),
        }
        loop {
            match deframer.next_packet() {
                Ok(Some(packet)) if probe.receive(&packet) => return Ok(End::Answered),
                Ok(Some(_)) if probe.session.skipped() >= PATIENCE => return Ok(End::TimeUp),
                Ok(Some(_)) => {}
                Ok(None) => break,
                // A greeting is named by more than its first two bytes, which may come alone.
                Err(_) if deframer.prefix().len() < GREETING => break,
                Err(length) => return Ok(End::Broken(Ending::BadLength(length))),
            }
        }
        if over {
            return Ok(End::TimeUp);
        }
    }
}

/// A stream that did not end well is told by whoever speaks on it, and else by how it ended.
fn name(end: End, after: Duration, deframer: &Deframer) -> Ending {
    let plain = match end {
        End::Answered => return Ending::Silence,
        End::Closed => Ending::Closed { after },
        End::Reset => Ending::Reset { after },
        End::TimeUp => Ending::Silence,
        End::Broken(ending) => ending,
    };
    let prefix = deframer.prefix();
    let plain = deframer.bad_length().map_or(plain, Ending::BadLength);
    match (Speaker::identify(prefix), plain) {
        (Some(speaker), _) => Ending::OtherProtocol(speaker, prefix.to_vec()),
        (None, plain @ Ending::BadLength(_)) => plain,
        (None, _) if deframer.is_within_a_packet() => Ending::BrokenOff,
        (None, plain) => plain,
    }
}
