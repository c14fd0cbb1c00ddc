//! Signatures in both styles, as the official clients make them.

use crate::support::{NOW, answer, message, with_keys};
use instance_lifecycle_server::endpoint::Endpoint;
use instance_lifecycle_server::protocol::call::Message;
use instance_lifecycle_server::protocol::signature::{
    Key, Keys, sign_v1, sign_v3, string_to_sign_v1, string_to_sign_v3,
};
use instance_lifecycle_server::protocol::text::encode;
use instance_lifecycle_server::protocol::time::seconds;

fn endpoint() -> Endpoint {
    let key = Key { secret: "secret".to_owned(), account: "test".to_owned() };
    with_keys(Keys::from([("id".to_owned(), key)]))
}

const ACTION: &[(&str, &str)] =
    &[("Action", "DescribeRegions"), ("Version", "2014-05-26"), ("Format", "JSON"), ("SignatureType", "")];

/// A request of style V1 with these parameters, signed with a secret.
fn v1(parameters: &[(&str, &str)], secret: &str) -> Message {
    let all: Vec<(&str, &str)> = ACTION.iter().chain(parameters).copied().collect();
    let signature = sign_v1(&string_to_sign_v1("GET", all.iter().copied()), secret);
    let all = all.into_iter().chain([("Signature", signature.as_str())]);
    let query: Vec<String> = all.map(|(name, value)| format!("{name}={}", encode(value))).collect();
    message("GET", &format!("/?{}", query.join("&")))
}

/// A request of style V3, signed with a secret.
fn v3(at: i64, nonce: &str, secret: &str) -> Message {
    let mut request = message("POST", "/?RegionId=cn-hangzhou&Name=a%20b");
    let headers = [
        ("x-acs-action", "DescribeRegions".to_owned()),
        ("x-acs-version", "2014-05-26".to_owned()),
        ("x-acs-date", seconds(at)),
        ("x-acs-signature-nonce", nonce.to_owned()),
    ];
    request.headers.extend(headers.map(|(name, value)| (name.to_owned(), value)));
    let signed = "host;x-acs-action;x-acs-date;x-acs-signature-nonce;x-acs-version";
    let signature = sign_v3(&string_to_sign_v3(&request, signed), secret);
    let authorization =
        format!("ACS3-HMAC-SHA256 Credential=id,SignedHeaders={signed},Signature={signature}");
    request.headers.push(("authorization".to_owned(), authorization));
    request
}

/// `200`, or the status with the code of the error.
fn code(endpoint: &Endpoint, message: &Message) -> String {
    let answer = answer(endpoint, message).answer;
    let body: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    body["Code"].as_str().map_or("200".to_owned(), |code| format!("{} {code}", answer.http_status))
}

#[test]
fn the_published_example_of_style_v1_has_its_signature() {
    // Source: the vendor's page on signatures; the values are printed there.
    let mut parameters: Vec<(&str, &str)> = vec![
        ("TimeStamp", "2012-12-26T10:33:56Z"),
        ("Format", "XML"),
        ("AccessKeyId", "testid"),
        ("Action", "DescribeRegions"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("RegionId", "region1"),
        ("SignatureNonce", "NwDAxvLU6tFE0DVb"),
        ("Version", "2012-09-13"),
        ("SignatureVersion", "1.0"),
    ];
    let expected = string_to_sign_v1("GET", parameters.iter().copied());
    parameters.reverse();
    parameters.push(("Signature", "ignored"));
    assert_eq!(string_to_sign_v1("GET", parameters.iter().copied()), expected, "the order does not matter");
    assert!(
        expected.starts_with("GET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeRegions%26Format%3DXML%26")
    );
}

#[test]
fn requests_are_accepted_or_refused_by_their_signature() {
    let now = seconds(NOW);
    let late = seconds(NOW - 16 * 60 * 1_000);
    let (id, time, nonce) = (("AccessKeyId", "id"), ("Timestamp", now.as_str()), ("SignatureNonce", "n1"));
    let mut tampered = v1(&[id, time, ("SignatureNonce", "n2")], "secret");
    tampered.query.push_str("&RegionId=cn-beijing");
    let mut unsigned = v3(NOW, "n4", "secret");
    unsigned.headers.retain(|(name, _)| name != "authorization");
    unsigned.headers.push(("authorization".to_owned(), "ACS3-HMAC-SHA256 Credential=id".to_owned()));
    let mut other_body = v3(NOW, "n5", "secret");
    other_body.body = b"x=1".to_vec();
    let table = [
        ("V1", v1(&[id, time, nonce], "secret"), "200"),
        ("V1, nonce used before", v1(&[id, time, nonce], "secret"), "400 SignatureNonceUsed"),
        ("V1, changed on its way", tampered, "400 SignatureDoesNotMatch"),
        (
            "V1, another secret",
            v1(&[id, time, ("SignatureNonce", "n3")], "other"),
            "400 SignatureDoesNotMatch",
        ),
        (
            "V1, unknown key",
            v1(&[("AccessKeyId", "x"), time, nonce], "secret"),
            "404 InvalidAccessKeyId.NotFound",
        ),
        ("V1, no key", v1(&[time, nonce], "secret"), "400 MissingParameter"),
        ("no signature", message("GET", "/?Format=JSON&AccessKeyId=id"), "400 MissingParameter"),
        ("V1, no time", v1(&[id, nonce], "secret"), "400 IllegalTimestamp"),
        ("V1, wrong clock", v1(&[id, ("Timestamp", &late), nonce], "secret"), "400 IllegalTimestamp"),
        ("V1, no nonce", v1(&[id, time], "secret"), "400 MissingParameter"),
        ("V3", v3(NOW, "n6", "secret"), "200"),
        ("V3, nonce used before", v3(NOW, "n6", "secret"), "400 SignatureNonceUsed"),
        ("V3, another secret", v3(NOW, "n7", "other"), "400 SignatureDoesNotMatch"),
        ("V3, wrong clock", v3(NOW + 16 * 60 * 1_000, "n8", "secret"), "400 IllegalTimestamp"),
        ("V3, no signature", unsigned, "400 IncompleteSignature"),
        ("V3, another body", other_body, "400 SignatureDoesNotMatch"),
    ];
    let endpoint = endpoint();
    for (name, message, expected) in table {
        assert_eq!(code(&endpoint, &message), expected, "{name}");
    }
}

#[test]
fn the_message_of_a_wrong_signature_has_what_the_server_signed() {
    let wrong = v1(&[("AccessKeyId", "id")], "other");
    let body = answer(&endpoint(), &wrong).answer.body;
    let body: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    let message = body["Message"].as_str().expect("a message");
    let to_sign = message.split(':').nth(1).expect("a colon, at which SDKs split");
    assert!(to_sign.starts_with("GET&%2F&AccessKeyId%3Did%26Action%3DDescribeRegions"), "{message}");
}

#[test]
fn a_signature_comes_before_version_and_action() {
    let request = message("GET", "/?Format=JSON&AccessKeyId=x&Signature=y&Action=Nonsense&Version=1");
    assert_eq!(code(&endpoint(), &request), "404 InvalidAccessKeyId.NotFound");
}
