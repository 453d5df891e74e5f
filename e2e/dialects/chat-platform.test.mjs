// Row 5: Socket.IO's chat platform (Socket.IO 4). Its page logs in by HTTP, connects with the cookie that it got, and asks for
// everything with an ack.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { StockClient, until } from '../support/client.mjs';
import { Server } from '../support/server.mjs';
import { Frontend, anId, like, native } from './frontend.mjs';

const LISTENS = [
  'channel:created', 'channel:joined', 'message:sent', 'message:typing', 'user:connected', 'user:disconnected',
];

const post = (server, path, body, headers = {}) =>
  fetch(new URL(path, server.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: body && JSON.stringify(body),
  });

/** Somebody who has signed up, and their page. */
async function open(t, server, username) {
  const answer = await post(server, '/signup', { username, password: 'not looked at' });
  assert.equal(answer.status, 200);
  const [cookie] = answer.headers.getSetCookie()[0].split(';');
  const user = await answer.json();
  const page = Frontend.open(t, server, 4, LISTENS, { extraHeaders: { cookie } });
  page.cookie = cookie;
  page.user = user;
  page.ok = async (event, payload) => {
    const [answer] = await page.ask(event, payload);
    assert.equal(answer.status, 'OK', `${event}: ${JSON.stringify(answer)}`);
    return answer;
  };
  return page;
}

const refused = (answer) => like(answer, [{ status: 'ERROR', errors: (errors) => errors.length > 0 }]);

test('people of the chat platform log in, find rooms and each other, talk, and read back', async (t) => {
  const server = await Server.start(t);
  const cyd = await native(t, server, 'Cyd');
  await cyd.fill(25);
  await cyd.ask('room:create', { name: 'Kitchen' });
  const ada = await open(t, server, 'Ada');
  assert.deepEqual(ada.user, { id: ada.user.id, username: 'Ada' });
  like(await ada.ok('channel:list', { size: 100 }), {
    status: 'OK',
    data: [{ id: 'lobby', name: 'Lobby', type: 'public', users: [], userCount: 2, unreadCount: Number.isInteger }],
    hasMore: false,
  });
  const bob = await open(t, server, 'Bob');
  await bob.ok('channel:list', { size: 100 });
  await ada.hears(['user:connected', bob.user.id]);

  // Pages of history, both ways.
  const said = (seq, from, content, channelId = 'lobby') => ({ id: String(seq), from, channelId, content });
  const line = (n) => said(n, cyd.session.user.id, `line ${n}.`);
  const upTo = (last, first) => Array.from({ length: last - first + 1 }, (_, n) => line(last - n));
  const page = (query) => ada.ok('message:list', { channelId: 'lobby', size: 20, ...query });
  assert.deepEqual(await page({ orderBy: 'id:desc' }), { status: 'OK', data: upTo(25, 6), hasMore: true });
  assert.deepEqual(await page({ orderBy: 'id:desc', after: '6' }), { status: 'OK', data: upTo(5, 1), hasMore: false });
  assert.deepEqual(await page({ orderBy: 'id:asc', after: '23' }), { status: 'OK', data: [line(24), line(25)], hasMore: false });

  // Talking: nothing comes back to the page that said it but the id.
  assert.deepEqual(await ada.ok('message:send', { channelId: 'lobby', content: '<b>Hello</b>' }), { status: 'OK', data: { id: '26' } });
  await bob.hears(
    ['message:sent', said(26, ada.user.id, '<b>Hello</b>')],
    ['message:typing', { userId: ada.user.id, channelId: 'lobby', isTyping: false }],
  );
  const unread = async (page) => (await page.ok('channel:list', {})).data.find(({ id }) => id === 'lobby').unreadCount;
  assert.equal(await unread(bob), 1);
  assert.deepEqual(await bob.ok('message:ack', { channelId: 'lobby', messageId: '26' }), { status: 'OK' });
  assert.equal(await unread(bob), 0);
  await cyd.next('message:new', ({ user, text }) => user.name === 'Ada' && text === '<b>Hello</b>');
  for (const content of ['', 'x'.repeat(5001)]) refused(await ada.ask('message:send', { channelId: 'lobby', content }));
  refused(await ada.ask('message:send', { channelId: 'kitchen', content: 'too early' }));
  bob.emit('message:typing', { channelId: 'lobby', isTyping: true });
  await ada.hears(['message:typing', { userId: bob.user.id, channelId: 'lobby', isTyping: true }]);
  bob.emit('message:typing', { channelId: 'lobby', isTyping: false });
  await ada.hears(['message:typing', { userId: bob.user.id, channelId: 'lobby', isTyping: false }]);
  assert.deepEqual(await ada.ok('user:get', { userId: bob.user.id }), { status: 'OK', data: { ...bob.user, isOnline: true } });
  refused(await ada.ask('user:get', { userId: 'nobody' }));

  // Rooms.
  const kitchen = { id: 'kitchen', name: 'Kitchen', type: 'public', users: [], userCount: 1, unreadCount: 0 };
  assert.deepEqual((await ada.ok('channel:search', { q: 'kit' })).data, [kitchen]);
  assert.deepEqual((await ada.ok('channel:search', { q: 'lob' })).data, [], 'one is in it already');
  assert.deepEqual((await ada.ok('channel:join', { channelId: 'kitchen' })).data, { ...kitchen, userCount: 2 });
  refused(await ada.ask('channel:join', { channelId: 'attic' }));
  const attic = (await bob.ok('channel:create', { name: 'Attic' })).data;
  assert.deepEqual(attic, { id: 'attic', name: 'Attic', type: 'public', users: [], userCount: 1, unreadCount: 0 });
  refused(await bob.ask('channel:create', { name: '' }));
  await cyd.enter('kitchen');
  await cyd.say('Who cooks?', 'kitchen');
  await until(() => ada.unheard.some(([event]) => event === 'message:sent'), Boolean);
  const heard = ada.unheard.find(([event]) => event === 'message:sent');
  like(heard, ['message:sent', said(1, cyd.session.user.id, 'Who cooks?', 'kitchen')]);
});

