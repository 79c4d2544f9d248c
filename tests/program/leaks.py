"""A canary secret, and the search for it in every spelling that a program may give it.

What is searched is bytes: what a program printed, a file, the memory it left (memory_shim.c). Tests
prove of each of these places that a canary planted there is found.
"""
import base64
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest
import urllib.parse

from resolver_wire import sanitized
from workspaces import KEYPLATE, WorkspaceTest

CANARY = 'kC4n"ary\\K/9+7 x'
# Fits the small buffer of a string, which no allocator sees.
SHORT = 'sh0"rt/C+n'
PASSPHRASE = 'pAss"phr\\se/4+2 z'
# A name, so that it can stand where a template has one.
NAMED = "kC4naryName97"


def spellings(secret):
    """Each way to write it, by a name for a test to show; of bytes that are no text, those that there are."""
    raw = secret if isinstance(secret, bytes) else secret.encode()
    found = {"raw": raw, "hex": raw.hex().encode(), "HEX": raw.hex().upper().encode()}
    if isinstance(secret, str):
        found |= spellings_of_text(secret)
    for shift in range(3):  # wherever it begins in a longer text
        encoded = base64.b64encode(b"\0" * shift + raw)[(0, 4, 4)[shift]:-4]
        found[f"base64-{shift}"] = encoded
        found[f"base64url-{shift}"] = encoded.translate(bytes.maketrans(b"+/", b"-_"))
    return found


def spellings_of_text(secret):
    return {"json": json.dumps(secret)[1:-1].encode(), "quoted": secret.replace('"', '\\"').encode(),
             "url": urllib.parse.quote(secret).encode(), "form": urllib.parse.quote_plus(secret).encode(),
             "component": urllib.parse.quote(secret, safe="").encode(),
             "utf-16-le": secret.encode("utf-16-le"), "utf-16-be": secret.encode("utf-16-be")}


def leaks_in(data, *secrets):
    """The names of the spellings that are found in it."""
    return [name for secret in secrets or (CANARY,) for name, text in spellings(secret).items() if text in data]


def planted(secret):
    """A text for each spelling: what a leak would look like."""
    yield from spellings(secret).values()
    for before in range(3):
        yield base64.b64encode(b"ab"[:before] + secret.encode() + b"tail")


class LeakTest(WorkspaceTest):
    """Each test has a folder for temporary files beside `home` and `work`."""

    def setUp(self):
        super().setUp()
        (self.root / "tmp").mkdir()
        self.env["TMPDIR"] = str(self.root / "tmp")

    def make_canaries(self, **more):
        self.make_local_vault({"canary": CANARY, "short": SHORT, "named": NAMED,
                               "doc": json.dumps({"token": CANARY, "list": [SHORT, NAMED]})}, **more)

    def files_with_leaks(self, *secrets, product=()):
        """Beneath the folder of the test, what was made and put away at once aside."""
        found, given = [], {os.path.normpath(self.work / path) for path in product}
        for folder, _, names in os.walk(self.root):
            for name in names:
                path = os.path.join(folder, name)
                if path not in given and os.path.isfile(path):
                    with open(path, "rb") as file:
                        if leaks_in(file.read(), *secrets):
                            found.append(path)
        return found

    def assert_silent(self, result, *secrets, product=()):
        """Nothing is printed, `stdout` in `product` aside, nor left in a file that is not product."""
        self.assertEqual(leaks_in(result.stderr, *secrets), [], result.stderr)
        if "stdout" not in product:
            self.assertEqual(leaks_in(result.stdout, *secrets), [], result.stdout)
        self.assertEqual(self.files_with_leaks(*secrets, product=product), [])


class MemoryTest(LeakTest):
    """keyplate run so that all it frees, and what it leaves, is written down."""

    @classmethod
    def setUpClass(cls):
        compiler = shutil.which("cc")
        if compiler is None:
            raise unittest.SkipTest("no C compiler for the shim")
        if sanitized(KEYPLATE):
            raise unittest.SkipTest("a sanitizer has its own allocator")
        cls.shim_folder = tempfile.mkdtemp(prefix="keyplate-shim-")
        cls.addClassCleanup(shutil.rmtree, cls.shim_folder)
        cls.shim = str(pathlib.Path(cls.shim_folder) / "memory_shim.so")
        # `now`: looking a function up at its first call would put the registers on the stack.
        subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-Wl,-z,now", "-o", cls.shim,
                        str(pathlib.Path(__file__).with_name("memory_shim.c")), "-ldl"], check=True)

    def setUp(self):
        super().setUp()
        self.memory = self.root / "memory"

    def shim_env(self, plant=None, abort=None):
        """`plant`: (program, where, secret)."""
        shutil.rmtree(self.memory, ignore_errors=True)
        self.memory.mkdir()
        env = {"LD_PRELOAD": self.shim, "MEMORY_FOLDER": str(self.memory)}
        if plant:
            env["MEMORY_PLANT"] = f"{plant[0]}:{plant[1]}:{plant[2].encode().hex()}"
        if abort:
            env["MEMORY_ABORT"] = abort
        return env

    def left_in_memory(self, *secrets, programs=("keyplate", "keyplate-resolver")):
        """(file, spelling) of all that is found in what those programs freed and left."""
        found = []
        for program in programs:
            for part in ("freed", "exit"):
                data = (self.memory / f"{program}.{part}").read_bytes()
                self.assertTrue(part == "freed" or data.endswith(b"complete"), "the program's end was not seen")
                found += [(f"{program}.{part}", name) for name in leaks_in(data, *secrets)]
        return found
