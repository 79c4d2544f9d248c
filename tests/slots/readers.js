// Parsers from npm, asked by readers.py: a line of JSON {reader, texts} is answered by a line of JSON, a
// {value} or {error} for each text. What JSON has no word for is {"map": pairs} or {"odd": text}.
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

const readers = {
  "JSON.parse": () => JSON.parse,
  "jsonc-parser": () => jsonc,
  "smol-toml": () => require("smol-toml").parse,
  "yaml 1.2": () => yaml("1.2"),
  "yaml 1.1": () => yaml("1.1"),
  dotenv: () => (text) => require("dotenv").parse(text),
};

const made = {};
readline.createInterface({ input: process.stdin, crlfDelay: Infinity }).on("line", (line) => {
  const { reader, texts } = JSON.parse(line);
  const parse = (made[reader] ??= readers[reader]());
  const answers = texts.map((text) => {
    try {
      return { value: tagged(parse(text)) };
    } catch (error) {
      return { error: String(error.message).split("\n")[0] };
    }
  });
  process.stdout.write(JSON.stringify(answers) + "\n");
});
