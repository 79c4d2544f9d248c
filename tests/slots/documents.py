"""Random whole documents with many slots among tricky text of the author's: what a lexer remembers from
one must not be wrong at the next. A document is a Place of its own; its slots are VALUE0, VALUE1, ..."""
import dataclasses
import random

from proof import Place


@dataclasses.dataclass(frozen=True)
class Slot:
    """What stands in the expected document for a value."""
    index: int
    before: str = ""
    after: str = ""
    clipped: bool = False   # at the end of a block of YAML that keeps one line break

    def of(self, values):
        value = values[self.index]
        if self.clipped:
            return self.before + value if value.endswith("\n") or not self.before + value else self.before + value + "\n"
        return value if not self.before and not self.after else f"{self.before}{value}{self.after}"


def filled(node, values):
    if isinstance(node, Slot):
        return node.of(values)
    if isinstance(node, dict):
        return {(key.of(values) if isinstance(key, Slot) else key): filled(item, values) for key, item in node.items()}
    return [filled(item, values) for item in node] if isinstance(node, list) else node


class Writer:
    """Writes a document; `pick` and `slot` are what its kinds are made of."""

    def __init__(self, seed):
        self.rng, self.kinds, self.names = random.Random(seed), "", 0

    def pick(self, *choices):
        return self.rng.choice(choices)

    def chance(self, probability):
        return self.rng.random() < probability

    def slot(self, kind="t", before="", after="", clipped=False):
        self.kinds += kind
        return f"{{{{ VALUE{len(self.kinds) - 1} }}}}", Slot(len(self.kinds) - 1, before, after, clipped)

    def name(self):
        self.names += 1
        return f"k{self.names}"

    def place(self):
        template, expected = self.document()
        return Place("a random document", template, lambda *values: filled(expected, values), kinds=self.kinds)


class Json(Writer):
    CONSTANTS = (('"\\"\\\\"', '"\\'), ('"it\'s // no /* comment"', "it's // no /* comment"), ("-1.5e3", -1500.0), ("true", True), ("null", None), ('"\\u0022\\/"', '"/'), ("[ ]", []), ("{}", {}))
    COMMENTS = ("",)

    def document(self):
        text, expected = self.value(3)
        return self.space() + text + self.space(), expected

    def space(self):
        return self.pick("", "", " ", "\n  ", "\t") + self.pick(*self.COMMENTS)

    def value(self, depth):
        way = self.rng.random() if depth else 0.6 + 0.4 * self.rng.random()
        if way < 0.35:
            return self.members(depth)
        if way < 0.6:
            made = [self.value(depth - 1) for _ in range(self.rng.randint(0, 4))]
            return "[" + ",".join(self.space() + text + self.space() for text, _ in made) + "]", [expected for _, expected in made]
        return self.pick(*self.CONSTANTS) if way < 0.72 else self.pick(self.string, self.bare)()

    def members(self, depth):
        texts, expected = [], {}
        for _ in range(self.rng.randint(0, 4)):
            key, meant = self.key()
            text, expected[meant] = self.value(depth - 1)
            texts.append(f"{self.space()}{key}{self.space()}:{self.space()}{text}{self.space()}")
        return "{" + ",".join(texts) + "}", expected

    def key(self):
        name = self.name()
        if self.chance(0.8):
            return f'"{name}"', name
        text, meant = self.slot("k", name)
        return f'"{name}{text}"', meant

    def string(self):
        before, after = self.pick(("", ""), ("a ", " b"), ("\\\\", ""), ('\\"', "\\n"))
        text, meant = self.slot("t", before.replace("\\\\", "\\").replace('\\"', '"'), after.replace("\\n", "\n"))
        return f'"{before}{text}{after}"', meant

    def bare(self):
        return self.slot("a")


class Jsonc(Json):
    COMMENTS = ("", "", "", "/* \" ' */", "// it's \"\n", "/***/", "// */ x\n", "/* // */")


