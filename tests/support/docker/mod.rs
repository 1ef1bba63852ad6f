//! Docker APIs for the tests: real engines, the fronts that guard them, and one that says anything.
//!
//! Every server is a struct of its configuration and listens on a port from the kernel, in a folder
//! of its own; it is killed with its value, or with the thread that started it.
//!
//! | module | holds |
//! |---|---|
//! | [`pki`] | certificates that are right, and wrong in one way each; keys in every form |
//! | [`dockerd`] | the engine: mutual TLS, TLS for everybody, plain HTTP, a socket alone |
//! | [`authz`] | an authorization plugin for it that allows, denies, hangs or is gone |
//! | [`snapshot`] | what an engine has and has done, to be compared |
//! | [`nginx`] | a reverse proxy in every way that people guard an engine with it |
//! | [`haproxy`] | the socket proxy with its sections, and client certificates at a bind line |
//! | [`fake`] | scripted answers, for what no real engine can be made to say |
//! | [`http`], [`tls_client`] | what asks them, without a line of the code under test |

pub mod authz;
pub mod dockerd;
pub mod fake;
pub mod haproxy;
pub mod http;
pub mod nginx;
pub mod openssl;
pub mod pki;
pub mod process;
pub mod rooms;
pub mod snapshot;
pub mod tls_client;
