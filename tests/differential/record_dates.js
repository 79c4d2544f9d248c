// Records what date-fns' `format` answers: rewrites the last two columns of a table such
// as tests/unit/evaluate/date_patterns.txt: the zone's offset in seconds, and the text, `!` where it throws. Needs `npm install date-fns@2.30.0`.
//
//   NODE_PATH=node_modules node record_dates.js ../unit/evaluate/date_patterns.txt

'use strict';
const fs = require('fs');
const {format} = require('date-fns');

function answer(zone, time, pattern) {
  process.env.TZ = zone;
  const date = new Date(Number(time));
  const offset = -60 * date.getTimezoneOffset();
  try {
    return [offset, JSON.stringify(format(date, JSON.parse(pattern)))];
  } catch (error) {
    return [offset, '!'];
  }
}

const path = process.argv[2];
const lines = fs.readFileSync(path, 'utf8').split('\n').map((line) => {
  if (line === '' || line[0] === '#') return line;
  const [zone, time, pattern] = line.split('\t');
  return [zone, time, pattern, ...answer(zone, time, pattern)].join('\t');
});
fs.writeFileSync(path, lines.join('\n'));
