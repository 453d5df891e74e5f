// What docs/asyncapi.json says: whether a payload is as its schemas have it, by a validator that is not ours.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { Ajv } from 'ajv';
import formats from 'ajv-formats';

/** The document. */
export const DOCUMENT = JSON.parse(await readFile(new URL('../../docs/asyncapi.json', import.meta.url), 'utf8'));

const ajv = new Ajv({ allErrors: true });
formats.default(ajv);
ajv.addVocabulary(['asyncapi', 'info', 'defaultContentType', 'servers', 'channels', 'operations', 'components']);
ajv.addSchema(DOCUMENT, 'asyncapi');

/** Messages by the name of their event: what goes with it, and what an ack to it brings. */
const messages = Object.entries(DOCUMENT.components.messages);
const named = (ack) => new Map(messages.filter(([key]) => key.endsWith('Ack') === ack).map(([key, { name }]) => [name, key]));
const [events, acks] = [named(false), named(true)];

/** Asserts that what goes with an event, or an ack to it, is as documented. */
export function documented(event, payload, { ack = false } = {}) {
  const key = (ack ? acks : events).get(event);
  assert.ok(key, `docs/asyncapi.json has no ${ack ? 'ack to ' : ''}${event}`);
  const validate = ajv.getSchema(`asyncapi#/components/messages/${key}/payload`);
  assert.ok(validate(payload), `${event} ${JSON.stringify(payload)}: ${ajv.errorsText(validate.errors)}`);
}
