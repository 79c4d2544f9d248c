"""editors/neovim.lua in a headless Neovim: what it shows of a template, and what follows an edit."""
import json
import pathlib
import shutil
import subprocess
import unittest

from workspaces import KEYPLATE, SOURCE, WorkspaceTest

SCRIPT = """\
local function seen(buffer, want)
  local found
  vim.wait(15000, function()
    found = vim.diagnostic.get(buffer)
    return #found == want
  end, 20)
  local out = {}
  for _, d in ipairs(found) do
    table.insert(out, { d.lnum, d.col, d.end_col, d.severity, d.source, d.message })
  end
  return out
end

local result = {}
local function run()
  vim.cmd('edit page.txt')
  local page = vim.api.nvim_get_current_buf()
  result.opened = seen(page, 2)
  vim.api.nvim_buf_set_text(page, 0, 8, 0, 11, { 'host' })
  result.edited = seen(page, 1)
  vim.cmd('edit keyplate.toml')
  local toml = vim.api.nvim_get_current_buf()
  vim.api.nvim_buf_set_lines(toml, 1, 1, false, { 'port = 1' })
  result.workspace_edited = seen(page, 0)
  result.clients = #vim.lsp.get_active_clients()
end
local ok, problem = pcall(run)
if not ok then result.problem = tostring(problem) end
local file = io.open('result.json', 'w')
file:write(vim.fn.json_encode(result))
file:close()
vim.cmd('qall!')
"""


@unittest.skipUnless(shutil.which("nvim"), "no `nvim` here; `./dev setup` installs it")
class Neovim(WorkspaceTest):
    def test_it_shows_what_is_wrong(self):
        self.write("keyplate.toml", '[environments.dev.variables]\nhost = "a"\n')
        self.write("page.txt", "\U0001F600 {{ hst }}\n{{ port }}\n")
        self.write("script.lua", SCRIPT)
        programs = pathlib.Path(KEYPLATE).parent
        env = {**self.env, "PATH": f"{programs}:/usr/bin:/bin", "XDG_STATE_HOME": str(self.root / "home")}
        ran = subprocess.run([shutil.which("nvim"), "--headless", "--clean", "-c", f"luafile {SOURCE}/editors/neovim.lua",
                              "-c", "luafile script.lua"], cwd=self.work, env=env, capture_output=True, timeout=90)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        result = json.loads(self.read("result.json"))
        self.assertNotIn("problem", result, ran.stderr)
        error = 1
        hst = [0, 8, 11, error, "keyplate", "no variable named `hst`; did you mean `host`?"]
        port = [1, 3, 7, error, "keyplate", "no variable named `port`; known: `host`"]
        self.assertEqual(result["opened"], [hst, port])  # columns of Neovim's are bytes
        self.assertEqual(result["edited"], [port])
        self.assertEqual(result["workspace_edited"], [])
        self.assertEqual(result["clients"], 1)


if __name__ == "__main__":
    unittest.main()
