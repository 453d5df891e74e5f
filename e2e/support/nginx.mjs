// A real nginx, in a process of its own, as the documentation configures it.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

import { until } from './client.mjs';
import { freePort } from './port.mjs';

/** Why there are no tests with nginx here, if there are none. */
export const WITHOUT_NGINX = process.env.NGINX ? false : 'NGINX is not set: there is no nginx on this machine';

/** The parts of docs/proxy.md that are configuration, each under the heading and in the order in which it stands there. */
export async function documented() {
  const page = await readFile(new URL('../../docs/proxy.md', import.meta.url), 'utf8');
  const parts = {};
  for (const section of page.split(/^## /m)) {
    const [heading] = section.split('\n', 1);
    parts[heading.replace(/^# .*/, '')] = [...section.matchAll(/```nginx\n(.*?)```/gs)].map(([, code]) => code);
  }
  const [map, headers] = parts[''];
  const [host] = parts['A host of its own'];
  const [passedOn, takenOff, prefixSaid] = parts['Below a path'];
  const [upstreams] = parts['More than one server'];
  return { map, headers, host, passedOn, takenOff, prefixSaid, upstreams };
}

export class Nginx {
  #dir;
  #process;
  #log = '';

  /**
   * Starts nginx with the documented map and headers, and `http` as the rest of its configuration, until the test `t` ends.
   * `PORT` in it becomes the one that it listens on.
   */
  static async start(t, http, { files = {}, headers } = {}) {
    const nginx = new Nginx();
    const parts = await documented();
    nginx.#dir = await mkdtemp(join(tmpdir(), 'sociable-nginx-'));
    t.after(async () => {
      await nginx.stop();
      await rm(nginx.#dir, { recursive: true });
    });
    const written = { sociable_proxy: headers ?? parts.headers, ...files };
    for (const [name, content] of Object.entries(written)) await writeFile(join(nginx.#dir, name), content);
    // A port that was free a moment ago may be taken: then another.
    for (let attempt = 0; ; attempt += 1) {
      nginx.port = await freePort();
      await writeFile(join(nginx.#dir, 'nginx.conf'), nginx.#configuration(parts.map + http));
      if (await nginx.#run()) break;
      if (attempt === 4) throw new Error(`nginx does not start:\n${nginx.#log}`);
    }
    nginx.url = `http://127.0.0.1:${nginx.port}`;
    return nginx;
  }

  #configuration(http) {
    const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    return `
      daemon off;
      worker_processes 2;
      user ${userInfo().username};
      pid nginx.pid;
      error_log stderr warn;
      events {}
      http {
        access_log off;
        ${folders.map((name) => `${name}_temp_path ${name};`).join('\n')}
        ${http.replaceAll('PORT', this.port)}
      }`;
  }

  async #run() {
    const args = ['-e', 'stderr', '-p', this.#dir, '-c', 'nginx.conf'];
    const child = spawn(process.env.NGINX, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.on('data', (chunk) => (this.#log += chunk));
    this.#process = child;
    const exited = once(child, 'exit');
    const isUp = async () => {
      const socket = connect(this.port, '127.0.0.1');
      return once(socket, 'connect').then(() => true, () => false).finally(() => socket.destroy());
    };
    await until(async () => child.exitCode !== null || isUp(), (settled) => settled);
    if (child.exitCode === null) return true;
    await exited;
    return false;
  }

  async stop() {
    const child = this.#process;
    if (!child || child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  }
}

/** A certificate for this address that it has signed itself, and its key; nothing where there is no openssl. */
export async function certificate(t, address) {
  const dir = await mkdtemp(join(tmpdir(), 'sociable-certificate-'));
  t.after(() => rm(dir, { recursive: true }));
  const [pem, key] = ['pem', 'key'].map((suffix) => join(dir, `own.${suffix}`));
  const made = spawnSync('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
    '-subj', `/CN=${address}`, '-addext', `subjectAltName=IP:${address}`, '-keyout', key, '-out', pem,
  ]);
  return made.status === 0 ? { pem, key } : undefined;
}
