// SPDX-License-Identifier: GPL-2.0-or-later
import { thrownText } from './reader';

/** A module that cannot be used, and why: what the compiler says, or what loading it threw. */
export class Unusable extends Error {
  override readonly name = 'Unusable';
}

/** Node names a few files in its messages. */
const LONGEST_MESSAGE = 2_000;

/** What to say of a module that ended in an exception while it was loaded. */
export function doesNotLoad(error: unknown): Unusable {
  // Node names the modules that asked for a missing one below the message.
  const [message = ''] = thrownText(error, LONGEST_MESSAGE).split('\nRequire stack:');
  const hint = /Cannot find (?:module|package) 'hmm-pfn/.test(message)
    ? '\nhint: hmm-pfn is found where it is installed: npm install it in the folder of the module'
    : '';
  const got = message.trimEnd().replaceAll('\n', '\n  ');
  return new Unusable(`expected a module that loads, got ${got}${hint}`);
}
