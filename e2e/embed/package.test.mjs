// What is published: small enough, and harmless where there is no page.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const run = promisify(execFile);
const examples = process.env.EMBED_EXAMPLES;
if (!examples) throw new Error('set EMBED_EXAMPLES to embed/examples, or run `cargo xtask test --only e2e`');
const root = join(examples, '..');

/** What a page pays for whose visitors never open the chat. */
const LOADER = 5_000;
/** And those who do, before the chat itself. */
const REST = 7_000;

test('the script that every page loads has at most 5 kB, and what it fetches later 7', async (t) => {
  const names = (await readdir(process.env.EMBED_DIST)).filter((name) => /\.js$/.test(name));
  assert.equal(names.length, 2, names.join());
  for (const name of names) {
    const file = await readFile(join(process.env.EMBED_DIST, name));
    const [gzip, brotli] = [gzipSync(file, { level: 9 }).length, brotliCompressSync(file).length];
    t.diagnostic(`${name}: ${file.length} bytes, ${gzip} gzip, ${brotli} brotli`);
    assert.ok(gzip <= (name === 'embed.js' ? LOADER : REST), `${name}: ${gzip}`);
  }
});

test('every entry of the package exists, with its types, and there is nothing to install with it', async () => {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  assert.equal(manifest.dependencies, undefined);
  for (const entry of Object.values(manifest.exports)) {
    for (const file of typeof entry === 'string' ? [entry] : Object.values(entry)) await stat(join(root, file));
  }
});

test('on a server the package can be imported, and does nothing', async () => {
  const react = join(examples, 'react');
  const script = `
    import { SociableChat, define, defaults } from '@sociable/embed';
    import * as element from '@sociable/embed/element';
    import '@sociable/embed/react';
    define();
    console.log(typeof SociableChat, element.SociableChat === SociableChat, JSON.stringify(defaults.server), typeof window);`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], { cwd: react });
  assert.equal(stdout.trim(), 'function true "" undefined');
});
