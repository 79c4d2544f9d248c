"""tests/lsp/client.js: the language server as a client sees it that is made of the protocol's own library."""
import shutil
import subprocess
import unittest

from workspaces import KEYPLATE, SOURCE, WorkspaceTest

FOLDER = SOURCE / "tests/lsp"


@unittest.skipUnless(shutil.which("node"), "no `node` here; `./dev setup` installs it")
@unittest.skipUnless((FOLDER / "node_modules/vscode-languageserver-protocol").exists(),
                     "vscode-languageserver-protocol is absent; `./dev setup` installs it")
class ScriptedClient(WorkspaceTest):
    def test_it_agrees_with_the_server(self):
        self.write("keyplate.toml", '[environments.dev.variables]\nhost = "a"\n')
        ran = subprocess.run(["node", FOLDER / "client.js", KEYPLATE, self.work], cwd=self.work,
                             env={**self.env, "PATH": "/usr/local/bin:/usr/bin:/bin"}, capture_output=True, timeout=90)
        self.assertEqual((ran.returncode, ran.stdout), (0, b"done\n"), ran.stderr.decode())


if __name__ == "__main__":
    unittest.main()
