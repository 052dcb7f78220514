// SPDX-License-Identifier: GPL-2.0-or-later
import { type Stats, statSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isModern, type SideName, wordLayoutOf } from '../../oracle/run/side-names';
import { InputError } from '../../oracle/scenario/input-error';
import { type CutRequest, cutUnit } from '../cut/cut-unit';
import type { StandIn } from '../cut/unit';
import { allDone } from './all-done';
import { type Compiler, LOADED } from './compiler';
import { defaultAdapter } from './default-adapter';
import { HEADERS, RUNNER } from './folders';
import { hintsFor } from './hints';
import type { AuditedSides } from './sides';
import { makeStandIns } from './stand-ins';
import { VERSIONS, type Version } from './version';

/** What the user gave. */
export interface Sources {
  /** undefined: the code after is judged by itself. */
  readonly before: string | undefined;
  readonly after: string;
  /** Functions that are cut out of the code after, a file of a kernel tree; undefined: all of it is compiled. */
  readonly cut: CutRequest | undefined;
  /** Whose range fault each version calls, and so its format. */
  readonly sides: AuditedSides;
  /** undefined: the functions are called by the default adapter. */
  readonly adapter: string | undefined;
  /** The functions' names for the default adapter. */
  readonly functions: Readonly<Record<Version, string>> | undefined;
  /** Flags of the user's own. */
  readonly cflags: readonly string[];
}

/** The code of both versions, ready to be loaded by the supervisor. */
export interface Build {
  /** The program in which none of that code runs. */
  readonly supervisor: string;
  readonly code: Readonly<Partial<Record<Version, string>>>;
  readonly sides: AuditedSides;
  /** Headers that were made because nobody has them. */
  readonly standIns: readonly string[];
  /** What stands in for parts of the kernel in the code that was cut out of it. */
  readonly cut: readonly StandIn[];
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

/**
 * Compiles the two versions of the driver's functions, each with the adapter and the runner.
 *
 * @param folder where everything is put.
 * @throws InputError with the compiler's own messages, if the user's C does not compile.
 */
export async function build(sources: Sources, compiler: Compiler, folder: string): Promise<Build> {
  for (const file of [sources.before, sources.after, sources.adapter]) {
    if (file === undefined) continue;
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats?.isFile() === true) continue;
    const what = stats === undefined ? 'no such file' : specialFile(stats);
    throw new InputError({ file }, `expected a C file, got ${what}`);
  }
  const headers = join(folder, 'stand-ins');
  await mkdir(headers, { recursive: true });
  const adapter = sources.adapter ?? (await writeDefaultAdapter(sources, folder));
  const folders = sources.cflags.flatMap((flag) => (flag.startsWith('-I') ? [flag.slice(2)] : []));
  const cut = sources.cut === undefined ? undefined : await writeCut(sources.cut, adapter, folder);
  const after = cut?.file ?? sources.after;
  const files = [sources.before ?? [], after, adapter].flat().map((file) => resolve(file));
  const standIns = await makeStandIns(files, headers, folders);
  const [supervisor, objects] = await allDone([
    compileSupervisor(compiler, folder),
    compileParts(
      ['child', 'once', 'memory', 'pages', 'faults', 'stops', 'calls', 'loop'],
      compiler,
      folder,
    ),
  ]);
  const compile = (version: Version): Promise<string> =>
    compileVersion(version, { ...sources, after, adapter }, compiler, folder, objects);
  const versions = VERSIONS.filter((version) => sources[version] !== undefined);
  const compiled = await allDone(
    versions.map(async (version) => [version, await compile(version)] as const),
  );
  return {
    ...{ supervisor, code: Object.fromEntries(compiled), sides: sources.sides, standIns },
    cut: cut?.standIns ?? [],
  };
}

/** The unit that was cut, and what stands in for the kernel in it. */
interface WrittenCut {
  readonly file: string;
  readonly standIns: readonly StandIn[];
}

async function writeCut(request: CutRequest, adapter: string, folder: string): Promise<WrittenCut> {
  const names = await readdir(HEADERS, { recursive: true });
  const headers = await Promise.all(
    names
      .filter((name) => name.endsWith('.h'))
      .map((name) => readFile(join(HEADERS, name), 'utf8')),
  );
  const { text, standIns } = await cutUnit(request, resolve(adapter), headers);
  const file = join(folder, 'cut.c');
  await writeFile(file, text);
  return { file, standIns };
}

/** What is no file that a compiler can read twice. */
function specialFile(stats: Stats): string {
  if (stats.isDirectory()) return 'a directory';
  return stats.isFIFO() ? 'a pipe' : 'a device or a socket';
}

async function writeDefaultAdapter({ functions }: Sources, folder: string): Promise<string> {
  if (functions === undefined) {
    throw new InputError(
      { file: 'audit c' },
      'expected an adapter (--adapter FILE) or the name of the function that converts ' +
        '(--function NAME); --init DIR writes an example of one',
    );
  }
  const file = join(folder, 'default-adapter.c');
  await writeFile(file, defaultAdapter(functions));
  return file;
}

/** The program that loads the code; with the runtime of the sanitizers that the code needs. */
async function compileSupervisor(compiler: Compiler, folder: string): Promise<string> {
  const { sanitize } = compiler;
  const flags = sanitize.length > 0 ? ['-DAUDIT_SANITIZED'] : [];
  const objects = await compileParts(
    ['supervise', 'watch', 'process', 'confine', 'ending', 'killed', 'answer'],
    compiler,
    folder,
    flags,
  );
  const program = join(folder, 'supervisor');
  await compileOwn(compiler, [...sanitize, ...objects, '-ldl', '-o', program]);
  return program;
}

/** Compiles some of the project's own C files. */
async function compileParts(
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
async function compileOwn(compiler: Compiler, parameters: readonly string[]): Promise<void> {
  const ran = await compiler.run(parameters);
  if (ran.ok) return;
  const file = compiler.command;
  throw new InputError({ file }, 'does not compile the runner:', undefined, ran.stderr);
}

async function compileVersion(
  version: Version,
  sources: Sources & { readonly adapter: string },
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
  if (!compiled.ok) throw refused(version, source, compiled.stderr, sources.sides[version]);
  const parts = [...glue, object, ...objects];
  const linked = await compiler.run([...compiler.sanitize, ...LOADED, ...parts, '-o', code]);
  if (!linked.ok) throw refused(version, source, linked.stderr, sources.sides[version]);
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

function refused(version: Version, source: string, messages: string, side: SideName): InputError {
  const hints = hintsFor(messages, side).map((hint) => `\nhint: ${hint}`);
  const quote = `${messages.trimEnd()}${hints.join('')}`;
  const message = `does not compile as the code ${version}:`;
  return new InputError({ file: source }, message, undefined, quote);
}
