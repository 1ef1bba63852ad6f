//! A server's socket with its one client: packets in, packets out, and the ways to end it.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::thread;
use std::time::Duration;

use socket2::SockRef;

/// How long a server waits for its client before it looks at its clock.
pub const GLANCE: Duration = Duration::from_millis(1);

/// How a socket ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// In order; of a UDP socket nothing is left but its port.
    Close,
    /// With RST.
    Reset,
}

/// With the client where it is known, or the bytes that are no packet yet.
pub enum Socket {
    Udp(UdpSocket, Option<SocketAddr>),
    Tcp(TcpStream, Vec<u8>),
}

impl Socket {
    /// What has come. Nobody being there any more is a client's right.
    pub fn receive(&mut self) -> Vec<Vec<u8>> {
        let mut buffer = [0; 4096];
        match self {
            Self::Udp(socket, client) => match socket.recv_from(&mut buffer) {
                Ok((length, from)) => {
                    *client = Some(from);
                    vec![buffer[..length].to_vec()]
                }
                Err(_) => Vec::new(),
            },
            Self::Tcp(stream, bytes) => {
                match stream.read(&mut buffer) {
                    Ok(0) => thread::sleep(GLANCE),
                    Ok(length) => bytes.extend(&buffer[..length]),
                    Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                    Err(_) => thread::sleep(GLANCE),
                }
                let mut packets = Vec::new();
                while let Some((length, rest)) = bytes.split_first_chunk() {
                    let length = usize::from(u16::from_be_bytes(*length));
                    let Some(packet) = rest.get(..length) else {
                        break;
                    };
                    packets.push(packet.to_vec());
                    bytes.drain(..2 + length);
                }
                packets
            }
        }
    }

    pub fn send_all(&mut self, packets: &[Vec<u8>]) {
        for packet in packets {
            self.send(packet);
        }
    }

    pub fn send(&mut self, packet: &[u8]) {
        // The plugin may have its answer already and be gone.
        match self {
            Self::Udp(socket, client) => {
                let _ = client.map(|client| socket.send_to(packet, client));
            }
            Self::Tcp(stream, _) => {
                let length = u16::try_from(packet.len()).expect("a packet fits its frame");
                let _ = stream.write_all(&[&length.to_be_bytes(), packet].concat());
            }
        }
    }

    pub fn end(self, end: End) {
        if let (Self::Tcp(stream, _), End::Reset) = (&self, end) {
            SockRef::from(stream)
                .set_linger(Some(Duration::ZERO))
                .expect("a socket takes a linger time");
        }
    }
}
