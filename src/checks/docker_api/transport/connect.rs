//! Connections to a door: a TCP address or a unix socket.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::{Instant, timeout_at};

use crate::net::{Trouble, connect_tcp};

/// Where to knock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Door {
    /// An address, and the one to come from.
    Tcp(SocketAddr, Option<IpAddr>),
    /// A socket in the file system.
    Unix(PathBuf),
}

/// An open connection of either kind.
pub enum Stream {
    /// To an address.
    Tcp(TcpStream),
    /// To a socket in the file system.
    Unix(UnixStream),
}

/// Opens a connection before the deadline.
pub async fn open(door: &Door, deadline: Instant) -> Result<Stream, Trouble> {
    let opening = async {
        match door {
            Door::Tcp(address, source) => connect_tcp(*address, *source).await.map(Stream::Tcp),
            Door::Unix(path) => Ok(Stream::Unix(UnixStream::connect(path).await?)),
        }
    };
    timeout_at(deadline, opening)
        .await
        .unwrap_or(Err(Trouble::Timeout))
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_read(context, buffer),
            Self::Unix(stream) => Pin::new(stream).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_write(context, bytes),
            Self::Unix(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_flush(context),
            Self::Unix(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream) => Pin::new(stream).poll_shutdown(context),
            Self::Unix(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}
