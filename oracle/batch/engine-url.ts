// SPDX-License-Identifier: GPL-2.0-or-later
import { ArgumentError } from '../scenario/argument-error';

/** A password that a command line does not show to other users of the machine. */
export const PASSWORD_VARIABLE = 'HMM_PFN_ENGINE_PASSWORD';

/** Where a Redis server is, and how to log in. */
export interface EngineUrl {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly tls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** As texts name it: without user and password. */
  readonly name: string;
}

const DEFAULT_PORT = 6379;

/**
 * Reads `redis://[user:password@]host[:port][/db]`, or `rediss://` for TLS. What is wrong with one is
 * said without repeating it: it may have a password.
 * @throws ArgumentError for anything else.
 */
export function engineUrl(text: string, variables: NodeJS.ProcessEnv = process.env): EngineUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const scheme = /^[a-z][a-z\d+.-]*(?=:)/i.exec(text)?.[0];
  if (url === undefined || (url.protocol !== 'redis:' && url.protocol !== 'rediss:')) {
    const got =
      scheme === undefined || /^rediss?$/i.test(scheme)
        ? 'something else'
        : `one that begins with ${scheme}:`;
    throw new ArgumentError(`"engine" expected a URL redis://HOST or rediss://HOST, got ${got}`);
  }
  const [, digits = ''] = /^\/(\d{1,4})$/.exec(url.pathname) ?? [];
  const isPlain =
    url.search === '' && url.hash === '' && (url.pathname.length < 2 || digits !== '');
  if (url.hostname === '' || !isPlain) {
    const expected = 'a host, and after it at most :PORT and the number of a database, as /0';
    throw new ArgumentError(`"engine" expected ${expected}, got something else`);
  }
  const username = decoded(url.username);
  const password = decoded(url.password);
  if (username === undefined || password === undefined) {
    const expected = 'a user and a password whose characters are escaped as in any URL (%2F for /)';
    throw new ArgumentError(`"engine" expected ${expected}, got an escape that is none`);
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? DEFAULT_PORT : Number(url.port);
  return {
    ...{ host, port, db: Number(digits), tls: url.protocol === 'rediss:' },
    username: username === '' ? undefined : username,
    password: password === '' ? variables[PASSWORD_VARIABLE] : password,
    name: `${url.protocol}//${url.hostname}:${port}${digits === '' ? '' : `/${digits}`}`,
  };
}

/** Undefined for text with an escape that is none. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** A message of the server or of the system, without the password should it be in there. */
export function withoutPassword(message: string, { password }: EngineUrl): string {
  if (password === undefined || password === '') return message;
  return message.replaceAll(password, '…').replaceAll(encodeURIComponent(password), '…');
}
