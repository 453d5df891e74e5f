// What every client is put through: the one description for all of them. Each flow gets a `scene` and throws where something
// is not as it should be.
//
// A scene has `puppet`, the client that is looked at, and `witness`, one that is known to work, both in `room`, of which
// nobody else knows; `seen` is what of the room's messages the puppet has in memory.

import assert from 'node:assert/strict';

import { StockClient, until } from '../support/client.mjs';
import { bytes } from './puppet.mjs';

/** Text that is hard on encodings: outside of Latin-1, outside of the basic plane, quoted, in several lines. */
const TEXT = 'Zoë sagt "schön" \\ 你好 🦀\n\u2028 und Schluß';
/** As much as a message may have, of which each character takes four bytes. */
const LONG = '🦀'.repeat(5_000);

const ask = async (client, event, payload) => {
  const { ok, ...answer } = await client.request(event, payload);
  assert.equal(ok, true, `${event}: ${JSON.stringify(answer)}`);
  return answer;
};

const refused = async (client, code, event, ...args) => {
  const { ok, error } = await client.request(event, ...args);
  assert.equal(ok, false, event);
  assert.equal(error.code, code, JSON.stringify(error));
  assert.ok(error.message.length > 10, 'says something to people');
  return error;
};

/** Says something in the room and waits until both have it. */
async function say({ puppet, witness, room, seen }, speaker, text) {
  const { message } = await ask(speaker, 'message:send', { room, text });
  assert.equal(message.text, text);
  for (const client of [puppet, witness]) {
    assert.deepEqual(await client.next('message:new', ({ id }) => id === message.id), message);
  }
  seen.push(message);
}

/** Which transports a connection used, as the network between saw it. */
function used(proxy, transports) {
  const asked = (transport) => proxy.asked.some((line) => line.includes(`transport=${transport}`));
  return until(() => ['polling', 'websocket'].filter(asked), (used) => used.length >= transports.length);
}

