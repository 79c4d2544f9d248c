"""`keyplate lsp`, spoken with in frames: what any client may send, and what no client should."""
import json
import os
import shutil
import subprocess
import unittest

from language_client import ALL, PULL, Client, frame, span
from workspaces import SOURCE, WorkspaceTest

WORKSPACE = """\
[workspace]
templates = ["**/*.txt"]
[environments.dev.variables]
host = "a"
[environments.prod.variables]
host = "b"
port = 1
"""


class LanguageServerTest(WorkspaceTest):
    def setUp(self):
        super().setUp()
        self.write("keyplate.toml", WORKSPACE)
        self.toml = self.uri("keyplate.toml")
        self.page = self.uri("a.txt")

    def uri(self, name):
        return (self.work / name).as_uri()

    def client(self, *arguments, **more):
        client = Client(self.env, self.work, *arguments, **more)
        self.addCleanup(self.put_away, client.process)
        return client

    def put_away(self, process):
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            try:
                stream.close()
            except BrokenPipeError:
                pass  # what was buffered for a server that is gone

    def started(self, capabilities=None, *arguments):
        client = self.client(*arguments)
        client.start(capabilities)
        return client

    def codes(self, published):
        return [diagnostic["code"] for diagnostic in published.get("diagnostics", published.get("items"))]


class Lifecycle(LanguageServerTest):
    def test_an_orderly_end_is_0_and_any_other_is_1(self):
        self.assertEqual(self.started().stop(), 0)
        client = self.started()
        client.notify("exit", None)
        self.assertEqual(client.end(), 1)
        self.assertEqual(self.started().end(), 1)
        client = self.started()
        client.result("shutdown")
        self.assertEqual(client.end(), 0)

    def test_nothing_is_answered_before_initialize(self):
        client = self.client("--stdio")
        self.assertEqual(client.request("shutdown")["error"]["code"], -32002)
        client.open(self.page, "{{ nobody }}")
        info = client.start()["serverInfo"]
        self.assertEqual(info["name"], "keyplate")
        self.assertEqual(client.request("initialize", {"capabilities": {}})["error"]["code"], -32600)
        self.assertEqual(client.request("textDocument/codeAction", {"textDocument": {"uri": self.page}})["error"]["code"],
                         -32602, "what was opened before is not open")

    def test_nothing_is_answered_after_shutdown(self):
        client = self.started()
        client.result("shutdown")
        self.assertEqual(client.request("textDocument/codeAction", {})["error"]["code"], -32600)
        self.assertEqual(client.request("initialize", {"capabilities": {}})["error"]["code"], -32600)

    def test_unknown_methods(self):
        client = self.started()
        self.assertEqual(client.request("textDocument/hover", {})["error"]["code"], -32601)
        self.assertEqual(client.request("$/anything")["error"]["code"], -32601)
        client.notify("$/setTrace", {"value": "off"})
        client.notify("workspace/nothing", {})
        self.assertEqual(client.request("shutdown")["result"], None)
        logged, = client.others
        self.assertEqual(logged["method"], "window/logMessage")
        self.assertIn("`workspace/nothing`", logged["params"]["message"])

    def test_wrong_params(self):
        client = self.started()
        client.open(self.page, "{{ x }}")
        for params in ({}, {"textDocument": 1}, [], {"textDocument": {"uri": "file:///not/open"}},
                       {"textDocument": {"uri": self.page}}, {"textDocument": {"uri": self.page}, "range": {"start": {}}},
                       {"textDocument": {"uri": self.page}, "range": span(-1, 0, 0, 0)}):
            with self.subTest(params=params):
                self.assertEqual(client.request("textDocument/codeAction", params)["error"]["code"], -32602)
        self.assertEqual(client.request("initialize")["error"]["code"], -32600)
        self.assertEqual(self.client().request("initialize")["error"]["code"], -32602)


