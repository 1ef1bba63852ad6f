//! The exchange over UDP.
//!
//! The socket is connected, so that it hears the one address and learns at once of a closed port.
//! A server that answers from another of its addresses is silent that way; so the last hello goes
//! out from a second socket that hears everybody, and such an answer is named.

use std::future::pending;
use std::io;
use std::net::SocketAddr;

use tokio::net::UdpSocket;
use tokio::task::yield_now;
use tokio::time::sleep_until;

use crate::net::{Trouble, connect_udp, open_udp, trouble};

use super::super::session::Conclusion;
use super::super::stream::LONGEST_PACKET;
use super::super::verdict::Ending;
use super::link::Link;
use super::{FLOOD, Probe};

enum Event {
    Heard(io::Result<usize>),
    Overheard(io::Result<(usize, SocketAddr)>),
    HelloDue,
    /// The end has come, or has been brought forward.
    End,
}

/// Runs until the session has its answer, the network says no, or the time is up. The session
/// knows what came of it; what is returned counts where nothing came.
pub(super) async fn exchange(probe: &mut Probe<'_>) -> Result<(Ending, Option<Link>), Trouble> {
    let socket = connect_udp(probe.address, probe.source)?;
    // 0.0.0.0 and its kind mean another address than they say.
    let peer = socket.peer_addr().unwrap_or(probe.address);
    probe.stage(|| match socket.local_addr() {
        Ok(local) => format!("probing from {local}"),
        Err(error) => format!("probing from an unknown address: {error}"),
    });
    let mut open: Option<UdpSocket> = None;
    let mut rumour = None;
    let mut heard_bytes = vec![0; LONGEST_PACKET + 1];
    // As long as the other once there is a second socket.
    let mut overheard_bytes = Vec::new();
    send(probe, &socket).await?;
    while !probe.is_over() {
        let buffers = (&mut heard_bytes[..], &mut overheard_bytes[..]);
        let mut overheard = false;
        let done = match next(probe, &socket, open.as_ref(), buffers).await {
            Event::Heard(Ok(length)) => take(probe, &heard_bytes[..length]).await,
            Event::Heard(Err(error)) => weigh(probe, trouble(&socket, error), &mut rumour)?,
            Event::Overheard(Ok((length, from))) if from == peer => {
                overheard = true;
                take(probe, &overheard_bytes[..length]).await
            }
            Event::Overheard(Ok((length, from))) => {
                if probe.would_answer(&overheard_bytes[..length]) {
                    return Ok((Ending::Elsewhere { from }, None));
                }
                false
            }
            Event::Overheard(Err(_)) | Event::End => false,
            Event::HelloDue => {
                // Without a second socket, the first one serves.
                let second = match probe.is_last_retry() {
                    true => open_udp(probe.address, probe.source).ok(),
                    false => None,
                };
                let sent = match second {
                    Some(second) => {
                        overheard_bytes.resize(heard_bytes.len(), 0);
                        let packet = probe.hello()?;
                        let socket = open.insert(second);
                        let sent = socket.send_to(&packet, peer).await;
                        sent.map_err(Trouble::from)
                    }
                    None => send(probe, &socket).await,
                };
                match sent {
                    Ok(_) => false,
                    Err(trouble) => weigh(probe, trouble, &mut rumour)?,
                }
            }
        };
        if done {
            // What later stages say goes the way that the answer came.
            let way = open.filter(|_| overheard).unwrap_or(socket);
            return Ok((Ending::Silence, Link::over_udp(way, peer).await.ok()));
        }
    }
    drain(probe, (&socket, open.as_ref()), peer, &mut heard_bytes).await;
    Ok((rumour.map_or(Ending::Silence, Ending::Trouble), None))
}

/// Takes what came in time and lies unread, because this process was not run in time to read it.
async fn drain(
    probe: &mut Probe<'_>,
    (socket, open): (&UdpSocket, Option<&UdpSocket>),
    peer: SocketAddr,
    bytes: &mut [u8],
) {
    yield_now().await;
    for socket in [Some(socket), open].into_iter().flatten() {
        for _ in 0..FLOOD {
            match socket.try_recv_from(bytes) {
                Ok((length, from)) if from == peer => {
                    if probe.receive(&bytes[..length]) {
                        return;
                    }
                }
                Ok(_) => {}
                Err(_) => break,
            }
        }
    }
}

/// Waits for whatever comes first.
async fn next(
    probe: &mut Probe<'_>,
    socket: &UdpSocket,
    open: Option<&UdpSocket>,
    (heard_bytes, overheard_bytes): (&mut [u8], &mut [u8]),
) -> Event {
    let (until, due) = (probe.until(), probe.next_hello());
    let overhear = async {
        match open {
            Some(open) => open.recv_from(overheard_bytes).await,
            None => pending().await,
        }
    };
    tokio::select! {
        heard = socket.recv(heard_bytes) => Event::Heard(heard),
        overheard = overhear => Event::Overheard(overheard),
        () = sleep_until(due.unwrap_or(until)), if due.is_none_or(|due| due < until) => match due {
            Some(_) => Event::HelloDue,
            None => Event::End,
        },
        () = probe.ended() => Event::End,
    }
}

async fn send(probe: &mut Probe<'_>, socket: &UdpSocket) -> Result<usize, Trouble> {
    let packet = probe.hello()?;
    let sent = socket.send(&packet).await;
    sent.map_err(|error| trouble(socket, error))
}

async fn take(probe: &mut Probe<'_>, packet: &[u8]) -> bool {
    let done = probe.receive(packet);
    if !done {
        probe.pause_every(FLOOD).await;
    }
    done
}

/// What is final ends the probe. What a router says in passing is kept, since a later hello may
/// find its way.
fn weigh(
    probe: &mut Probe<'_>,
    trouble: Trouble,
    rumour: &mut Option<Trouble>,
) -> Result<bool, Trouble> {
    let nothing_came = probe.session.conclusion() == Conclusion::Nothing;
    if trouble.is_local() || (trouble == Trouble::Refused && nothing_came) {
        return Err(trouble);
    }
    probe.stage(|| format!("the network says: {trouble}"));
    *rumour = Some(trouble);
    Ok(false)
}
