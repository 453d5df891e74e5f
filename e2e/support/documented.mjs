// What docs/events.md says, read from its tables, so that the tests hold the document itself to account.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

const text = await readFile(new URL('../../docs/events.md', import.meta.url), 'utf8');

/** The rows of the table below a heading, as cells without their escapes. */
function table(heading) {
  const [, section] = text.split(`\n## ${heading}\n`);
  assert.ok(section, `docs/events.md has no section "${heading}"`);
  const rows = section.split('\n## ')[0].split('\n').filter((line) => line.startsWith('| '));
  return rows.map((row) => row.slice(1, -1).split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|')));
}

/** The first shape in a cell: which fields there must be, and which there may be. None is an empty one. */
function shape(cell) {
  const [, written] = /`(\{.*?\})`/.exec(cell) ?? [, '{}'];
  const fields = [];
  let depth = 0;
  let field = '';
  for (const char of written.slice(1, -1)) {
    if ('{['.includes(char)) depth += 1;
    if ('}]'.includes(char)) depth -= 1;
    if (char === ',' && depth === 0) {
      fields.push(field);
      field = '';
    } else {
      field += char;
    }
  }
  // Alternatives are written `before? or after?`.
  const names = [...fields, field].flatMap((written) => written.split(' or ')).map((written) => written.split(':')[0].trim());
  const named = names.filter((name) => name !== '');
  return {
    required: named.filter((name) => !name.endsWith('?')),
    optional: named.filter((name) => name.endsWith('?')).map((name) => name.slice(0, -1)),
  };
}

const shapes = new Map();
for (const [, name, written] of text.matchAll(/^\* \*\*(\w+)\*\* (`\{[^`]*\}`)/gm)) {
  shapes.set(name.toLowerCase(), shape(written.replaceAll('\n', ' ')));
}

const eventOf = (cell) => /`([a-z:-]+)`/.exec(cell)?.[1];

/** What a client may send: its payload, and the ack beside `ok`. */
export const REQUESTS = new Map(
  table('What a client sends')
    .filter(([event]) => eventOf(event))
    .map(([event, payload, ack]) => [eventOf(event), { payload: shape(payload), ack: shape(ack) }]),
);

/** What a client may receive. */
export const PUSHES = new Map(
  table('What a client receives')
    .filter(([event]) => eventOf(event))
    .map(([event, payload]) => {
      const named = /^(?:a )?(message|Summary)$/.exec(payload)?.[1];
      return [eventOf(event), named ? shapes.get(named.toLowerCase()) : shape(payload)];
    }),
);

/** The codes of the errors. */
export const CODES = new Set(table('Errors').flatMap(([codes]) => [...codes.matchAll(/`([a-z_]+)`/g)].map(([, code]) => code)));

/** The names in `session.limits`. */
export const LIMITS = table('Limits').flatMap(([names]) => [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name));

/** Asserts that `value` has every field of the shape, and no other. */
export function conforms(value, { required, optional }, what) {
  const known = new Set([...required, ...optional]);
  const missing = required.filter((name) => !(name in value));
  const unknown = Object.keys(value).filter((name) => !known.has(name));
  const nulls = Object.keys(value).filter((name) => value[name] === null);
  assert.deepEqual({ missing, unknown, nulls }, { missing: [], unknown: [], nulls: [] }, `${what}: ${JSON.stringify(value)}`);
  for (const [name, field] of Object.entries(value)) nested(name, field, what);
}

/** The documented shapes inside of others. */
function nested(name, field, what) {
  const within = (shape, value) => conforms(value, shapes.get(shape), `${shape} in ${what}`);
  if (typeof field !== 'object') return; // the `room` of a message is its slug, the `message` of an error a sentence
  if (['message', 'lastMessage'].includes(name)) within('message', field);
  if (['messages', 'changed'].includes(name)) for (const message of field) within('message', message);
  if (name === 'rooms') for (const summary of field) within('summary', summary);
  if (name === 'room') within('room', field);
}
