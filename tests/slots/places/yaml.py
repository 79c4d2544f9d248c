"""YAML. Every reader gives the list of documents."""
import readers
from proof import Format, Place
from places.json import dumped

ENDS = "a value that ends in one line break ends the block with it"
EDGES = "blanks beside an empty value are none of the text where it begins or ends"


def block(value):
    """What a block that is clipped makes of a value at its end: one line break, its own if it has one."""
    return value if value == "" or value.endswith("\n") else value + "\n"


SCALARS = (
    Place("plain, the whole value", "before: 1\nkey: {{ VALUE }}\nafter: [2]\n", lambda v: [{"before": 1, "key": v, "after": [2]}], kinds="a"),
    Place("plain, before a comment", "key: {{ VALUE }} # why\nafter: 2\n", lambda v: [{"key": v, "after": 2}], kinds="a", shown=False),
    Place("plain, on a line of its own", "key:\n  {{ VALUE }}\nafter: 2\n", lambda v: [{"key": v, "after": 2}], kinds="a"),
    Place("plain, its begin", "key: {{ VALUE }}-x\nafter: 2\n", lambda v: [{"key": v + "-x", "after": 2}]),
    Place("plain, its middle", "key: http://{{ VALUE }}/x\nafter: 2\n", lambda v: [{"key": f"http://{v}/x", "after": 2}]),
    Place("plain, its end", "key: x-{{ VALUE }}\nafter: 2\n", lambda v: [{"key": "x-" + v, "after": 2}]),
    Place("plain, two of them", "key: {{ VALUE }}{{ SECOND }}\nb: x {{ THIRD }}\n  next line\n", lambda v, w, x: [{"key": v + w, "b": f"x {x} next line"}], kinds="sst", shown=False),
    Place("in double quotes", 'before: 1\nkey: "{{ VALUE }}"\nb: "a {{ SECOND }}\\n\\\n  b"\n', lambda v, w: [{"before": 1, "key": v, "b": f"a {w}\nb"}], kinds="tt"),
    Place("in single quotes", "before: 1\nkey: '{{ VALUE }}'\nb: 'it''s {{ SECOND }}'\n", lambda v, w: [{"before": 1, "key": v, "b": f"it's {w}"}], kinds="tt"),
    Place("in quotes of several lines", "key: 'a {{ VALUE }}.\n  b'\nb: \"c\n  .{{ SECOND }} d\"\n", lambda v, w: [{"key": f"a {v}. b", "b": f"c .{w} d"}], kinds="tt", shown=False),
    Place("alone on a line in quotes", "key: 'a\n  {{ VALUE }}\n  b'\nb: \"c\n  {{ SECOND }}\n  d\"\n", lambda v, w: [{"key": f"a {v} b", "b": f"c {w} d"}], kinds="tt", shown=False),
    Place("beside digits", "- {{ VALUE }}:22\n- 0{{ SECOND }}\n- 2024-01-{{ THIRD }}\n", lambda v, w, x: [[v + ":22", "0" + w, "2024-01-" + x]], kinds="ttt", shown=False),
    Place("before a colon and a number sign", "a: x{{ VALUE }}:{{ SECOND }} y\nb: x {{ THIRD }}#y\n", lambda v, w, x: [{"a": f"x{v}:{w} y", "b": f"x {x}#y"}], kinds="sss", shown=False),
    Place("behind a tag", "key: !!str {{ VALUE }}\nb: !!str '{{ SECOND }}'\n", lambda v, w: [{"key": v, "b": w}], kinds="st"),
    Place("behind an anchor", "key: &a {{ VALUE }}\nb: *a\nc: &c \"{{ SECOND }}\"\n", lambda v, w: [{"key": v, "b": v, "c": w}], kinds="at"),
)
BLOCKS = (
    Place("in a literal block", "key: |\n  {{ VALUE }}\nafter: 2\n", lambda v: [{"key": block(v), "after": 2}], rule=ENDS),
    Place("in a literal block that strips (`|-`)", "key: |-\n  {{ VALUE }}\nafter: 2\n", lambda v: [{"key": v, "after": 2}]),
    Place("in a literal block that keeps (`|+`)", "key: |+\n  {{ VALUE }}\nafter: 2\n", lambda v: [{"key": v + "\n", "after": 2}]),
    Place("in a literal block, indented by its head (`|2`)", "key: |2\n  {{ VALUE }}\nafter: 2\n", lambda v: [{"key": block(v), "after": 2}], rule=ENDS),
    Place("in a line of a literal block", "key: |\n  one {{ VALUE }} two\n  {{ SECOND }}\n  end\nafter: 2\n", lambda v, w: [{"key": f"one {v} two\n{w}\nend\n", "after": 2}], kinds="tt"),
    Place("in a literal block of a list", "key:\n  - |-\n    {{ VALUE }}\n  - b: |\n      {{ SECOND }}\n    c: 2\n", lambda v, w: [{"key": [v, {"b": block(w), "c": 2}]}], kinds="tt", rule=ENDS),
    Place("in a literal block from a loop", "key: |\n{% for x in [VALUE, SECOND] %}  {{ x }}\n{% endfor %}  end\nafter: 2\n", lambda v, w: [{"key": f"{v}\n{w}\nend\n", "after": 2}], kinds="tt", flow=("key: |\n  ", "\n  ", "\n  end\nafter: 2\n")),
    Place("in the last block of a file", "a:\n  key: |-\n    {{ VALUE }}", lambda v: [{"a": {"key": v}}], shown=False),
    Place("in a folded block", "key: >\n  {{ VALUE }}\nafter: 2\n", lambda v: [{"key": block(v), "after": 2}], rule=ENDS),
    Place("in a folded block that strips (`>-`)", "key: >-\n  {{ VALUE }}\nafter: 2\n", lambda v: [{"key": v, "after": 2}]),
    Place("in a line of a folded block", "key: >\n  one {{ VALUE }}\n  two\n  {{ SECOND }} end\nafter: 2\n", lambda v, w: [{"key": f"one {v} two {w} end\n", "after": 2}], kinds="tt"),
    Place("in a block with CRLF", "a: {{ VALUE }}\r\nb: |\r\n  {{ SECOND }}\r\n  end\r\nc: 2\r\n", lambda v, w: [{"a": v, "b": f"{w}\nend\n", "c": 2}], kinds="at", shown=False),
)
COLLECTIONS = (
    Place("an item of a list", "- {{ VALUE }}\n- - {{ SECOND }}\n  - 1\n- a: {{ THIRD }}\n", lambda v, w, x: [[v, [w, 1], {"a": x}]], kinds="aaa"),
    Place("in a list in brackets", "key: [{{ VALUE }}, x, {{ SECOND }}]\n", lambda v, w: [{"key": [v, "x", w]}], kinds="aa"),
    Place("part of an item in brackets", "key: [a {{ VALUE }}, b-{{ SECOND }}]\n", lambda v, w: [{"key": ["a " + v if v else "a", "b-" + w]}], kinds="tt", rule=EDGES),
    Place("part of a value in braces", "key: {u: http://h/{{ VALUE }}, b: x{{ SECOND }}y}\n", lambda v, w: [{"key": {"u": f"http://h/{v}", "b": f"x{w}y"}}], kinds="tt", shown=False),
    Place("in quotes in brackets", "key: [\"{{ VALUE }}\", '{{ SECOND }}']\n", lambda v, w: [{"key": [v, w]}], kinds="tt"),
    Place("a value in braces", "key: {a: {{ VALUE }}, b: 1, c: {{ SECOND }} }\n", lambda v, w: [{"key": {"a": v, "b": 1, "c": w}}], kinds="aa"),
    Place("a key in braces", "key: { {{ VALUE }}: 1, \"x{{ SECOND }}\": 2}\n", lambda v, w: [{"key": {v: 1, "x" + w: 2}}], kinds="kk"),
    Place("a key", "{{ VALUE }}: 1\nafter: 2\n", lambda v: [{v: 1, "after": 2}], kinds="k"),
    Place("part of a key", "x.{{ VALUE }}: 1\nafter: 2\n", lambda v: [{"x." + v: 1, "after": 2}], kinds="k"),
    Place("a key in quotes", "\"{{ VALUE }}\": 1\n'x{{ SECOND }}': 2\n", lambda v, w: [{v: 1, "x" + w: 2}], kinds="kk"),
    Place("behind `? `", "? {{ VALUE }}\n: {{ SECOND }}\n", lambda v, w: [{v: w}], kinds="ka", shown=False),
    Place("the whole file", "{{ VALUE }}\n", lambda v: [v], kinds="a"),
    Place("in several documents", "a: {{ VALUE }}\n---\nb: {{ SECOND }}\n...\n--- |-\n {{ THIRD }}\n", lambda v, w, x: [{"a": v}, {"b": w}, x], kinds="aat"),
    Place("in a comment", "# {{ VALUE }}\nkey: 1 # {{ SECOND }}\n", lambda v, w: [{"key": 1}], kinds="cc"),
)
LANGUAGE = (
    Place("a list from a loop", "{% for x in [VALUE, SECOND] %}- {{ x }}\n{% endfor %}", lambda v, w: [[v, w]], kinds="aa", flow=("- ", "\n- ", "\n")),
    Place("from a macro", "{% macro f(x) %}{a: {{ x }}, b: '{{ SECOND }}'}{% endmacro %}key: {{ f(VALUE) }}\n", lambda v, w: [{"key": {"a": v, "b": w}}], kinds="at", flow=("key: {a: ", ", b: '", "'}\n")),
    Place("captured", "{% set block %}a: {{ VALUE }}\n  b: \"{{ SECOND }}\"{% endset %}key:\n  {{ block }}\n", lambda v, w: [{"key": {"a": v, "b": w}}], kinds="at", flow=("key:\n  a: ", "\n  b: \"", "\"\n")),
    Place("a string that a condition ends", "a: \"{{ VALUE }}{% if true %}\"{% endif %}\nb: '{{ SECOND }}'\n", lambda v, w: [{"a": v, "b": w}], kinds="tt", flow=('a: "', "\"\nb: '", "'\n")),
    Place("dumped", "a: \"{{ VALUE | dump }}\"\nb: '{{ SECOND | dump }}'\n", lambda v, w: [{"a": dumped(v), "b": dumped(w)}], kinds="aa"),
)
FORMATS = (Format("yaml", "YAML", readers.YAML, SCALARS + BLOCKS + COLLECTIONS + LANGUAGE),)
