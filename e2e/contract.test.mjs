// docs/events.md and docs/asyncapi.json against the server: a stock client makes every documented request, and what comes
// back is what is documented, field by field.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { documented as validates } from './support/asyncapi.mjs';
import { StockClient } from './support/client.mjs';
import { CODES, LIMITS, PUSHES, REQUESTS, conforms } from './support/documented.mjs';
import { TRUSTING, sign } from './support/jwt.mjs';
import { Server } from './support/server.mjs';

// Told in rooms of more people than this test has, or only now and then.
const NOT_SEEN_HERE = ['room:head', 'room:people'];

test('every documented request is answered, and every event sent, as documented', async (t) => {
  const server = await Server.start(t, TRUSTING);
  const [ada, bob, cyd] = await Promise.all(['Ada', 'Bob', 'Cyd'].map((name) => StockClient.connect(t, server, { name })));
  const asked = new Set();
  const heard = new Set(['session']);
  assert.deepEqual(Object.keys(ada.session.limits).sort(), LIMITS.toSorted());
  const wrong = [];
  const listen = (client) => {
    conforms(client.session, PUSHES.get('session'), 'session');
    validates('session', client.session);
    client.socket.onAny((event, payload) => {
      heard.add(event);
      try {
        conforms(payload, PUSHES.get(event) ?? { required: ['(documented)'], optional: [] }, event);
        validates(event, payload);
      } catch (error) {
        wrong.push(error.message);
      }
    });
  };
  for (const client of [ada, bob, cyd]) listen(client);
  const ask = async (client, event, payload) => {
    const documented = REQUESTS.get(event);
    assert.ok(documented, `${event} is not documented`);
    asked.add(event);
    conforms(payload, documented.payload, `the payload of ${event}`);
    validates(event, payload);
    const { ok, ...answer } = await client.request(event, payload);
    assert.equal(ok, true, `${event} ${JSON.stringify(payload)}: ${JSON.stringify(answer)}`);
    validates(event, { ok, ...answer }, { ack: true });
    conforms(answer, documented.ack, `the ack of ${event}`);
    return answer;
  };
  const refused = async (code, client, event, payload) => {
    const { ok, error } = await client.request(event, payload);
    assert.equal(ok, false, `${event} ${JSON.stringify(payload)}`);
    assert.equal(error.code, code, JSON.stringify(error));
    assert.ok(CODES.has(code), `${code} is not documented`);
    if (REQUESTS.has(event)) validates(event, { ok, error }, { ack: true });
    conforms(error, { required: ['code', 'message'], optional: ['field', 'retryAfterMs'] }, `the error of ${event}`);
    return error;
  };
  const idOf = (client) => client.session.user.id;

  // A room, from its making to its members.
  const room = 'kitchen';
  const made = await ask(ada, 'room:create', { name: 'Kitchen', slug: room, kind: 'public', topic: 'Tonight' });
  assert.deepEqual(made.room, { slug: room, name: 'Kitchen', kind: 'public', topic: 'Tonight' });
  await refused('slug_taken', bob, 'room:create', { name: 'Kitchen', slug: room });
  assert.deepEqual((await ask(bob, 'room:list', { scope: 'public' })).rooms.map((summary) => summary.room.slug), [room, 'lobby']);
  await refused('not_joined', bob, 'message:send', { room, text: 'too early' });
  const joined = await ask(ada, 'room:join', { room });
  assert.deepEqual([joined.role, joined.head, joined.read, joined.messages, joined.reset], ['owner', 0, 0, [], false]);
  for (const client of [bob, cyd]) assert.equal((await ask(client, 'room:join', { room })).role, 'member');
  const { members } = await ask(bob, 'room:members', { room });
  assert.deepEqual(members.map(({ user, role }) => [user.name, role]).sort(), [['Ada', 'owner'], ['Bob', 'member'], ['Cyd', 'member']]);
  await ask(ada, 'room:update', { room, name: 'The kitchen', topic: 'Soup' });
  assert.equal((await bob.next('room:updated')).room.name, 'The kitchen');

  // A message, and all that can happen to it.
  const id = crypto.randomUUID();
  const { message } = await ask(ada, 'message:send', { room, id, text: 'who brings the soup, @Bob?' });
  assert.equal(message.id, id);
  assert.deepEqual(message.mentions, [bob.session.user]);
  assert.deepEqual(await bob.next('message:new'), message);
  assert.deepEqual((await ask(ada, 'message:send', { room, id, text: 'who brings the soup, @Bob?' })).message, message);
  const reply = (await ask(bob, 'message:send', { room, text: 'I do', replyTo: id })).message;
  assert.deepEqual(reply.replyTo, { id, seq: 1, user: ada.session.user, text: 'who brings the soup, @Bob?' });
  await refused('message_not_found', bob, 'message:send', { room, text: 'I do', replyTo: crypto.randomUUID() });
  await refused('id_conflict', bob, 'message:send', { room, id, text: 'mine now' });
  await refused('forbidden', bob, 'message:edit', { room, id, text: 'mine now' });
  const edited = (await ask(ada, 'message:edit', { room, id, text: 'who brings the stew?' })).message;
  assert.equal(edited.text, 'who brings the stew?');
  assert.match(edited.editedAt, /Z$/);
  assert.deepEqual((await cyd.next('message:updated')).message, edited);
  const liked = (await ask(cyd, 'message:react', { room, id, reaction: '🍲', on: true })).message;
  assert.deepEqual(liked.reactions, [{ reaction: '🍲', count: 1, users: [cyd.session.user] }]);
  assert.deepEqual((await bob.next('reaction:changed')).reactions, liked.reactions);
  const pinned = (await ask(ada, 'message:pin', { room, id, pinned: true })).message;
  assert.equal(pinned.pinned.by, idOf(ada));
  assert.equal(pinned.rev, 3, 'edited, reacted to, pinned');
  assert.deepEqual((await ask(bob, 'message:pins', { room })).messages, [pinned]);
  const deleted = (await ask(bob, 'message:delete', { room, id: reply.id })).message;
  assert.ok(!('text' in deleted) && deleted.deletedAt);
  assert.equal((await ada.next('message:deleted')).rev, 4);

  // Finding, reading.
  const history = await ask(cyd, 'message:history', { room, after: 0, limit: 1 });
  assert.deepEqual(history, { messages: [pinned], hasMore: true });
  assert.deepEqual((await ask(cyd, 'message:history', { room, before: 3 })).messages, [pinned, deleted]);
  assert.deepEqual((await ask(cyd, 'message:search', { query: 'stew bri', room })).messages.map((found) => found.id), [id]);
  const summary = (await ask(bob, 'room:list', { scope: 'joined' })).rooms.find((summary) => summary.room.slug === room);
  assert.equal(summary.lastMessage.seq, 2);
  assert.equal((await ask(bob, 'read:set', { room, seq: 2 })).unread, 0);
  assert.deepEqual(await ada.next('read:changed'), { room, user: idOf(bob), seq: 2 });
  await ask(bob, 'room:mute', { room, muted: true });
  assert.deepEqual(await bob.next('room:muted'), { room, muted: true });
  assert.equal((await ask(bob, 'room:list', {})).rooms.find((summary) => summary.room.slug === room).muted, true);

  // Signals.
  await ask(bob, 'typing:set', { room, typing: true });
  assert.equal((await ada.next('typing:changed')).user.name, 'Bob');
  await ask(bob, 'presence:set', { status: 'busy' });
  assert.equal((await ada.next('presence:changed', ({ status }) => status === 'busy')).user.name, 'Bob');
  assert.equal((await ask(bob, 'user:update', { name: 'Robert' })).user.name, 'Robert');
  assert.deepEqual((await cyd.next('user:updated')).user, { id: idOf(bob), name: 'Robert' });

  // Members.
  await ask(ada, 'room:role', { room, user: idOf(bob), role: 'moderator' });
  assert.equal((await bob.next('room:role-changed')).role, 'moderator');
  await refused('forbidden', cyd, 'room:remove', { room, user: idOf(bob) });
  await ask(bob, 'room:remove', { room, user: idOf(cyd) });
  assert.equal((await cyd.next('room:removed')).reason, 'removed');
  await ask(cyd, 'room:join', { room });
  await ask(ada, 'room:ban', { room, user: idOf(cyd), banned: true });
  assert.equal((await cyd.next('room:removed')).reason, 'banned');
  await refused('banned', cyd, 'room:join', { room });
  await ask(ada, 'room:ban', { room, user: idOf(cyd), banned: false });
  await ask(ada, 'room:create', { name: 'Attic', slug: 'attic', kind: 'private' });
  await ask(ada, 'room:invite', { room: 'attic', user: idOf(cyd) });
  assert.equal((await cyd.next('room:created', (offered) => offered.room.slug === 'attic')).invitedBy.name, 'Ada');
  await ask(cyd, 'room:leave', { room: 'attic' });
  const direct = (await ask(ada, 'room:direct', { user: idOf(bob) })).room;
  assert.equal(direct.kind, 'direct');
  assert.deepEqual(direct.between.map(({ name }) => name).sort(), ['Ada', 'Robert']);
  await ask(bob, 'room:leave', { room });
  await ask(ada, 'room:update', { room, archived: true });
  assert.equal((await ada.next('room:removed')).reason, 'archived');
  await refused('room_archived', bob, 'room:join', { room });

  // What is wrong is said with where.
  assert.equal((await refused('invalid_payload', ada, 'message:send', { room: 'lobby', text: ' ' })).field, 'text');
  await refused('unknown_event', ada, 'message:sing', {});
  await refused('room_not_found', ada, 'room:join', { room: 'cellar' });
  await refused('user_not_found', ada, 'room:direct', { user: crypto.randomUUID() });

  // Coming back, and being sent away.
  const again = await StockClient.connect(t, server, { token: ada.session.token, cursors: { lobby: 0 } });
  conforms(await again.next('room:state'), PUSHES.get('room:state'), 'room:state');
  heard.add('room:state');
  const { token } = await ask(again, 'session:revoke', {});
  await ada.next('session:revoked');
  assert.notEqual(token, ada.session.token);

  // Whom a site vouches for, as long as it does.
  const dot = await StockClient.connect(t, server, { token: sign(600, { name: 'Dot' }) });
  listen(dot);
  assert.deepEqual([dot.session.user.verified, dot.session.token], [true, undefined]);
  const { expiresAt } = await ask(dot, 'session:renew', { token: sign(3, { name: 'Dot' }) });
  assert.ok(expiresAt < dot.session.expiresAt);
  assert.equal((await dot.next('session:expiring')).expiresAt, expiresAt);
  await dot.next('session:expired');
  await server.stop();
  await bob.next('server:restart');

  assert.deepEqual(wrong, []);
  assert.deepEqual([...REQUESTS.keys()].filter((event) => !asked.has(event)), [], 'all requests were made');
  assert.deepEqual([...PUSHES.keys()].filter((event) => !heard.has(event)), NOT_SEEN_HERE, 'all events came');
});