test('two people of the chat platform have a room of their own, and it is one of everybody', async (t) => {
  const server = await Server.start(t);
  const [ada, bob] = [await open(t, server, 'Ada'), await open(t, server, 'Bob')];
  for (const page of [ada, bob]) await page.ok('channel:list', {});
  assert.deepEqual((await ada.ok('user:search', { q: 'bo' })).data, [bob.user]);
  const { data } = await ada.ok('user:reach', { userIds: [bob.user.id] });
  like(data, { id: anId, name: anId, type: 'private', users: [bob.user.id], userCount: 2, unreadCount: 0 });
  await ada.ok('message:send', { channelId: data.id, content: 'Psst' });
  const events = await until(() => bob.unheard.filter(([event]) => /channel|sent/.test(event)), ({ length }) => length === 2);
  like(events, [
    ['channel:created', { id: data.id, name: null, type: 'private', users: [ada.user.id], userCount: 2, unreadCount: 0 }],
    ['message:sent', { id: '1', from: ada.user.id, channelId: data.id, content: 'Psst' }],
  ]);
  // Bob's other page, in the server's own words, by the same token.
  const own = await StockClient.connect(t, server, { token: bob.cookie.split('=')[1] });
  const { messages } = await own.ask('room:join', { room: data.id });
  assert.deepEqual(messages.map(({ user, text }) => [user.name, text]), [['Ada', 'Psst']]);
});

test('whoever is not logged in to the chat platform is told so, and logging out closes the page', async (t) => {
  const server = await Server.start(t, { SOCIABLE_ALLOW_ORIGIN: 'http://pages.example' });
  const self = (headers) => fetch(new URL('/self', server.url), { headers });
  assert.equal((await self({})).status, 401);
  assert.equal((await self({ cookie: 'sid=v2.nobody.0.x' })).status, 401);
  const ada = await open(t, server, 'Ada');
  await ada.ok('channel:list', {});
  const known = await self({ cookie: ada.cookie, origin: 'http://pages.example' });
  assert.deepEqual([known.status, await known.json()], [200, ada.user]);
  assert.equal(known.headers.get('access-control-allow-origin'), 'http://pages.example');
  assert.equal(known.headers.get('access-control-allow-credentials'), 'true');
  assert.equal((await self({ cookie: ada.cookie, origin: 'http://elsewhere.example' })).status, 403);

  // A name that is in use is not given twice; what is no login is refused.
  assert.equal((await post(server, '/login', { username: 'ada', password: 'x' })).status, 400);
  assert.equal((await post(server, '/signup', { password: 'x' })).status, 400);
  const visitor = Frontend.open(t, server, 4, LISTENS);
  refused(await visitor.ask('channel:list', {}));

  const gone = new Promise((resolve) => ada.socket.on('disconnect', resolve));
  assert.equal((await post(server, '/logout', undefined, { cookie: ada.cookie })).status, 204);
  assert.equal(await gone, 'io server disconnect');
  assert.equal((await self({ cookie: ada.cookie })).status, 401);
});
