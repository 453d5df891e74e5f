// Builds the package into dist/: its modules with their types, and for pages without a bundler embed.js and what that
// fetches later, embed-<fingerprint>.js. `--loader` builds those two only, which is all that the server needs.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { build, transform } from 'esbuild';

const here = import.meta.dirname;
const dist = `${here}/dist`;
const target = 'es2022';

/** Style sheets become strings, made small. */
const css = {
  name: 'css',
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { loader: 'css', minify: true, target });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

const common = { absWorkingDir: here, bundle: true, target, plugins: [css], charset: 'utf8', logLevel: 'warning' };

/** One script of an entry, as text. */
async function script(entry, format, define = {}) {
  const banner = { js: '/*! Sociable. MIT or Apache-2.0 */' };
  const { outputFiles } = await build({ ...common, entryPoints: [entry], format, define, banner, minify: true, write: false });
  return outputFiles[0].text;
}

async function put(name, text) {
  await writeFile(`${dist}/${name}`, text);
  const [gzip, brotli] = [gzipSync(text, { level: 9 }), brotliCompressSync(text)];
  console.log(`    ${name}: ${Buffer.byteLength(text)} bytes, ${gzip.length} gzip, ${brotli.length} brotli`);
}

await rm(dist, { recursive: true, force: true });
await mkdir(dist);
const chat = await script('src/chat.ts', 'esm');
const name = `embed-${createHash('sha256').update(chat).digest('hex').slice(0, 16)}.js`;
await put(name, chat);
await put('embed.js', await script('src/loader.ts', 'iife', { CHAT: JSON.stringify(name) }));

if (!process.argv.includes('--loader')) {
  const entryPoints = ['src/index.ts', 'src/exports.ts'];
  await build({ ...common, entryPoints, outdir: 'dist', format: 'esm', splitting: true, chunkNames: '[name]-[hash]' });
  // These are types only.
  for (const name of ['react', 'vue']) await writeFile(`${dist}/${name}.js`, 'export {};\n');
  const tsc = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc'], { cwd: here, stdio: 'inherit' });
  process.exitCode = tsc.status ?? 1;
}
