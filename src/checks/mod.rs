//! The checks, one folder each. A check knows its protocol and its judgement; it shares the result
//! module, the network room and the runtime with its sisters and knows nothing of them.

pub mod docker_api;
pub mod openvpn;
