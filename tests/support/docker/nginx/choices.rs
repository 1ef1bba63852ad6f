//! What a front can be told to do, one enum a directive.

/// What the port speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Front {
    Tls,
    /// TLS, and plain HTTP is sent to the same port with `https`.
    TlsOrRedirect,
    Plain,
    /// Plain HTTP, every request is sent to the same port with `https`.
    Redirect,
}

/// `ssl_verify_client`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verify {
    Off,
    On,
    Optional,
    OptionalNoCa,
}

/// What is asked of `$ssl_client_verify` and its like before a request is passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Nothing.
    Open,
    /// 403 unless `SUCCESS`.
    Verified,
    /// 403 where there is no certificate, whoever signed it.
    Presented,
    /// 403 unless the issuer's name is that of the trusted authority.
    IssuerName,
}

/// `ssl_protocols` and `ssl_ciphers`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocols {
    /// TLS 1.2 and 1.3.
    Current,
    Only12,
    Only13,
    /// Everything from TLS 1.0 on, at security level 0.
    Old,
    /// The same, and suites without encryption.
    Unencrypted,
}

impl Front {
    pub(super) fn redirect(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Tls | Self::Plain => None,
            Self::TlsOrRedirect => Some(("error_page", "497 =301")),
            Self::Redirect => Some(("return", "301")),
        }
    }
}

impl Gate {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Open => "",
            Self::Verified => "if ($ssl_client_verify != SUCCESS) { return 403; }\n",
            Self::Presented => "if ($ssl_client_verify = NONE) { return 403; }\n",
            Self::IssuerName => "if ($issuer_is_ours = 0) { return 403; }\n",
        }
    }
}

impl Protocols {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Current => "ssl_protocols TLSv1.2 TLSv1.3;\n",
            Self::Only12 => "ssl_protocols TLSv1.2;\n",
            Self::Only13 => "ssl_protocols TLSv1.3;\n",
            Self::Old => {
                "ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;\nssl_ciphers ALL:@SECLEVEL=0;\n"
            }
            Self::Unencrypted => {
                "ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;\n\
                 ssl_ciphers ALL:eNULL:@SECLEVEL=0;\n"
            }
        }
    }
}
