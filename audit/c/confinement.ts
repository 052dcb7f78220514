// SPDX-License-Identifier: GPL-2.0-or-later

import { isOnPath } from '../../oracle/debian/command';
import { type ProcessLimits, runLimited } from './limited-process';

/** By what the processes are confined in which the code under audit runs. */
export interface Confinement {
  /** What a program is started by; empty if there is nothing for it. */
  readonly wrapper: readonly string[];
  /** Why there is no wrapper; null if there is one. */
  readonly noWrapper: string | null;
  /** Whether system calls are filtered, where the system can do that. */
  readonly filter: boolean;
}

/**
 * Namespaces of its own for processes, network, IPC and users, a file system that cannot be written
 * to, no capabilities. The program is the first of its process namespace: nothing in it survives
 * that program or can end it.
 */
export const BUBBLEWRAP = [
  'bwrap',
  ...['--unshare-all', '--as-pid-1', '--die-with-parent', '--new-session', '--cap-drop', 'ALL'],
  ...['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--'],
] as const;

const PROBE_SECONDS = 10;

/** Finds out what this system has. */
export async function findConfinement(limits: ProcessLimits): Promise<Confinement> {
  if (!isOnPath('bwrap')) {
    const noWrapper = 'there is no bwrap on the PATH (the package bubblewrap)';
    return { wrapper: [], noWrapper, filter: true };
  }
  const command = [...BUBBLEWRAP, 'sh', '-c', ':'];
  const probe = await runLimited(command, { ...limits, seconds: PROBE_SECONDS });
  if (probe.ok) return { wrapper: BUBBLEWRAP, noWrapper: null, filter: true };
  const [reason = ''] = probe.stderr.split('\n');
  return { wrapper: [], noWrapper: `bwrap does not work here: ${reason}`, filter: true };
}

/** What is always there: limits of the system, no descriptors, memory and time watched from outside. */
const ALWAYS = 'resource limits';

/**
 * What confines the code, and what could not be had.
 * @param filtered whether system calls are filtered; null if nobody could be asked.
 */
export function confinedBy(
  { wrapper, noWrapper, filter }: Confinement,
  filtered: boolean | null,
): { readonly confinement: readonly string[]; readonly unconfined: readonly string[] } {
  const confinement = [
    ...(wrapper.length > 0 ? ['bubblewrap'] : []),
    ...(filtered === true ? ['seccomp'] : []),
    ALWAYS,
  ];
  const noFilter = filter ? 'not available on this system' : 'not requested';
  const unconfined = [
    ...(noWrapper === null ? [] : [`bubblewrap: ${noWrapper}`]),
    ...(filtered === false ? [`a filter of system calls: ${noFilter}`] : []),
  ];
  return { confinement, unconfined };
}
