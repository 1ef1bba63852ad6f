//! The labels of the performance data of `check_openvpn`.

use crate::outcome::measures;

measures! {
    TIME = "time", Seconds, ["warning", "critical"],
        "From a hello to its answer; of several answers that all had to come, the slowest. Missing if there was none.";
    TLS_TIME = "tls_time", Seconds, [],
        "From there to the end of the TLS handshake. Missing if it was not reached.";
    LOGIN_TIME = "login_time", Seconds, [],
        "From there to the answer to the login, be it yes or no. Missing if it was not reached.";
    TUNNEL_TIME = "tunnel_time", Seconds, [],
        "From there to what came back through the tunnel. Missing if nothing did.";
    SERVER_CERT_DAYS = "server_cert_days", None, ["certificate"],
        "Whole days that the server's certificate is still valid, rounded down; negative once it is over.";
    CA_CERT_DAYS = "ca_cert_days", None, ["certificate"],
        "The same of the CA that the chain ends in, or of the one in `--ca` that holds longest where \
         it ends in none of them. Missing without `--ca`.";
    HELLOS = "hellos", None, [],
        "Hellos sent, to all addresses and remotes together.";
    RETRANSMITS = "retransmits", None, [],
        "Control packets sent again behind the reset. Not with `--stage reset`.";
    INVALID = "invalid", None, [],
        "Replies that were skipped because they prove nothing.";
    CLOCK_OFFSET = "clock_offset", Seconds, ["clock-offset"],
        "The server's clock minus ours, in whole seconds; judged by its size without the sign, and the range is not repeated here. Only where a signature was verified.";
}
