"""INI by sections, and Java's properties."""
import readers
from proof import Format, Place

INI = (
    Place("a whole value", "[s]\nbefore = 1\nkey = {{ VALUE }}\nafter = 2\n", lambda v: {"s": {"before": "1", "key": v, "after": "2"}}),
    Place("part of a value", "[s]\nkey = http://{{ VALUE }}/x\nb=x-{{ SECOND }}\nafter: 2\n", lambda v, w: {"s": {"key": f"http://{v}/x", "b": "x-" + w, "after": "2"}}, kinds="tt"),
    Place("side by side", "[s]\nkey = x{{ VALUE }}{{ SECOND }}x\n", lambda v, w: {"s": {"key": f"x{v}{w}x"}}, kinds="tt", shown=False),
    Place("in quotes", "[s]\nkey = \"{{ VALUE }}\"\nb = '{{ SECOND }}'\n", lambda v, w: {"s": {"key": f'"{v}"', "b": f"'{w}'"}}, kinds="tt"),
    Place("a key", "[s]\n{{ VALUE }} = 1\nx{{ SECOND }} = 2\n", lambda v, w: {"s": {v: "1", "x" + w: "2"}}, kinds="kk"),
    Place("a section", "[{{ VALUE }}]\na = 1\n[x {{ SECOND }}]\n", lambda v, w: {v: {"a": "1"}, "x " + w: {}}, kinds="kk"),
    Place("in a comment", "; {{ VALUE }}\n[s]\n# {{ SECOND }}\na = 1\n", lambda v, w: {"s": {"a": "1"}}, kinds="cc"),
    Place("from a loop", "[s]\n{% for x in [VALUE, SECOND] %}k{{ loop.index }} = {{ x }}\n{% endfor %}", lambda v, w: {"s": {"k1": v, "k2": w}}, kinds="tt", flow=("[s]\nk1 = ", "\nk2 = ", "\n")),
)
PROPERTIES = (
    Place("a whole value", "before=1\nkey={{ VALUE }}\nafter=2\n", lambda v: {"before": "1", "key": v, "after": "2"}),
    Place("part of a value", "key = http://{{ VALUE }}/x\nb:x-{{ SECOND }}\nafter 2\n", lambda v, w: {"key": f"http://{v}/x", "b": "x-" + w, "after": "2"}, kinds="tt"),
    Place("on a line that goes on", "key = a\\\n   {{ VALUE }}\nafter = {{ SECOND }}\\\n  b\n", lambda v, w: {"key": "a" + v, "after": w + "b"}, kinds="tt"),
    Place("a key", "{{ VALUE }} = 1\nx{{ SECOND }}:2\n", lambda v, w: {v: "1", "x" + w: "2"}, kinds="kk"),
    Place("before what comments out", "{{ VALUE }}#a=b\n{{ SECOND }}!c=d\n", lambda v, w: {v + "#a": "b", w + "!c": "d"}, kinds="kk", shown=False),
    Place("in a comment", "# {{ VALUE }}\n! {{ SECOND }}\na=1\n", lambda v, w: {"a": "1"}, kinds="cc"),
)
FORMATS = (Format("ini", "INI", readers.INI, INI), Format("properties", "Java's properties", readers.PROPERTIES, PROPERTIES))
