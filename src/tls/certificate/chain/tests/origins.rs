//! Chains that lead to no CA of the file, told apart.

use super::*;

fn said(sent: &[&Der], trust: Trust<'_>, at_hand: &[Der]) -> Vec<String> {
    let sent: Vec<Der> = sent.iter().map(|der| (*der).clone()).collect();
    let expectation = Expectation {
        purpose: Purpose::Server,
        usage: Usage::IfPresent,
        name: None,
        trust,
        at_hand,
        now: NOW,
    };
    let found = examine(&sent, &expectation);
    found.faults.iter().map(ToString::to_string).collect()
}

#[test]
fn a_self_signed_leaf_is_called_so() {
    let root = root("Lab CA");
    let selfsigned = leaf_params()
        .self_signed(&crate::tls::made::key())
        .expect("a certificate");
    let der = selfsigned.der();
    let sentence =
        "server certificate CN=vpn.example.org is self-signed, and nobody has said to trust it";
    Case::new(&[der], &[root.der()]).says(&[sentence]);
    assert_eq!(said(&[der], Trust::System, &[]), [sentence]);
    assert_eq!(said(&[der], Trust::Anybody, &[]), Vec::<String>::new());
    // Pinned by being the CA file.
    Case::new(&[der], &[der]).says(&[]);
    let ca = root_of({
        let mut params = leaf_params();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params
    });
    Case::new(&[ca.der()], &[root.der()]).says(&[
        "server certificate CN=vpn.example.org is marked as a CA's and used as a leaf",
        sentence,
    ]);
    Case::new(&[ca.der()], &[ca.der()])
        .says(&["server certificate CN=vpn.example.org is marked as a CA's and used as a leaf"]);
}

#[test]
fn a_ca_of_the_same_name_with_another_key_is_no_stranger() {
    let (ours, theirs) = (root("Lab CA"), root("Lab CA"));
    Case::new(&[&leaf(&theirs)], &[ours.der()]).says(&[
        "server certificate CN=vpn.example.org is issued by a CN=Lab CA with another key than the one in the CA file",
    ]);
    // The root that is sent along changes nothing.
    Case::new(&[&leaf(&theirs), theirs.der()], &[ours.der()]).says(&[
        "intermediate certificate CN=Lab CA is issued by a CN=Lab CA with another key than the one in the CA file",
    ]);
    let (one, two) = (intermediate("Lab 1", &ours), intermediate("Lab 1", &ours));
    Case::new(&[&leaf(&one), two.der()], &[ours.der()]).says(&[
        "server certificate CN=vpn.example.org is issued by a CN=Lab 1 with another key than the one sent along",
    ]);
}

#[test]
fn a_missing_intermediate_is_told_from_another_ca() {
    let (ours, theirs) = (root("Lab CA"), root("Other CA"));
    let middle = intermediate("Lab Intermediate", &ours);
    let deep = intermediate("Deep", &middle);
    // By names.
    Case::new(&[&leaf(&middle)], &[ours.der()]).says(&[
        "server certificate CN=vpn.example.org is issued by CN=Lab Intermediate, which is neither sent along nor in the CA file; by its name an intermediate of CN=Lab CA",
    ]);
    for sent in [&[&leaf(&theirs)][..], &[&leaf(&theirs), middle.der()]] {
        Case::new(sent, &[ours.der()]).says(&[
            "server certificate CN=vpn.example.org is issued by CN=Other CA, which is not in the CA file: that has CN=Lab CA",
        ]);
    }
    // A root that is sent along is as good as a name.
    Case::new(&[&leaf(&theirs), theirs.der()], &[ours.der()]).says(&[
        "the chain that was sent ends in CN=Other CA, which is not in the CA file: that has CN=Lab CA",
    ]);
    // By having it.
    let anchors = [ours.der().clone()];
    let at_hand = [deep.der().clone(), middle.der().clone()];
    assert_eq!(
        said(&[&leaf(&deep)], Trust::File(&anchors), &at_hand),
        [
            "server certificate CN=vpn.example.org is issued by CN=Deep, an intermediate of CN=Lab CA that is not sent along"
        ]
    );
    assert_eq!(
        said(&[&leaf(&deep), deep.der()], Trust::File(&anchors), &at_hand),
        [
            "intermediate certificate CN=Deep is issued by CN=Lab Intermediate, an intermediate of CN=Lab CA that is not sent along"
        ]
    );
}

#[test]
fn easy_rsa_says_who_issued_the_issuer() {
    let ours = root("Lab CA");
    let deep = intermediate("Deep", &ours);
    let theirs = root("Lab Other");
    let made = |issuer: &Ca, issuers_issuer: &Ca| {
        let name = Certificate::parse(issuers_issuer.der())
            .expect("a CA")
            .subject
            .der;
        let identifier = [
            crate::tls::made::value(0xa1, &crate::tls::made::value(0xa4, &name)),
            crate::tls::made::value(0x82, &[1]),
        ];
        let content = crate::tls::made::sequence(&identifier.concat());
        leaf_with(issuer, |params| {
            let extension = CustomExtension::from_oid_content(&[2, 5, 29, 35], content);
            params.custom_extensions.push(extension);
        })
    };
    Case::new(&[&made(&deep, &ours)], &[ours.der()]).says(&[
        "server certificate CN=vpn.example.org is issued by CN=Deep, which CN=Lab CA has issued and which is not sent along",
    ]);
    // The names alone would have said "intermediate".
    Case::new(&[&made(&theirs, &theirs)], &[ours.der()]).says(&[
        "server certificate CN=vpn.example.org is issued by CN=Lab Other, which is not in the CA file: that has CN=Lab CA",
    ]);
}

#[test]
fn many_certificates_of_one_name_do_not_take_long() {
    let ours = root("Lab CA");
    let many: Vec<Ca> = (0..30)
        .map(|_| intermediate("Same", &root("Same")))
        .collect();
    let mut sent = vec![leaf(&many[0])];
    sent.extend(many.iter().map(|ca| ca.der().clone()));
    let sent: Vec<&Der> = sent.iter().collect();
    let case = Case::new(&sent, &[ours.der()]);
    assert!(!case.examine().faults.is_empty());
}
