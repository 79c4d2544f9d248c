"""What goes wrong between a client and a server, each a function of the Exchange that it happens to (http1.py, http2.py)."""
import datetime
import email.utils
import json

from servers.http1 import Response

CAP = 32 << 20  # more than this no answer of a vault may have
HTML = b"<!doctype html><html><head><title>502</title></head><body><h1>Bad Gateway</h1><a href='/login?next=%2Fv1'>Sign in</a></body></html>"


def reset(exchange):
    """RST in the place of an answer."""
    exchange.reset()


def hang_up(exchange):
    """An end of the connection in the place of an answer."""
    exchange.close()


def hang(exchange):
    """No answer."""
    exchange.hang()


def hang_in_body(exchange):
    """The head and half of the body."""
    answer = exchange.answer()
    exchange.write(exchange.head(answer, len(answer.body)) + answer.body[:len(answer.body) // 2])
    exchange.hang()


def drip(exchange):
    """A byte of the body a second."""
    answer = exchange.answer()
    exchange.write(exchange.head(answer, len(answer.body)))
    for at in range(len(answer.body)):
        exchange.write(answer.body[at:at + 1])
        if not exchange.wait(1):
            break
    exchange.close()


def cut_short(exchange):
    """Half of the body that the head announces."""
    answer = exchange.answer()
    exchange.write(exchange.head(answer, len(answer.body)) + answer.body[:len(answer.body) // 2])
    exchange.close()


def typed(type):
    """The right body, said to be something else."""
    def fault(exchange):
        answer = exchange.answer()
        answer.type = type
        exchange.send(answer)
    return fault


def html(exchange):
    """The page of something in between."""
    exchange.send(Response(200, HTML, type="text/html; charset=utf-8"))


def oversized(exchange):
    """An answer over the cap that says so."""
    _flood(exchange, CAP + (1 << 20))


def endless(exchange):
    """An answer over the cap that doesn't say how long it is, and goes on as long as somebody listens."""
    _flood(exchange, None)


def _flood(exchange, length):
    block = b'{"data":{"data":{"password":"' + b"x" * (1 << 20)
    exchange.keep = False
    exchange.write(exchange.head(Response(), length))
    sent = 0
    while not exchange.server.stopping.is_set() and (length is None or sent < length):
        exchange.write(block)
        sent += len(block)


def malformed(exchange):
    """JSON without its end."""
    answer = exchange.answer()
    answer.body = answer.body[:-2]
    exchange.send(answer)


def without(*members):
    """The right body without the last of `members`, each within the one before."""
    def fault(exchange):
        answer = exchange.answer()
        value = json.loads(answer.body)
        inner = value
        for member in members[:-1]:
            inner = inner[member]
        del inner[members[-1]]
        answer.body = json.dumps(value).encode()
        exchange.send(answer)
    return fault


def status(code, *messages, headers=(), body=None):
    """That status, as a vault words it."""
    def fault(exchange):
        text = json.dumps({"errors": list(messages)}).encode() if body is None else body
        exchange.send(Response(code, text, list(headers)))
    return fault


def too_many(wait=None):
    """429; `wait` is the Retry-After, as text."""
    return status(429, "request path: rate limit quota exceeded", headers=[("retry-after", wait)] if wait else [])


def http_date(seconds):
    """For a Retry-After: so far from now."""
    when = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return email.utils.format_datetime(when, usegmt=True)


def too_many_until(seconds):
    """429 with a Retry-After that is a date."""
    def fault(exchange):
        too_many(http_date(seconds))(exchange)
    return fault


def redirect(base, code=307):
    """To the same path of another server, whose URL `base` is."""
    def fault(exchange):
        exchange.send(Response(code, b"", [("location", base + exchange.request.target)]))
    return fault


def plus(*headers):
    """The right answer with more headers."""
    def fault(exchange):
        answer = exchange.answer()
        answer.headers = [*answer.headers, *headers]
        exchange.send(answer)
    return fault


def go_away(exchange):
    """HTTP/2: the server shuts down and has looked at nothing of this connection."""
    exchange.go_away()


def reset_stream(exchange):
    """HTTP/2: this one stream ends without an answer."""
    exchange.reset_stream()


def then_expire(vault, of="hvs."):
    """The right answer; afterwards no token of the vault's is good."""
    def fault(exchange):
        answer = exchange.answer()
        with vault.lock:
            for token in [text for text in vault.tokens if text.startswith(of)]:
                del vault.tokens[token]
        exchange.send(answer)
    return fault
