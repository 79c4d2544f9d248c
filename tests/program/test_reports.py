"""`check`'s reports for other tools, read by parsers that are not ours; all must tell what JSON tells."""
import json
import re
import unittest
import urllib.parse
import xml.etree.ElementTree as ElementTree

from workspaces import SOURCE, WorkspaceTest

WORKSPACE = """\
[workspace]
templates = ["**/*.txt"]
[environments.dev.variables]
host = "a"
[environments.prod.variables]
port = 1
"""
TEXT = """\
{{ hst }} {{ host }}
{{ x | uper('<&"%\n::error::
') }}\u00e9{% if y %}{% endif %}
"""


# What SARIF and GitHub call a severity.
LEVELS = {"error": "error", "warning": "warning", "information": "note"}
COMMANDS = {"error": "error", "warning": "warning", "information": "notice"}


class Reports(WorkspaceTest):
    def setUp(self):
        super().setUp()
        self.write("keyplate.toml", WORKSPACE)
        self.write("a b/\u00e9%,:<&.txt", TEXT)
        self.write("clean.txt", "clean\n")
        self.findings = json.loads(self.report("json"))["diagnostics"]
        self.assertGreater(len(self.findings), 3)

    def report(self, name):
        return self.expect(1, "check", "--format", name).stdout

    def test_sarif_tells_the_same(self):
        run, = json.loads(self.report("sarif"))["runs"]
        rules = run["tool"]["driver"]["rules"]
        self.assertEqual(len(run["results"]), len(self.findings))
        for result, finding in zip(run["results"], self.findings):
            self.assertEqual(result["ruleId"], finding["code"])
            self.assertEqual(rules[result["ruleIndex"]]["id"], finding["code"])
            self.assertEqual(result["level"], LEVELS[finding["severity"]])
            self.assertEqual(result["message"]["text"], finding["message"])
            place = result["locations"][0]["physicalLocation"]
            self.assertEqual(place["artifactLocation"]["uri"], urllib.parse.quote(finding["file"]))
            start, end = finding["range"]["start"], finding["range"]["end"]
            self.assertEqual(place["region"], {"startLine": start["line"], "startColumn": start["column"],
                                               "endLine": end["line"], "endColumn": end["column"]})
            self.assertEqual(result.get("properties", {}).get("environments", []), finding["environments"])
            for edit in (finding["fix"] or {"edits": []})["edits"]:
                replacement, = result["fixes"][0]["artifactChanges"][0]["replacements"]
                self.assertEqual(replacement["insertedContent"]["text"], edit["text"])

    def test_sarif_fixes_do_what_json_fixes_do(self):
        text = ("\u00e9\U0001f511 {{ hst }} {% if host && host || host %}{% endif %}\r\n"
                "{# keyplate: ignore\n unknown-tag #}{{ {a: {b: 1}} }}{{ {c: {d: 1}} }}\n{{ !x }}")
        path = self.write("fixes.txt", text)
        self.expect(1, "check", "fixes.txt")
        findings = [f for f in json.loads(self.report("json"))["diagnostics"] if f["file"] == "fixes.txt"]
        run, = json.loads(self.report("sarif"))["runs"]
        self.assertEqual(run["columnKind"], "unicodeCodePoints")
        results = [r for r in run["results"]
                   if r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "fixes.txt"]
        self.assertGreater(sum(f["fix"] is not None for f in findings), 5)
        lines = text.split("\n")

        def offset(line, column):
            return len("".join(each + "\n" for each in lines[:line - 1]) + lines[line - 1][:column - 1])

        for finding, result in zip(findings, results, strict=True):
            self.assertEqual(finding["fix"] is None, "fixes" not in result)
            if finding["fix"] is None:
                continue
            fix, = result["fixes"]
            self.assertEqual(fix["description"]["text"], finding["fix"]["title"])
            self.assertEqual(fix["properties"]["safe"], finding["fix"]["safe"])
            change, = fix["artifactChanges"]
            self.assertEqual(change["artifactLocation"]["uri"], "fixes.txt")
            replacement, = change["replacements"]
            edit, = finding["fix"]["edits"]
            region = replacement["deletedRegion"]
            begin = offset(region["startLine"], region["startColumn"])
            end = offset(region["endLine"], region["endColumn"])
            by_region = text[:begin] + replacement["insertedContent"]["text"] + text[end:]
            data = path.read_bytes()
            by_offset = (data[:edit["range"]["start"]["offset"]] + edit["text"].encode()
                         + data[edit["range"]["end"]["offset"]:])
            self.assertEqual(by_region.encode(), by_offset)

    def test_sarif_keeps_its_schema(self):
        schema = SOURCE.parent / "shared/vectors/sarif/sarif-schema-2.1.0.json"
        if not schema.exists():
            self.skipTest(f"{schema} is absent")
        try:
            import jsonschema
        except ImportError:
            self.skipTest("no jsonschema for Python")
        jsonschema.validate(json.loads(self.report("sarif")), json.loads(schema.read_text()))

    def test_every_code_is_a_rule_with_help(self):
        run, = json.loads(self.report("sarif"))["runs"]
        for rule in run["tool"]["driver"]["rules"]:
            self.assertTrue(rule["help"]["markdown"].startswith(f"# {rule['id']}\n"))
            self.assertEqual(rule["help"]["text"], rule["help"]["markdown"])
            self.assertIn(rule["defaultConfiguration"]["level"], ("error", "warning", "note"))
            short = rule["shortDescription"]["text"]
            self.assertGreater(len(short), 10)
            self.assertNotIn("\n", short)
            self.assertEqual(rule["help"]["text"].split("\n\n")[1].replace("\n", " ").rstrip(), short)

    def test_sarif_without_findings(self):
        result = self.expect(0, "check", "--format", "sarif", "clean.txt")
        self.assertEqual(json.loads(result.stdout)["runs"][0]["results"], [])

    def test_junit_tells_the_same(self):
        suites = list(ElementTree.fromstring(self.report("junit")))
        self.assertEqual([suite.get("name") for suite in suites], sorted({f["file"] for f in self.findings}))
        cases = [case for suite in suites for case in suite]
        self.assertEqual(len(cases), len(self.findings))
        self.assertEqual(sum(int(suite.get("failures")) for suite in suites), sum(f["severity"] == "error" for f in self.findings))
        for case, finding in zip(cases, self.findings):
            self.assertTrue(case.get("name").startswith(finding["code"] + " "))
            failure = case.find("failure")
            self.assertEqual(failure is not None, finding["severity"] == "error")
            if failure is not None:
                self.assertEqual(failure.get("message"), finding["message"])

    def test_github_takes_no_command_from_a_name_or_a_text(self):
        hostile = ["x,line=9::warning::y", "100%0A::set-output name=a::b", "a\r\n::error::b", "c\n::add-mask::d"]
        for name in hostile:
            self.write(f"{name}.txt", "{{ 1 | nowhere }}")
        self.write("message.txt", "{{ a['\\n::error::%0A'] | nowhere }}\r{{ 1 | upper(x\n='::error::') }}")
        lines = re.split(r"\r\n|\r|\n", self.report("github").decode())
        self.assertEqual(lines.pop(), "")
        self.assertEqual(len(lines), len(json.loads(self.report("json"))["diagnostics"]))
        properties = []
        for line in lines:
            command, given, _ = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", line).groups()
            properties.append([item.split("=", 1)[0] for item in given.split(",")])
            self.assertNotRegex(line, r"%(?!25|0D|0A|3A|2C)")
        self.assertLessEqual({name for names in properties for name in names},
                             {"file", "line", "col", "endLine", "endColumn", "title"})
        self.assertTrue(all(len(set(names)) == len(names) for names in properties))
        said = "".join(lines)
        self.assertIn("file=x%2Cline=9%3A%3Awarning%3A%3Ay.txt,", said)
        self.assertIn("file=100%250A%3A%3Aset-output name=a%3A%3Ab.txt,", said)

    def test_github_commands_can_be_read_back(self):
        def plain(text):
            return re.sub("%([0-9A-F]{2})", lambda match: chr(int(match[1], 16)), text)
        lines = self.report("github").decode().splitlines()
        self.assertEqual(len(lines), len(self.findings))
        for line, finding in zip(lines, self.findings):
            command, properties, message = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line).groups()
            values = dict(item.split("=", 1) for item in properties.split(","))
            self.assertEqual(command, COMMANDS[finding["severity"]])
            self.assertEqual(plain(values["file"]), finding["file"])
            self.assertEqual(int(values["line"]), finding["range"]["start"]["line"])
            self.assertEqual(values["title"], finding["code"])
            self.assertTrue(plain(message).startswith(finding["message"]))


if __name__ == "__main__":
    unittest.main()
