// SPDX-License-Identifier: GPL-2.0-or-later
import { InputError } from '../scenario/input-error';

/** What to tell of a module that ended in an exception while it was loaded. */
export function doesNotLoad(path: string, error: unknown): InputError {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  // Node names the modules that asked for a missing one below the message.
  const [message = ''] = what.split('\nRequire stack:');
  const hint = /Cannot find (?:module|package) 'hmm-pfn/.test(message)
    ? 'hint: hmm-pfn is found where it is installed: npm install it in the folder of the module'
    : '';
  const expected = `expected a module that loads, got ${message.trimEnd()}`;
  return new InputError({ file: path }, expected, undefined, hint);
}
