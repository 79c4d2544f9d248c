"""What CONTRIBUTING promises about the sources, looked up in the sources."""
import os
import pathlib
import re
import unittest

ROOT = pathlib.Path(os.environ.get("KEYPLATE_SOURCE", pathlib.Path(__file__).parents[2]))

# A layer, and those whose headers it may include; design of the include arrows.
MAY_INCLUDE = {
    "grammar": {"grammar"},
    "compiler": {"compiler", "grammar"},
    "runtime/protocol": {"runtime/protocol", "grammar"},
    "runtime/evaluate": {"runtime/evaluate", "runtime/protocol", "compiler", "grammar"},
    "runtime/resolve": {"runtime/resolve", "runtime/protocol", "compiler", "grammar"},
    "lsp": {"lsp", "compiler", "grammar"},
    "cli": {"cli", "lsp", "runtime/evaluate", "runtime/protocol", "compiler", "grammar"},
}
# A heavy or dangerous thing, and the only files that may name it.
HOMES = {
    r"#include [<\"]tao/pegtl": r"grammar/[a-z_]+\.(cpp|h)$|tests/unit/grammar/",
    r"#include [<\"]toml\+\+": r"compiler/toml\.cpp$",
    r"#include [<\"]nlohmann/(?!json_fwd)": r".*\.cpp$",
    r"#include [<\"]CLI/": r"cli/arguments\.cpp$",
    r"#include [<\"]openssl/": r"runtime/resolve/.*\.cpp$|tests/unit/resolve/",
    r"#include [<\"]pcre2": r"runtime/evaluate/(regex|jsonpath/matcher_pcre2)\.cpp$",
    r"#include [<\"]expat": r"runtime/evaluate/slots/xml_syntax\.cpp$",
    r"#include [<\"]yaml\.h": r"runtime/evaluate/slots/yaml_syntax\.cpp$|tests/fuzz/slot_yaml\.cpp$",
    r"#include [<\"]curl/": r"runtime/resolve/http/curl_library\.h$",
    r"#include [<\"].*curl_library\.h": r"runtime/resolve/http/(transport_curl|curl_[a-z]+)\.(cpp|h)$",
    r"\bgetenv\(": r"cli/|tests/|runtime/resolve/main\.cpp$",
    r"system_clock::now": r"cli/|runtime/resolve/",
    r"std::cout|\bprintf\(|fmt::print\(": r"cli/|runtime/resolve/main\.cpp$|bench/|tests/",
    r"std::regex": r"$^",
}
LONGEST_FUNCTION = 100
LONG_FUNCTION = 60
LONGEST_FILE = 400
TABLES = {"compiler/tags.cpp", "compiler/filters.cpp", "compiler/providers.cpp", "grammar/diagnostics.def"}


def sources(*folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".cpp", ".h", ".def") and path.is_file():
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def layer(name):
    return next((known for known in MAY_INCLUDE if name.startswith(known + "/")), None)


def without_comments(text):
    text = re.sub(r'R"([A-Za-z]*)\(.*?\)\1"', '""', text, flags=re.S)
    text = re.sub(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', '""', text)
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.S)


def functions(text):
    """(first line, lines) of each function body that begins in a line ending with `{`."""
    lines, depth, open_at = without_comments(text).split("\n"), 0, []
    for number, line in enumerate(lines, 1):
        starts = re.search(r"\)\s*(const|noexcept|override|final|mutable|->[^{;]*|:\s[^{;]*)*\s*\{\s*$", line)
        control = re.match(r"\s*(\}?\s*else\b|if\b|for\b|while\b|switch\b|do\b|return\b|namespace\b)", line)
        if starts and not control and not open_at:
            open_at.append((number, depth))
        depth += line.count("{") - line.count("}")
        if open_at and depth <= open_at[-1][1] and "}" in line:
            begin, _ = open_at.pop()
            yield begin, number - begin + 1


