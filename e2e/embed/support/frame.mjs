// A server that plays the chat's part: the real scripts for host pages, and in the frame a page that does what a test says.

import { readFileSync, readdirSync } from 'node:fs';

import { Site } from './site.mjs';

const dist = process.env.EMBED_DIST;
if (!dist) throw new Error('set EMBED_DIST to what is built of embed/, or run `cargo xtask test --only e2e`');

/** The scripts as a server has them, by path. */
export function scripts() {
  const names = readdirSync(dist).filter((name) => /^embed(-[0-9a-f]{16})?\.js$/.test(name));
  const headers = { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' };
  const routes = names.map((name) => [`/${name}`, { body: readFileSync(`${dist}/${name}`), headers }]);
  return Object.fromEntries(routes);
}

/** The frame: it says hello until it is answered, keeps what it gets, and says what it is told to. */
function frame() {
  window.got = [];
  window.id = crypto.randomUUID();
  const { mute, early } = Object.fromEntries(new URLSearchParams(location.search));
  const hello = () => parent.postMessage({ sociable: 'hello', version: window.version ?? 1, id: window.id }, '*');
  window.addEventListener('message', ({ data, source, ports }) => {
    if (source !== parent || data?.sociable !== 'connect' || window.port) return;
    clearInterval(window.timer);
    window.port = ports[0];
    window.settings = data.settings;
    window.port.onmessage = ({ data }) => {
      window.got.push(data);
      if (data.type === 'settings') {
        const { type, properties, ...rest } = data;
        Object.assign(window.settings, rest);
        Object.assign(window.settings.properties, properties);
      }
    };
    window.say = (message) => window.port.postMessage(message);
    if (early) return;
    window.say({ type: 'connection', state: 'online' });
    window.say({ type: 'ready', version: 1, user: null, room: { slug: window.settings.room } });
  });
  if (mute) return;
  window.timer = setInterval(hello, 50);
  hello();
}

export async function fakeServer(t, { allow = () => true, routes = {} } = {}) {
  return Site.start(t, {
    ...scripts(),
    '/frame.js': `(${frame})()`,
    '*': (path) =>
      /^(\/chat)?\/embed\/r\//.test(path)
        ? {
            body: '<!doctype html><meta charset=utf-8><meta name=color-scheme content="light dark"><title>Frame</title><body><input aria-label=Message><script src=/frame.js></script>',
            headers: { 'content-security-policy': `default-src 'self'; frame-ancestors ${allow() ? '*' : "'self'"}` },
          }
        : undefined,
    ...routes,
  }, { name: '127.0.0.1' });
}
