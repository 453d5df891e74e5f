// A chat that does not come, and messages that are not the chat's.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { browser } from '../support/browser.mjs';
import { until } from '../support/client.mjs';
import { fakeServer } from './support/frame.mjs';
import { page, place, script, strict, tag, Visitor } from './support/host.mjs';
import { Site } from './support/site.mjs';

after(async () => (await browser()).close());

/** A page with an element in it, before it is visited. */
async function hosted(t, { attributes = 'room=lobby', csp = {}, ...options } = {}) {
  const server = await fakeServer(t, options);
  const body = `<sociable-chat ${attributes}></sociable-chat>`;
  const host = await Site.start(t, { '/': page(script(server), body), ...place }, { headers: strict(server.origin, csp) });
  return { server, host };
}

/** A visitor whose clock is ours. */
async function visit(t, url) {
  const visitor = await Visitor.visit(t, 'about:blank');
  await visitor.page.clock.install();
  await visitor.page.goto(url);
  return visitor;
}

const trouble = (visitor) => visitor.page.getByRole('alert').filter({ visible: true });

test('a page of an origin that the server does not allow says so, and tries again when it is asked to', async (t) => {
  let isAllowed = false;
  const { host } = await hosted(t, { allow: () => isAllowed });
  const visitor = await visit(t, host.origin);
  await until(async () => {
    await visitor.page.clock.fastForward(11_000);
    return visitor.events('error');
  }, (errors) => errors.length > 0);
  const { code, message } = await visitor.hears('error');
  assert.equal(code, 'unreachable');
  assert.ok(message.includes(`does it allow ${host.origin}`), message);
  await trouble(visitor).filter({ hasText: 'could not be loaded' }).waitFor();
  isAllowed = true;
  await visitor.page.getByRole('button', { name: 'Try again' }).click();
  await visitor.frame();
  await trouble(visitor).waitFor({ state: 'hidden' });
  await visitor.hears('ready');
});

test('a page whose own policy keeps the chat out is told what the policy lacks, at once', async (t) => {
  const { server, host } = await hosted(t, { csp: { 'frame-src': "'none'" } });
  const visitor = await Visitor.visit(t, host.origin);
  const { code, message } = await visitor.hears('error');
  assert.equal(code, 'blocked');
  assert.ok(message.endsWith(`frame-src ${server.origin}`), message);
  await trouble(visitor).waitFor();
});

test('a policy with nothing but a nonce and strict-dynamic is enough', async (t) => {
  const server = await fakeServer(t);
  const csp = { 'script-src': "'nonce-abc' 'strict-dynamic'", 'connect-src': undefined };
  const body = tag(server).replace('<script', '<script nonce=abc');
  const host = await Site.start(t, { '/': page(body) }, { headers: strict(server.origin, csp) });
  const visitor = await Visitor.visit(t, host.origin);
  await visitor.launcher.click();
  await visitor.frame();
  assert.deepEqual(visitor.noise, []);
});

test('a frame that is late is taken all the same', async (t) => {
  const { host } = await hosted(t);
  const visitor = await visit(t, 'about:blank');
  await visitor.page.route('**/frame.js', async (route) => {
    await until(() => visitor.late, Boolean);
    await route.continue();
  });
  await visitor.page.goto(host.origin);
  await visitor.frame(0, false);
  await visitor.page.clock.fastForward(21_000);
  await trouble(visitor).waitFor();
  visitor.late = true;
  await visitor.hears('ready');
  await trouble(visitor).waitFor({ state: 'hidden' });
});

test('where the rest of the script does not come, the panel says so and gets it on another try', async (t) => {
  const server = await fakeServer(t);
  const host = await Site.start(t, { '/': page(tag(server)) }, { headers: strict(server.origin) });
  const visitor = await Visitor.visit(t, host.origin);
  const rest = /\/embed-[0-9a-f]{16}\.js/;
  await visitor.page.route(rest, (route) => route.abort());
  await visitor.launcher.click();
  assert.equal((await visitor.hears('error')).code, 'unreachable');
  await trouble(visitor).filter({ hasText: 'could not be loaded' }).waitFor();
  await visitor.page.unroute(rest);
  await visitor.page.getByRole('button', { name: 'Try again' }).click();
  await visitor.frame();
  await visitor.hears('ready');
  await trouble(visitor).waitFor({ state: 'detached' });
});

