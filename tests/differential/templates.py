"""Random templates and contexts, from a grammar. The same seed makes the same templates.

Expressions are asked for by the type they should have, and mostly have it: a template of which every
part fails says little. What Nunjucks and keyplate differ in on purpose is not made, or rarely; the
places say so. With `methods`, also methods of texts, lists and numbers, and regular expressions.
"""
import random
import re

from filters import FILTERS, PLAIN, REQUIRING, TESTS
from shrink import TOKEN

# Names of the context, by type. `k` is small, and nothing sets it: widths and ranges are made of it.
NAMES = {
    "number": ("n", "m", "k"),
    "string": ("s", "t", "u"),
    "boolean": ("b",),
    "none": ("z",),
    "undefined": ("miss", "nowhere"),
    "list": ("xs", "ss", "ds", "mixed", "empty"),
    "dict": ("d", "e"),
}
TYPES = ("number", "string", "boolean", "list", "dict", "none", "undefined")
ANY = ("number",) * 5 + ("string",) * 5 + ("boolean",) * 2 + ("list",) * 3 + ("dict",) * 2 + ("none", "undefined")
LOCALS = ("v", "w", "x", "y", "n", "s")  # what set, for and parameters bind; some hide the context's
KEYS = ("a", "b", "name", "age", "x y")
ODD_KEYS = ("true", "null", "undefined", "1.5", "-1", "1,2", "", "[object Object]", "10", "9", "01")  # what other values are as keys

# Those that Python spells as JavaScript does: keyplate prints a number of a context as it is spelled there.
NUMBERS = (0, 1, 2, 3, 7, 10, 42, -1, -5, 255, 1024, 1000000, 0.1, 0.5, 1.5, 2.5, -2.5, 3.14159, 1.005, 1e21, 123456789012345680000,
           9007199254740991, 5e-324, 1.7976931348623157e308, -0.001, 99.99)
STRINGS = ("", "a", "b", "abc", "Hello World", "hello", "10", "9", "1.5", " padded ", "a,b,c", "ABC", "zebra", "Apple", "apple", "x y z", "0",
           "true", "line one\nline two\r\nthree", "<b>bold & \"quoted\"</b>", "it's", "\\back", "one  two   three", "-7", "0x1f", "1e3", "NaN",
           "Stra\u00dfe", "\u0130stanbul", "\u039f\u0394\u039f\u03a3 \u03a3", "e\u0301a", "\u01c6\ufb01\u0149", "\u00a0x\u2028", "\u65e5\u672c\u8a9e", "\ufeffb")
# Of two UTF-16 units each, and only printed whole: halves are not what they are in JavaScript.
ASTRAL = ("\U0001f600", "a\U0001f600b", "\U00010400\U00010428")
WHOLE = ("upper", "lower", "length", "urlencode", "dump", "title", "trim", "center(7)", "replace('b', 'c')", "wordcount", "truncate(9)", "indent")
TEXTS = ("text", " ", "\n", "  \n", "a b", "{ ", "}", "%", "#", "{ { ", "} }", "}}", "%}", "\t", "\u00e9", "'", '"', "\\", "\r\n", "<p>", ",", "\n\n", "- ")


def number(rng):
    return rng.choice(NUMBERS) if rng.random() < 0.7 else rng.randint(-20, 120)


def context(rng):
    """The variables of a batch of templates, each name of the type that NAMES has it in."""
    text = lambda: rng.choice(STRINGS)
    some = lambda make, most=5: [make() for _ in range(rng.randint(0, most))]
    record = lambda: {"name": text(), "age": rng.randint(0, 5), "a": rng.choice([number(rng), text(), True, None]), "b": {"a": rng.randint(0, 2)}}
    anything = lambda: rng.choice([number(rng), text(), rng.random() < 0.5, None, [1, "a"], {"a": 1}, []])
    ds = some(record, 4)
    if ds and rng.random() < 0.2:
        ds[0].pop(rng.choice(list(ds[0])))
    return {
        "n": number(rng), "m": number(rng), "k": rng.randint(-2, 5), "s": text(), "t": text(), "u": text(), "b": rng.random() < 0.5, "z": None,
        "xs": some(lambda: number(rng)), "ss": some(text), "ds": ds, "mixed": some(anything), "empty": rng.choice([[], "", {}]),
        "d": {key: anything() for key in rng.sample(KEYS, rng.randint(0, 4)) + rng.sample(ODD_KEYS, rng.randint(0, 3))}, "e": {key: number(rng) for key in some(text)},
    }


