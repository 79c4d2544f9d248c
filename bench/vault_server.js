// vault_server.js CERTIFICATE KEY DELAY_MS: a Vault with a KV v2 engine at `secret/`, for the benchmark only.
// TLS 1.3, HTTP/2 with 100 streams; HTTP/1.1 for who wants that. It stands behind a relay that holds
// every byte back for half of DELAY_MS, both ways, and the first ones of a connection for one whole delay
// more, since the kernel has opened it in no time.
//
// Prints its port. Each line that it reads is a JSON object, answered with what was counted since the last:
// {"rate": 200}: answer 429 above so many reads in a second (0: never); "retry_after": true: and say until when.
"use strict";
const fs = require("fs");
const http2 = require("http2");
const net = require("net");
const readline = require("readline");

const [certificate, key, delay] = process.argv.slice(2);
const half = Number(delay) / 2;
const token = "hvs.benchmark";
const mounted = { type: "kv", options: { version: "2" } };
const mount = JSON.stringify({ data: { path: "secret/", ...mounted } });
const mounts = JSON.stringify({ data: { secret: { "secret/": mounted }, auth: {} } });

let limit = { rate: 0, retry_after: false };
let counted, names, streams, window;

function begin() {
  counted = { connections: 0, http2: 0, http1: 0, mounts: 0, reads: 0, throttled: 0, other: 0, streams: 0, names: 0 };
  names = new Set();
  streams = 0;
  window = { began: -Infinity, reads: 0 };
}
begin();

/// Null, or how many seconds it takes until reads are answered again. As Vault counts: in whole windows.
function throttled() {
  if (!limit.rate) return null;
  const now = performance.now();
  if (now - window.began >= 1000) window = { began: now, reads: 0 };
  return ++window.reads > limit.rate ? (window.began + 1000 - now) / 1000 : null;
}

/// [status, body, more headers]
function answer(method, path, sent) {
  if (sent !== token) return [403, '{"errors":["permission denied"]}', {}];
  if (method === "GET" && path.startsWith("/v1/sys/internal/ui/mounts")) {
    ++counted.mounts;
    return [200, path.includes("mounts/secret") ? mount : mounts, {}];
  }
  const name = path.startsWith("/v1/secret/data/") && path.slice("/v1/secret/data/".length).split("?")[0];
  if (method !== "GET" || !name) {
    ++counted.other;
    return [404, '{"errors":[]}', {}];
  }
  const seconds = throttled();
  if (seconds !== null) {
    ++counted.throttled;
    const headers = limit.retry_after ? { "retry-after": String(Math.ceil(seconds)) } : {};
    return [429, '{"errors":["request path \\"secret/data/\\": rate limit quota exceeded"]}', headers];
  }
  ++counted.reads;
  names.add(name);
  const body = {
    request_id: "11111111-2222-3333-4444-555555555555", lease_id: "", renewable: false, lease_duration: 0,
    data: {
      data: { value: `value of ${name}` },
      metadata: { created_time: "2026-01-02T03:04:05.678Z", custom_metadata: null, deletion_time: "", destroyed: false, version: 1 },
    },
    wrap_info: null, warnings: null, auth: null, mount_type: "kv",
  };
  return [200, JSON.stringify(body), {}];
}

const server = http2.createSecureServer({
  cert: fs.readFileSync(certificate), key: fs.readFileSync(key), minVersion: "TLSv1.3", allowHTTP1: true,
  settings: { maxConcurrentStreams: 100 },
});
server.on("stream", (stream, headers) => {
  ++counted.http2;
  counted.streams = Math.max(counted.streams, ++streams);
  stream.on("close", () => --streams);
  stream.on("error", () => {});
  const [status, body, more] = answer(headers[":method"], headers[":path"], headers["x-vault-token"]);
  stream.respond({ ":status": status, "content-type": "application/json", ...more });
  stream.end(body);
});
server.on("request", (request, response) => {
  if (request.httpVersionMajor === 2) return; // seen above
  ++counted.http1;
  const [status, body, more] = answer(request.method, request.url, request.headers["x-vault-token"]);
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(body), ...more });
  response.end(body);
});

/// What comes from `from` goes to `to` later, in order; `opening` is what the first bytes wait beside.
function hold_back(from, to, opening) {
  const waiting = [];
  const open = performance.now() + opening;
  let ended = false;
  const send = () => {
    const now = performance.now() + 0.5; // timers know whole milliseconds
    to.cork();
    while (waiting.length && waiting[0].due <= now) waiting.shift().send();
    to.uncork();
    if (waiting.length) setTimeout(send, waiting[0].due - now + 0.5);
  };
  const later = (act) => {
    waiting.push({ due: Math.max(open, performance.now()) + half, send: act });
    if (waiting.length === 1) setTimeout(send, waiting[0].due - performance.now());
  };
  const end = () => {
    if (!ended) later(() => to.end());
    ended = true;
  };
  from.on("data", (bytes) => later(() => to.writable && to.write(bytes)));
  from.on("end", end);
  from.on("close", end);
  from.on("error", () => to.destroy());
}

const relay = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
  ++counted.connections;
  const behind = net.connect({ port: server.address().port, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
  hold_back(client, behind, 2 * half);
  hold_back(behind, client, 0);
});

server.listen(0, "127.0.0.1", () => relay.listen(0, "127.0.0.1", () => console.log(relay.address().port)));
readline.createInterface({ input: process.stdin }).on("line", (line) => {
  console.log(JSON.stringify({ ...counted, names: names.size }));
  limit = { rate: 0, retry_after: false, ...JSON.parse(line) };
  begin();
}).on("close", () => process.exit(0));
