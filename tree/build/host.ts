// SPDX-License-Identifier: GPL-2.0-or-later
import { join } from 'node:path';
import { allDone } from '../../audit/c/all-done';
import { RUNNER } from '../../audit/c/folders';
import { codeFile } from '../../oracle/package/files';
import { InputError } from '../../oracle/scenario/input-error';
import { cached, textsOf } from './cached';
import { compilerFlagsOf, KERNEL_C, longWidthOf, type TreeBuildOptions } from './flags';
import type { Toolchain } from './toolchain';

export const HOST = codeFile('tree', 'host');
/** The parts of the program that is loaded with a tree's code, and of the one that supervises it. */
export const WORKER_PARTS = [
  ...[
    'call',
    'attempts',
    'space',
    'change',
    'faults',
    'notes',
    'detail',
    'reads',
    'resume',
    'run',
    'room',
    'frame',
    'reply',
    'worker',
  ],
] as const;
const SUPERVISOR_PARTS = ['supervise', 'supervised-worker', 'answer'] as const;
/** What the supervisor has in common with that of `audit c`. */
const WATCHING_PARTS = ['watch', 'process', 'confine', 'ending'] as const;

/** Compiles the host, or finds it in the cache; in the folder are `supervisor` and the parts of the worker. */
export function buildHost(toolchain: Toolchain, options: TreeBuildOptions): Promise<string> {
  return cached(hostKey(toolchain, options), (folder) => compileParts(folder, toolchain, options));
}

export function hostKey(
  { compiler }: Toolchain,
  { sanitize: sanitized, bits }: TreeBuildOptions,
): string[] {
  const { command, version, sanitize } = compiler;
  return [
    ...[command, version, sanitize.join(' '), process.arch, String(sanitized), String(bits)],
    ...[KERNEL_C.join(' '), textsOf(HOST), textsOf(RUNNER)],
  ];
}

async function compileParts(
  folder: string,
  toolchain: Toolchain,
  options: TreeBuildOptions,
): Promise<void> {
  const flags = compilerFlagsOf(toolchain.compiler, options);
  const supervising = [...longWidthOf(options), ...(options.sanitize ? ['-DAUDIT_SANITIZED'] : [])];
  const headers = ['-I', HOST, '-I', RUNNER];
  const compile = async (
    source: string,
    object: string,
    more: readonly string[],
  ): Promise<void> => {
    const parameters = ['-O2', '-w', '-fPIC', ...headers, ...more, '-c', source, '-o', object];
    await compileHost(toolchain, parameters);
  };
  await allDone([
    ...WORKER_PARTS.map((name) =>
      compile(join(HOST, `${name}.c`), join(folder, `${name}.o`), flags),
    ),
    ...supervisorParts().map(([source, name]) =>
      compile(join(source, `${name}.c`), join(folder, `${name}-supervisor.o`), supervising),
    ),
  ]);
  const objects = supervisorParts().map(([, name]) => join(folder, `${name}-supervisor.o`));
  await compileHost(toolchain, [...flags, ...objects, '-ldl', '-o', join(folder, 'supervisor')]);
}

/** Where the parts of the supervisor stand, and their names. */
function supervisorParts(): readonly (readonly [string, string])[] {
  return [
    ...SUPERVISOR_PARTS.map((name) => [HOST, name] as const),
    ...WATCHING_PARTS.map((name) => [RUNNER, name] as const),
  ];
}

/** Compiles the project's own C: if that fails, it is not the user's fault. */
export async function compileHost(
  { compiler }: Toolchain,
  parameters: readonly string[],
): Promise<void> {
  const ran = await compiler.run(parameters);
  if (ran.ok) return;
  const file = compiler.command;
  throw new InputError({ file }, 'does not compile the host of a tree:', undefined, ran.stderr);
}
