"""JSON, and JSON with comments."""
import json
import re

import readers
from proof import Format, Place


def in_order(value):
    """With the keys of every dict as JavaScript keeps them: whole numbers first, the least before the others."""
    if isinstance(value, list):
        return [in_order(item) for item in value]
    if not isinstance(value, dict):
        return value
    whole = [key for key in value if re.fullmatch("0|[1-9][0-9]{0,9}", key) and int(key) < 2**32 - 1]
    return {key: in_order(value[key]) for key in sorted(whole, key=int) + [key for key in value if key not in whole]}


def dumped(value):
    return json.dumps(in_order(value), ensure_ascii=False, separators=(",", ":"))


JSON = (
    Place("in a string", '{"before": 1, "key": "{{ VALUE }}", "after": [true]}\n', lambda v: {"before": 1, "key": v, "after": [True]}),
    Place("part of a string", '{"key": "http://{{ VALUE }}/x\\"{{ SECOND }}"}', lambda v, w: {"key": f'http://{v}/x"{w}'}, kinds="tt"),
    Place("a whole value", '{"key": {{ VALUE }}, "after": [ {{ SECOND }} ]}', lambda v, w: {"key": v, "after": [w]}, kinds="aa"),
    Place("the whole file", "{{ VALUE }}", lambda v: v, kinds="a"),
    Place("in a key", '{"before": 1, "{{ VALUE }}": 2, "x{{ SECOND }}": 3}', lambda v, w: {"before": 1, v: 2, "x" + w: 3}, kinds="kk"),
    Place("a list from a loop", '[{% for x in [VALUE, SECOND] %}{{ x }}{% if not loop.last %}, {% endif %}{% endfor %}]', lambda v, w: [v, w], kinds="aa", flow=("[", ", ", "]")),
    Place("an object from a macro", '{% macro f(x) %}{"a": {{ x }}, "b": "{{ SECOND }}"}{% endmacro %}[{{ f(VALUE) }}]', lambda v, w: [{"a": v, "b": w}], kinds="as", flow=('[{"a": ', ', "b": "', '"}]')),
    Place("captured", '{% set block %}{"a": {{ VALUE }}, "b": "<{{ SECOND }}>"}{% endset %}[{{ block }}, 1]', lambda v, w: [{"a": v, "b": f"<{w}>"}, 1], kinds="at", flow=('[{"a": ', ', "b": "<', '>"}, 1]')),
    Place("a string that a condition ends", '{"a": "{{ VALUE }}{% if true %}", "b": "{% endif %}{{ SECOND }}"}', lambda v, w: {"a": v, "b": w}, kinds="tt", flow=('{"a": "', '", "b": "', '"}')),
    Place("commas of a joiner", '[{% set comma = joiner(", ") %}{% for x in [VALUE, SECOND] %}{{ comma() }}{{ x }}{% endfor %}]', lambda v, w: [v, w], kinds="aa", flow=("[", ", ", "]")),
    Place("dumped", '{"a": {{ VALUE | dump }}, "b": "{{ SECOND | dump }}"}', lambda v, w: {"a": v, "b": dumped(w)}, kinds="aa"),
)
JSONC = (
    Place("in a line comment", '// {{ VALUE }}\n{"a": 1} // x {{ SECOND }}\n', lambda v, w: {"a": 1}, kinds="cc"),
    Place("in a block comment", '/* {{ VALUE }} */ {"a": /*{{ SECOND }}*/ 1}\n', lambda v, w: {"a": 1}, kinds="cc"),
    Place("between a star and a slash", '/**{{ VALUE }}/ */ {"a": 1}\n', lambda v: {"a": 1}, kinds="c", shown=False),
    Place("in a string behind a comment", '{"a": 1, // it\'s "\n "b": "{{ VALUE }}",\n /* " */ "c": {{ SECOND }} }\n', lambda v, w: {"a": 1, "b": v, "c": w}, kinds="ta"),
)
FORMATS = (Format("json", "JSON", readers.JSON, JSON), Format("json", "JSON with comments", readers.JSONC, JSONC))