class Frames(LanguageServerTest):
    def test_messages_that_are_none(self):
        client = self.started()
        for body, code, answered in (
                (b"{", -32700, None), (b"", -32700, None), (b"[]", -32600, None), (b"[" * 100000, -32700, None),
                (b'{"jsonrpc":"2.0","id":1,"method":"x\xff"}', -32700, None),
                (b'{"jsonrpc":"1.0","id":7,"method":"x"}', -32600, 7), (b'{"jsonrpc":"2.0","id":8}', -32600, 8),
                (b'{"jsonrpc":"2.0","id":null,"method":"x"}', -32600, None),
                (b'{"jsonrpc":"2.0","id":9,"method":1}', -32600, 9),
                (b'{"jsonrpc":"2.0","id":"a","method":"x","params":1}', -32600, "a")):
            with self.subTest(body=body[:60]):
                client.send(body)
                message = client.receive()
                self.assertEqual((message["error"]["code"], message["id"]), (code, answered))
        self.assertEqual(client.stop(), 0)

    def test_answers_to_nothing_are_let_by(self):
        client = self.started()
        client.send({"id": 1, "result": None}, {"id": "keyplate-1", "error": {"code": 1, "message": ""}})
        self.assertEqual(client.stop(), 0)

    def test_ids_come_back_as_they_are(self):
        client = self.started()
        for given in ("\u00e9\"", 0, -5, 2 ** 40, 1.5):
            client.send({"id": given, "method": "x"})
            self.assertEqual(client.receive()["id"], given)

    def test_headers(self):
        client = self.started()
        body = b'{"jsonrpc":"2.0","id":1,"method":"x"}'
        client.raw(b"content-length:%d\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n%s" % (len(body), body))
        self.assertEqual(client.receive()["error"]["code"], -32601)
        client.raw(b"Content-Type: x\r\n\r\n" + frame(body))
        self.assertEqual(client.receive()["error"]["code"], -32700)
        self.assertEqual(client.receive()["error"]["code"], -32601)
        for byte in frame(body):
            client.raw(bytes([byte]))
        self.assertEqual(client.receive()["error"]["code"], -32601)

    def test_what_leaves_no_way_on_ends_it(self):
        for given in (b"Content-Length: ten\r\n\r\n{}", b"Content-Length: -1\r\n\r\n", b"x" * 9000,
                      b"Content-Length: 99999999999999999999999\r\n\r\n", b"Content-Length:\r\n\r\n"):
            with self.subTest(given=given[:40]):
                client = self.started()
                client.raw(given)
                self.assertEqual(client.receive()["error"]["code"], -32700)
                self.assertEqual(client.process.wait(20), 1)

    def test_a_huge_message_is_skipped(self):
        client = self.started()
        size = 65 << 20
        client.raw(b"Content-Length: %d\r\n\r\n" % size)
        self.assertEqual(client.receive()["error"]["code"], -32600)
        for _ in range(65):
            client.raw(b"x" * (1 << 20))
        self.assertEqual(client.stop(), 0)
        client = self.started()
        client.raw(b"Content-Length: 18446744073709551615\r\n\r\nxyz")
        self.assertEqual(client.receive()["error"]["code"], -32600)
        self.assertEqual(client.end(), 1)

    def test_the_end_in_the_middle_ends_it(self):
        for given in (b"Conte", b"Content-Length: 10\r\n\r\n{", b"Content-Length: 10\r\n"):
            client = self.started()
            client.raw(given)
            self.assertEqual(client.end(), 1)

    def test_what_came_before_the_end_is_answered(self):
        client = self.client()
        client.send({"id": 1, "method": "initialize", "params": {"capabilities": {}}}, {"id": 2, "method": "shutdown"})
        self.assertEqual(client.process.stdin.close(), None)
        self.assertIn("capabilities", client.receive()["result"])
        self.assertEqual(client.receive(), {"jsonrpc": "2.0", "id": 2, "result": None})
        self.assertEqual(client.process.wait(20), 0)

    def test_a_client_that_reads_late_loses_nothing(self):
        client = self.started()
        client.open(self.page, "{{ x }}\n" * 3000)
        for i in range(200):
            client.send({"id": 1000 + i, "method": "textDocument/codeAction",
                         "params": {"textDocument": {"uri": self.page}, "range": span(0, 0, 0, 9), "context": {"diagnostics": []}}})
        for i in range(200):
            client.answer(1000 + i)


