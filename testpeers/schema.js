// Holds a JSON Schema against ajv:
//   node schema.js SCHEMA < VERDICTS
// VERDICTS are lines {"name":"…","data":{…},"valid":true}: each must be valid, or
// not, as it says. What is otherwise is printed, and the exit status is 1 then.
'use strict';

const fs = require('fs');
const readline = require('readline');
const Ajv = require('ajv');

const ajv = new Ajv({ strict: true, strictRequired: false, strictTypes: false, allErrors: true });
const check = ajv.compile(JSON.parse(fs.readFileSync(process.argv[2], 'utf8')));

(async () => {
  let checked = 0;
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { name, data, valid } = JSON.parse(line);
    checked++;
    if (check(data) === valid) continue;
    process.exitCode = 1;
    console.log(`${name}: want valid ${valid}: ${ajv.errorsText(check.errors)}`);
  }
  console.log(`checked ${checked}`);
})().catch((err) => { console.error(err); process.exitCode = 2; });
