"""What is printed into slots: random values from a seed, and the classes that docs/slots.md speaks of.

A generator gives the same values for the same seed on every machine. Nothing here knows a format.
"""
import random

LINE_BREAKS = ("\n", "\r\n", "\r", "\u0085", "\u2028", "\u2029", "\v", "\f")
CONTROLS = tuple(chr(c) for c in range(1, 32) if chr(c) not in "\t\n\r\v\f") + ("\x7f", "\x80", "\x9f")
WORDS = (
    "true", "yes", "no", "on", "Off", "y", "N", "null", "Null", "~", "nan", ".nan", ".inf", "-.Inf", "inf", "1", "-1", "+1", "1.5", ".5", "5.",
    "1e3", "1E+3", "0x10", "0o7", "010", "0b1", "1_000", "12:30", "12:30:45", "2001-12-14", "2001-12-14t21:59:43.10-05:00", "1979-05-27T07:32:00Z",
    "07:32:00", "=", "<<", "NaN", "Infinity", "0", "-0", "00", "1.", "99999999999999999999", "undefined", "None",
)
SYNTAX = (
    ": ", ":", " #", "#", "- ", "-", "? ", "?", "{{", "}}", "{%", "%}", "{#", "{{7*7}}", "{{ 7 * 7 }}", "{% if x %}", "${x}", "$x", "$(x)", "$", "$$",
    "`x`", "`", "%s", "%(x)s", "%", "%%", "%41", "]]>", "<![CDATA[", "-->", "--", "<!--", "&amp;", "&", "&#10;", "<", ">", "</a>", "<x/>", '"""', "'''",
    '"', "'", "''", '""', "|", "|-", ">", ">-", "@", "!tag", "!!int", "!", "&a", "*a", "*", "---", "...", "###", "### next", "< file", "<@ file", "\\", "\\n",
    "\\u0041", "\\x41", "\\\\", '\\"', "\\'", "/", "//", "/*", "*/", "?q=1", "[", "]", "[a]", "{", "}", "{a: 1}", "a=b", "=", ";", " ;", ",", ", ", "(", ")",
    "^", "_", "a.b", "export A=1", "A=1", "[section]", "key: value", "key = value", "HTTP/1.1", "Header: x", "\t", " ", "  ", ";\\", "!x", "~x", "@name = x",
    "//x", "# @name x", "boundary", "--boundary", "+", "a+b", "; x", "\\ ", "=x", "<<EOF", "%YAML 1.2", "key:",
)
LETTERS = (
    "\U0001f600", "e\u0301", "\u00e9", "\U0001f468\u200d\U0001f469", "\ufeff", "\ufffe", "\uffff", "\U0001fffe", "\ufffd", "\u00a0", "\u3000", "\u200b", "\u202e",
    "\u00ad", "\ud7ff", "\ue000", "\U0010ffff", "\u00df", "\u0130", "a", "Z", "9", "abc", "The quick brown fox", "x" * 90, "word word word word",
)
LONG = 40_000  # three in one variable are still less than a process may inherit in one
LONG_KEY = 1100


