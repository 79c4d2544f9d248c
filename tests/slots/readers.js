// Parsers from npm, asked by readers.py: a line of JSON {reader, texts} is answered by a line of JSON, a
// {value} or {error} for each text. What JSON has no word for is {"map": pairs} or {"odd": text}.
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const readline = require("node:readline");

function tagged(value) {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : { odd: String(value) };
  if (Array.isArray(value)) return value.map(tagged);
  if (value instanceof Map) return { map: [...value].map(([key, item]) => [tagged(key), tagged(item)]) };
  const kind = Object.prototype.toString.call(value);
  if (typeof value !== "object" || kind === "[object Date]" || value.constructor?.name === "TomlDate") return { odd: String(value) };
  return { map: Object.entries(value).map(([key, item]) => [key, tagged(item)]) };
}

function yaml(version) {
  const { parseAllDocuments } = require("yaml");
  return (text) =>
    parseAllDocuments(text, { version, uniqueKeys: true }).map((document) => {
      const trouble = document.errors[0] ?? document.warnings[0];
      if (trouble) throw trouble;
      return document.toJS({ mapAsMap: true });
    });
}

function jsonc(text) {
  const { parse, printParseErrorCode } = require("jsonc-parser");
  const errors = [];
  const value = parse(text, errors, { allowTrailingComma: true });
  if (errors.length) throw new Error(printParseErrorCode(errors[0].error));
  return value;
}

// Sends each request of a file, and answers null; what arrives is seen by the server.
async function httpyac(text) {
  const { store, send, cli } = require("./httpyac/node_modules/httpyac");
  await (httpyac.ready ??= cli.initIOProvider());
  httpyac.folder ??= emptyFolder();
  const config = { log: { level: 1000 }, cookieJarEnabled: false };
  const file = await new store.HttpFileStore().parse(path.join(httpyac.folder, "request.http"), text, { workingDir: httpyac.folder, config });
  if (!(await send({ httpFile: file, config, variables: {} }))) throw new Error("it was not sent");
  return null;
}

// It looks for settings beside the file.
function emptyFolder() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "keyplate-httpyac-"));
  process.on("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const readers = {
  httpyac: () => httpyac,
  "JSON.parse": () => JSON.parse,
  "jsonc-parser": () => jsonc,
  "smol-toml": () => require("smol-toml").parse,
  "yaml 1.2": () => yaml("1.2"),
  "yaml 1.1": () => yaml("1.1"),
  dotenv: () => (text) => require("dotenv").parse(text),
};

const made = {};
readline.createInterface({ input: process.stdin, crlfDelay: Infinity }).on("line", async (line) => {
  const { reader, texts } = JSON.parse(line);
  const parse = (made[reader] ??= readers[reader]());
  const answers = [];
  for (const text of texts) {
    try {
      answers.push({ value: tagged(await parse(text)) });
    } catch (error) {
      answers.push({ error: String(error.message).split("\n")[0] });
    }
  }
  process.stdout.write(JSON.stringify(answers) + "\n");
});
