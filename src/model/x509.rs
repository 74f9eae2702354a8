//! Certificates, taken apart.

// `core::net` knows addresses but opens no connection.
use core::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use x509_cert::Certificate;
use x509_cert::der::oid::db::rfc4519::COMMON_NAME;
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{BasicConstraints, SubjectAltName};

/// What a certificate says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Facts {
    /// The common name of its subject.
    pub common_name: Option<String>,
    /// Names and addresses that it is for.
    pub names: Vec<SubjectName>,
    /// Whether it signs other certificates.
    pub is_authority: bool,
    /// From when on it is valid, in seconds since 1970.
    pub not_before: u64,
    /// Until when, in seconds since 1970.
    pub not_after: u64,
    /// The day it ends, for people.
    pub last_day: String,
}

/// Who a certificate is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubjectName {
    /// A host, in lower case; `*` stands for a label.
    Host(String),
    /// An address.
    Address(IpAddr),
}

/// Reads a certificate from base64 of its DER form.
pub(super) fn read(base64: &str) -> Option<Facts> {
    let der = STANDARD.decode(base64).ok()?;
    let certificate = Certificate::from_der(&der).ok()?;
    let body = certificate.tbs_certificate();
    let constraints = body.get_extension::<BasicConstraints>().ok()?;
    let names = body.get_extension::<SubjectAltName>().ok()?;
    let validity = body.validity();
    let end = validity.not_after.to_date_time();
    let common_name = body.subject().iter().find(|part| part.oid == COMMON_NAME);
    Some(Facts {
        common_name: common_name.and_then(|part| string(&part.value.to_der().ok()?)),
        names: names.map_or(Vec::new(), |(_, names)| names.0.iter().filter_map(name).collect()),
        is_authority: constraints.is_some_and(|(_, constraints)| constraints.ca),
        not_before: validity.not_before.to_unix_duration().as_secs(),
        not_after: validity.not_after.to_unix_duration().as_secs(),
        last_day: format!("{:04}-{:02}-{:02}", end.year(), end.month(), end.day()),
    })
}

fn name(name: &GeneralName) -> Option<SubjectName> {
    match name {
        GeneralName::DnsName(name) => Some(SubjectName::Host(name.as_str().to_lowercase())),
        GeneralName::IpAddress(bytes) => {
            let bytes = bytes.as_bytes();
            let v4 = <[u8; 4]>::try_from(bytes).map(IpAddr::from).ok();
            let address = v4.or_else(|| <[u8; 16]>::try_from(bytes).map(IpAddr::from).ok())?;
            Some(SubjectName::Address(address))
        }
        _ => None,
    }
}

/// The text of a short DER string of any kind.
fn string(der: &[u8]) -> Option<String> {
    let [_, length, text @ ..] = der else { return None };
    (usize::from(*length) == text.len()).then(|| String::from_utf8_lossy(text).into_owned())
}
