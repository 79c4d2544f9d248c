// What Nunjucks answers. Reads lines of JSON, writes a line of JSON for each.
//
//   in:  {"context": {...}, "undefined": "error" | "empty", "templates": ["...", ...]}
//   out: [{"output": "..."} | {"error": "..."}, ...]
//
// Half of a surrogate pair becomes U+FFFD, as it would in any file that is written.

'use strict';
const readline = require('readline');
const vm = require('vm');
const nunjucks = require('nunjucks');

const environments = {
  error: new nunjucks.Environment(null, {autoescape: false, throwOnUndefined: true}),
  empty: new nunjucks.Environment(null, {autoescape: false}),
};

const LIMIT_MILLISECONDS = 5000;

function answer(template, contextJson, environment) {
  const context = JSON.parse(contextJson);  // afresh: a template may change what it is given
  try {
    globalThis.render = () => environment.renderString(template, {...context, _: context});
    const output = vm.runInThisContext('render()', {timeout: LIMIT_MILLISECONDS});
    if (typeof output !== 'string') return {error: 'no output'};
    return {output: Buffer.from(output, 'utf8').toString('utf8')};
  } catch (error) {
    return {error: String(error && error.message)};
  }
}

readline.createInterface({input: process.stdin}).on('line', (line) => {
  const asked = JSON.parse(line);
  const contextJson = JSON.stringify(asked.context);
  const answers = asked.templates.map((t) => answer(t, contextJson, environments[asked.undefined]));
  process.stdout.write(JSON.stringify(answers) + '\n');
});
