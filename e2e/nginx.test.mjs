// Behind nginx, configured as docs/proxy.md says.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { get } from 'node:https';
import { after, test } from 'node:test';

import { Person, browser } from './support/browser.mjs';
import { StockClient, until } from './support/client.mjs';
import { Nginx, WITHOUT_NGINX, certificate, documented } from './support/nginx.mjs';
import { Server } from './support/server.mjs';

const TRUSTING = { SOCIABLE_TRUST_PROXY: '127.0.0.1' };
const BELOW = { ...TRUSTING, SOCIABLE_BASE_PATH: '/chat' };
const options = { skip: WITHOUT_NGINX };

await browser(after);
const parts = await documented();

/** A location of the documentation in a server of its own, and another page at the top of the same host. */
function serving(location, server) {
  const elsewhere = location.includes('location / ') ? '' : 'location / { return 200 "another page"; }';
  return `server { listen 127.0.0.1:PORT; ${elsewhere} ${location.replace('127.0.0.1:3000', server.address)} }`;
}

const plain = /location .*?\n {4}}/s.exec(parts.host)[0];

/** Two clients that talk, and over what in the end. */
async function talk(t, nginx, { path = '/socket.io', transports, ...more }) {
  const options = { path, transports, ...more };
  // Who has just left still has their name.
  const ada = await StockClient.connect(t, nginx, { name: `Ada ${transports}` }, options);
  const bob = await StockClient.connect(t, nginx, { name: `Bob ${transports}` }, options);
  await ada.join();
  await bob.join();
  const { message } = await ada.say('hello through the wall');
  assert.deepEqual(await bob.next('message:new'), message);
  return { ada, bob, over: () => bob.socket.io.engine.transport.name };
}

for (const [way, location, path, env] of [
  ['at a host of its own', plain, '', TRUSTING],
  ['at a host of its own, which it does not trust', plain, '', {}],
  ['below a path that is passed on', parts.passedOn, '/chat', BELOW],
  ['below a path that is taken off', parts.takenOff, '/chat', BELOW],
  ['below a path that only nginx knows', parts.prefixSaid, '/chat', TRUSTING],
]) {
  test(`${way}, stock clients talk over every transport, and the page works`, options, async (t) => {
    const server = await Server.start(t, env);
    const nginx = await Nginx.start(t, serving(location, server));
    for (const transports of [['polling'], ['websocket'], ['polling', 'websocket']]) {
      const { ada, bob, over } = await talk(t, nginx, { path: `${path}/socket.io`, transports });
      await until(over, (name) => name === transports.at(-1));
      for (const client of [ada, bob]) client.socket.close();
    }
    const script = await fetch(`${nginx.url}${path}/socket.io/socket.io.js`);
    assert.match(script.headers.get('content-type'), /javascript/);

    const cleo = await Person.enter(t, nginx, 'Cleo', { path: `${path}/` });
    assert.equal(new URL(cleo.page.url()).pathname, `${path}/r/lobby`);
    await cleo.say('from **a browser**');
    await cleo.message('from a browser').locator('strong').waitFor();
    // What is loaded later: parts of the program, and the emoji.
    await cleo.preferences();
    await cleo.page.keyboard.press('Escape');
    await cleo.page.getByRole('button', { name: 'Insert emoji' }).click();
    await until(() => cleo.dialog('Emoji').getByRole('option').count(), (count) => count > 100);
    await cleo.page.keyboard.press('Escape');
    // An address that leads deep into it.
    await cleo.page.goto(`${nginx.url}${path}/r/lobby/1`);
    await cleo.sees('hello through the wall');
    assert.deepEqual(cleo.complaints, []);
  });
}

