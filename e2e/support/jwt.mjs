// Tokens as a site's own server signs them for its people.

import { createHmac } from 'node:crypto';

const SECRET = 'a secret of the site, that is long enough to be one';

/** For a server that trusts them. */
export const TRUSTING = { SOCIABLE_AUTH_SECRET: SECRET };

/** A token for somebody that is valid for so many seconds; by another `secret`, it is not the site's. */
export function sign(seconds, { sub = '42', name = 'Ada', secret = SECRET } = {}) {
  const parts = [{ alg: 'HS256', typ: 'JWT' }, { sub, name, exp: Date.now() / 1_000 + seconds }];
  const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