OUTERMOST = 3  # how deep statements nest


class Templates:
    def __init__(self, seed, methods=True, mutate=False):
        self.rng = random.Random(seed)
        self.mutate = mutate
        self.methods = methods

    def template(self):
        text = self.whole()
        return self.broken(text) if self.mutate and self.chance(0.5) else text

    def broken(self, text):
        """With a token left out, doubled or exchanged: what parses, means the same to both."""
        tokens = TOKEN.findall(text)
        at = self.rng.randrange(len(tokens) or 1)
        if "raw" in text or "verbatim" in text or set("".join(tokens[at:at + 2])) & set("()[]{}"):
            return text  # raw without an end, brackets that don't match: Nunjucks takes them
        if {"case", "is"} & set(tokens[max(0, at - 4):at + 3]):
            return text  # `switch` without a case, what it makes of operators behind a test
        way = self.rng.randrange(4)
        put = ([], tokens[at:at + 1] * 2, tokens[at + 1:at + 2] + tokens[at:at + 1], [self.rng.choice(("not ", " in ", "-", "|", ".", "(", ")", ",", "=", " if ", "%}", "'"))])[way]
        return "".join(tokens[:at] + put + tokens[at + (2 if way == 2 else 1):])

    def whole(self):
        self.locals = []      # names bound here
        self.macros = []      # (name, number of parameters)
        self.helpers = []     # (name, "joiner" or "cycler")
        self.calling = False  # whether `caller` is there
        self.in_loop = False
        self.made = 0         # macros
        return self.block(self.rng.choice((1, 1, 2, 2, 3, 4)), OUTERMOST)

    # ---- statements ----

    def block(self, count, depth):
        parts = []
        for _ in range(count):
            if self.chance(0.4):
                parts.append(self.rng.choice(TEXTS))
            parts.append(self.statement(depth))
        if self.chance(0.4):
            parts.append(self.rng.choice(TEXTS))
        return "".join(parts)

    def statement(self, depth):
        simple = ((self.output, 40), (self.assignment, 8), (self.comment, 2), (self.raw, 2), (self.helper, 3))
        nested = ((self.conditional, 8), (self.loop, 12), (self.block_set, 4), (self.macro, 7), (self.call_block, 4), (self.filter_block, 3),
                  (self.switch, 4))
        return self.weighted(simple + (nested if depth > 0 else ()))(depth)

    def island(self, content, mark="%"):
        """`{% content %}`, now and then with whitespace control, or without spaces."""
        opener, closer = ("{" + mark, mark + "}") if mark != "{" else ("{{", "}}")
        trims = "-" if self.chance(0.08) else "", "-" if self.chance(0.08) else ""
        space = "" if self.chance(0.05) and content[:1] not in "-{" and content[-1:] not in "-}" else " "
        return f"{opener}{trims[0]}{space}{content}{space}{trims[1]}{closer}"

    def body(self, depth):
        return self.block(self.rng.choice((0, 1, 1, 1, 2)), depth - 1)

    def inner(self, depth, names=(), **flags):
        """A body in which `names` are bound too."""
        outer = self.locals, self.calling, self.in_loop, list(self.macros), list(self.helpers)
        self.locals = self.locals + [name for name in names if name not in self.locals]
        self.calling, self.in_loop = flags.get("calling", self.calling), flags.get("in_loop", self.in_loop)
        text = self.body(depth)
        self.locals, self.calling, self.in_loop, self.macros, self.helpers = outer
        return text

    def without(self, pattern, depth, names=(), **flags):
        """A body that the pattern isn't found in."""
        for _ in range(5):
            text = self.inner(depth, names, **flags)
            if not re.search(pattern, text):
                return text
        return "none"

    def output(self, depth):
        if self.calling and self.chance(0.3):
            return self.island(f"caller({self.some_values(2)})", "{")
        if self.macros and self.chance(0.4):
            return self.island(self.macro_use(), "{")
        if self.helpers and self.chance(0.4):
            return self.island(self.helper_use(), "{")
        if depth == OUTERMOST and self.chance(0.03):
            return self.island(f"'{self.rng.choice(ASTRAL)}' | {self.rng.choice(WHOLE)}", "{")
        kind = self.rng.choice(("string", "number", "number", "string", "boolean", "list", "any"))
        value = self.expression(kind, depth)
        if self.chance(0.2):  # last: what comes of them is an object in Nunjucks
            value = f"({value}) | " + self.rng.choice(("safe", "escape", "e", "forceescape"))
        elif self.chance(0.2):
            value = f"({value}) | dump"
        elif self.chance(0.05):
            value += " | default(" + self.rng.choice(PLAIN["any"]) + ")"
        return self.island(value, "{")

    def assignment(self, depth):
        names = self.rng.sample(LOCALS, 2 if self.chance(0.15) else 1)
        value = self.small_step(names[0]) if self.in_loop else self.expression("any", depth)
        text = self.island(f"set {', '.join(names)} = {value}")
        self.locals = self.locals + [name for name in names if name not in self.locals]
        return text

    def small_step(self, name):
        """What a loop may set: nothing that doubles each turn."""
        known = self.locals + list(NAMES["string"] + NAMES["number"] + NAMES["list"])
        return self.rng.choice((f"{name} + 1", f"{name} ~ 'a'", f"{name} or 1", self.rng.choice(known), self.rng.choice(known) + " + 1", self.loop_part("any", 0)))

    def block_set(self, depth):
        name = self.rng.choice(LOCALS)
        body = self.without(rf"\b({'|'.join(LOCALS)})\b", depth) if self.in_loop else self.inner(depth)
        text = self.island(f"set {name}") + body + self.island("endset")
        self.locals = self.locals + [name]
        return text

    def comment(self, _):
        return self.island(self.rng.choice(("note", "{{ n }}", "{% if %}", "'", "a\nb", "# x")), "#")

    def raw(self, _):
        tag = self.rng.choice(("raw", "verbatim"))
        content = self.rng.choice(("{{ n }}", "{% if x %}", "a", "{# c #}", "{% end %}", " \n", f"{{% {tag} %}}x{{% end{tag} %}}", "{{ '"))
        return f"{{% {tag} %}}{content}{{% end{tag} %}}"

    def helper(self, _):
        name, kind = self.rng.choice((("j", "joiner"), ("c", "cycler")))
        arguments = self.rng.choice(("", "', '", "'|'")) if kind == "joiner" else self.some_values(3)
        self.helpers = [known for known in self.helpers if known[0] != name] + [(name, kind)]
        return self.island(f"set {name} = {kind}({arguments})")

    def helper_use(self):
        name, kind = self.rng.choice(self.helpers)
        return f"{name}()" if kind == "joiner" else f"{name}.{self.rng.choice(('next()', 'next()', 'current', 'reset()'))}"

    def conditional(self, depth):
        text = self.island(f"if {self.condition(depth)}") + self.inner(depth)
        while self.chance(0.25):
            text += self.island(f"{self.rng.choice(('elif', 'elseif'))} {self.condition(depth)}") + self.inner(depth)
        if self.chance(0.5):
            text += self.island("else") + self.inner(depth)
        return text + self.island("endif")

    def condition(self, depth):
        if self.chance(0.7):
            return self.expression("boolean", depth)
        tests = [("not " if self.chance(0.2) else "") + self.bare_test(depth - 1) for _ in range(self.rng.choice((1, 1, 2)))]
        return self.rng.choice((" and ", " or ")).join(tests)

    def loop(self, depth):
        count = self.rng.choice((1, 1, 1, 2, 2, 3))
        kind = "list" if count != 2 or self.chance(0.4) else "dict"
        names = self.rng.sample(LOCALS, count)
        source = self.expression(kind if self.chance(0.9) else "any", depth - 1)
        # Nunjucks sets what is outside too, when a name of several is set.
        setting = rf"set [^%]*\b({'|'.join(names)})\b" if count > 1 else "$^"
        text = self.island(f"for {', '.join(names)} in {source}") + self.without(setting, depth, names, in_loop=True)
        if self.chance(0.3) and not self.in_loop:  # what the names are here, and whether it runs, depends on loops before
            text += self.island("else") + self.without(rf"\b({'|'.join(names)})\b", depth)
        return text + self.island("endfor")

    def parameters(self):
        names = self.rng.sample(LOCALS, self.rng.choice((0, 1, 2, 2, 3)))
        plain = self.rng.randint(0, len(names))
        shown = names[:plain] + [f"{name}={self.value('any', 1)}" for name in names[plain:]]
        if self.chance(0.1):
            self.rng.shuffle(shown)
        return names, ", ".join(shown)

    def macro(self, depth):
        self.made += 1  # a macro in a branch that doesn't run hides others of its name in Nunjucks
        name = self.rng.choice(("f", "g", "h")) if depth == OUTERMOST else f"f{self.made}"
        names, shown = self.parameters()
        outer, self.macros = self.macros, []  # a macro that calls itself might never end
        text = self.island(f"macro {name}({shown})") + self.inner(depth, names, calling=self.chance(0.5)) + self.island("endmacro")
        self.macros = [known for known in outer if known[0] != name] + [(name, names)]
        return text

    def macro_use(self):
        name, names = self.rng.choice(self.macros)
        count = self.rng.randint(0, len(names) + (1 if self.chance(0.2) else 0))
        values = [self.value("any", 1) for _ in range(count)]
        while self.chance(0.3):
            values.append(f"{self.rng.choice(tuple(names) + LOCALS)}={self.value('any', 1)}")
        return f"{name}({', '.join(values)})"

    def call_block(self, depth):
        if not self.macros:
            return self.macro(depth)
        names, shown = self.parameters() if self.chance(0.4) else ((), "")
        head = f"call({shown}) " if shown else "call "
        return self.island(head + self.macro_use()) + self.inner(depth, names) + self.island("endcall")

    def filter_block(self, depth):
        return self.island("filter " + self.filter("string", 1)) + self.inner(depth) + self.island("endfilter")

    def switch(self, depth):
        text = self.island(f"switch {self.expression('any', depth - 1)}")
        for _ in range(self.rng.randint(1, 3)):  # without a case, Nunjucks takes `default` for a variable
            text += self.island(f"case {self.value('any', 1)}") + (self.inner(depth) if self.chance(0.8) else "")
        if self.chance(0.6):
            text += self.island("default") + self.inner(depth)
        return text + self.island("endswitch")

    # ---- expressions ----

    def expression(self, kind, depth):
        """Of that type, mostly; with `depth` operators and filters at most inside each other."""
        kind = self.rng.choice(TYPES[:5]) if kind == "any" or self.chance(0.06) else kind
        if depth <= 0 or self.chance(0.25):
            return self.value(kind, depth)
        general = ((self.inline_if, 5), (self.either, 5), (self.group, 6), (self.filtered, 25), (self.value, 10), (self.loop_part, 3))
        return self.weighted(general + self.by_type(kind))(kind, depth - 1)

    def by_type(self, kind):
        if kind == "number":
            return ((self.arithmetic, 40), (self.signed, 6))
        if kind == "string":
            return ((self.concatenation, 30),)
        if kind == "boolean":
            return ((self.comparison, 40), (self.negation, 12), (self.test, 30), (self.membership, 12))
        return ((self.value, 20),)

    def value(self, kind, depth=0):
        """A name, a literal, a member or a call."""
        kind = self.rng.choice(ANY) if kind == "any" or self.chance(0.04) else kind
        if self.locals and self.chance(0.3):
            return self.rng.choice(self.locals)
        if self.chance(0.12):
            return self.member()
        if self.methods and self.chance(0.2):
            return self.method(kind)
        if self.chance(0.45) or kind == "undefined":
            name = self.rng.choice(NAMES[kind])
            return f"_.{name}" if self.chance(0.03) else name
        return self.literal(kind, depth)

    def literal(self, kind, depth=0):
        if kind == "number":
            return self.rng.choice(("0", "1", "2", "3", "10", "1.5", "0.1", "2.50", "007", "1.", "100000000000000000000000", "9007199254740993",
                                    "0.0000001", "123456789.987654321", "5", "7", "4", "1", "2", "3",
                                    "1e3" if self.chance(0.2) else "6", "0x10" if self.chance(0.2) else "8"))
        if kind == "string":
            return self.string(self.rng.choice(STRINGS))
        if kind == "boolean":
            return self.rng.choice(("true", "false"))
        if kind == "none":
            return self.rng.choice(("none", "null"))
        if kind == "dict":
            keys = self.rng.sample(("a", "b", "name", "'x y'", '"b"', "c1", "'10'", "'2'"), self.rng.randint(0, 3))
            return "{" + ", ".join(f"{key}: {self.expression('any', depth - 2)}" for key in keys) + "}"
        if self.chance(0.25):
            return self.range()
        item = self.rng.choice(("number", "string", "any", "number", "dict"))
        return "[" + ", ".join(self.expression(item, depth - 2) for _ in range(self.rng.randint(0, 4))) + "]"

    def string(self, text):
        quote = self.rng.choice("'\"")
        text = text.replace("\\", "\\\\").replace(quote, "\\" + quote)
        if self.chance(0.7):
            text = text.replace("\n", "\\n").replace("\r", "\\r")
        if self.chance(0.05):
            text += self.rng.choice(("\\q", "\\t", "{{", "}}", "%}", "#", "\\u0041", "{%"))
        return quote + text + quote

    def range(self):
        small = ("0", "1", "2", "4", "k", "-1", "3", "'2'", "miss", "z", "1.5")
        count = self.rng.choice((1, 1, 2, 2, 3))
        return "range(" + ", ".join([self.rng.choice(small) for _ in range(count)][:2] + (["2", "-1", "0.5", "0", "none"][:1] if count == 3 else [])) + ")"

    def member(self):
        base = self.rng.choice(NAMES["dict"] + NAMES["list"] + NAMES["string"] + ("_", "miss", "z", "ds[0]", "ds[0].b") + tuple(self.locals))
        way = self.rng.random()
        if way < 0.45:
            return f"{base}.{self.rng.choice(('a', 'b', 'name', 'age', 'length', 'nope'))}"
        if way < 0.6:
            return f"{base}[{self.rng.choice(('0', '1', '-1', 'k', '1.5', 'n'))}]"
        if way < 0.9:
            return f"{base}[{self.string(self.rng.choice(KEYS + ('length', '0', '01')))}]"
        base = self.rng.choice((base, "d"))
        return f"{base}[{self.rng.choice(('s', 'z', 'miss', 'b', 'xs', 'k + 1', 's ~ t', 'true', 'none', '[1, 2]', '1.5', '-1', '{}', '0 / 0'))}]"

    def loop_part(self, kind, depth):
        if not self.in_loop:
            return self.value(kind, depth)
        return "loop." + self.rng.choice(("index", "index0", "revindex", "revindex0", "first", "last", "length"))

    def inline_if(self, kind, depth):
        text = f"{self.expression(kind, depth)} if {self.expression('boolean', depth)}"
        if self.chance(0.75):
            text += f" else {self.expression(kind, depth)}"
        return f"({text})" if self.chance(0.7) else text

    def either(self, kind, depth):
        word = self.rng.choice(("and", "or"))
        return f"{self.expression(kind, depth)} {word} {self.expression(kind, depth)}"

    def group(self, kind, depth):
        if self.chance(0.05):
            return f"({self.expression('any', depth)}, {self.expression(kind, depth)})"
        return f"({self.expression(kind, depth)})"

    def filtered(self, kind, depth):
        if kind not in FILTERS or not self.chance(0.9):
            kind = self.rng.choice(tuple(FILTERS))
        name, takes = self.weighted([(row[:2], 1 if row[1] == "any" else 4) for row in FILTERS[kind]])
        source = self.expression(takes, depth)
        if self.chance(0.5) and not source.replace(".", "").isalnum():
            source = f"({source})"
        return f"{source} {self.rng.choice(('|', '| ', '|'))}{self.filter(kind, depth, name)}"

    def filter(self, kind, depth, name=None):
        rows = [row for row in FILTERS[kind] if name in (None, row[0])]
        name, _, *arguments = self.rng.choice(rows)
        given = []
        for choices in arguments:
            if not self.chance(0.97 if name in REQUIRING and len(given) < REQUIRING[name] else 0.75):
                break
            given.append(self.regex() if self.methods and name == "replace" and not given and self.chance(0.4) else self.argument(choices, depth))
        if len(given) == len(arguments) and self.chance(0.02):
            given.append(self.value("any"))
        if given and self.chance(0.01) or name in ("sort", "int") and given and self.chance(0.3):
            given[-1] = self.rng.choice(("reverse", "case_sensitive", "attribute", "default", "base")) + "=" + given[-1]
        return name + (f"({', '.join(given)})" if given or self.chance(0.1) else "")

    def argument(self, choices, depth):
        """One of the choices of a row of FILTERS; a choice that is a type stands for a value of it."""
        choice = self.rng.choice(choices)
        return self.expression(choice, min(depth, 1)) if choice in TYPES + ("any",) else choice

    def signed(self, kind, depth):
        return self.rng.choice("-+") + self.rng.choice(("", " ")) + self.value(kind, depth)

    def arithmetic(self, kind, depth):
        term = lambda: self.power() if self.chance(0.12) else self.expression(kind, depth)
        text = term()
        for operator in self.rng.choices(("+", "-", "*", "/", "//", "%"), k=self.rng.choice((1, 1, 2, 3))):
            text += f" {operator} {term()}"
        return text

    def power(self):
        """An exact one: the last digit of others is up to the engine."""
        return " ** ".join([self.rng.choice(("2", "k", "-2", "'3'", "(1 + 1)", "10"))] + [self.rng.choice("0123") for _ in range(self.rng.choice((1, 1, 2)))])

    def concatenation(self, _, depth):
        text = self.expression("string", depth)
        for _ in range(self.rng.choice((1, 1, 2))):
            text += f" {self.rng.choice('~~~+')} {self.expression(self.rng.choice(('string', 'number', 'any')), depth)}"
        return text

    def comparison(self, _, depth):
        kind = self.rng.choice(("number", "number", "string", "any", "boolean"))
        text = self.expression(kind, depth)
        for _ in range(2 if self.chance(0.15) else 1):
            operator = self.rng.choice(("==", "!=", "<", "<=", ">", ">=", "===", "!=="))
            text += f" {operator} {self.expression(kind if self.chance(0.8) else 'any', depth)}"
        return text

    def negation(self, kind, depth):
        return f"not {self.expression(kind, depth)}"

    def membership(self, _, depth):
        where = self.rng.choice(("list", "dict", "string", "list", "any"))
        word = self.rng.choice(("in", "not in"))
        return f"{self.expression('string' if where == 'string' else 'any', depth)} {word} {self.expression(where, depth)}"

    def test(self, _, depth):
        """In brackets: of `x is odd == y` Nunjucks forgets which test it was."""
        return f"({self.bare_test(depth)})"

    def bare_test(self, depth):
        name, takes, *arguments = self.rng.choice(TESTS)
        value = self.expression(takes, depth)
        words = f"{value} is {'not ' if self.chance(0.2) else ''}{name}"
        given = [self.argument(choices, depth) for choices in arguments]
        return words + (f"({', '.join(given)})" if given else "")

    # ---- methods, regular expressions ----

    def method(self, kind):
        if kind == "boolean" and self.chance(0.4):
            return f"{self.regex()}.test({self.rng.choice(('s', 't', 'u', self.literal('string')))})"
        owner, gives = self.rng.choice([made for made in METHODS if made[1] == kind] or list(METHODS))
        base = self.rng.choice({"string": NAMES["string"], "list": ("xs", "ss", "mixed"), "number": ("n", "m", "k", "(2.5)"), "ascii": ASCII[:-1]}[owner])
        if self.locals and self.chance(0.2) and owner != "ascii":
            base = self.rng.choice(self.locals)
        return f"{base}.{self.rng.choice(METHODS[owner, gives])(self)}"

    def regex(self):
        return "r/" + self.rng.choice(("a", "[a-z]+", "^h", "o$", "\\d+", "l{2}", "(b|c)", ".", "\\s", "\\/")) + "/" + self.rng.choice(("", "g", "i", "gi", "m"))

    # ---- chance ----

    def chance(self, probability):
        return self.rng.random() < probability

    def weighted(self, rows):
        return self.rng.choices([row[0] for row in rows], [row[1] for row in rows])[0]

    def some_values(self, most):
        return ", ".join(self.value(self.rng.choice(("string", "number", "any"))) for _ in range(self.rng.randint(0, most)))


