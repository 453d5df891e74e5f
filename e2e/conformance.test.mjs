// The protocols as they are written down, against the product itself: packets over plain HTTP and TCP, and no client in
// between that would mend what a server gets wrong.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';

import { StockClient, until } from './support/client.mjs';
import { Server } from './support/server.mjs';

const SEPARATOR = '\x1e';

/** A session of Engine.IO 4 that polls. */
class Polling {
  static async open(server) {
    const polling = new Polling();
    const url = new URL('/socket.io/?EIO=4&transport=polling', server.url);
    const open = await (await fetch(url)).text();
    assert.equal(open[0], '0');
    polling.handshake = JSON.parse(open.slice(1));
    url.searchParams.set('sid', polling.handshake.sid);
    polling.url = url;
    return polling;
  }

  /** Begins a session, and is in the lobby. */
  static async enter(server, name) {
    const polling = await Polling.open(server);
    await polling.post(`40${JSON.stringify({ name })}`);
    await polling.until((packet) => packet.startsWith('42["session"'));
    await polling.post('420["room:join",{"room":"lobby"}]');
    await polling.until((packet) => packet.startsWith('430['));
    return polling;
  }

  async post(body) {
    const response = await fetch(this.url, { method: 'POST', body });
    assert.equal(await response.text(), 'ok');
  }

  /** The first packet that is as wanted; those before it are passed over. */
  async until(wanted) {
    for (;;) {
      const response = await fetch(this.url);
      assert.equal(response.status, 200, await response.clone().text());
      const found = (await response.text()).split(SEPARATOR).find(wanted);
      if (found) return found;
    }
  }
}

