// @sociable/client with tokens of the app's own server: asked for when they are needed, and renewed before they end.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ChatError, connect } from '../../client/typescript/dist/index.js';
import { StockClient, until } from '../support/client.mjs';
import { TRUSTING, sign } from '../support/jwt.mjs';
import { Server } from '../support/server.mjs';

const SOON = { reconnectionDelay: 50, reconnectionDelayMax: 100 };

/** A chat whose tokens come from `give`, and why they were asked for. */
function start(t, { url }, give) {
  const reasons = [];
  const getToken = async (reason) => {
    reasons.push(reason);
    return give(reason);
  };
  const chat = connect(url, { getToken, socket: SOON });
  t.after(() => chat.close());
  return { chat, reasons };
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

test('a token is renewed before it ends, and the connection stays', async (t) => {
  const server = await Server.start(t, TRUSTING);
  const { chat, reasons } = start(t, server, (reason) => sign(reason === 'start' ? 9 : 600));
  const { user, expiresAt } = await chat.ready;
  assert.deepEqual([user.name, user.verified], ['Ada', true]);
  const { id } = chat.socket;
  const room = await chat.join('lobby');
  await pause(Date.parse(expiresAt) - Date.now() + 500);
  assert.deepEqual([chat.state, chat.socket.id], ['online', id]);
  assert.equal((await room.send('still here')).user.verified, true);
  assert.deepEqual(reasons, ['start', 'expiring']);
});

test('who could not renew in time comes back with a fresh token, and has missed nothing', async (t) => {
  const server = await Server.start(t, TRUSTING);
  const ben = await StockClient.connect(t, server, { name: 'Ben' });
  await ben.enter('lobby');
  const { chat, reasons } = start(t, server, (reason) => {
    if (reason === 'expiring') throw new Error('the site is away');
    return sign(reason === 'start' ? 2 : 600);
  });
  const errors = [];
  chat.on('error', ({ code }) => errors.push(code));
  const states = [];
  const off = chat.on('state', (state) => {
    states.push(state);
    if (state === 'offline') void ben.say('while you were away');
  });
  const room = await chat.join('lobby');
  await until(() => states.join(), (states) => states === 'online,offline,online');
  off();
  assert.deepEqual(reasons, ['start', 'expiring', 'expired']);
  assert.deepEqual(errors, ['no_token']);
  await until(() => room.messages.map(({ text }) => text), (texts) => texts.join() === 'while you were away');
});

test('a token that has ended is replaced at the handshake', async (t) => {
  const server = await Server.start(t, TRUSTING);
  const { chat, reasons } = start(t, server, (reason) => sign(reason === 'start' ? -600 : 600));
  const errors = [];
  chat.on('error', ({ code }) => errors.push(code));
  assert.equal((await chat.ready).user.name, 'Ada');
  assert.deepEqual([reasons, errors], [['start', 'expired'], []]);
});

test('a site whose tokens are not taken is not asked for ever', async (t) => {
  const server = await Server.start(t, TRUSTING);
  const { chat, reasons } = start(t, server, () => sign(600, { secret: 'another secret that is as long as the one of the site' }));
  const error = await chat.ready.catch((error) => error);
  assert.ok(error instanceof ChatError, error);
  assert.deepEqual([error.code, error.retryable, chat.state], ['invalid_token', false, 'closed']);
  assert.deepEqual(reasons, ['start', 'refused', 'refused']);
});

test('where guests may not come in, one without a token is told', async (t) => {
  const server = await Server.start(t, { ...TRUSTING, SOCIABLE_AUTH: 'token' });
  const chat = connect(server.url, { name: 'Ada' });
  t.after(() => chat.close());
  assert.equal((await chat.ready.catch((error) => error)).code, 'token_required');
});
