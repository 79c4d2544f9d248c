"""AWS Signature Version 4 as a server checks it: written from AWS's description, apart from keyplate's own signer."""
import hashlib
import hmac
import re
import urllib.parse

AUTHORIZATION = re.compile(r"AWS4-HMAC-SHA256 Credential=([^/,\s]+)/(\d{8})/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request, ?"
                           r"SignedHeaders=([a-z0-9-]+(?:;[a-z0-9-]+)*), ?Signature=([0-9a-f]{64})")


class Unsigned(Exception):
    """Why the signature is none."""


def signing_key(secret, date, region, service):
    key = b"AWS4" + secret.encode()
    for part in (date, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def canonical_request(method, url, headers, signed, body):
    """Of a request without a query; `headers` maps lower-case names to values."""
    path = urllib.parse.urlsplit(url).path or "/"
    lines = [f"{name}:{re.sub(' +', ' ', headers[name].strip())}" for name in signed]
    return "\n".join([method, path, "", *lines, "", ";".join(signed), hashlib.sha256(body).hexdigest()])


def check(method, url, headers, body, keys, service):
    """The id of the key that signed it, its region and the signed names; `keys` maps ids to secrets."""
    parts = AUTHORIZATION.fullmatch(headers.get("authorization", ""))
    if not parts:
        raise Unsigned("no Authorization of this form")
    key_id, day, region, named, signed, signature = parts.groups()
    signed = signed.split(";")
    stamp = headers.get("x-amz-date", "")
    if signed != sorted(set(signed)) or not {"host", "x-amz-date"} <= set(signed):
        raise Unsigned("the signed headers are not sorted, or lack host or x-amz-date")
    if any(name not in headers for name in signed):
        raise Unsigned("a signed header is missing")
    if named != service or not re.fullmatch(r"\d{8}T\d{6}Z", stamp) or stamp[:8] != day or key_id not in keys:
        raise Unsigned("another service, another day, or an unknown key")
    request = canonical_request(method, url, headers, signed, body)
    text = "\n".join(["AWS4-HMAC-SHA256", stamp, f"{day}/{region}/{service}/aws4_request", hashlib.sha256(request.encode()).hexdigest()])
    expected = hmac.new(signing_key(keys[key_id], day, region, service), text.encode(), "sha256").hexdigest()
    if not hmac.compare_digest(expected, signature):
        raise Unsigned("the signature is wrong")
    return key_id, region, signed
