// Holds the contract of report/schema/contract against other people's readers:
//   node contract.js DIRECTORY < MESSAGES
// @asyncapi/parser reads DIRECTORY/asyncapi.json, and ajv each *.schema.json
// there. MESSAGES are lines {"schema":"rating","data":{…},"valid":true}: each must
// be valid, or not, as it says. Everything that is otherwise is printed, and the
// exit status is 1 then.
'use strict';

const fs = require('fs');
const path = require('path');
const readline = require('readline');
const Ajv = require('ajv/dist/2020');
const formats = require('ajv-formats');
const { Parser } = require('@asyncapi/parser');

const directory = process.argv[2];
let wrong = 0;
const bad = (...words) => { wrong++; console.log(...words); };

async function readDocument() {
  const text = fs.readFileSync(path.join(directory, 'asyncapi.json'), 'utf8');
  const { document, diagnostics } = await new Parser().parse(text);
  for (const d of diagnostics) {
    // 0 is an error, 1 a warning; what is left are tips on style.
    if (d.severity <= 1) bad('asyncapi:', d.code, d.path.join('.'), d.message);
  }
  if (!document) bad('asyncapi: no document');
  return document ? document.allMessages().all().length : 0;
}

function compile() {
  const ajv = new Ajv({ strict: true, strictRequired: false, strictTypes: false, allErrors: true });
  formats(ajv);
  const all = {};
  for (const name of fs.readdirSync(directory)) {
    if (!name.endsWith('.schema.json')) continue;
    all[name.slice(0, -'.schema.json'.length)] = ajv.compile(JSON.parse(fs.readFileSync(path.join(directory, name), 'utf8')));
  }
  return all;
}

(async () => {
  const schemas = compile();
  let checked = 0;
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { schema, data, valid } = JSON.parse(line);
    const check = schemas[schema];
    if (!check) { bad('no schema', schema); continue; }
    checked++;
    if (check(data) !== valid) bad(`${schema}: want valid ${valid}:`, JSON.stringify(data), JSON.stringify(check.errors));
  }
  const messages = await readDocument();
  console.log(`checked ${checked} messages against ${Object.keys(schemas).length} schemas, and a document of ${messages} messages`);
  process.exitCode = wrong ? 1 : 0;
})().catch((err) => { console.error(err); process.exitCode = 2; });
