// docs/asyncapi.json is an AsyncAPI document. That what is said on the wire is as it says is tested in contract.test.mjs.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import { Ajv } from 'ajv';
import formats from 'ajv-formats';

import { DOCUMENT } from '../support/asyncapi.mjs';
import { PUSHES, REQUESTS } from '../support/documented.mjs';

test('the document is valid by the schema that AsyncAPI publishes', () => {
  const { schemas } = createRequire(import.meta.url)('@asyncapi/specs');
  // It brings the schema of JSON Schema with it.
  const ajv = new Ajv({ strict: false, meta: false, validateSchema: false });
  formats.default(ajv);
  const validate = ajv.compile(schemas[DOCUMENT.asyncapi]);
  assert.ok(validate(DOCUMENT), ajv.errorsText(validate.errors));
  assert.ok(!validate({ ...DOCUMENT, channels: [] }), 'and what is not is told from it');
});

test('every reference in the document leads somewhere', () => {
  const missing = [];
  const look = (value) => {
    if (typeof value !== 'object' || value === null) return;
    const { $ref } = value;
    const found = () => $ref.slice(2).split('/').reduce((at, key) => at?.[key], DOCUMENT);
    if (typeof $ref === 'string' && found() === undefined) missing.push($ref);
    Object.values(value).forEach(look);
  };
  look(DOCUMENT);
  assert.deepEqual(missing, []);
});

test('the document has the events that docs/events.md has, each in its direction', () => {
  const operations = Object.values(DOCUMENT.operations);
  const nameOf = ({ $ref }) => DOCUMENT.components.messages[$ref.split('/').at(-1)].name;
  const names = (action) => operations.filter((one) => one.action === action).map(({ messages: [message] }) => nameOf(message));
  assert.deepEqual(names('receive').sort(), ['auth', ...REQUESTS.keys()].sort());
  assert.deepEqual(names('send').sort(), [...PUSHES.keys()].sort());
  for (const { action, messages: [message], reply } of operations.filter(({ reply }) => reply)) {
    assert.equal(action, 'receive');
    if (nameOf(message) !== 'auth') assert.deepEqual(reply.messages.map(nameOf), [nameOf(message)]);
  }
});