test('a chat below a path opens without a network, installs as itself, and leaves the rest of the host alone', options, async (t) => {
  const [one, two] = [await Server.start(t, BELOW), await Server.start(t, { ...TRUSTING, SOCIABLE_BASE_PATH: '/talk' })];
  const other = parts.takenOff.replace('/chat/', '/talk/').replace('127.0.0.1:3000', two.address);
  const nginx = await Nginx.start(t, serving(`${parts.passedOn}\n${other}`, one));
  const ada = await Person.enter(t, nginx, 'Ada', { path: '/chat/' });
  await ada.say('in the first');
  await ada.hasProgram();
  await ada.keeps('rooms', 'in the first');
  const first = ada.page;
  // The same browser, another chat: nobody is known there yet.
  ada.page = await ada.tab('/talk/');
  await ada.name.fill('Not Ada');
  await ada.name.press('Enter');
  await ada.composer.waitFor();
  await ada.say('in the second');
  await ada.hasProgram();
  await ada.keeps('rooms', 'in the second');
  const stored = await ada.page.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name).sort(),
    caches: (await caches.keys()).map((name) => name.split(' ')[0]).sort(),
    scope: (await navigator.serviceWorker.ready).scope,
    manifest: document.querySelector('link[rel=manifest]').href,
  }));
  assert.deepEqual(stored.databases, ['sociable(/chat)', 'sociable(/talk)']);
  assert.deepEqual(stored.caches, ['sociable/chat/', 'sociable/talk/']);
  assert.equal(stored.scope, `${nginx.url}/talk/`);
  assert.equal(stored.manifest, `${nginx.url}/talk/manifest.webmanifest`);
  const installed = await (await fetch(stored.manifest)).json();
  const urls = [installed.start_url, installed.scope, ...installed.icons.map(({ src }) => src)];
  for (const url of urls) assert.match(new URL(url, stored.manifest).pathname, /^\/talk\//);
  // Leaving the one forgets nothing of the other.
  await ada.signOut();
  ada.page = first;
  await nginx.stop();
  await ada.page.reload();
  await ada.sees('in the first');
  await ada.offline();
});

test('the path without its slash leads to the page', options, async (t) => {
  for (const location of [parts.passedOn, parts.takenOff]) {
    const server = await Server.start(t, BELOW);
    const nginx = await Nginx.start(t, serving(location, server));
    const page = await fetch(`${nginx.url}/chat`);
    assert.equal(page.url, `${nginx.url}/chat/`);
    assert.match(await page.text(), /data-base="\/chat"/);
  }
});

test('a server that does not know its path says so on the page', options, async (t) => {
  const server = await Server.start(t);
  for (const location of [parts.passedOn, parts.takenOff]) {
    const nginx = await Nginx.start(t, serving(location, server));
    const ada = await Person.open(t, nginx, { path: '/chat/' });
    await ada.page.getByText('--base-path').waitFor();
  }
});

test('where nginx passes no upgrades on, clients stay on polling', options, async (t) => {
  const server = await Server.start(t, TRUSTING);
  const headers = parts.headers.replace(/.*(Upgrade|Connection).*\n/g, '');
  const nginx = await Nginx.start(t, serving(plain, server), { headers });
  const { ada, bob, over } = await talk(t, nginx, { transports: ['polling', 'websocket'] });
  const tried = new Promise((resolve) => bob.socket.io.engine.once('upgradeError', resolve));
  // It may have been tried before anybody listened.
  await Promise.race([tried, until(() => bob.socket.io.engine.upgrading, (upgrading) => !upgrading)]);
  await ada.say('still here');
  assert.equal((await bob.next('message:new', ({ text }) => text === 'still here')).seq, 2);
  assert.equal(over(), 'polling');
});

test('a client that polls and hears nothing for as long as a ping takes is still there', options, async (t) => {
  const server = await Server.start(t, TRUSTING);
  const nginx = await Nginx.start(t, serving(plain, server));
  const { ada, bob } = await talk(t, nginx, { transports: ['polling'] });
  await new Promise((resolve) => bob.socket.io.engine.once('ping', resolve));
  await ada.say('good morning');
  await bob.next('message:new', ({ text }) => text === 'good morning');
  assert.equal(bob.received('session').length, 0, 'it had to connect again');
});

