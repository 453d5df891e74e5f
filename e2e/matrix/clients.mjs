// The clients there are, which versions are installed of them, and what each has.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { browser } from '../support/browser.mjs';
import { ClientProcess, NpmPuppet, PagePuppet, ProcessPuppet } from './puppet.mjs';

/** What users of these clients should know. */
const NOTES = {
  query: 'Has no `auth`: name or token go into the query. After a reconnection it joins its rooms with `after`.',
  python: 'Calls handlers in threads of their own, so that one may run before that of an earlier event: go by `seq`.',
  olderPython:
    'Has no `auth`: name or token go into the query. Calls handlers in threads of their own, so that one may run before that ' +
    'of an earlier event: go by `seq`. Bytes that are none come out as `None`.',
  rust:
    'Its `auth` is given once, so after a reconnection it joins its rooms with `after`. It can send bytes alone and without an ' +
    'ack, and over a WebSocket it cannot receive a byte 30 among them.',
};

const require = createRequire(import.meta.url);

/** `upgrade` is polling first and a WebSocket as soon as it works. */
export const TRANSPORTS = { polling: ['polling'], websocket: ['websocket'], upgrade: ['polling', 'websocket'] };

const PUPPET_PY = fileURLToPath(new URL('clients/python/puppet.py', import.meta.url));

const PATH = '/socket.io';
const MSGPACK = '/socket.io/msgpack';

function npm(alias, { protocol = 4, parser } = {}) {
  const manifest = readFileSync(new URL(`../node_modules/${alias}/package.json`, import.meta.url), 'utf8');
  const { version } = JSON.parse(manifest);
  const io = require(alias);
  const is3 = protocol === 3;
  return {
    name: parser ? `npm \`socket.io-client\` with \`${parser}\`` : 'npm `socket.io-client`',
    version: parser ? `${version}, ${require(`${parser}/package.json`).version}` : version,
    protocol,
    cursors: !is3,
    note: is3 ? NOTES.query : undefined,
    nestedBytes: true,
    isOrdered: true,
    path: parser ? MSGPACK : PATH,
    puppet: async () => new NpmPuppet(io.io ?? io, parser ? { parser: require(parser) } : {}),
  };
}

/** A plain page with a script tag, as old ones have, of this server's own host or of another. */
function chromium(bundle, { other = false, path = PATH } = {}) {
  return {
    name: `\`/socket.io/${bundle}\` in Chromium, page of ${other ? 'another' : 'the same'} origin`,
    version: readFileSync(new URL('../../server/client-dist/version', import.meta.url), 'utf8').trim(),
    protocol: 4,
    cursors: true,
    nestedBytes: true,
    isOrdered: true,
    path,
    async puppet(t, { host, pages }) {
      const at = other ? pages : host;
      const path = `/an-old-page-${bundle}-${new URL(host.url).port}`;
      at.serve(path, `<!doctype html><title>An old page</title><script src="${host.url}/socket.io/${bundle}"></script>`);
      return new PagePuppet(await PagePuppet.page(t, await browser(), at.url + path));
    },
  };
}

function python(major, { serializer } = {}) {
  const interpreter = process.env[`SOCIABLE_PYTHON_SOCKETIO_${major}`];
  const requirements = readFileSync(new URL(`clients/python/requirements-${major}.txt`, import.meta.url), 'utf8');
  const version = (name) => new RegExp(`^${name}==(.*)$`, 'm').exec(requirements)[1];
  const is3 = major === 4;
  return {
    name: serializer ? `PyPI \`python-socketio\` with \`serializer="${serializer}"\`` : 'PyPI `python-socketio`',
    version: serializer ? `${version('python-socketio')}, ${serializer} ${version(serializer)}` : version('python-socketio'),
    protocol: is3 ? 3 : 4,
    cursors: !is3,
    note: is3 ? NOTES.olderPython : NOTES.python,
    nestedBytes: true,
    // It calls each handler in a thread of its own.
    isOrdered: false,
    // The older one takes bytes that are none for nothing.
    emptyBytes: !is3,
    missing: interpreter ? undefined : 'Python is not there',
    path: serializer ? MSGPACK : PATH,
    process: () => new ClientProcess(interpreter, PUPPET_PY, serializer ?? 'default'),
    puppet: async (t, { process }) => new ProcessPuppet(process),
  };
}

function rustSocketio() {
  const lock = readFileSync(new URL('clients/rust_socketio/Cargo.lock', import.meta.url), 'utf8');
  const program = process.env.SOCIABLE_RUST_SOCKETIO;
  return {
    name: 'crates.io `rust_socketio`',
    version: /name = "rust_socketio"\nversion = "(.*)"/.exec(lock)[1],
    protocol: 4,
    path: PATH,
    // Its `auth` is given once. Of bytes it knows one argument and nothing beside it, and it asks for acks of these with a
    // packet that is itself an ack.
    cursors: false,
    note: NOTES.rust,
    nestedBytes: false,
    isOrdered: true,
    // Over a WebSocket, too, it takes this byte for what separates packets.
    isByte: (byte) => byte !== 0x1e,
    missing: program ? undefined : 'it is not built',
    // Ended with its process: once disconnected it asks for packets in a circle.
    puppet: async () => new ProcessPuppet(new ClientProcess(program), { isOwn: true }),
  };
}

export const CLIENTS = [
  npm('socket.io-client-v1', { protocol: 3 }),
  npm('socket.io-client-v2', { protocol: 3 }),
  npm('socket.io-client-v3'),
  npm('socket.io-client-v4.0'),
  npm('socket.io-client'),
  npm('socket.io-client', { parser: 'socket.io-msgpack-parser' }),
  chromium('socket.io.js'),
  chromium('socket.io.js', { other: true }),
  chromium('socket.io.msgpack.min.js', { path: MSGPACK }),
  python(4),
  python(5),
  python(5, { serializer: 'msgpack' }),
  rustSocketio(),
];