class Texts(LanguageServerTest):
    """Places, and edits at them."""

    def first_range(self, client, text, uri=None):
        uri = uri or self.page
        client.open(uri, text)
        return client.published(uri)["diagnostics"][0]["range"]

    def test_characters_are_utf_16_unless_the_client_takes_utf_8(self):
        text = "e\u0301\U0001F600\U0001F469\u200d\U0001F4BB{{ nobody }}"
        client = self.started()
        start = len(text.split("nobody")[0].encode("utf-16-le")) // 2
        self.assertEqual(self.first_range(client, text), span(0, start, 0, start + 6))
        client = self.client()
        result = client.start({**ALL, "general": {"positionEncodings": ["utf-16", "utf-8"]}})
        self.assertEqual(result["capabilities"]["positionEncoding"], "utf-8")
        start = len(text.split("nobody")[0].encode())
        self.assertEqual(self.first_range(client, text), span(0, start, 0, start + 6))

    def test_lines_end_in_three_ways(self):
        client = self.started()
        self.assertEqual(self.first_range(client, "a\r\nb\rc\n\r\n{{ nobody }}"), span(4, 3, 4, 9))

    def test_edits_that_are_nowhere_are_clamped(self):
        client = self.started()
        client.open(self.page, "a\U0001F600\r\n")
        client.published(self.page)
        client.change(self.page, 2, (0, 99, 0, 99, "{{ one }}"), (99, 0, 4294967296, 99, "{{ two }}"))
        self.assertEqual([d["range"] for d in client.published(self.page)["diagnostics"]],
                         [span(0, 6, 0, 9), span(1, 3, 1, 6)])
        # In the middle of the surrogate pair is before it; a range that is turned around is turned back.
        client.change(self.page, 3, (0, 2, 0, 2, "{{ three }}"), (1, 9, 1, 0, ""))
        self.assertEqual([d["range"] for d in client.published(self.page)["diagnostics"]],
                         [span(0, 4, 0, 9), span(0, 17, 0, 20)])

    def test_a_text_with_half_a_surrogate_pair_is_kept(self):
        client = self.started()
        client.raw(frame(json.dumps({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": {
            "uri": self.page, "version": 1, "languageId": "x", "text": "\ud83d|\ude00 {{ nobody }}"}}}).encode()))
        self.assertEqual(client.published(self.page)["diagnostics"][0]["range"], span(0, 7, 0, 13))

    def test_whole_texts_and_edits_in_one_change(self):
        client = self.started()
        client.open(self.page, "x")
        client.published(self.page)
        client.change(self.page, 5, "{{ hst }}\n", (0, 3, 0, 6, "host"), (0, 10, 0, 10, "{{ prt }}"))
        published = client.published(self.page)
        self.assertEqual(published["version"], 5)
        self.assertEqual([d["range"] for d in published["diagnostics"]], [span(0, 13, 0, 16)])

    def test_a_change_that_makes_no_sense_closes_the_document(self):
        client = self.started()
        client.open(self.page, "{{ hst }}")
        client.published(self.page)
        client.notify("textDocument/didChange", {"textDocument": {"uri": self.page, "version": 2}, "contentChanges": [{"text": 1}]})
        self.assertEqual(client.published(self.page)["diagnostics"], [])
        self.assertEqual(client.receive()["method"], "window/logMessage")
        client.open(self.page, "{{ hst }}")
        self.assertEqual(self.codes(client.published(self.page)), ["unknown-variable"])


