// SPDX-License-Identifier: GPL-2.0-or-later
import { spawnSync } from 'node:child_process';

/*
 * What this system and this Node have to keep a process within bounds. None of it is a wall against
 * somebody who means harm; docs/audit.md says how to build one.
 */

/** Megabytes of JavaScript heap: a module that fills it ends, and not the machine. */
const HEAP_MB = 1024;

/**
 * Arguments of `node` for code that has no business with files, other programs or threads: it may
 * read, and nothing else (Node's permission model).
 */
export function confinedNode(): readonly string[] {
  const flags = process.allowedNodeEnvironmentFlags;
  return [
    // Its name before it was stable.
    flags.has('--permission') ? '--permission' : '--experimental-permission',
    '--allow-fs-read=*',
    '--disable-warning=ExperimentalWarning',
    `--max-old-space-size=${HEAP_MB}`,
  ];
}

let dyingWithUs: readonly string[] | undefined;

/**
 * What to put before a command so that it ends with this process, even if that is killed; nothing
 * where the system has no `setpriv` that can.
 */
export function endingWithUs(): readonly string[] {
  if (dyingWithUs === undefined) {
    const words = ['setpriv', '--pdeathsig', 'KILL'];
    const [program = '', ...rest] = words;
    const { status } = spawnSync(program, [...rest, 'true'], { stdio: 'ignore', timeout: 5_000 });
    dyingWithUs = status === 0 ? words : [];
  }
  return dyingWithUs;
}

/** What sets a command apart from all other processes, the one that asks it included. */
interface Apart {
  readonly name: string;
  /** What to put before the command. */
  readonly wrapper: readonly string[];
}

/**
 * Process, network and IPC namespaces of their own: a process sees, and can signal, only what it started itself. The
 * command is in the process group that it was started in, and ends with what started it.
 */
export const WAYS_APART: readonly Apart[] = [
  {
    name: 'bubblewrap',
    wrapper: [
      'bwrap',
      ...['--unshare-pid', '--unshare-ipc', '--unshare-net', '--die-with-parent'],
      ...['--cap-drop', 'ALL', '--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--'],
    ],
  },
  {
    name: 'unshare',
    wrapper: [
      ...['unshare', '--user', '--map-current-user', '--pid', '--ipc', '--net'],
      ...['--fork', '--kill-child', '--mount-proc', '--'],
    ],
  },
];

let found: { readonly apart: Apart | undefined } | undefined;

/** The first way apart that works here; undefined where none does. */
export function findApart(): Apart | undefined {
  found ??= { apart: WAYS_APART.find(worksHere) };
  return found.apart;
}

/** Whether the system has it, and allows it. */
export function worksHere({ wrapper: [program = '', ...words] }: Apart): boolean {
  const { status } = spawnSync(program, [...words, 'true'], { stdio: 'ignore', timeout: 5_000 });
  return status === 0;
}
