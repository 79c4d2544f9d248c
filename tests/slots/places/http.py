"""`.http` and `.rest` files: what a server gets."""
from http_reader import HTTP
from proof import Format, Place


def got(method="GET", path=("",), query=(), headers=None, body=None):
    return {"method": method, "path": list(path), "query": [list(pair) for pair in query], "headers": headers or {}, "body": body}


def post(kind, body):
    return f"POST http://host.example/post\nContent-Type: {kind}\n\n{body}\n"


def posted(body):
    return [got("POST", ["post"], body=body)]


HEAD = (
    Place("a segment of a path", "GET http://host.example/a/{{ VALUE }}/b?c=1\n", lambda v: [got(path=["a", v, "b"], query=[("c", "1")])], kinds="h"),
    Place("the end of a path", "GET http://host.example/a/x-{{ VALUE }} HTTP/1.1\n", lambda v: [got(path=["a", "x-" + v])], kinds="h"),
    Place("a value of a query", "GET http://host.example/a?x={{ VALUE }}&y=a{{ SECOND }}\n", lambda v, w: [got(path=["a"], query=[("x", v), ("y", "a" + w)])], kinds="hh"),
    Place("a key of a query", "GET http://host.example/a?k{{ VALUE }}=1\n", lambda v: [got(path=["a"], query=[("k" + v, "1")])], kinds="k"),
    Place("a query on lines of its own", "GET http://host.example/a\n  ?x={{ VALUE }}\n  &y={{ SECOND }}\n", lambda v, w: [got(path=["a"], query=[("x", v), ("y", w)])], kinds="hh", shown=False),
    Place("a whole URL's rest", "GET http://host.example/{{ VALUE }}\n", lambda v: [got(path=[v])], kinds="h", shown=False),
    Place("a header", "GET http://host.example/\nX-Token: {{ VALUE }}\nX-Other: a {{ SECOND }} b\n", lambda v, w: [got(headers={"x-token": v, "x-other": f"a {w} b"})], kinds="hh"),
    Place("in a comment", "# {{ VALUE }}\n// {{ SECOND }}\nGET http://host.example/a\n", lambda v, w: [got(path=["a"])], kinds="cc"),
    Place("several requests", "GET http://host.example/a?b={{ VALUE }}\n\n### next {{ THIRD }}\n\nPOST http://host.example/b\nContent-Type: application/json\n\n{\"a\": \"{{ SECOND }}\"}\n", lambda v, w, _: [got(path=["a"], query=[("b", v)]), got("POST", ["b"], body={"a": w})], kinds="htc", shown=False),
)
BODIES = (
    Place("in a string of a JSON body", post("application/json", '{"a": "{{ VALUE }}", "b": "x{{ SECOND }}"}'), lambda v, w: posted({"a": v, "b": "x" + w}), kinds="tt"),
    Place("a value of a JSON body", post("application/json; charset=utf-8", '{"a": {{ VALUE }}, "b": [{{ SECOND }}]}'), lambda v, w: posted({"a": v, "b": [w]}), kinds="aa"),
    Place("a value of a form", post("application/x-www-form-urlencoded", "a={{ VALUE }}&b=x{{ SECOND }}"), lambda v, w: posted([["a", v], ["b", "x" + w]]), kinds="tt"),
    Place("a form of several lines", post("application/x-www-form-urlencoded", "a={{ VALUE }}\n&b={{ SECOND }}"), lambda v, w: posted([["a", v], ["b", w]]), kinds="tt", shown=False),
    Place("in an XML body", post("application/xml", "<r><a>{{ VALUE }}</a><b>x{{ SECOND }}</b></r>"), lambda v, w: posted([["a", v], ["b", "x" + w]]), kinds="tt"),
    Place("in a string of JSON by its first byte", 'POST http://host.example/post\n\n{"a": "{{ VALUE }}", "b": {{ SECOND }}}\n', lambda v, w: posted({"a": v, "b": w}), kinds="ta"),
    Place("in XML by its first bytes", "POST http://host.example/post\n\n<r><a>{{ VALUE }}</a></r>\n", lambda v: posted([["a", v]])),
    Place("in lines of JSON", post("application/x-ndjson", '{"a": "{{ VALUE }}"}\n{"b": {{ SECOND }}}'), lambda v, w: posted([{"a": v}, {"b": w}]), kinds="ta"),
    Place("in HTML", post("text/html", '<p title="{{ VALUE }}">x{{ SECOND }}</p>'), lambda v, w: posted([["title", v], "x" + w]), kinds="tt"),
    Place("in a text body", post("text/plain", "a {{ VALUE }} b"), lambda v: posted(f"a {v} b"), kinds="t"),
    Place("the variables of GraphQL", "POST http://host.example/post\nContent-Type: application/json\nX-REQUEST-TYPE: GraphQL\n\nquery ($a: String) { x(a: $a) }\n\n{\"a\": \"{{ VALUE }}\"}\n", lambda v: posted({"query": "query ($a: String) { x(a: $a) }", "variables": {"a": v}})),
    Place("a part of multipart/form-data", post("multipart/form-data; boundary=xyz", "--xyz\nContent-Disposition: form-data; name=\"a\"\n\n{{ VALUE }}\n--xyz\nContent-Disposition: form-data; name=\"b\"\n\nb\n--xyz--"), lambda v: posted([["a", v], ["b", "b"]])),
)
FORMATS = (Format("http", "HTTP requests", HTTP, HEAD + BODIES),)