class Yaml(Writer):
    CONSTANTS = (
        ("it's \"x\"", "it's \"x\""), ("'a: \"b\" # c'", 'a: "b" # c'), ('"a\\"b: {c} # d\'"', "a\"b: {c} # d'"), ("http://x/#y", "http://x/#y"), ("[1, 'a]', \"b}\"]", [1, "a]", "b}"]), ("{a: 'b}', \"c\": d}", {"a": "b}", "c": "d"}),
        ("!!str 1", "1"), ("a- b", "a- b"), ("true", True), ("", None), ("'it''s'", "it's"), ("a|b>c", "a|b>c"), ("\"x\\\\\"", "x\\"), ("&x{n} yy", "yy"), ("-1.5", -1.5), ("x#y", "x#y"), ("'#'", "#"),
    )
    COMMENTS = ("# it's \"x", "# a: [b, {c", "#", "# |", "# key: |", "# - >-")
    in_block = False  # whether the last line was of a block

    def document(self):
        text, expected = self.node("", self.rng.randint(0, 3))
        documents = [expected]
        if self.chance(0.25):
            more, other = self.node("", 2)
            text, documents = f"{text}---{self.pick('', ' # it' + chr(39) + 's')}\n{more}", documents + [other]
        return self.pick("", "---\n", "# it's\n") + text, documents

    def node(self, indent, depth):
        """A mapping or list in block style: lines."""
        return self.pick(self.mapping, self.mapping, self.sequence)(indent, depth)

    def comment(self, indent):
        """Behind a block it may be a part of it."""
        return "" if self.in_block else self.pick("", "", "", "", "\n", f"{self.pick(indent, '', '        ')}{self.pick(*self.COMMENTS)}\n")

    def mapping(self, indent, depth):
        text, expected = "", {}
        for _ in range(self.rng.randint(1, 4)):
            key, meant = self.key()
            body, expected[meant] = self.body(indent, depth, indent + self.pick("  ", "    "))
            text += f"{indent}{key}:{body}{self.comment(indent)}"
        return text, expected

    def sequence(self, indent, depth):
        text, expected = "", []
        for _ in range(self.rng.randint(1, 4)):
            if depth and self.chance(0.2):  # `- a: b`, its other keys below `a`
                inner, meant = self.mapping(indent + "  ", depth - 1)
                body = " " + inner[len(indent) + 2:]
            else:
                body, meant = self.body(indent, depth, indent + "   ")
            text += f"{indent}-{body}{self.comment(indent)}"
            expected.append(meant)
        return text, expected

    def key(self):
        name = self.name()
        way = self.rng.random()
        if way < 0.7:
            return self.pick(name, f'"{name}"', f"'{name}'"), name
        quote = self.pick('"', "'", "")
        text, meant = self.slot("k", name)
        return f"{quote}{name}{text}{quote}", meant

    def body(self, indent, depth, inner):
        """What stands behind `key:` or `-`, its line end included."""
        if depth and self.chance(0.35):
            text, expected = self.node(inner, depth - 1)
            return f"{self.pick('', '', ' # it' + chr(39) + 's', ' &n' + self.name())}\n{text}", expected
        if self.chance(0.3):
            return self.block(inner)
        self.in_block = False
        text, expected = self.pick(self.constant, self.scalar, self.scalar, self.flow)(inner)
        return f" {text}{self.pick('', '', '', ' # ' + chr(34))}\n", expected

    def constant(self, _=""):
        text, expected = self.pick(*self.CONSTANTS)
        return text.replace("{n}", self.name()), expected

    def scalar(self, inner):
        way = self.rng.randint(0, 5)
        if way == 0:
            return self.slot("a")
        if way == 1:
            text, meant = self.slot("t", "http://", "/x#y")
            return f"http://{text}/x#y", meant
        if way == 2:
            text, meant = self.slot("t", 'a"', "\nb'")
            return f'"a\\"{text}\\nb\'"', meant
        if way == 3:
            text, meant = self.slot("t", "it's ", ' "b')
            return f"'it''s {text} \"b'", meant
        if way == 4:  # quotes over two lines
            text, meant = self.slot("t", "a b ", ".")
            return f"{self.pick(chr(34), chr(39))}".join(("", f"a\n{inner}b {text}.", "")), meant
        text, meant = self.slot("t", "a b-", "")
        return f"a\n{inner}b-{text}", meant

    def flow(self, _, depth=2):
        if depth == 0 or self.chance(0.3):
            return self.pick(lambda: self.slot("a"), lambda: self.quoted('"'), lambda: self.quoted("'"), lambda: ("'it''s, ]'", "it's, ]"), lambda: ("a b", "a b"))()
        made = [self.flow("", depth - 1) for _ in range(self.rng.randint(1, 3))]
        gap = self.pick(", ", ",  ", " , ")
        if self.chance(0.5):
            return "[" + gap.join(text for text, _ in made) + "]", [meant for _, meant in made]
        names = [self.name() for _ in made]
        return "{" + gap.join(f"{self.pick(name, chr(34) + name + chr(34))}: {text} " for name, (text, _) in zip(names, made)) + "}", dict(zip(names, (meant for _, meant in made)))

    def quoted(self, quote):
        text, meant = self.slot("t", "a ", " b")
        return f"{quote}a {text} b{quote}", meant

    def block(self, inner):
        """A block of a first line, a line with a slot and perhaps a last one."""
        style, chomp = self.pick("|", "|", ">"), self.pick("", "-", "+")
        self.in_block = True
        head = style + chomp
        first = self.pick("it's: \"x\" # y", "- [ {", "# no comment")
        end = self.pick("", "end: |")
        joint = "\n" if style == "|" else " "
        before = first + joint + "a: "
        text, meant = self.slot("t", before, joint + end + ("" if chomp == "-" else "\n")) if end else self.ending(before, chomp)
        lines = [first, f"a: {text}", *([end] if end else [])]
        return f" {head}{self.pick('', ' # it' + chr(39) + 's')}\n" + "".join(f"{inner}{line}\n" for line in lines), meant

    def ending(self, before, chomp):
        if chomp == "":
            return self.slot("t", before, clipped=True)
        return self.slot("t", before, "\n" if chomp == "+" else "")


