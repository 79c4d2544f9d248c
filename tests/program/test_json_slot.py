"""Secrets printed into JSON come back exactly from Python's json."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

KEYPLATE = os.environ["KEYPLATE"]

WORKSPACE = """[workspace]
name = "json"

[vaults.os]
provider = "env"
prefix   = "APP_"
"""

VALUES = {
    "quotes": 'say "hi" and \'bye\'',
    "backslashes": "\\ \\\\ \\n \\u0041 c:\\temp\\",
    "newlines": "one\ntwo\r\nthree\n",
    "controls": "".join(chr(c) for c in range(1, 32)) + "\x7f",
    "emoji": "\U0001f600 e\u0301 \u00e9 \U0001f468\u200d\U0001f469",
    "separators": "\u2028\u2029\u0085\ufeff",
    "syntax": '"}], "admin": true, {"x": ["',
    "island": "{{ 7 * 7 }}{% if x %}{# y #}",
    "empty": "",
    "spaces": "  \t ",
}


class JsonSlot(unittest.TestCase):
    def render(self, template, secret):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / ".git").mkdir()
            (root / "keyplate.toml").write_text(WORKSPACE)
            (root / "out.json").write_text(template, encoding="utf-8")
            env = {"HOME": folder, "PATH": "/usr/bin:/bin", "APP_SECRET": secret}
            result = subprocess.run([KEYPLATE, "render", "--trust", "out.json"], cwd=root, env=env,
                                    capture_output=True, timeout=60)
            self.assertEqual(result.returncode, 0, result.stderr.decode())
            return json.loads(result.stdout.decode("utf-8"))

    def check(self, template, expected):
        for name, value in VALUES.items():
            with self.subTest(value=name):
                self.assertEqual(self.render(template, value), expected(value))

    def test_inside_a_string(self):
        self.check('{"a": "<{{ secret(\'os\', \'APP_SECRET\') }}>", "b": [1]}',
                   lambda value: {"a": "<" + value + ">", "b": [1]})

    def test_unquoted(self):
        self.check('{"a": {{ secret(\'os\', \'APP_SECRET\') }}, "b": [1]}',
                   lambda value: {"a": value, "b": [1]})

    def test_as_a_key(self):
        self.check('{"{{ secret(\'os\', \'APP_SECRET\') }}": 1}', lambda value: {value: 1})

    def test_through_a_macro_and_a_block(self):
        self.check('{% macro item(x) %}{"v": "{{ x }}"}{% endmacro %}{% set all %}[{{ item(secret(\'os\', \'APP_SECRET\')) }}]'
                   '{% endset %}{"all": {{ all }}}', lambda value: {"all": [{"v": value}]})

    def test_in_a_list_and_a_dict(self):
        self.check('{"a": {{ [secret(\'os\', \'APP_SECRET\'), {k: secret(\'os\', \'APP_SECRET\')}] }}}',
                   lambda value: {"a": [value, {"k": value}]})

    def test_dumped_into_a_string(self):
        self.check('{"a": "{{ [secret(\'os\', \'APP_SECRET\')] | dump }}"}',
                   lambda value: {"a": json.dumps([value], ensure_ascii=False, separators=(",", ":"))})


if __name__ == "__main__":
    unittest.main()