test('on a phone the page can be had back while the rest of the script does not come', async (t) => {
  const server = await fakeServer(t);
  const host = await Site.start(t, { '/': page(tag(server)) }, { headers: strict(server.origin) });
  const visitor = await Visitor.visit(t, host.origin, { viewport: { width: 360, height: 740 }, reducedMotion: 'reduce' });
  let route;
  await visitor.page.route(/\/embed-[0-9a-f]{16}\.js/, (asked) => { route = asked; });
  await visitor.launcher.click();
  await until(() => route, Boolean);
  await visitor.launcher.click();
  await visitor.hears('close');
  await visitor.launcher.click();
  await route.abort();
  await trouble(visitor).waitFor();
  await visitor.launcher.click();
  await trouble(visitor).waitFor({ state: 'hidden' });
  await visitor.page.getByRole('button', { name: 'Own' }).click();
});

test('an element that nobody has told where the server is says what to write', async (t) => {
  const { host } = await hosted(t, { attributes: 'room=lobby server="https://["' });
  const visitor = await Visitor.visit(t, host.origin);
  const { code, message } = await visitor.hears('error');
  assert.equal(code, 'no_server');
  assert.match(message, /server="https:\/\/chat\.example"/);
  assert.deepEqual(visitor.noise, []);
});

test('a server that speaks another version is not spoken to', async (t) => {
  const { host } = await hosted(t);
  const visitor = await Visitor.visit(t, 'about:blank');
  await visitor.page.addInitScript(() => {
    window.version = 2;
  });
  await visitor.page.goto(host.origin);
  assert.equal((await visitor.hears('error')).code, 'version');
  assert.equal(await (await visitor.frame(0, false)).evaluate(() => window.port), undefined);
});

test('messages of the page itself, of other frames and of another origin in the frame are ignored', async (t) => {
  const { server, host } = await hosted(t);
  const stranger = await Site.start(t, { '/': `<script src=/say.js></script>`, '/say.js': `
    window.ports = [];
    window.id = crypto.randomUUID();
    addEventListener('message', ({ ports }) => window.ports.push(...ports));
    setInterval(() => parent.postMessage({ sociable: 'hello', version: 1, id: window.id }, '*'), 20);` });
  host.routes['/'] = host.routes['/'].replace('<body>', `<body><iframe src="${stranger.origin}/"></iframe><iframe src="${server.origin}/other"></iframe>`);
  server.routes['/other'] = '<script src=/say.js></script>';
  server.routes['/say.js'] = stranger.routes['/say.js'];
  host.routes['/'] = host.routes['/'].replace('<head>', '<head><script src=/own.js></script>');
  host.routes['/own.js'] = `window.ports = [];
    window.id = 'self';
    window.heard = [];
    addEventListener('message', ({ data, ports }) => {
      window.ports.push(...ports);
      window.heard.push(data.id);
    });
    setInterval(() => postMessage({ sociable: 'hello', version: 1, id: window.id }, '*'), 20);`;
  const own = await Site.start(t, host.routes, { headers: strict(server.origin, { 'frame-src': `${server.origin} ${stranger.origin}` }) });
  const visitor = await Visitor.visit(t, own.origin);
  const frame = await visitor.frame();
  await frame.evaluate(() => window.say({ type: 'unread', count: 1, mentions: 0 }));
  await visitor.hears('unread');
  /** A window has been heard time and again, and was given no port. */
  const isIgnored = async (other) => {
    const id = await until(() => other.evaluate(() => window.id).catch(() => undefined), Boolean);
    await until(() => visitor.page.evaluate((id) => window.heard.filter((heard) => heard === id).length, id), (times) => times >= 10);
    assert.equal(await other.evaluate(() => window.ports.length), 0, other.url());
  };
  for (const other of visitor.page.frames().filter((one) => one !== frame)) await isIgnored(other);
  // What the frame says that nobody knows is ignored, too.
  await frame.evaluate(() => {
    for (const odd of [null, 7, 'text', {}, { type: 'nonsense' }, { type: 'toString' }, { type: 'unread' }]) window.say(odd);
    window.say({ type: 'unread', count: 5, mentions: 0 });
  });
  await visitor.hears('unread', ({ count }) => count === 5);

  // Another origin in our own frame gets no port.
  await visitor.page.evaluate((url) => {
    document.querySelector('sociable-chat').shadowRoot.querySelector('iframe').src = url;
  }, `${stranger.origin}/`);
  const taken = await until(() => visitor.page.frames().filter((one) => one.url() === `${stranger.origin}/`)[1], Boolean);
  await isIgnored(taken);
  assert.deepEqual(visitor.noise, []);
});
