// A scripted client of `keyplate lsp`, made of vscode-languageserver-protocol, which is what VS Code
// speaks: client.js KEYPLATE WORKSPACE_FOLDER. Throws at what differs from what the protocol's own
// types and connection make of it.
const assert = require('assert');
const { spawn } = require('child_process');
const fs = require('fs');
const path = require('path');
const { pathToFileURL } = require('url');
const {
  createProtocolConnection, StreamMessageReader, StreamMessageWriter, CancellationTokenSource, InitializeRequest,
  InitializedNotification, ShutdownRequest, ExitNotification, RegistrationRequest, DidOpenTextDocumentNotification,
  DidChangeTextDocumentNotification, DidChangeWatchedFilesNotification, DidCloseTextDocumentNotification,
  PublishDiagnosticsNotification, DocumentDiagnosticRequest, DiagnosticRefreshRequest, CodeActionRequest, HoverRequest,
  CodeActionKind, FileChangeType, PositionEncodingKind, LSPErrorCodes, ErrorCodes, Diagnostic, CodeAction,
} = require('vscode-languageserver-protocol/node');

const [keyplate, folder] = process.argv.slice(2);
const uriOf = (name) => pathToFileURL(path.join(folder, name)).href;
const page = uriOf('page.txt');
const toml = uriOf('keyplate.toml');
const whole = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };

/** A connection with what came on it. */
async function start(capabilities) {
  const server = spawn(keyplate, ['lsp', '--stdio'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  const client = { connection, published: [], waiting: [], refreshes: 0, registered: [] };
  connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
    assert(params.diagnostics.every((d) => Diagnostic.is(d)));
    client.published.push(params);
    client.waiting.splice(0).forEach((wake) => wake());
  });
  connection.onRequest(RegistrationRequest.type, (params) => { client.registered.push(...params.registrations); });
  connection.onRequest(DiagnosticRefreshRequest.type, () => {
    client.refreshes += 1;
    client.waiting.splice(0).forEach((wake) => wake());
  });
  connection.onError((error) => { throw error; });
  connection.listen();
  client.initialized = await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid, rootUri: pathToFileURL(folder).href, workspaceFolders: null, capabilities });
  await connection.sendNotification(InitializedNotification.type, {});
  client.until = async (done) => {
    while (!done()) await new Promise((wake) => client.waiting.push(wake));
  };
  client.of = async (uri, version) => {
    const match = (p) => p.uri === uri && (version === undefined || p.version === version);
    await client.until(() => client.published.some(match));
    return client.published.filter(match).pop().diagnostics;
  };
  client.open = (uri, text) => connection.sendNotification(DidOpenTextDocumentNotification.type,
    { textDocument: { uri, languageId: 'plaintext', version: 1, text } });
  client.change = (uri, version, ...contentChanges) => connection.sendNotification(DidChangeTextDocumentNotification.type,
    { textDocument: { uri, version }, contentChanges });
  client.stop = async () => {
    const ended = new Promise((resolve) => server.on('exit', resolve));
    await connection.sendRequest(ShutdownRequest.type);
    await connection.sendNotification(ExitNotification.type);
    assert.strictEqual(await ended, 0);
    connection.dispose();
  };
  return client;
}

const range = (line, from, to) => ({ start: { line, character: from }, end: { line, character: to } });

async function pushed() {
  const client = await start({ textDocument: { publishDiagnostics: { relatedInformation: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [CodeActionKind.QuickFix] } }, isPreferredSupport: true } } });
  const { capabilities } = client.initialized;
  assert.strictEqual(capabilities.positionEncoding, PositionEncodingKind.UTF16);
  assert.strictEqual(capabilities.diagnosticProvider, undefined);
  const text = '\u{1F600}e\u0301 {{ hst }}\r\nplain\r\n';
  await client.open(page, text);
  assert.deepStrictEqual((await client.of(page, 1)).map((d) => [d.code, d.range]), [['unknown-variable', range(0, text.indexOf('hst'), 12 - 1)]]);
  const actions = await client.connection.sendRequest(CodeActionRequest.type,
    { textDocument: { uri: page }, range: whole, context: { diagnostics: [] } });
  assert(actions.every((action) => CodeAction.is(action)));
  assert.deepStrictEqual(actions.map((action) => action.kind), ['quickfix', 'source.fixAll.keyplate', 'quickfix']);
  assert.strictEqual(actions[0].isPreferred, true);
  const [edit] = actions[0].edit.changes[page];
  await client.change(page, 2, { range: edit.range, text: edit.newText });
  assert.deepStrictEqual(await client.of(page, 2), []);
  await client.change(page, 3, { text: '{{ nobody }}' });
  assert.strictEqual((await client.of(page, 3)).length, 1);
  await assert.rejects(client.connection.sendRequest(HoverRequest.type, { textDocument: { uri: page }, position: whole.start }),
    { code: ErrorCodes.MethodNotFound });
  await client.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri: page } });
  await client.until(() => client.published[client.published.length - 1].diagnostics.length === 0);
  await client.stop();
}

async function pulled() {
  const client = await start({
    general: { positionEncodings: [PositionEncodingKind.UTF8, PositionEncodingKind.UTF16] },
    textDocument: { diagnostic: { relatedDocumentSupport: true } },
    workspace: { diagnostics: { refreshSupport: true }, didChangeWatchedFiles: { dynamicRegistration: true } } });
  assert.strictEqual(client.initialized.capabilities.positionEncoding, PositionEncodingKind.UTF8);
  assert.strictEqual(client.initialized.capabilities.diagnosticProvider.interFileDependencies, true);
  const pull = (previousResultId) => client.connection.sendRequest(DocumentDiagnosticRequest.type,
    { textDocument: { uri: page }, previousResultId });
  await client.open(page, '\u{1F600} {{ hst }}');
  const first = await pull();
  assert.deepStrictEqual([first.kind, first.items[0].range], ['full', range(0, 8, 11)]);
  assert.deepStrictEqual(await pull(first.resultId), { kind: 'unchanged', resultId: first.resultId });
  assert.deepStrictEqual(client.registered.map((r) => r.registerOptions.watchers[0].globPattern), ['**/keyplate.toml']);

  fs.writeFileSync(path.join(folder, 'keyplate.toml'), '[environments.dev.variables]\nhst = "on disk"\n');
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes: [{ uri: toml, type: FileChangeType.Changed }] });
  await client.until(() => client.refreshes === 1);
  assert.deepStrictEqual((await pull(first.resultId)).items, []);
  assert.deepStrictEqual(client.published, []);
  await client.stop();
}

async function cancelled() {
  const client = await start({ textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } } } });
  // Much work before it: all of this is in the pipe when the cancellation is written.
  await client.open(page, '{{ nobody }}\n'.repeat(20000));
  const requests = [];
  const source = new CancellationTokenSource();
  for (let i = 0; i < 20; i += 1) {
    requests.push(client.connection.sendRequest(CodeActionRequest.type,
      { textDocument: { uri: page }, range: whole, context: { diagnostics: [] } }, source.token).then(() => 'answered', (error) => error.code));
  }
  source.cancel();
  const outcomes = await Promise.all(requests);
  assert(outcomes.includes(LSPErrorCodes.RequestCancelled), `none was cancelled: ${outcomes}`);
  assert(outcomes.every((outcome) => outcome === 'answered' || outcome === LSPErrorCodes.RequestCancelled), `${outcomes}`);
  await client.stop();
}

(async () => {
  await pushed();
  await pulled();
  await cancelled();
  console.log('done');
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