class Diagnostics(LanguageServerTest):
    def test_they_are_those_of_check(self):
        texts = {
            "a.txt": "{{ hst }} {{ port }}\n{{ x | uper }}{% if y %}\n",
            "quiet.txt": "{# keyplate: ignore unknown-variable #}\n{{ nobody }}\n{# keyplate: ignore unknown-tag #}\n",
            "b c.txt": "{{ secret('nowhere', 'x') }}\n\U0001F600 {{ host ",
            "not-a-template.md": "{{ nobody }}",
        }
        client = self.started()
        for name, text in texts.items():
            self.write(name, text)
            checked = json.loads(self.run_keyplate("check", "--format", "json", name).stdout)["diagnostics"]
            client.open(self.uri(name), text)
            found = client.published(self.uri(name))["diagnostics"]
            self.assertEqual([d["code"] for d in found], [d["code"] for d in checked], name)
            for ours, theirs in zip(found, checked):
                self.assertTrue(ours["message"].startswith(theirs["message"]), ours)
                self.assertEqual([e for e in ("dev", "prod") if f"`{e}`" in ours["message"][len(theirs["message"]):]],
                                 theirs["environments"])
                self.assertEqual(ours["range"]["start"]["line"] + 1, theirs["range"]["start"]["line"])
                self.assertEqual(ours["severity"], {"error": 1, "warning": 2, "information": 3}[theirs["severity"]])

    def test_a_workspace_file_is_checked_open_or_not(self):
        broken = WORKSPACE.replace("port = 1", "port = \"{{ nobody }}\"") + "[surprise]\n"
        checked_codes = ["unknown-table"]
        self.write("keyplate.toml", broken)
        client = self.started()
        client.open(self.page, "{{ hst }}")
        self.assertEqual(self.codes(client.published(self.page)), [], "a workspace with gaps: syntax only")
        self.assertEqual(self.codes(client.published(self.toml)), checked_codes)
        client.open(self.toml, broken)
        self.assertEqual(self.codes(client.published(self.toml)), checked_codes)
        client.change(self.toml, 2, broken.replace("[surprise]\n", ""))
        self.assertEqual(self.codes(client.published(self.page)), ["unknown-variable"])
        self.assertEqual(self.codes(client.published(self.toml)), ["unknown-variable"])
        client.notify("textDocument/didClose", {"textDocument": {"uri": self.toml}})
        self.assertEqual(self.codes(client.published(self.toml)), [])
        self.assertEqual(self.codes(client.published(self.page)), [])
        self.assertEqual(self.codes(client.published(self.toml)), checked_codes, "as it is on disk")

    def test_editing_the_workspace_checks_its_templates_again(self):
        client = self.started()
        client.open(self.page, "{{ prt }}")
        self.assertEqual(self.codes(client.published(self.page)), ["unknown-variable"])
        client.open(self.toml, WORKSPACE)
        client.published(self.toml)
        client.change(self.toml, 2, (2, 0, 2, 0, "[environments.base.variables]\nprt = 1\n"), (4, 0, 4, 0, ""))
        self.assertEqual(self.codes(client.published(self.page)), ["unknown-variable"])
        client.change(self.toml, 3, WORKSPACE.replace("host =", "prt ="))
        self.assertEqual(self.codes(client.published(self.page)), [])

    def test_a_workspace_that_changes_on_disk_is_seen(self):
        client = self.started()
        client.open(self.page, "{{ prt }}")
        self.assertEqual(self.codes(client.published(self.page)), ["unknown-variable"])
        self.write("keyplate.toml", WORKSPACE.replace("host =", "prt =   "))
        client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": self.toml, "type": 2}]})
        self.assertEqual(self.codes(client.published(self.page)), [])
        (self.work / "keyplate.toml").unlink()
        client.notify("textDocument/didSave", {"textDocument": {"uri": self.page}})
        self.assertEqual(self.codes(client.published(self.page)), [])
        client.change(self.page, 2, "{{ secret('v', 'x') }}")
        self.assertEqual(self.codes(client.published(self.page)), ["no-workspace"])

    def test_what_newer_edits_make_stale_is_not_computed(self):
        client = self.started()
        client.send({"method": "textDocument/didOpen", "params": {"textDocument": {"uri": self.page, "languageId": "", "version": 0, "text": ""}}},
                    *({"method": "textDocument/didChange", "params": {"textDocument": {"uri": self.page, "version": i},
                       "contentChanges": [{"text": "{{ x }}" * i}]}} for i in range(1, 101)))
        published = client.published(self.page)
        self.assertEqual((published["version"], len(published["diagnostics"])), (100, 100))

    def test_documents_that_are_no_files(self):
        client = self.started()
        for uri in ("untitled:Untitled-1", "file://elsewhere/a.txt", "file:///a%00b", "file:///%zz"):
            client.open(uri, "{{ x }}{{ 1 + }}")
            self.assertEqual(self.codes(client.published(uri)), ["expected-expression"])

    def test_one_environment(self):
        client = self.started(ALL, "--env", "dev")
        client.open(self.page, "{{ port }}")
        published = client.published(self.page)
        self.assertEqual([d["message"] for d in published["diagnostics"]], ["no variable named `port`; known: `host`"])
        client = self.started(ALL, "--env", "nowhere")
        client.open(self.page, "{{ host }}")
        self.assertEqual(self.codes(client.published(self.page)), [])
        self.assertIn("no environment named `nowhere`", client.receive()["params"]["message"])