# What `localeCompare` knows the order of.
ASCII = ("'a'", "'B'", "'ab'", "'Ab'", "'a b'", "'a-b'", "'10'", "'9'", "''", "'_'", "k")


def call(name, *arguments):
    """A method with arguments of these types, the last ones left out now and then."""
    def made(templates):
        small = {"index": ("0", "1", "-1", "2", "k"), "radix": ("2", "16", "10", "36", "k")}
        given = [templates.rng.choice(small[kind]) if kind in small else templates.value(kind) for kind in arguments]
        return f"{name}({', '.join(given[:templates.rng.randint(max(0, len(given) - 1), len(given))])})"
    return made


METHODS = {
    ("string", "string"): (call("toUpperCase"), call("toLowerCase"), call("trim"), call("slice", "index", "index"), call("substring", "index", "index"),
                           call("charAt", "index"), call("replace", "string", "string"), call("concat", "any"), call("padStart", "index", "string"),
                           call("repeat", "index"), call("toString"), lambda t: f"replace({t.regex()}, {t.value('string')})"),
    ("string", "number"): (call("indexOf", "string"), call("lastIndexOf", "string"), call("charCodeAt", "index"), call("codePointAt", "index"),
                           lambda t: f"search({t.regex()})"),
    ("ascii", "number"): (lambda t: f"localeCompare({t.rng.choice(ASCII)})",),
    ("string", "boolean"): (call("startsWith", "string"), call("endsWith", "string"), call("includes", "string")),
    ("string", "list"): (call("split", "string"), lambda t: f"split({t.regex()})", lambda t: f"match({t.regex()})"),
    ("list", "list"): (call("slice", "index", "index"), call("concat", "any"), call("reverse"), call("sort"), call("splice", "index", "index")),
    ("number", "string"): (call("toFixed", "index"), call("toString", "radix"), call("toString"), call("toPrecision", "index"), call("toExponential", "index")),
    ("list", "any"): (call("join", "string"), call("indexOf", "any"), call("includes", "any"), call("pop"), call("shift"), call("push", "any"),
                      call("unshift", "any"), call("toString")),
}
