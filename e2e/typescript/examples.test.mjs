// The compiler checks the examples: those in the READMEs compile, and what is wrong does not.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const PACKAGE = fileURLToPath(new URL('../../client/typescript/', import.meta.url));
const COMPILER = join(PACKAGE, 'node_modules/typescript/bin/tsc');
/** As strict as anybody's project. */
const OPTIONS = {
  target: 'es2022', module: 'nodenext', lib: ['es2022', 'dom', 'dom.iterable'], types: [], noEmit: true, strict: true,
  exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, verbatimModuleSyntax: true,
};

/** Compiles files of these names and texts, which import the package by its name; gives what the compiler says. */
async function compile(t, files) {
  // Inside of the package, so that its name leads to what its `exports` offer.
  const folder = await mkdtemp(join(PACKAGE, '.examples-'));
  t.after(() => rm(folder, { recursive: true }));
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: OPTIONS, include: ['*.ts'] }));
  const run = promisify(execFile)(process.execPath, [COMPILER, '-p', folder], { cwd: folder });
  return run.then(() => '', ({ stdout, stderr }) => stdout + stderr);
}

async function examples(file) {
  const text = await readFile(new URL(`../../${file}`, import.meta.url), 'utf8');
  return Array.from(text.matchAll(/^```ts\n(.*?)^```$/gms), ([, example]) => example);
}

test('the examples in the READMEs compile', async (t) => {
  const own = await examples('client/typescript/README.md');
  const top = await examples('README.md');
  assert.ok(own.length >= 7 && top.length >= 1, `${own.length} and ${top.length} examples`);
  const files = Object.fromEntries([...own, ...top].map((example, n) => [`example-${n + 1}.ts`, example]));
  assert.equal(await compile(t, files), '');
});

test('what is not in the contract does not compile', async (t) => {
  const wrong = `
import { io, type Socket } from 'socket.io-client';
import { connect, ChatError, type Ack, type ClientToServerEvents, type ErrorCode, type SendReply, type ServerToClientEvents } from '@sociable/client';
declare const socket: Socket<ServerToClientEvents, ClientToServerEvents>;
// @ts-expect-error an event that there is not
socket.on('message:came', () => {});
// @ts-expect-error a field that it has not
socket.on('message:new', (message) => message.body);
// @ts-expect-error an event of the other direction
await socket.emitWithAck('message:new', {});
// @ts-expect-error a field is missing
await socket.emitWithAck('message:send', { room: 'lobby' });
// @ts-expect-error a field of another name
await socket.emitWithAck('message:send', { room: 'lobby', text: 'x', replyto: 'x' });
// @ts-expect-error a value that there is not
await socket.emitWithAck('presence:set', { status: 'asleep' });
declare const answer: Ack<SendReply>;
// @ts-expect-error not before it is known to be one that brings it
answer.message;
// @ts-expect-error and not in one that refuses
if (!answer.ok) answer.message;
// @ts-expect-error a code that there is not
const code: ErrorCode = 'tired';
const chat = connect('', { name: 'Ada' });
const room = await chat.join('lobby');
// @ts-expect-error an event that rooms have not
room.on('message:new', () => {});
// @ts-expect-error a text is a text
await room.send(7);
// @ts-expect-error a field that the answer has not
(await chat.request('room:list', {})).names;
// @ts-expect-error a code that errors have not
declare const error: ChatError; if (error.code === 'tired') throw error;
void [io, code];
`;
  assert.equal(await compile(t, { 'wrong.ts': wrong }), '');
});
