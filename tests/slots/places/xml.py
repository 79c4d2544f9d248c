"""XML. An element is [name, attributes, content], a comment ["!--", text]."""
import readers
from proof import Format, Place


def content(*parts):
    """Text that stands side by side is one."""
    joined = []
    for part in parts:
        if joined and isinstance(part, str) and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    return joined


XML = (
    Place("text of an element", "<r><before/><a>{{ VALUE }}</a><b>x {{ SECOND }} &amp; y</b></r>\n", lambda v, w: ["r", {}, [["before", {}, []], ["a", {}, content(v)], ["b", {}, content(f"x {w} & y")]]], kinds="tt"),
    Place("an attribute in double quotes", '<r><a b="{{ VALUE }}" c=\'1\'/><d e="x {{ SECOND }}">y</d></r>\n', lambda v, w: ["r", {}, [["a", {"b": v, "c": "1"}, []], ["d", {"e": "x " + w}, ["y"]]]], kinds="tt"),
    Place("an attribute in single quotes", "<r><a b='{{ VALUE }}' c=\"1\"/><d e='x {{ SECOND }}'>y</d></r>\n", lambda v, w: ["r", {}, [["a", {"b": v, "c": "1"}, []], ["d", {"e": "x " + w}, ["y"]]]], kinds="tt"),
    Place("a comment", "<r>a<!-- {{ VALUE }} -->b<!--{{ SECOND }}--></r>\n", lambda v, w: ["r", {}, ["a", ["!--", f" {v} "], "b", ["!--", w]]], kinds="tt"),
    Place("CDATA", "<r>a<![CDATA[{{ VALUE }}]]>b<![CDATA[ {{ SECOND }} ]] ]]></r>\n", lambda v, w: ["r", {}, content(f"a{v}b {w} ]] ")], kinds="tt"),
    Place("an element's name", "<r><{{ VALUE }}/></r>\n", lambda v: ["r", {}, [[v, {}, []]]], kinds="k"),
    Place("an attribute without quotes", "<r><a b={{ VALUE }}/></r>\n", lambda v: ["r", {}, [["a", {"b": v}, []]]]),
    Place("between attributes", "<r><a {{ VALUE }} c='1'/></r>\n", lambda v: ["r", {}, [["a", {"c": "1"}, []]]], shown=False, codes=("slot-cannot-hold",)),
    Place("from a loop", "<r>{% for x in [VALUE, SECOND] %}<i n=\"{{ x }}\">{{ x }}</i>{% endfor %}</r>", lambda v, w: ["r", {}, [["i", {"n": v}, content(v)], ["i", {"n": w}, content(w)]]], kinds="tt", flow=('<r><i n="', '">', '</i><i n="', '">', "</i></r>")),
    Place("captured", "{% set block %}<a b='{{ VALUE }}'>{{ SECOND }}</a>{% endset %}<r>{{ block }}</r>", lambda v, w: ["r", {}, [["a", {"b": v}, content(w)]]], kinds="tt", flow=("<r><a b='", "'>", "</a></r>")),
    Place("a string that a condition ends", "<r><a b=\"{{ VALUE }}{% if true %}\"{% endif %}>{{ SECOND }}</a></r>", lambda v, w: ["r", {}, [["a", {"b": v}, content(w)]]], kinds="tt", flow=('<r><a b="', '">', "</a></r>")),
    Place("behind a declaration", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE r [<!ENTITY e \"> ' x\">]>\n<?p ' ?><r>{{ VALUE }}</r>\n<!-- end -->\n", lambda v: ["r", {}, content(v)], shown=False),
)
FORMATS = (Format("xml", "XML", readers.XML, XML),)
