//! What the probes of a run brought back, in plain values for the judge.

use super::old_tls::{Answer, Offer};
use super::permissions::ApiVersion;
use super::plan::{Demand, Page, Purpose};
use super::transport::{Ending, Exchange};

/// Everything that came back.
#[derive(Debug, Default)]
pub struct Report {
    /// What became of each probe.
    pub exchanges: Vec<(Purpose, Exchange)>,
    /// What the server said to hellos of old versions of TLS.
    pub old_hellos: Vec<(Offer, Answer)>,
    /// What was demanded of the front.
    pub demands: Vec<Demand>,
    /// The moment that certificates are measured at, seconds since 1970.
    pub now: i64,
}

impl Report {
    /// Whether the port that should speak TLS speaks plain HTTP.
    pub fn is_plain_http(&self) -> bool {
        self.exchanges.iter().any(|(_, exchange)| {
            exchange.ending == Ending::NotTls && exchange.prefix.starts_with(b"HTTP/")
        })
    }

    /// The version of the API, as the engine told it to whoever reached it. Behind a front that
    /// hides the header, `/version` tells it.
    pub fn api_version(&self) -> Option<ApiVersion> {
        let mut responses = self
            .exchanges
            .iter()
            .filter_map(|(_, one)| one.response.as_ref());
        let shown = responses.find_map(|response| response.header("api-version")?.parse().ok());
        let told = || {
            let response = self
                .of(&Purpose::Control(Page::Version))?
                .response
                .as_ref()?;
            let version: serde_json::Value = serde_json::from_slice(&response.body).ok()?;
            version.get("ApiVersion")?.as_str()?.parse().ok()
        };
        shown.or_else(told)
    }

    /// What became of the probe for this purpose, if it was made.
    pub fn of(&self, purpose: &Purpose) -> Option<&Exchange> {
        let mut exchanges = self.exchanges.iter();
        exchanges
            .find(|(made_for, _)| made_for == purpose)
            .map(|(_, exchange)| exchange)
    }
}

#[cfg(test)]
mod tests {
    use super::super::http::Response;
    use super::*;

    #[test]
    fn an_engine_tells_its_api_version_though_a_front_hides_the_header() {
        let json = r#"{"Version":"29.7.2","ApiVersion":"1.55"}"#;
        let told = |page, headers: &[(&str, &str)], body| {
            let exchange = Exchange {
                response: Some(Response::made(200, headers, body)),
                ..Exchange::default()
            };
            let report = Report {
                exchanges: vec![(Purpose::Control(page), exchange)],
                ..Report::default()
            };
            report.api_version().map(|version| version.to_string())
        };
        let shown = [("api-version", "1.41")];
        assert_eq!(told(Page::Ping, &shown, "OK").as_deref(), Some("1.41"));
        assert_eq!(told(Page::Version, &shown, json).as_deref(), Some("1.41"));
        assert_eq!(told(Page::Version, &[], json).as_deref(), Some("1.55"));
        assert_eq!(told(Page::Ping, &[], "OK"), None);
        assert_eq!(told(Page::Version, &[], r#"{"ApiVersion":"../x"}"#), None);
    }
}