test('pages of other origins are refused, and those of the own host, port and scheme are not', options, async (t) => {
  const server = await Server.start(t, TRUSTING);
  const nginx = await Nginx.start(t, serving(plain, server));
  const ask = async (origin) => {
    const response = await fetch(`${nginx.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } });
    return [response.status, await response.text()];
  };
  assert.equal((await ask(nginx.url))[0], 200);
  const { port } = new URL(nginx.url);
  for (const origin of ['https://evil.example', 'null', `https://127.0.0.1:${port}`, 'http://127.0.0.1', `http://127.0.0.1:${port}0`]) {
    const [status, body] = await ask(origin);
    assert.equal(status, 403, origin);
    assert.match(body, /not allowed/);
  }
  // A client's own headers are not what nginx says.
  const forged = await fetch(`${nginx.url}/socket.io/?EIO=4&transport=polling`, {
    headers: { origin: 'https://evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
  });
  assert.equal(forged.status, 403);
});

test('over HTTPS the page and stock clients work, and pages of plain HTTP are refused', options, async (t) => {
  const made = await certificate(t, '127.0.0.1');
  if (!made) return t.skip('there is no openssl to make a certificate with');
  const server = await Server.start(t, TRUSTING);
  const config = parts.host
    .replace('listen 443 ssl', 'listen 127.0.0.1:PORT ssl')
    .replace('/etc/ssl/chat.example.org.pem', made.pem)
    .replace('/etc/ssl/chat.example.org.key', made.key)
    .replace('127.0.0.1:3000', server.address);
  const { port } = await Nginx.start(t, config);
  const address = { url: `https://127.0.0.1:${port}` };
  for (const transports of [['polling'], ['websocket'], ['polling', 'websocket']]) {
    const { ada, bob } = await talk(t, address, { transports, rejectUnauthorized: false });
    for (const client of [ada, bob]) client.socket.close();
  }
  const cleo = await Person.enter(t, address, 'Cleo', { ignoreHTTPSErrors: true });
  await cleo.sees('hello through the wall');
  const ask = async (origin) => {
    const asked = get(`${address.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin }, rejectUnauthorized: false });
    const [response] = await once(asked, 'response');
    response.resume();
    return response.statusCode;
  };
  assert.equal(await ask(address.url), 200);
  assert.equal(await ask(`http://127.0.0.1:${port}`), 403);
  return undefined;
});

test('with several servers each client comes to its own, and polls there', options, async (t) => {
  const servers = [await Server.start(t, TRUSTING), await Server.start(t, TRUSTING)];
  const [first, second] = servers.map(({ address }) => address);
  const upstreams = parts.upstreams.replace('127.0.0.1:3000', first).replace('127.0.0.1:3001', second);
  const location = plain.replace('127.0.0.1:3000', 'chats');
  const nginx = await Nginx.start(t, `${upstreams} server { listen 127.0.0.1:PORT; ${location} }`);
  // Every address of this network is this machine's own.
  const clients = await Promise.all(Array.from({ length: 8 }, async (_, n) => {
    const agent = new Agent({ localAddress: `127.0.0.${n + 2}` });
    t.after(() => agent.destroy());
    const client = await StockClient.connect(t, nginx, { name: `Guest ${n}` }, { transports: ['polling'], agent });
    await client.join();
    return client;
  }));
  for (let round = 0; round < 10; round += 1) {
    for (const client of clients) assert.equal((await client.say(`round ${round}`)).ok, true);
  }
  for (const client of clients) assert.equal(client.received('session').length, 0, 'it had to connect again');
  const sizes = await Promise.all(servers.map(async (server) => {
    const counting = await StockClient.connect(t, server, { name: 'Counting' });
    return (await counting.join()).head;
  }));
  assert.equal(sizes[0] + sizes[1], 80);
  assert.ok(Math.min(...sizes) > 0, `one server has all: ${sizes}`);
});
