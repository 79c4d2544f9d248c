"""dotenv, in its three dialects: variables by name."""
import readers
from proof import Format, Place


def variables(**known):
    return {"BEFORE": "1", **known, "AFTER": "2"}


def around(text):
    return f"BEFORE=1\n{text}\nAFTER=2\n"


PLAIN = (
    Place("a whole value", around("KEY={{ VALUE }}"), lambda v: variables(KEY=v)),
    Place("part of a value", around("KEY=http://{{ VALUE }}/x\nB={{ SECOND }}-x"), lambda v, w: variables(KEY=f"http://{v}/x", B=w + "-x"), kinds="tt"),
)
QUOTED = (
    Place("in single quotes", around("KEY='{{ VALUE }}'\nB='a {{ SECOND }} b'"), lambda v, w: variables(KEY=v, B=f"a {w} b"), kinds="tt"),
    Place("in double quotes", around('KEY="{{ VALUE }}"\nB="a {{ SECOND }} b"'), lambda v, w: variables(KEY=v, B=f"a {w} b"), kinds="tt"),
    Place("a string that a condition ends", around("A=\"{{ VALUE }}{% if true %}\"{% endif %}\nB='{{ SECOND }}'"), lambda v, w: variables(A=v, B=w), kinds="tt", flow=('BEFORE=1\nA="', "\"\nB='", "'\nAFTER=2\n")),
)
COMMON = (
    Place("in a comment", around("# {{ VALUE }}\n#{{ SECOND }}"), lambda v, w: variables(), kinds="cc"),
    Place("in a name", around("{{ VALUE }}=x"), lambda v: variables(**{v: "x"}), kinds="k"),
    Place("from a loop", around("{% for x in [VALUE, SECOND] %}K{{ loop.index }}={{ x }}\n{% endfor %}"), lambda v, w: variables(K1=v, K2=w), kinds="tt", flow=("BEFORE=1\nK1=", "\nK2=", "\n\nAFTER=2\n")),
    Place("captured", around("{% set block %}KEY={{ VALUE }}{% endset %}{{ block }}\nB={{ SECOND }}"), lambda v, w: variables(KEY=v, B=w), kinds="tt", flow=("BEFORE=1\nKEY=", "\nB=", "\nAFTER=2\n")),
)
DOCKER = (
    Place("between quotes, which are part of the value", around("KEY='{{ VALUE }}'\nB=\"{{ SECOND }}\""), lambda v, w: variables(KEY=f"'{v}'", B=f'"{w}"'), kinds="tt"),
)
SH = (
    Place("in a comment at a line's end", around("KEY=x # {{ VALUE }}\nB='y' # {{ SECOND }}"), lambda v, w: variables(KEY="x", B="y"), kinds="cc"),
    Place("beside other pieces", around("KEY=a\"{{ VALUE }}\"'{{ SECOND }}'{{ THIRD }}\\ b"), lambda v, w, x: variables(KEY=f"a{v}{w}{x} b"), kinds="ttt"),
    Place("beside `~`", around("KEY=~{{ VALUE }}/x\nB={{ SECOND }}~"), lambda v, w: variables(KEY=f"~{v}/x", B=w + "~"), kinds="tt", shown=False),
    Place("behind `export`", around("export KEY={{ VALUE }}"), lambda v: variables(KEY=v), shown=False),
)
FORMATS = (
    Format("dotenv:portable", "dotenv, portable", readers.DOTENV_PORTABLE, PLAIN + QUOTED + COMMON),
    Format("dotenv:docker", "dotenv, for docker", readers.DOTENV_DOCKER, PLAIN + DOCKER + COMMON),
    Format("dotenv:sh", "dotenv, for sh", readers.DOTENV_SH, PLAIN + QUOTED + SH + COMMON),
)
