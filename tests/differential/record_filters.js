// Records what Nunjucks' own filters answer: rewrites the last column of a table such as
// tests/unit/evaluate/filters.txt. Needs `npm install nunjucks@3.2.4`.
//
//   NODE_PATH=node_modules node record_filters.js ../unit/evaluate/filters.txt

'use strict';
const fs = require('fs');
const nunjucks = require('nunjucks');

const env = new nunjucks.Environment(null, {autoescape: false, throwOnUndefined: true});

// JSON has neither undefined nor NaN: "@undefined", "@NaN", "@Infinity" stand for them.
function decode(value) {
  if (typeof value === 'string' && value[0] === '@') return value === '@undefined' ? undefined : Number(value.slice(1));
  if (Array.isArray(value)) return value.map(decode);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(item)]));
}

function encode(value) {
  if (value === undefined) return '"@undefined"';
  if (typeof value === 'number' && !isFinite(value)) return `"@${value}"`;
  if (value instanceof nunjucks.runtime.SafeString) return encode(value.toString());
  if (Array.isArray(value)) return `[${value.map(encode).join(', ')}]`;
  if (value === null || typeof value !== 'object') return ascii(JSON.stringify(value));
  return `{${Object.keys(value).map((key) => `${ascii(JSON.stringify(key))}: ${encode(value[key])}`).join(', ')}}`;
}

function ascii(text) {
  return text.replace(/[\u007f-\uffff]/g, (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));
}

function answer(filter, input, args) {
  if (filter === 'random') Math.random = () => args[0];  // our rows give it its chance
  try {
    return encode(env.getFilter(filter).apply({env, ctx: {}}, [decode(input), ...decode(args)]));
  } catch (error) {
    return 'error';
  }
}

function recorded(line) {
  if (line === '' || line[0] === '#') return line;
  const [filter, input, args] = line.split(' | ').map((part) => part.trim());
  return [filter, input, args, answer(filter, JSON.parse(input), JSON.parse(args))].join(' | ');
}

const path = process.argv[2];
fs.writeFileSync(path, fs.readFileSync(path, 'utf8').split('\n').map(recorded).join('\n'));
