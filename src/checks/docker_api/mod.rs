//! `check_docker_api`: who gets into this Docker API?

pub mod endpoint;
pub mod old_tls;
pub mod permissions;
