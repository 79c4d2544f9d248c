"""Filters and tests as the generator uses them.

FILTERS: by the type that comes out, rows of name, type that goes in, then the choices for each
argument. TESTS: name, type that is asked, choices. A choice is a type, or text as it stands; widths
are small, and what has a wrong type is a name, since keyplate refuses a wrong constant before it renders.
"""
WIDTH = ("0", "1", "2", "3", "5", "10", "k", "-1", "s", "z", "miss", "b", "ss")
COUNT = ("1", "2", "3", "k", "k", "z", "s")
FLAG = ("true", "false", "b", "n", "s", "miss")
NAME = ("'name'", "'age'", "'a'", "'b'", "'b.a'", "'nope'")
TEST_NAME = ("'odd'", "'even'", "'string'", "'number'", "'truthy'", "'falsy'", "'defined'", "'null'", "'mapping'")

# How many arguments keyplate insists on.
REQUIRING = {"batch": 1, "groupby": 1, "rejectattr": 1, "replace": 2, "selectattr": 1, "slice": 1}
# What can't fail: keyplate looks at the argument of `default` only where it is needed.
PLAIN = {
    "any": ("'x'", "1", "null", "[1]", "n", "s"), "string": ("'x'", "''", "s"), "number": ("0", "1.5", "n"), "boolean": ("true", "b"), "list": ("[]", "xs"),
    "dict": ("{}", "d"),
}

FILTERS = {
    "string": (
        ("capitalize", "string"), ("center", "string", WIDTH), ("indent", "string", WIDTH, FLAG),
        ("join", "list", ("string", "', '", "','", "k", "z"), NAME), ("lower", "string"), ("nl2br", "string"),
        ("replace", "string", ("string", "'a'", "''", "k"), ("string", "'-'", "''", "k"), ("1", "0", "2", "-1", "k")), ("reverse", "string"), 
        ("string", "any"), ("striptags", "string", FLAG), ("title", "string"), ("trim", "string"),
        ("truncate", "string", WIDTH, FLAG, ("string", "''", "'..'")), ("upper", "string"), ("urlencode", "any"), ("dump", "any", WIDTH[:8] + ("'--'",)),
        ("default", "string", PLAIN["any"], FLAG), ("d", "any", PLAIN["any"], FLAG), ("first", "string"), ("last", "string"),
        ("upper", "any"), ("title", "any"), ("trim", "any"), ("replace", "any", ("any",), ("any",)), ("truncate", "any", WIDTH), ("center", "any", WIDTH),
        ("join", "any", ("any",)), ("indent", "any", WIDTH), ("nl2br", "any"), ("striptags", "any"), ("lower", "any"), ("capitalize", "any"),
    ),
    "number": (
        ("abs", "number"), ("float", "string", ("any",)), ("float", "any"), ("int", "string", ("any",), ("10", "16", "2", "k")), ("int", "any"),
        ("length", "list"), ("length", "string"), ("length", "dict"), ("length", "any"), ("round", "number", ("0", "1", "2", "-1", "k"), ("'ceil'", "'floor'", "'common'", "s")),
        ("sum", "list", NAME + ("z",), ("10", "'x'", "n")), ("wordcount", "string"), ("first", "list"), ("last", "list"), ("abs", "any"), ("round", "any"),
        ("default", "any", PLAIN["number"], FLAG), ("sum", "any"), ("wordcount", "any"),
    ),
    "boolean": (("default", "boolean", PLAIN["boolean"], FLAG), ("first", "list"), ("length", "any")),
    "list": (
        ("batch", "list", COUNT, ("any",)), ("dictsort", "dict", FLAG, ("'key'", "'value'", "s")), ("list", "string"), ("list", "dict"), ("list", "any"),
        ("reject", "list", TEST_NAME), ("select", "list", TEST_NAME), ("rejectattr", "list", NAME), ("selectattr", "list", NAME), ("reverse", "list"),
        ("slice", "list", COUNT, ("any",)), ("sort", "list", FLAG, FLAG, NAME), ("sort", "list"), ("default", "list", PLAIN["list"]),
        ("batch", "any", COUNT), ("slice", "any", COUNT), ("sort", "any"), ("reverse", "any"), ("select", "any"), ("selectattr", "any", NAME), ("dictsort", "any"),
        ("select", "list"), ("reject", "list"), ("select", "list", ("'divisibleby'", "'gt'", "'eq'"), ("2", "3", "n")),
    ),
    "dict": (("groupby", "list", NAME), ("default", "dict", PLAIN["dict"]), ("first", "list"), ("groupby", "any", NAME), ("last", "list")),
}

TESTS = (
    ("callable", "any"), ("defined", "any"), ("divisibleby", "number", ("number", "any")), ("escaped", "any"), ("equalto", "any", ("any",)),
    ("eq", "any", ("any",)), ("sameas", "any", ("any",)), ("even", "number"), ("falsy", "any"), ("ge", "number", ("number", "any")),
    ("greaterthan", "number", ("number", "any")), ("gt", "any", ("any",)), ("le", "number", ("number", "any")), ("lessthan", "any", ("any",)),
    ("lt", "number", ("number", "any")), ("lower", "string"), ("ne", "any", ("any",)), ("null", "any"), ("number", "any"), ("none", "any"),
    ("odd", "number"), ("string", "any"), ("truthy", "any"), ("undefined", "any"), ("upper", "string"), ("iterable", "any"), ("mapping", "any"),
    ("defined", "undefined"), ("undefined", "undefined"), ("even", "any"), ("odd", "any"),
)