class Values:
    def __init__(self, seed):
        self.rng = random.Random(seed)

    def atom(self):
        kind = self.rng.choice((WORDS, SYNTAX, SYNTAX, SYNTAX, LETTERS, LETTERS, LINE_BREAKS, CONTROLS, (" ", "\t", "  ", "\n", "\n\n", "\n  ", "\n ")))
        return self.rng.choice(kind)

    def text(self, longest=LONG):
        way = self.rng.random()
        if way < 0.02:
            return ""
        if way < 0.03 and longest == LONG:
            return self.long(longest)
        if way < 0.04:
            return self.rng.choice(("k", "word ", "a\u00e9")) * (LONG_KEY // 2)
        if way < 0.2:
            return self.atom()
        if way < 0.3:  # letters around one oddity
            return self.rng.choice(("a", "", "two words")) + self.atom() + self.rng.choice(("b", "", " end"))
        if way < 0.45:  # nothing odd but these
            return "".join(self.rng.choice("abc019 _./+=-:#,") for _ in range(self.rng.randint(1, 12)))
        if way < 0.55:  # lines
            return self.lines()
        return "".join(self.atom() for _ in range(self.rng.randint(2, 6)))

    def lines(self):
        lines = [self.rng.choice(("", " ", "\t", "  ")) * self.rng.randint(0, 1) + self.rng.choice(("", "abc", "two words", self.atom(), "# x", "- a", "a: b"))
                 for _ in range(self.rng.randint(2, 5))]
        return "\n".join(lines) + self.rng.choice(("", "\n", "\n", "\n\n"))

    def long(self, size):
        part = self.rng.choice(("x", "two words ", '"quoted" ', "line\n", "\u00e9\U0001f600", "a: b # c\n"))
        return part * (size // len(part.encode()))

    def any(self, depth=2):
        """A value of any kind."""
        kind = self.rng.choice(("text", "text", "text", "number", "boolean", "null", "list", "dict")[: 8 if depth else 6])
        if kind == "text":
            return self.text(LONG_KEY)
        if kind == "number":
            return self.rng.choice((0, 1, -1, 7, 42, 1.5, -0.25, 1e21, 1e-7, 123456789, 9007199254740991, 100, 0.1))
        if kind == "list":
            return [self.any(depth - 1) for _ in range(self.rng.randint(0, 3))]
        if kind == "dict":
            return {self.text(LONG_KEY) if self.rng.random() < 0.5 else f"k{i}": self.any(depth - 1) for i in range(self.rng.randint(0, 3))}
        return None if kind == "null" else self.rng.random() < 0.5


# ---- the classes of docs/slots.md ----

PUNCTUATION = "".join(chr(c) for c in range(33, 127) if not chr(c).isalnum())
WHERE = {"at the start": "{}a", "inside": "a{}b", "at the end": "a{}", "alone": "{}"}
# Each is asked for in each place of WHERE.
CHARACTERS = (
    ("blanks", (" ",)), ("tabs", ("\t",)), ("line breaks", ("\n",)), ("carriage returns", ("\r",)), ("vertical tabs", ("\v",)), ("form feeds", ("\f",)), ("NUL", ("\0",)),
    ("other control characters", tuple(c for c in CONTROLS if c < " ")), ("DEL", ("\x7f",)), ("NEL", ("\u0085",)), ("LS and PS", ("\u2028", "\u2029")),
    ("C1 control characters", ("\x80", "\x9f")), ("letters beyond ASCII", ("\u00e9", "e\u0301", "\u65e5\u672c")), ("emoji", ("\U0001f600",)), ("byte order marks", ("\ufeff",)),
    ("no-break spaces", ("\u00a0",)), ("U+FFFE and U+FFFF", ("\ufffe", "\uffff")), *((f"`{c}`" if c != "`" else "`` ` ``", (c,)) for c in PUNCTUATION),
)
# In this order: the whole, and its parts.
SUMS = (
    ("control characters", ("vertical tabs", "form feeds", "NUL", "other control characters")),
    ("line breaks of any kind", ("line breaks", "carriage returns")),
    ("all that is not ASCII", ("NEL", "LS and PS", "C1 control characters", "letters beyond ASCII", "emoji", "byte order marks", "no-break spaces", "U+FFFE and U+FFFF")),
)
# What means more than its characters.
MEANINGS = (
    ("empty text", ("",)), ("several line breaks at the end", ("a\n\n", "a\n\n\n")), ("lines that begin with a blank", ("a\n b", "a\n\tb")), ("lines that end with a blank", ("a \nb",)),
    ("text that reads as a boolean or null", ("true", "yes", "null", "Off")), ("text that reads as a number", ("1", "1e3", "0x10", "0o7", "1_000", ".5", "12:30")),
    ("text that reads as a date", ("2001-12-14", "1979-05-27T07:32:00Z")), ("`: `", ("a: b",)), ("` #`", ("a #b",)), ("`- ` at the start", ("- a",)), ("`---` alone", ("---",)),
    ("`--`", ("a--b",)), ("`-->`", ("a-->b",)), ("`]]>`", ("a]]>b", "]]>")), ("`*/`", ("a*/b",)), ("`{{`", ("a{{b", "{{7*7}}")), ("`${`", ("${x}",)), ("`$(`", ("a$(x)",)), ("`%(`", ("%(x)s",)),
    ("`'` with `\"`, `$`, `\\` or a backtick", ("a'b\"c", "a'b$c", "a'b\\c", "a'b`c")), ('`"""`', ('a"""b',)), ("`'''`", ("a'''b",)), ("`###`", ("a###b",)), ("lines that begin with `###`", ("a\n### b",)), ("`//`", ("a//b",)), ("100,000 characters", ("x" * 100_000,)),
)
KINDS = (("numbers", (7, 1.5)), ("booleans", (True, False)), ("null", (None,)), ("lists", ([], ["a"])), ("dicts", ({}, {"a": "b"})))


def probes():
    """All values that are asked for."""
    placed = [form.format(each) for _, characters in CHARACTERS for each in characters for form in WHERE.values()]
    return placed + [sample for _, samples in MEANINGS + KINDS for sample in samples]
