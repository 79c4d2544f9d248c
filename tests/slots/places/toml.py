"""TOML."""
import readers
from proof import Format, Place
from places.json import dumped

TOML = (
    Place("in a basic string", 'before = 1\nkey = "{{ VALUE }}"\nb = "a\\t{{ SECOND }} b"\n', lambda v, w: {"before": 1, "key": v, "b": f"a\t{w} b"}, kinds="tt"),
    Place("in a literal string", "key = '{{ VALUE }}'\nb = 'c:\\{{ SECOND }} b'\n", lambda v, w: {"key": v, "b": f"c:\\{w} b"}, kinds="tt"),
    Place("in a basic string of several lines", 'key = """\n{{ VALUE }}\nend"""\nb = """{{ SECOND }}"""\n', lambda v, w: {"key": v + "\nend", "b": w}, kinds="tt"),
    Place("beside quotes in such a string", 'key = """"{{ VALUE }}" ""\n{{ SECOND }}"""\n', lambda v, w: {"key": f'"{v}" ""\n{w}'}, kinds="tt", shown=False),
    Place("behind a backslash that ends its line", 'key = """a\\\n  {{ VALUE }}\\\n\n  {{ SECOND }}"""\n', lambda v, w: {"key": f"a{v}{w}"}, kinds="tt", shown=False),
    Place("in a literal string of several lines", "key = '''\n{{ VALUE }}\nend'''\nb = '''{{ SECOND }}'''\n", lambda v, w: {"key": v + "\nend", "b": w}, kinds="tt"),
    Place("a whole value", "before = 1\nkey = {{ VALUE }} # why\nafter = {{ SECOND }}\n", lambda v, w: {"before": 1, "key": v, "after": w}, kinds="aa"),
    Place("in an array", "key = [{{ VALUE }}, 'x', [ {{ SECOND }} ],\n]\n", lambda v, w: {"key": [v, "x", [w]]}, kinds="aa"),
    Place("in an inline table", 'key = {a = {{ VALUE }}, b = "{{ SECOND }}"}\n', lambda v, w: {"key": {"a": v, "b": w}}, kinds="at"),
    Place("a bare key", "{{ VALUE }} = 1\nafter = 2\n", lambda v: {v: 1, "after": 2}, kinds="k"),
    Place("part of a bare key", "x-{{ VALUE }} = 1\nafter = 2\n", lambda v: {"x-" + v: 1, "after": 2}, kinds="k"),
    Place("a key in quotes", "\"{{ VALUE }}\" = 1\n'x{{ SECOND }}' = 2\n", lambda v, w: {v: 1, "x" + w: 2}, kinds="kk"),
    Place("in a dotted key", "a.\"{{ VALUE }}\".b = 1\n", lambda v: {"a": {v: {"b": 1}}}, kinds="k", shown=False),
    Place("in a table's head", "[{{ VALUE }}]\na = 1\n[x.\"{{ SECOND }}\"]\n", lambda v, w: {v: {"a": 1}, "x": {w: {}}}, kinds="kk"),
    Place("in a comment", "# {{ VALUE }}\nkey = 1 # {{ SECOND }}\n", lambda v, w: {"key": 1}, kinds="cc"),
    Place("an array from a loop", "key = [{% for x in [VALUE, SECOND] %}{{ x }}{% if not loop.last %}, {% endif %}{% endfor %}]\nafter = 2\n", lambda v, w: {"key": [v, w], "after": 2}, kinds="aa", flow=("key = [", ", ", "]\nafter = 2\n")),
    Place("from a macro", '{% macro f(x) %}{a = {{ x }}, b = "{{ SECOND }}"}{% endmacro %}key = {{ f(VALUE) }}\n', lambda v, w: {"key": {"a": v, "b": w}}, kinds="at", flow=("key = {a = ", ', b = "', '"}\n')),
    Place("captured", "{% set block %}a = {{ VALUE }}\nb = '{{ SECOND }}'{% endset %}[t]\n{{ block }}\n", lambda v, w: {"t": {"a": v, "b": w}}, kinds="at", flow=("[t]\na = ", "\nb = '", "'\n")),
    Place("a string that a condition ends", "a = \"{{ VALUE }}{% if true %}\"{% endif %}\nb = '{{ SECOND }}'\n", lambda v, w: {"a": v, "b": w}, kinds="tt", flow=('a = "', "\"\nb = '", "'\n")),
    Place("dumped", 'a = "{{ VALUE | dump }}"\n', lambda v: {"a": dumped(v)}, kinds="a"),
)
FORMATS = (Format("toml", "TOML", readers.TOML, TOML),)