export const FLOWS = {
  async connect(scene) {
    const { client, proxy, transports, witness, start } = scene;
    scene.puppet = await start({ auth: { name: scene.name } });
    const session = await scene.puppet.next('session');
    assert.equal(session.user.name, scene.name);
    assert.ok(session.token && session.limits.textChars === 5_000);
    assert.deepEqual(await used(proxy, transports), [...transports].sort());
    scene.session = session;
    await ask(witness, 'room:create', { name: 'A room of one client', slug: scene.room });
    await ask(witness, 'room:join', { room: scene.room });
  },

  async join({ puppet, witness, room, name }) {
    const { role, people, head } = await ask(puppet, 'room:join', { room });
    assert.deepEqual([role, head], ['member', 0]);
    assert.deepEqual(people.map(({ user, status }) => [user.name, status]).sort(), [[witness.session.user.name, 'online'], [name, 'online']].sort());
  },

  async 'send with ack'(scene) {
    for (const text of ['hello', TEXT, LONG]) await say(scene, scene.puppet, text);
    assert.deepEqual(scene.seen.map(({ seq }) => seq), [1, 2, 3]);
    assert.equal(scene.seen[0].user.name, scene.name);
  },

  async receive(scene) {
    for (const text of ['hello', TEXT, LONG]) await say(scene, scene.witness, text);
  },

  async history({ puppet, room, seen }) {
    const page = await ask(puppet, 'message:history', { room, before: 6, limit: 4 });
    assert.deepEqual(page, { messages: seen.slice(1, 5), hasMore: true });
  },

  async typing({ puppet, witness, room, name }) {
    await ask(puppet, 'typing:set', { room, typing: true });
    assert.equal((await witness.next('typing:changed', ({ typing }) => typing)).user.name, name);
    await ask(witness, 'typing:set', { room, typing: true });
    assert.equal((await puppet.next('typing:changed', ({ typing }) => typing)).user.name, witness.session.user.name);
  },

  async presence({ puppet, witness, name }) {
    assert.equal((await witness.next('presence:changed', ({ user }) => user.name === name)).status, 'online');
    await ask(puppet, 'presence:set', { status: 'busy' });
    assert.equal((await witness.next('presence:changed', ({ user }) => user.name === name)).status, 'busy');
    await ask(witness, 'presence:set', { status: 'away' });
    const { name: other } = witness.session.user;
    assert.equal((await puppet.next('presence:changed', ({ user }) => user.name === other)).status, 'away');
  },

  async 'errors in acks'({ puppet, room }) {
    assert.equal((await refused(puppet, 'invalid_payload', 'message:send', { room, text: ' ' })).field, 'text');
    await refused(puppet, 'room_not_found', 'room:join', { room: 'nowhere-at-all' });
    for (const name of ['café', '你好', '🦀', 'say "x"', 'back\\slash', 'two\nlines']) {
      await refused(puppet, 'unknown_event', name, { room });
    }
  },

  async binary({ client, puppet, room, echo, start }) {
    // The contract has none: it is refused like anything else that is not of the contract, and nothing else happens.
    if (client.nestedBytes) {
      await refused(puppet, 'unknown_event', 'photo:send', bytes(1, 2, 3));
      assert.equal((await refused(puppet, 'invalid_payload', 'message:send', { room, text: bytes(1, 2, 3) })).field, 'text');
    }
    await puppet.send('message:send', bytes(1, 2, 3));
    await ask(puppet, 'message:history', { room, limit: 1 });

    const other = await start({ host: echo, auth: { name: 'nobody' } });
    await other.heard('auth');
    const { isByte = () => true, emptyBytes = true } = client;
    const some = bytes(...Array.from({ length: 256 }, (_, byte) => byte).filter(isByte));
    const none = emptyBytes ? bytes() : bytes(0);
    const args = client.nestedBytes ? [some, { deep: [none, 'é', bytes(0x1e, 0xff)] }, 7] : [some];
    if (client.nestedBytes) assert.deepEqual(await other.requestAll('message-with-ack', ...args), args);
    await other.send('message', ...args);
    assert.deepEqual(await other.heard('message-back'), args);
    await other.close();
  },

  async refusal({ start, witness }) {
    const nameless = await start({ auth: { name: '' } });
    const [said] = await nameless.heard('$refused');
    assert.match(said, /^invalid_name: /);
    await nameless.close();
    const forged = await start({ auth: { token: `${witness.session.token}x` } });
    assert.match((await forged.heard('$refused'))[0], /^invalid_token: /);
    await forged.close();
  },

  async 'reconnect after a cut'(scene) {
    const { client, transports, puppet, witness, proxy, room, session, start, seen } = scene;
    await puppet.close();
    const cursors = { [room]: seen.at(-1).seq };
    const auth = { token: session.token, ...(client.cursors && { cursors }) };
    const again = await start({ auth, follow: client.cursors });
    const come = async () => {
      assert.equal((await again.next('session')).user.id, session.user.id);
      if (client.cursors) {
        assert.equal((await again.next('room:state')).reset, false);
      } else {
        const { messages, reset } = await ask(again, 'room:join', { room, after: seen.at(-1).seq });
        assert.equal(reset, false);
        for (const message of messages) again.hear('message:new', [message]);
      }
      // Where a line breaks in the moment of an upgrade, the stock client notices only by a ping that does not come, after 45 s.
      await again.isCarriedBy(transports.at(-1));
    };
    await come();
    for (let round = 0; round < 2; round += 1) {
      proxy.cut();
      for (const text of ['missed', TEXT]) await ask(witness, 'message:send', { room, text: `${text} ${round}` });
      // One that polls has no connection now and then, and may not notice a short cut.
      await again.heard('$disconnect');
      proxy.restore();
      await come();
      await ask(witness, 'message:send', { room, text: `live ${round}` });
      await ask(again, 'message:send', { room, text: `mine ${round}` });
      for (const text of ['missed', TEXT, 'live', 'mine']) {
        const seq = seen.at(-1).seq + 1;
        const message = await again.next('message:new', (message) => client.isOrdered || message.seq === seq);
        assert.deepEqual([message.text, message.seq], [`${text} ${round}`, seq], 'nothing is missing or out of order');
        seen.push(message);
      }
    }
    await ask(again, 'message:history', { room, limit: 1 });
    assert.deepEqual(again.all('message:new'), [], 'nothing is doubled');
    await again.close();
  },
};

/** Somebody to talk to, whose client is known to work. */
export const witness = (t, server, name) => StockClient.connect(t, server, { name }, { transports: ['websocket'] });
