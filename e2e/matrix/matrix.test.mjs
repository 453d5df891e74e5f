// Every client × every transport × every flow, and the table of it in docs/clients.md.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import assert from 'node:assert/strict';

import { ARTIFACTS, browser } from '../support/browser.mjs';
import { Proxy } from '../support/proxy.mjs';
import { Server } from '../support/server.mjs';
import { CLIENTS, TRANSPORTS } from './clients.mjs';
import { echo as startEcho } from './echo.mjs';
import { FLOWS, witness } from './flows.mjs';
import { table, withoutEnvironment } from './table.mjs';

/** Scenes that are played at a time: most of the time each waits for a clock or for another process. */
const AT_A_TIME = 8;

const DOCUMENT = new URL('../../docs/clients.md', import.meta.url);

/** Which flows went well, by client and transport. */
const passed = new Map(
  CLIENTS.map((client) => [client, new Map(Object.keys(TRANSPORTS).map((transport) => [transport, new Set()]))]),
);

test('every client does everything over every transport', { concurrency: AT_A_TIME }, async (t) => {
  const pages = await Proxy.start(t, { address: '127.0.0.1:9' }); // of pages of another origin, and nothing else
  const server = await Server.start(t, { SOCIABLE_ALLOW_ORIGIN: pages.url, SOCIABLE_MSGPACK: 'true' });
  const echo = await startEcho(t, pages.url);
  const chromium = await browser((end) => t.after(end));

  const scenes = CLIENTS.flatMap((client) => Object.keys(TRANSPORTS).map((transport) => ({ client, transport })));
  const only = new RegExp(process.env.SOCIABLE_ONLY ?? "");
  await Promise.all(scenes.map(({ client, transport }, number) => {
    const name = `${client.name} ${client.version} over ${transport}`;
    if (!only.test(name)) return undefined;
    return t.test(name, { skip: client.missing }, async (t) => {
      const went = passed.get(client).get(transport);
      await play(t, { client, transports: TRANSPORTS[transport], server, echo, pages, number }, went);
    });
  }));

  const environment = `Node.js ${process.versions.node} and Chromium ${chromium.version()}`;
  const text = table(passed, Object.keys(FLOWS), environment);
  await mkdir(ARTIFACTS, { recursive: true });
  await writeFile(new URL('clients.md', ARTIFACTS), text);
});

test('docs/clients.md says what was tested', { skip: incomplete() }, async () => {
  const [made, documented] = await Promise.all([new URL('clients.md', ARTIFACTS), DOCUMENT].map((file) => readFile(file, 'utf8')));
  assert.equal(withoutEnvironment(documented), withoutEnvironment(made), 'copy e2e/artifacts/clients.md to docs/clients.md');
});

/** Why the table cannot be compared. */
function incomplete() {
  const missing = CLIENTS.find((client) => client.missing);
  return missing ? `${missing.name}: ${missing.missing}` : Boolean(process.env.SOCIABLE_ONLY);
}

/** Puts one client through all flows, each in the state that the one before has left. */
async function play(t, { client, transports, server, echo, pages, number }, went) {
  const proxy = await Proxy.start(t, server);
  // One for all clients of the scene: some languages take long to start.
  const process = client.process?.();
  const started = [];
  t.after(async () => {
    await process?.kill();
    await Promise.all(started.map((puppet) => puppet.close()));
  });
  const start = async ({ host = proxy, ...settings }) => {
    const puppet = await client.puppet(t, { host, pages, process });
    if (!process) started.push(puppet);
    return puppet.connect({ url: host.url, path: client.path, transports, inQuery: client.protocol === 3, follow: false, ...settings });
  };
  const scene = {
    client,
    transports,
    proxy,
    echo: await Proxy.start(t, echo),
    start,
    room: `room-${number}`,
    name: `Zoë 你好 ${number}`,
    witness: await witness(t, server, `Witness ${number}`),
    seen: [],
  };
  for (const [flow, run] of Object.entries(FLOWS)) {
    try {
      await run(scene);
    } catch (error) {
      throw new Error(`${flow}: ${error.message}`, { cause: error });
    }
    went.add(flow);
  }
}