/** A WebSocket that is asked for by hand, up to the point where it is one. */
async function webSocket(server, polling) {
  const { hostname, port } = new URL(server.url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.write([
    `GET /socket.io/?EIO=4&transport=websocket&sid=${polling.handshake.sid} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '\r\n',
  ].join('\r\n'));
  const [answer] = await once(socket, 'data');
  assert.match(answer.toString(), /^HTTP\/1\.1 101 /);
  assert.match(answer.toString(), /sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=/i);
  return socket;
}

/** A text message, masked with zeros. */
const frame = (text) => Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);

test('every refusal has the number and the words of Node', async (t) => {
  const { url } = await Server.start(t);
  const refused = async (query, options) => {
    const response = await fetch(new URL(`/socket.io/?${query}`, url), options);
    assert.equal(response.status, 400, query);
    assert.equal(response.headers.get('content-type'), 'application/json');
    return response.json();
  };
  assert.deepEqual(await refused(''), { code: 0, message: 'Transport unknown' });
  assert.deepEqual(await refused('EIO=4&transport=abc'), { code: 0, message: 'Transport unknown' });
  assert.deepEqual(await refused('EIO=4&transport=polling&sid=abc'), { code: 1, message: 'Session ID unknown' });
  assert.deepEqual(await refused('EIO=4&transport=polling', { method: 'POST' }), { code: 2, message: 'Bad handshake method' });
  assert.deepEqual(await refused('EIO=4&transport=websocket'), { code: 3, message: 'Bad request' });
  assert.deepEqual(await refused('EIO=9&transport=polling'), { code: 5, message: 'Unsupported protocol version' });
});

test('a poll that is broken off ends its session', async (t) => {
  const server = await Server.start(t);
  const polling = await Polling.enter(server, 'Ada');
  const controller = new AbortController();
  const poll = fetch(polling.url, { signal: controller.signal });
  // The server has it, since what it is told next comes later.
  await Promise.race([poll.then(() => assert.fail('nothing is to be polled')), fetch(new URL('/healthz', server.url))]);
  controller.abort();
  await assert.rejects(poll, { name: 'AbortError' });
  // A poll that comes before the server has noticed is a second one at a time, which ends the session likewise.
  const after = async () => {
    const response = await fetch(polling.url);
    assert.equal(response.status, 400);
    return (await response.json()).code;
  };
  await until(after, (code) => code === 1);
});

test('a WebSocket that comes to nothing leaves its session polling', async (t) => {
  const server = await Server.start(t);
  const bob = await StockClient.connect(t, server, { name: 'Bob' });
  await bob.join();
  const polling = await Polling.enter(server, 'Ada');
  for (const attempt of [
    (socket) => socket.destroy(),
    (socket) => socket.write(frame('what is this')),
    async (socket) => {
      socket.write(frame('2probe'));
      const [answer] = await once(socket, 'data');
      assert.equal(answer.subarray(2).toString(), '3probe');
      socket.destroy();
    },
  ]) {
    const socket = await webSocket(server, polling);
    const closed = once(socket, 'close');
    socket.resume();
    await attempt(socket);
    await closed;
    const { message } = await bob.say(`after ${attempt}`);
    const heard = await polling.until((packet) => packet.startsWith('42["message:new"'));
    assert.equal(JSON.parse(heard.slice(2))[1].id, message.id);
  }
});

test('an event may have any name and any number of arguments, and is answered once', async (t) => {
  const server = await Server.start(t);
  for (const transports of [['polling'], ['websocket']]) {
    const ada = await StockClient.connect(t, server, { name: `Ada ${transports}` }, { transports });
    for (const name of ['caf\u00e9', 'say "hi"', 'back\\slash', 'two\nlines', '\u{1f600}']) {
      for (const args of [[], [1], [1, 'two', [3]], [Buffer.from([1, 2, 3])], [{ deep: [Buffer.from([4])] }, Buffer.alloc(0)]]) {
        const answer = await ada.socket.timeout(10_000).emitWithAck(name, ...args);
        assert.equal(answer.error.code, 'unknown_event', `${name} with ${args.length}`);
      }
    }
    // An event of the contract reads its one argument, and passes over the others.
    const { ok } = await ada.socket.timeout(10_000).emitWithAck('room:join', { room: 'lobby' }, 'and', Buffer.from('more'));
    assert.equal(ok, true);
    ada.socket.close();
  }
  // As Python writes them.
  const polling = await Polling.enter(server, 'Bob');
  await polling.post('427["caf\\u00e9 \\ud83d\\ude00",1,2]');
  assert.match(await polling.until((packet) => packet.startsWith('437[')), /unknown_event/);
});

test('a session is pinged after an interval and not before', async (t) => {
  const server = await Server.start(t);
  const polling = await Polling.open(server);
  assert.deepEqual(Object.keys(polling.handshake).sort(), ['maxPayload', 'pingInterval', 'pingTimeout', 'sid', 'upgrades']);
  assert.deepEqual(polling.handshake.upgrades, ['websocket']);
  await polling.post('40{"name":"Ada"}');
  // CONNECT is the first thing that it polls.
  const first = await (await fetch(polling.url)).text();
  assert.match(first, /^40\{"sid":"/);
});

test("Socket.IO's own client is handed out as Node's server does", async (t) => {
  const { url } = await Server.start(t);
  const bundles = ['socket.io.js', 'socket.io.min.js', 'socket.io.esm.min.js', 'socket.io.msgpack.min.js'];
  for (const name of bundles.flatMap((bundle) => [bundle, `${bundle}.map`])) {
    const file = new URL(`/socket.io/${name}`, url);
    const kind = name.endsWith('.map') ? 'application/json' : 'application/javascript';
    for (const [accepted, encoding] of [['gzip, deflate, br', 'br'], ['gzip', 'gzip'], ['identity', null]]) {
      const response = await fetch(file, { headers: { 'accept-encoding': accepted } });
      assert.equal(response.status, 200, name);
      assert.equal(response.headers.get('content-encoding'), encoding, name);
      assert.equal(response.headers.get('content-type'), `${kind}; charset=utf-8`);
      assert.equal(response.headers.get('cache-control'), 'public, max-age=0');
      assert.match(response.headers.get('etag'), /^"4\.\d+\.\d+"$/);
      const text = await response.text();
      assert.match(text, name.endsWith('.map') ? /^\{"version":3/ : /Socket\.IO v4/);
    }
    const etag = (await fetch(file)).headers.get('etag');
    for (const known of [etag, `W/${etag}`]) {
      const again = await fetch(file, { headers: { 'if-none-match': known } });
      assert.equal(again.status, 304);
      assert.equal(await again.text(), '');
    }
  }
  assert.equal((await fetch(new URL('/socket.io/version', url))).status, 400);
});

test('a page of an origin that is allowed may read the client, and any page may load it', async (t) => {
  const allowed = 'https://pages.example';
  const { url } = await Server.start(t, { SOCIABLE_ALLOW_ORIGIN: allowed });
  for (const name of ['socket.io.js', 'socket.io.esm.min.js', 'socket.io.msgpack.min.js.map']) {
    const file = new URL(`/socket.io/${name}`, url);
    const get = (headers) => fetch(file, { headers });
    const etag = (await get({})).headers.get('etag');
    for (const headers of [{ origin: allowed }, { origin: allowed, 'if-none-match': etag }]) {
      const response = await get(headers);
      assert.equal(response.headers.get('access-control-allow-origin'), allowed);
      assert.match(response.headers.get('vary'), /origin/i);
    }
    const other = await get({ origin: 'https://other.example' });
    assert.equal(other.status, 200);
    assert.equal(other.headers.get('access-control-allow-origin'), null);
  }
});
