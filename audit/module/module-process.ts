// SPDX-License-Identifier: GPL-2.0-or-later
import { randomBytes } from 'node:crypto';
import { confinedNode, endingWithUs, findApart } from '../../oracle/child/confinement';
import { LineProcess, tokenFraming } from '../../oracle/child/line-process';
import { RUN_SOURCES } from '../../oracle/package/files';
import { SERVER } from './serve';

/**
 * Starts the process that runs a user's module; it has not been loaded yet.
 * @param onOutput takes what the module prints.
 */
export function startModule(file: string, onOutput: (text: string) => void): StartedModule {
  const token = randomBytes(8).toString('hex');
  const command = [
    ...endingWithUs(),
    ...(findApart()?.wrapper ?? []),
    process.execPath,
    ...confinedNode(),
    ...RUN_SOURCES,
    SERVER,
    file,
  ];
  return {
    process: new LineProcess({ command, onOutput }, tokenFraming(token)),
    greeting: `hello ${token}`,
  };
}

/** What a module's processes could not be confined by here; undefined if nothing is missing. */
export function notConfinedBy(): string | undefined {
  if (findApart() !== undefined) return undefined;
  return 'namespaces: neither bwrap nor unshare works here, so the module can signal other processes, and use the network';
}

/** A process, and the question with which it is to be asked first. */
interface StartedModule {
  readonly process: LineProcess;
  readonly greeting: string;
}