class Toml(Writer):
    CONSTANTS = (
        ("'a\"b # c'", 'a"b # c'), ('"a\\"b # \'c"', "a\"b # 'c"), ('"""\nit\'s ""x"" # \\\n   y"""', 'it\'s ""x"" # y'), ("'''\nit's \"\"\" '' # x'''", "it's \"\"\" '' # x"), ("[1, # ]\n  2]", [1, 2]), ("-1.5", -1.5),
        ("{a = '}', \"b\" = 1}", {"a": "}", "b": 1}), ("true", True), ("['''a''', \"]\"]", ["a", "]"]), ("''", ""), ('""', ""), ('""""""', ""), ('"""a"""""', 'a""'), ("''''a'''''", "'a''"), ("'\\'", "\\"), ('"\\\\"', "\\"),
    )
    COMMENTS = ("# it's \"x", "# [a] = '''", '# """')

    def document(self):
        text, expected = self.pairs(), {}
        lines, known = text
        expected.update(known)
        for _ in range(self.rng.randint(0, 3)):
            name = self.name()
            inner, known = self.pairs()
            many = self.chance(0.3)
            head = f"[[{name}]]" if many else self.pick(f"[{name}]", f"[ '{name}' ]", f'["{name}"] # it\'s')
            lines += f"{head}\n{inner}"
            expected[name] = [known] if many else known
        return lines, expected

    def pairs(self):
        text, expected = "", {}
        for _ in range(self.rng.randint(0, 4)):
            name = self.name()
            key, meant = (self.pick(name, f'"{name}"', f"'{name}'"), name) if self.chance(0.75) else self.slotted(name)
            value, expected[meant] = self.value()
            text += f"{key} = {value}{self.pick('', '', ' # ' + chr(39))}\n{self.pick('', '', chr(10), self.pick(*self.COMMENTS) + chr(10))}"
        return text, expected

    def slotted(self, name):
        quote = self.pick('"', "'", "")
        text, meant = self.slot("k", name)
        return f"{quote}{name}{text}{quote}", meant

    def value(self, depth=2):
        way = self.rng.random()
        if way < 0.3:
            return self.pick(*self.CONSTANTS)
        if depth and way < 0.4:
            made = [self.value(depth - 1) for _ in range(self.rng.randint(0, 3))]
            return "[" + ",".join(self.pick("", " ", "\n  ", " # ]'\n ") + text for text, _ in made) + "]", [meant for _, meant in made]
        if way < 0.5:
            text, meant = self.slot("a")
            return f"{{a = {text}, b = '}}'}}", {"a": meant, "b": "}"}
        return self.pick(*self.FORMS)(self)

    FORMS = (
        lambda self: self.slot("a"), lambda self: self.around('"a\\"', '\\n"', 'a"', "\n"), lambda self: self.around("'a\\", "b'", "a\\", "b"), lambda self: self.around('"""\n"x" ', ' ""\nb"""', '"x" ', ' ""\nb'),
        lambda self: self.around("'''\n'x' ", " ''\nb'''", "'x' ", " ''\nb"), lambda self: self.around('"""', '"""', "", ""), lambda self: self.around("'''", "'''", "", ""),
    )

    def around(self, begin, end, before, after):
        text, meant = self.slot("t", before, after)
        return begin + text + end, meant