class Pulled(LanguageServerTest):
    def pull(self, client, uri, previous=None):
        return client.result("textDocument/diagnostic", {"textDocument": {"uri": uri}, **({"previousResultId": previous} if previous else {})})

    def test_who_pulls_is_sent_nothing(self):
        client = self.started(PULL)
        registered = client.receive()
        self.assertEqual(registered["method"], "client/registerCapability")
        client.send({"id": registered["id"], "result": None})
        client.open(self.page, "{{ hst }}")
        first = self.pull(client, self.page)
        self.assertEqual(self.codes(first), ["unknown-variable"])
        same = self.pull(client, self.page, first["resultId"])
        self.assertEqual(same, {"kind": "unchanged", "resultId": first["resultId"]})
        client.change(self.page, 2, "{{ host }}")
        other = self.pull(client, self.page, first["resultId"])
        self.assertEqual((other["kind"], other["items"]), ("full", []))
        self.assertEqual(client.others, [])

    def test_a_changed_workspace_asks_to_pull_again(self):
        client = self.started(PULL)
        client.receive()
        client.open(self.page, "{{ hst }}")
        client.open(self.toml, WORKSPACE)
        before = self.pull(client, self.page)
        client.others.clear()
        client.change(self.toml, 2, WORKSPACE.replace("host =", "hst ="))
        self.assertEqual(client.receive()["method"], "workspace/diagnostic/refresh")
        self.assertEqual(self.pull(client, self.page, before["resultId"])["items"], [])

    def test_the_closed_workspace_file_comes_with_it(self):
        self.write("keyplate.toml", WORKSPACE + "[surprise]\n")
        client = self.started(PULL)
        client.receive()
        client.open(self.page, "")
        related = self.pull(client, self.page)["relatedDocuments"]
        self.assertEqual(self.codes(related[self.toml]), ["unknown-table"])


