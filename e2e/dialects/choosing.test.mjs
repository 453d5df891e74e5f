// Whose page it is: found by what it says first and then kept to, or said by its address or the configuration. And what one
// person may do in any dialect: not more than in the server's own words.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { StockClient } from '../support/client.mjs';
import { Server } from '../support/server.mjs';
import { Frontend, anId, native, reads, sees } from './frontend.mjs';

/** What several frontends listen for. */
const MANY = [
  'login', 'user joined', 'new message', 'chat message', 'message', 'roomUsers', 'roomData', 'newMessage', 'updateUserList', 'chat',
  'receive_message', 'chat-message', 'user-connected', 'newUserResponse', 'messageResponse', 'session', 'message:new',
];

/** Why a client is refused. */
const refusal = (client) => new Promise((resolve) => client.socket.on('connect_error', ({ message }) => resolve(message)));

test('a page speaks the dialect of what it said first, and hears nothing else from then on', async (t) => {
  const server = await Server.start(t);
  const cyd = await native(t, server, 'Cyd');
  const page = Frontend.open(t, server, 4, MANY).emit('new-user', 'Ada');
  await sees(cyd, 'Ada', 'online');
  await native(t, server, 'Dan');
  await page.hears(['user-connected', 'Dan']);
  // Words of others are nothing, and make nobody else of it.
  page.emit('joinRoom', { username: 'Eve', room: 'elsewhere' }).emit('add user', 'Eve').emit('chat message', 'nothing');
  assert.deepEqual(await page.ask('message:send', { room: 'lobby', text: 'nothing' }), []);
  page.emit('send-chat-message', 'something');
  await reads(cyd, 'Ada', 'something');
  await cyd.say('to all');
  await page.hears(['chat-message', { message: 'to all', name: 'Cyd' }]);
  assert.deepEqual(page.unheard, []);
});

test('a page that has said nothing yet hears what is said in all words, and is asked who it is for more', async (t) => {
  const server = await Server.start(t);
  const page = Frontend.open(t, server, 4, MANY);
  await page.hears(['newUserResponse', []]);
  const [{ ok, error }] = await page.ask('room:join', { room: 'lobby' });
  assert.deepEqual([ok, error.code], [false, 'name_required']);
  const cyd = await native(t, server, 'Cyd');
  // A visitor is nobody: no one is told of it.
  assert.deepEqual((await cyd.join()).people.map(({ user }) => user.name), ['Cyd']);
  await page.hears(['newUserResponse', [{ userName: 'Cyd', socketID: anId }]]);
  await cyd.typing(true);
  await cyd.say('1 < 2');
  await page.hears(
    ['chat message', 'Cyd: 1 < 2'],
    ['messageResponse', { text: '1 < 2', name: 'Cyd', id: anId, socketID: anId }],
    ['chat', { message: '1 &lt; 2', handle: 'Cyd' }],
  );
});

test('an address may say whose page it is', async (t) => {
  const server = await Server.start(t);
  const cyd = await StockClient.connect(t, server, { name: 'Cyd' });
  const page = Frontend.open(t, server, 2, MANY, { search: '?dialect=jsm' });
  assert.deepEqual(await page.ask('join', { name: 'Ada', room: 'Kitchen' }), []);
  const ada = { id: anId, name: 'ada', room: 'kitchen' };
  await page.hears(
    ['message', { user: 'admin', text: 'ada, welcome to room kitchen.' }],
    ['roomData', { room: 'kitchen', users: [ada] }],
  );
  await cyd.enter('kitchen');
  await page.hears(
    ['message', { user: 'admin', text: 'Cyd has joined!' }],
    ['roomData', { room: 'kitchen', users: [{ id: anId, name: 'Cyd', room: 'kitchen' }, ada] }],
  );
  const own = Frontend.open(t, server, 4, MANY, { search: '?dialect=native' });
  assert.match(await refusal(own), /^name_required: /);
  const unknown = Frontend.open(t, server, 4, MANY, { search: '?dialect=klingon' });
  assert.match(await refusal(unknown), /^invalid_payload: /);
  // What is the server's own in the handshake makes it the server's own, with the errors that has.
  assert.match(await refusal(Frontend.open(t, server, 4, MANY, { auth: { name: '' } })), /^invalid_name: /);
});

test('a server may speak no dialect, or one', async (t) => {
  const off = await Server.start(t, { SOCIABLE_DIALECTS: 'off' });
  assert.match(await refusal(Frontend.open(t, off, 4, MANY)), /^name_required: /);
  const one = await Server.start(t, { SOCIABLE_DIALECTS: 'freecodecamp', SOCIABLE_DIALECT_HISTORY: '0' });
  const page = Frontend.open(t, one, 4, MANY).emit('joinRoom', { username: 'Ada', room: 'tea' });
  await page.hears(['receive_message', { message: 'Welcome Ada', username: 'ChatBot', __createdtime__: Number.isInteger }]);
  await native(t, one, 'Cyd');
});

test('who changes rooms too often is told so, as often as they ask', async (t) => {
  const server = await Server.start(t);
  const cyd = await native(t, server, 'Cyd');
  const { burst } = cyd.session.limits.rates.manage;
  const page = Frontend.open(t, server, 2, ['roomData']);
  const answers = await Promise.all(
    Array.from({ length: burst + 20 }, (_, n) => page.ask('join', { username: 'Ada', room: `room ${n}` })),
  );
  const refused = answers.filter((answer) => answer.length > 0);
  assert.ok(refused.length > 0, 'the test was about something');
  for (const [why] of refused) assert.equal(typeof why, 'string');
  // Who was not let in is still where they were.
  assert.deepEqual(await page.ask('sendMessage', 'here'), []);
});
