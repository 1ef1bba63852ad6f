//! The labels of the performance data of `check_docker_api`.

use crate::outcome::measures;

measures! {
    TIME = "time", Seconds, ["warning", "critical"],
        "From the first packet to the answer to `/_ping`, for the right client. Missing if it did not get in, and in the view of an outsider.";
    SERVER_CERT_DAYS = "server_cert_days", None, ["certificate"],
        "Days that the server's certificate is still valid. Missing if none was seen.";
    CLIENT_CERT_DAYS = "client_cert_days", None, ["certificate"],
        "The same of our own certificate. Missing if there is none.";
    CA_CERT_DAYS = "ca_cert_days", None, ["certificate"],
        "The same of the CA that the chain ends in, or of the one in `--tlscacert` that holds longest \
         where it ends in none of them. Missing if there is none.";
    REFUSALS = "refusals", None, [],
        "Tries of outsiders that were refused with a reason or redirected; 0 if the right client did not get in. Missing if nobody was tried.";
    CONTAINERS = "containers", None, [],
        "Containers that the engine counts. Only where the right client may ask `/info`; not with `--no-access-tests`.";
    CONTAINERS_RUNNING = "containers_running", None, [],
        "Those of them that run. Missing likewise.";
    IMAGES = "images", None, [],
        "Images that the engine counts. Missing likewise.";
}
