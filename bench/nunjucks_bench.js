// The median time, in nanoseconds, of a warm Nunjucks compile and render of a template.
// node nunjucks_bench.js TEMPLATE CONTEXT.json ITERATIONS
const fs = require('fs');
const nunjucks = require('nunjucks');

const [template, context, iterations] = process.argv.slice(2);
const text = fs.readFileSync(template, 'utf8');
const variables = JSON.parse(fs.readFileSync(context, 'utf8'));
const environment = new nunjucks.Environment(null, {autoescape: false, throwOnUndefined: true});
const times = [];
for (let i = 0; i < Number(iterations); i++) {
  const begin = process.hrtime.bigint();
  new nunjucks.Template(text, environment, 'bench', true).render(variables);
  times.push(Number(process.hrtime.bigint() - begin));
}
times.splice(0, times.length / 2);  // the first half warms the compiler up
times.sort((a, b) => a - b);
console.log(times[times.length >> 1]);
