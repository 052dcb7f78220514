// SPDX-License-Identifier: GPL-2.0-or-later
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isModern, type SideName, wordLayoutOf } from '../../oracle/run/side-names';
import { InputError } from '../../oracle/scenario/input-error';
import type { CutRequest } from '../cut/cut-unit';
import { allDone } from './all-done';
import { type Compiler, LOADED } from './compiler';
import { HEADERS, RUNNER } from './folders';
import { hintsFor } from './hints';
import type { AuditedSides } from './sides';
import type { Version } from './version';

/** The driver’s files of both versions, and what they are compiled with. */
interface CompiledSources extends Readonly<Record<Version, string | undefined>> {
  readonly adapter: string;
  readonly sides: AuditedSides;
  /** Where the code was cut out of. */
  readonly cut: Pick<CutRequest, 'file' | 'tree' | 'headers'> | undefined;
  readonly cflags: readonly string[];
}

/** As the kernel compiles C; nothing in it is worth a warning here, except a call into nowhere. */
const KERNEL_C = [
  '-std=gnu11',
  '-O1',
  '-g1',
  '-w',
  '-Werror=implicit-function-declaration',
  '-Werror=implicit-int',
  '-fno-strict-aliasing',
  '-fno-strict-overflow',
  '-fno-delete-null-pointer-checks',
  '-fno-common',
  '-fms-extensions',
  '-nostdinc',
  '-fPIC',
  '-D__KERNEL__',
  '-DCONFIG_64BIT=1',
  '-DCONFIG_HMM_MIRROR=1',
  '-DCONFIG_DEVICE_PRIVATE=1',
] as const;

/** The parts that are compiled against each revision of struct hmm_range. */
const WORLD = [
  'glue',
  'world',
  'range-fault',
  'request',
  'results',
  'uninitialised',
  'owners',
  'locks',
  'dma',
];

/** Compiles some of the project's own C files. */
export async function compileParts(
  names: readonly string[],
  compiler: Compiler,
  folder: string,
  flags: readonly string[] = [],
): Promise<readonly string[]> {
  return allDone(
    names.map(async (name) => {
      const object = join(folder, `${name}.o`);
      const source = join(RUNNER, `${name}.c`);
      await compileOwn(compiler, ['-O1', '-w', '-fPIC', ...flags, '-c', source, '-o', object]);
      return object;
    }),
  );
}

/** Compiles the project's own C: if that fails, it is not the user's fault. */
export async function compileOwn(compiler: Compiler, parameters: readonly string[]): Promise<void> {
  const ran = await compiler.run(parameters);
  if (ran.ok) return;
  const file = compiler.command;
  throw new InputError({ file }, 'does not compile the runner:', undefined, ran.stderr);
}

/**
 * Compiles one version of the driver’s functions with the adapter, and links it with the parts that it runs in.
 *
 * @param objects the parts that are the same for both.
 * @returns what the supervisor loads.
 * @throws InputError with the compiler’s own messages, if the user’s C does not compile.
 */
export async function compileVersion(
  version: Version,
  sources: CompiledSources,
  compiler: Compiler,
  folder: string,
  objects: readonly string[],
): Promise<string> {
  const source = resolve(sources[version] ?? '');
  // What adapters tell the two interfaces apart by, and the two versions where there is one interface.
  const defines = [
    ...(version === 'before' ? ['-DHMM_AUDIT_BEFORE'] : []),
    ...formatDefines(sources.sides[version]),
  ];
  const headers = ['-I', HEADERS, '-I', join(folder, 'stand-ins')];
  const kernelC = [...KERNEL_C, ...defines, ...headers];
  const unit = join(folder, `${version}.c`);
  await writeFile(unit, await unitText(source, resolve(sources.adapter)));
  const object = join(folder, `${version}.o`);
  const code = join(folder, `${version}.so`);
  const glue = await allDone(
    WORLD.map(async (name) => {
      const part = join(folder, `${version}-${name}.o`);
      await compileOwn(compiler, [...kernelC, '-c', join(RUNNER, `${name}.c`), '-o', part]);
      return part;
    }),
  );
  // So that a BUG says "new.c:12", as the sanitizers do.
  const { tree = [], headers: others = [] } = sources.cut ?? {};
  const folders = [dirname(source), dirname(resolve(sources.adapter)), tree, others];
  const names = folders.flat().map((place) => `-fmacro-prefix-map=${place}/=`);
  const own = [
    ...names,
    '-I',
    dirname(source),
    '-I',
    dirname(resolve(sources.adapter)),
    ...sources.cflags,
  ];
  const driver = `-DHMM_AUDIT_DRIVER="${source}"`;
  const compiled = await compiler.run([
    ...[...kernelC, ...own, driver, '-include', 'hmm-audit.h', ...compiler.sanitize],
    ...['-c', unit, '-o', object],
  ]);
  if (!compiled.ok) throw refused(version, sources, compiled.stderr);
  const parts = [...glue, object, ...objects];
  const linked = await compiler.run([...compiler.sanitize, ...LOADED, ...parts, '-o', code]);
  if (!linked.ok) throw refused(version, sources, linked.stderr);
  return code;
}

/** Which struct hmm_range the code gets, and how the words of the side are laid out. */
function formatDefines(side: SideName): readonly string[] {
  if (!isModern(side)) return ['-DHMM_PFN_CUSTOM', '-DHMM_BEFORE'];
  const { orderShift, carried, flags } = wordLayoutOf(side);
  return [
    `-DHMM_AUDIT_FLAGS=0x${flags.toString(16)}ul`,
    ...(orderShift === undefined ? [] : [`-DHMM_AUDIT_ORDER_SHIFT=${orderShift}`]),
    ...(carried === 0n ? [] : ['-DHMM_AUDIT_CARRIES_DMA']),
  ];
}

/** An adapter that does not include the driver's file itself comes after it. */
async function unitText(source: string, adapter: string): Promise<string> {
  const includes = /^[ \t]*#[ \t]*include[ \t]+HMM_AUDIT_DRIVER/m;
  const own = includes.test(await readFile(adapter, 'utf8'));
  return `${own ? '' : `#include "${source}"\n`}#include "${adapter}"\n`;
}

/** The compiler's messages. Of what was cut, the user knows the file that it was cut out of. */
function refused(version: Version, sources: CompiledSources, messages: string): InputError {
  const source = version === 'after' ? (sources.cut?.file ?? sources.after) : sources.before;
  const hints = hintsFor(messages, sources.sides[version]).map((hint) => `\nhint: ${hint}`);
  const quote = `${messages.trimEnd()}${hints.join('')}`;
  const message = `does not compile with its adapter as the code ${version}:`;
  return new InputError({ file: resolve(source ?? '') }, message, undefined, quote);
}