class Actions(LanguageServerTest):
    def actions(self, client, where=None, only=None, uri=None):
        return client.result("textDocument/codeAction", {
            "textDocument": {"uri": uri or self.page}, "range": where or span(0, 0, 999, 0),
            "context": {"diagnostics": [], **({"only": only} if only else {})}})

    def apply(self, text, action, uri=None):
        lines = text.split("\n")
        for edit in reversed(action["edit"]["changes"][uri or self.page]):
            start, end = edit["range"]["start"], edit["range"]["end"]
            offset = lambda at: sum(len(line) + 1 for line in lines[:at["line"]]) + at["character"]
            text = text[:offset(start)] + edit["newText"] + text[offset(end):]
        return text

    def test_a_cure_and_all_of_them(self):
        text = "{{ hst }}\n{{ host | uper }}\n"
        client = self.started()
        client.open(self.page, text)
        cure, everything, _ = self.actions(client, span(0, 4, 0, 4))
        self.assertEqual((cure["kind"], cure["isPreferred"]), ("quickfix", True))
        self.assertEqual(cure["diagnostics"][0]["code"], "unknown-variable")
        self.assertEqual(self.apply(text, cure), "{{ host }}\n{{ host | uper }}\n")
        self.assertEqual(everything["kind"], "source.fixAll.keyplate")
        self.assertEqual(self.apply(text, everything), "{{ host }}\n{{ host | upper }}\n")
        self.assertEqual([a["kind"] for a in self.actions(client, only=["source.fixAll"])], ["source.fixAll.keyplate"])
        self.assertEqual(self.actions(client, only=["refactor"]), [])

    def test_edits_name_the_version_where_the_client_reads_it(self):
        client = self.started({**ALL, "workspace": {"workspaceEdit": {"documentChanges": True}}})
        client.open(self.page, "{{ hst }}", version=7)
        change, = self.actions(client)[0]["edit"]["documentChanges"]
        self.assertEqual(change["textDocument"], {"uri": self.page, "version": 7})

    def test_a_client_without_actions_gets_none(self):
        client = self.started({})
        client.open(self.page, "{{ hst }}")
        self.assertEqual(self.actions(client), [])

    def test_ignoring_changes_nothing_that_is_rendered(self):
        client = self.started()
        for number, text in enumerate((
                "{{ nobody | default('') }}{{ port is nothing }}", "{{ nobody | upp }}\n", "a\n{{ host | upp }}\nb\n", "a\n  {{ host | upp }}\n",
                "{% if host -%}\n  {{ host | upp }}\n{%- endif %}", "a \n{%- set x = host | upp %}{{ x }}",
                "{# keyplate: ignore unknown-tag, unknown-variable #}\n{{ host | upp }}{{ zz }}\n",
                "a\r\n{{ host | upp }}\r\n", "\n\n  {%- if host | upp -%} x {% endif %}",
                "{{ host |\n upp }}\n", "{% raw %}\n{% endraw %}{{ host | upp }}\n")):
            uri = self.uri(f"{number}.txt")
            client.open(uri, text)
            for action in self.actions(client, uri=uri, only=["quickfix"]):
                if not action["title"].startswith("ignore"):
                    continue
                with self.subTest(text=text, edit=action["edit"]):
                    edited = self.apply(text, action, uri)
                    rendered = [self.run_keyplate("render", "--stdin", "--env", "prod", stdin=t.replace("upp ", "upper ").replace("nobody", "host").replace("zz", "host").encode())
                                for t in (text, edited)]
                    self.assertEqual(rendered[0].stdout, rendered[1].stdout)
                    code = action["diagnostics"][0]["code"]
                    line = action["diagnostics"][0]["range"]["start"]["line"]
                    client.open(self.uri("after.txt"), edited)
                    left = client.published(self.uri("after.txt"))["diagnostics"]
                    client.open(self.uri("after.txt"), text)
                    before = client.published(self.uri("after.txt"))["diagnostics"]
                    self.assertLess(len(left), len(before), (code, line))

    def test_where_ignoring_is_offered(self):
        client = self.started()
        for text, offered in (("{{ host | upp }}\n", 1), ("a\n  {{ host | upp }}\n", 1), ("  {{ host | upp }}\n", 0),
                              ("{% if host -%}\n  {{ host | upp }}\n{%- endif %}", 1),
                              ("a \n  {%- if host | upp %}{% endif %}", 0), ("{{ host |\n upp }}\n", 0)):
            client.open(self.page, text)
            found = [a for a in self.actions(client) if a["title"] == "ignore `unknown-filter` on this line"]
            self.assertEqual(len(found), offered, text)
        client.open(self.page, "{# keyplate: ignore unknown-variable -#}\n{{ zz }}{{ host | upp }}\n")
        added = next(a for a in self.actions(client) if a["title"].startswith("ignore"))
        self.assertEqual(added["edit"]["changes"][self.page][0]["newText"], ", unknown-filter")


class Formatting(LanguageServerTest):
    OPTIONS = {"tabSize": 8, "insertSpaces": False}

    def edits(self, client, uri=None):
        return client.result("textDocument/formatting", {"textDocument": {"uri": uri or self.page}, "options": self.OPTIONS})

    def test_only_what_changes_is_sent(self):
        client = self.started()
        client.open(self.page, "\u00e9\U0001f600{{host}} {{ host }}\n{{ host|upper  \n}}")
        self.assertEqual([(edit["range"], edit["newText"]) for edit in self.edits(client)],
                         [(span(0, 5, 0, 5), " "), (span(0, 9, 0, 9), " "), (span(1, 7, 1, 7), " "), (span(1, 8, 1, 8), " "), (span(1, 13, 1, 15), "")])
        client.open(self.page, "{{ host }}")
        self.assertEqual(self.edits(client), [])

    def test_what_is_not_ours_is_left_alone(self):
        client = self.started()
        for uri, text in ((self.page, "{{host}}{{ host"), (self.uri("chart.yaml"), "{{host}}"), (self.toml, WORKSPACE + "a = '{{host}}'\n")):
            client.open(uri, text)
            self.assertEqual(self.edits(client, uri), [])
        client.open("untitled:1", "{{host}}")
        self.assertEqual(len(self.edits(client, "untitled:1")), 2)

    def test_a_workspace_with_mistakes_names_no_files(self):
        self.write("keyplate.toml", WORKSPACE + "[surprise]\n")
        client = self.started()
        client.open(self.page, "{{host}}")
        self.assertEqual(self.edits(client), [])


