// The server of the example `conformance`, which sends back what it is sent: the contract has no binary, so this is how
// bytes are seen to go both ways through the product's own transports.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const binary = process.env.SOCIABLE_ECHO;

/** Starts it until the test `t` ends, also for pages of `origin`; returns its address. */
export async function echo(t, origin) {
  if (!binary) throw new Error('set SOCIABLE_ECHO to the example `conformance`, or run `cargo xtask test --only e2e`');
  const child = spawn(binary, ['--listen', '127.0.0.1:0', '--patient', '--allow-origin', origin], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(async () => {
    const exited = once(child, 'exit');
    child.kill('SIGINT');
    await exited;
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = /(http\S+)/.exec(line) ?? [];
    if (url) return { address: new URL(url).host };
  }
  throw new Error('the server that echoes did not start');
}
