//! The way to one server, whatever carries the packets.

use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};

use crate::net::{Trouble, trouble};

use super::super::stream::{Deframer, LONGEST_PACKET, frame};

/// A way to one server that has answered on it before.
pub(super) enum Link {
    Udp(UdpSocket),
    Tcp(TcpStream, Deframer),
}

/// What came.
pub(super) enum Arrival {
    Packet(Vec<u8>),
    /// The server has ended the connection, or has put something on it that is no packet.
    End,
}

impl Link {
    /// A socket that heard everybody hears the server alone from here on.
    pub(super) async fn over_udp(socket: UdpSocket, peer: SocketAddr) -> Result<Self, Trouble> {
        if socket.peer_addr().is_err() {
            socket.connect(peer).await?;
        }
        Ok(Self::Udp(socket))
    }

    /// Whether lost packets are ours to send again.
    pub(super) fn loses_packets(&self) -> bool {
        matches!(self, Self::Udp(_))
    }

    /// Sends a packet. One that is too long for the way is lost, as any may be.
    pub(super) async fn send(&mut self, packet: &[u8]) -> Result<(), Trouble> {
        let sent = match self {
            Self::Udp(socket) => socket.send(packet).await.map(drop),
            Self::Tcp(stream, _) => stream.write_all(&frame(packet)).await,
        };
        match sent {
            Err(error) if error.raw_os_error() == Some(libc::EMSGSIZE) => Ok(()),
            sent => sent.map_err(|error| self.trouble(error)),
        }
    }

    fn trouble(&self, error: io::Error) -> Trouble {
        match self {
            Self::Udp(socket) => trouble(socket, error),
            Self::Tcp(..) => error.into(),
        }
    }

    /// Waits for a packet. Nothing is lost where this is not waited for to its end.
    pub(super) async fn receive(&mut self) -> Result<Arrival, Trouble> {
        let mut buffer = [0; LONGEST_PACKET + 1];
        match self {
            Self::Udp(socket) => {
                let received = socket.recv(&mut buffer).await;
                let length = received.map_err(|error| trouble(socket, error))?;
                Ok(Arrival::Packet(buffer[..length].to_vec()))
            }
            Self::Tcp(stream, deframer) => loop {
                if let Some(arrival) = next_of(deframer) {
                    return Ok(arrival);
                }
                match stream.read(&mut buffer).await? {
                    0 => return Ok(Arrival::End),
                    length => deframer.push(&buffer[..length]),
                }
            },
        }
    }

    /// What is there already, if anything is.
    pub(super) fn receive_now(&mut self) -> Result<Option<Arrival>, Trouble> {
        let mut buffer = [0; LONGEST_PACKET + 1];
        let read = match self {
            Self::Udp(socket) => socket.try_recv(&mut buffer),
            // Read only where nothing is left of what was read before: what piles up is the peer's.
            Self::Tcp(stream, deframer) => match next_of(deframer) {
                Some(arrival) => return Ok(Some(arrival)),
                None => stream.try_read(&mut buffer),
            },
        };
        match (read, self) {
            (Err(error), _) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
            (Err(error), link) => Err(link.trouble(error)),
            (Ok(length), Self::Udp(_)) => Ok(Some(Arrival::Packet(buffer[..length].to_vec()))),
            (Ok(0), Self::Tcp(..)) => Ok(Some(Arrival::End)),
            (Ok(length), Self::Tcp(_, deframer)) => {
                deframer.push(&buffer[..length]);
                Ok(next_of(deframer))
            }
        }
    }
}

fn next_of(deframer: &mut Deframer) -> Option<Arrival> {
    match deframer.next_packet() {
        Ok(packet) => packet.map(Arrival::Packet),
        Err(_) => Some(Arrival::End),
    }
}