class Structure(unittest.TestCase):
    def test_includes_follow_the_arrows(self):
        wrong = []
        for name, text in sources(*MAY_INCLUDE):
            for included in re.findall(r'#include "([^"]+)"', text):
                if "/" not in included:
                    wrong.append(f"{name}: \"{included}\" is not a path from the root")
                elif layer(included) and layer(included) not in MAY_INCLUDE[layer(name)]:
                    wrong.append(f"{name} includes {included}")
        self.assertEqual(wrong, [])

    def test_each_heavy_header_has_one_door(self):
        wrong = [f"{name}: {needle}" for name, text in sources("grammar", "compiler", "runtime", "lsp", "cli", "tests", "bench")
                 for needle, home in HOMES.items()
                 if re.search(needle, without_comments(text) if "#include" not in needle else text)
                 and not re.match(home, name)]
        self.assertEqual(wrong, [])

    def test_sources_are_ascii(self):
        wrong = [f"{name}:{number}" for name, text in sources("grammar", "compiler", "runtime", "lsp", "cli")
                 for number, line in enumerate(text.split("\n"), 1) if not line.isascii()]
        self.assertEqual(wrong, [])

    def test_headers_open_with_a_promise(self):
        wrong = [name for name, text in sources("grammar", "compiler", "runtime", "lsp", "cli")
                 if name.endswith(".h") and not re.match(r"#pragma once\n//", text)]
        self.assertEqual(wrong, [])

    def test_functions_and_files_stay_within_the_budget(self):
        too_long, long, all_functions = [], [], []
        for name, text in sources("grammar", "compiler", "runtime", "lsp", "cli"):
            if name not in TABLES and text.count("\n") > LONGEST_FILE:
                too_long.append(f"{name}: {text.count(chr(10))} lines")
            for begin, size in functions(text):
                all_functions.append(size)
                if size > LONGEST_FUNCTION:
                    too_long.append(f"{name}:{begin}: a function of {size} lines")
                elif size > LONG_FUNCTION:
                    long.append(f"{name}:{begin}: {size}")
        self.assertEqual(too_long, [])
        self.assertGreater(len(all_functions), 100, "the measure found no functions")
        self.assertLessEqual(len(long), 0.02 * len(all_functions), long)
        median = sorted(all_functions)[len(all_functions) // 2]
        self.assertLessEqual(median, 10)

    def test_the_places_to_touch_are_there(self):
        table = (ROOT / "CONTRIBUTING.md").read_text().split("| to add | places |", 1)[1].split("\n\n", 1)[0]
        places = re.findall(r"`([\w.*/-]+/[\w.*-]*)`", table)
        self.assertGreater(len(places), 15)
        for place in places:
            with self.subTest(place=place):
                self.assertTrue(any(ROOT.glob(re.sub("SLUG|NAME", "*", place).rstrip("/"))))

    def test_nothing_is_left_for_later(self):
        wrong = [f"{name}:{number}" for name, text in sources("grammar", "compiler", "runtime", "lsp", "cli", "tests")
                 for number, line in enumerate(text.split("\n"), 1) if re.search(r"\b(TODO|FIXME|XXX)\b", line)]
        self.assertEqual(wrong, [])


class Diagnostics(unittest.TestCase):
    # Codes that no golden case can raise, each with the test that does.
    ELSEWHERE = {
        "unsafe-workspace": "tests/program/test_trust.py",        # needs modes and owners
        "unsafe-configuration": "tests/program/test_user_config.py",  # the same
        "resolver-unavailable": "tests/program/test_resolver_client.py",  # needs a broken resolver
        "skipped-file": "tests/program/test_check_files.py",      # needs files that can't be read
        "version-unavailable": "tests/unit/resolve/hashicorp.cpp",  # these need a server
        "throttled": "tests/unit/resolve/hashicorp.cpp",
        "unavailable": "tests/unit/resolve/hashicorp.cpp",
        "protocol": "tests/unit/resolve/hashicorp.cpp",
        "network": "tests/program/test_docs.py",  # its pages have one
        "tls": "tests/program/test_docs.py",
    }

    def slugs(self):
        text = (ROOT / "grammar/diagnostics.def").read_text()
        return re.findall(r'KEYPLATE_DIAGNOSTIC\(\s*\w+,\s*"([a-z0-9-]+)"', text)

    def raised(self):
        slugs = set()
        for case in (ROOT / "tests/golden").rglob("*.case"):
            slugs |= set(re.findall(r"^~.*?([a-z0-9]+(?:-[a-z0-9]+)*): ", case.read_text(), flags=re.M))
            slugs |= set(re.findall(r"(?:error|warning|information)\[([a-z0-9-]+)\]", case.read_text()))
            slugs |= set(re.findall(r"^\S+: (?:warning )?([a-z0-9-]+): ", case.read_text(), flags=re.M))
        return slugs

    def test_every_code_is_raised_by_a_golden_case(self):
        missing = set(self.slugs()) - self.raised() - set(self.ELSEWHERE)
        self.assertEqual(sorted(missing), [])

    def test_no_exemption_outlives_its_reason(self):
        self.assertEqual(sorted(set(self.ELSEWHERE) & self.raised()), [])
        for slug, test in self.ELSEWHERE.items():
            self.assertIn(slug, (ROOT / test).read_text(), test)

    def test_every_code_has_a_page_and_every_page_a_code(self):
        pages = {path.stem for path in (ROOT / "docs/diagnostics").glob("*.md")} - {"README"}
        self.assertEqual(sorted(set(self.slugs()) ^ pages), [])

    def test_slugs_are_unique(self):
        self.assertEqual(len(self.slugs()), len(set(self.slugs())))


if __name__ == "__main__":
    unittest.main()