class Dotenv(Writer):
    """What all dialects but docker's read alike."""
    CONSTANTS = (("'a b # c'", "a b # c"), ('"a b"', "a b"), ("a-b", "a-b"), ("", ""), ("'a\nB=\"c\n# d'", 'a\nB="c\n# d'), ('"it\'s\nX=1"', "it's\nX=1"))
    COMMENTS = ("# its x", "#", "# A=b")
    FORMS = (("", ""), ("'", "'"), ('"', '"'), ("x-", ""), ("'a ", " b'"), ('"a ', ' b"'))

    def document(self):
        text, expected = "", {}
        for _ in range(self.rng.randint(1, 7)):
            name = self.name().upper()
            value, expected[name] = self.pick(*self.CONSTANTS) if self.chance(0.4) else self.around(*self.pick(*self.FORMS))
            text += f"{name}={value}\n{self.pick('', '', chr(10), self.pick(*self.COMMENTS) + chr(10))}"
        return text, expected

    def around(self, begin, end):
        text, meant = self.slot("t", begin.strip("'\""), end.strip("'\""))
        return begin + text + end, meant


class DotenvDocker(Dotenv):
    CONSTANTS = (("'a b # c'", "'a b # c'"), ('"a', '"a'), ("a = b ", "a = b "), ("", ""))
    FORMS = (("", ""), ("x-", "-y"), ("a ", " b"))


class Xml(Writer):
    TEXTS = (("a > \"b' &amp; &#10;", "a > \"b' & \n"), ("<![CDATA[<x> & ]] ]>]]>", "<x> & ]] ]>"), ("x", "x"), ("\n  ", "\n  "))
    OTHERS = ("<!-- it's <a b=\" -->", "<?p it's > \"?>")
    ATTRIBUTES = (("'\"<'".replace("<", "&lt;"), '"<'), ('"\'>&quot;"', "'>\""), ("''", ""))

    def document(self):
        text, expected = self.element(3)
        return self.pick("", "<?xml version='1.0' encoding=\"UTF-8\"?>\n", "<!DOCTYPE r>\n<!-- \" -->") + text + self.pick("", "\n", "<!-- ' -->\n"), expected

    def place(self):
        template, expected = self.document()
        return Place("a random document", template, lambda *values: self.joined(filled(expected, values)), kinds=self.kinds)

    def joined(self, element):
        """Text side by side is one, and none is nothing."""
        name, attributes, content = element
        parts = []
        for part in content:
            if isinstance(part, list):
                parts.append(part if part[0] == "!--" else self.joined(part))
            elif parts and isinstance(parts[-1], str):
                parts[-1] += part
            else:
                parts.append(part)
        return [name, attributes, [part for part in parts if part != ""]]

    def element(self, depth):
        name, attributes, shown = self.name(), {}, ""
        for _ in range(self.rng.randint(0, 2)):
            key = self.name()
            text, attributes[key] = self.pick(*self.ATTRIBUTES) if self.chance(0.4) else self.quoted()
            shown += f"{self.pick(' ', chr(10))}{key}{self.pick('=', ' = ')}{text}"
        if self.chance(0.15):
            return f"<{name}{shown}{self.pick('', ' ')}/>", [name, attributes, []]
        made = [self.part(depth) for _ in range(self.rng.randint(0, 4))]
        return f"<{name}{shown}>" + "".join(text for text, _ in made) + f"</{name}>", [name, attributes, [meant for _, meant in made if meant is not None]]

    def quoted(self):
        quote = self.pick('"', "'")
        text, meant = self.slot("t", "> ", " b")
        return f"{quote}> {text} b{quote}", meant

    def part(self, depth):
        way = self.rng.random()
        if way < 0.3 and depth:
            return self.element(depth - 1)
        if way < 0.5:
            return self.pick(*self.TEXTS)
        if way < 0.6:
            return "<!-- it's <a b=\" -->", ["!--", " it's <a b=\" "]
        if way < 0.7:
            text, meant = self.slot("t", "]] ", " <")
            return f"<![CDATA[]] {text} <]]>", meant
        if way < 0.75:
            text, meant = self.slot("t", " a ", " ")
            return f"<!-- a {text} -->", ["!--", meant]
        return self.slot("t")


WRITERS = {"JSON": Json, "JSON with comments": Jsonc, "YAML": Yaml, "TOML": Toml, "dotenv, portable": Dotenv, "dotenv, for sh": Dotenv, "dotenv, for docker": DotenvDocker, "XML": Xml}