class Cancelling(LanguageServerTest):
    def test_a_request_that_waits_is_cancelled(self):
        client = self.started()
        client.open(self.page, "{{ hst }}")
        client.send({"id": 70, "method": "textDocument/codeAction", "params": {}}, {"id": "71", "method": "x"},
                    {"method": "$/cancelRequest", "params": {"id": "71"}}, {"method": "$/cancelRequest", "params": {"id": 99}},
                    {"method": "$/cancelRequest", "params": {}}, {"method": "$/cancelRequest", "params": {"id": None}})
        self.assertEqual(client.answer("71")["error"]["code"], -32800)
        self.assertEqual(client.answer(70)["error"]["code"], -32602)
        client.notify("$/cancelRequest", {"id": 70})
        self.assertEqual(client.stop(), 0)


class Trust(LanguageServerTest):
    def test_a_link_that_leads_out_is_not_followed(self):
        (self.root / "secret.toml").write_text('[vaults.secret-name-of-elsewhere]\nprovider = "env"\n')
        (self.work / "keyplate.toml").unlink()
        (self.work / "keyplate.toml").symlink_to(self.root / "secret.toml")
        client = self.started()
        client.open(self.page, "{{ 1 }}")
        published = client.published(self.toml)
        self.assertEqual(self.codes(published), ["unreadable-file"])
        self.assertNotIn("secret-name", json.dumps(published))
        (self.work / "out").symlink_to(self.root / "home")
        (self.work / "keyplate.toml").unlink()
        self.write("keyplate.toml", WORKSPACE)
        client.open(self.uri("out/b.txt"), "{{ hst }}")
        self.assertEqual(self.codes(client.published(self.uri("out/b.txt"))), ["unreadable-file"])

    def test_a_workspace_file_that_is_none_blocks_nothing(self):
        (self.work / "keyplate.toml").unlink()
        os.mkfifo(self.work / "keyplate.toml")
        client = self.started()
        client.open(self.page, "{{ 1 }}")
        self.assertEqual(self.codes(client.published(self.toml)), ["unreadable-file"])

    def test_it_opens_no_connection_and_runs_no_program(self):
        """Under the filter of confine.c; test_hook.py shows that it kills."""
        if shutil.which("cc") is None:
            self.skipTest("no C compiler for the filter")
        confine = self.root / "confine"
        subprocess.run(["cc", "-O1", "-o", confine, SOURCE / "tests/program/confine.c"], check=True)
        self.write("keyplate.toml", WORKSPACE + '[vaults.v]\nprovider = "local"\nfile = "d.vault"\nkey_file = "~/k"\n'
                   '[vaults.h]\nprovider = "hashicorp"\naddress = "https://127.0.0.1:1"\nmount = "secret"\n'
                   'auth = { type = "token", token = { command = ["/bin/true"] } }\n')
        client = self.client(confine=confine)
        client.start()
        client.open(self.page, "{{ secret('v', 'x') }}{{ secret('h', 'x', key='k') }}{{ hst }}{{ file('/etc/passwd') }}")
        self.assertIn("unknown-variable", self.codes(client.published(self.page)))
        client.result("textDocument/codeAction", {"textDocument": {"uri": self.page}, "range": span(0, 0, 9, 0),
                                                  "context": {"diagnostics": []}})
        client.open(self.toml, WORKSPACE)
        client.published(self.page)
        self.assertEqual(client.stop(), 0)


if __name__ == "__main__":
    unittest.main()
