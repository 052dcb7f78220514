// SPDX-License-Identifier: GPL-2.0-or-later
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { allDone } from '../../audit/c/all-done';
import { type Compiler, LOADED } from '../../audit/c/compiler';
import { RUNNER } from '../../audit/c/folders';
import type { BitsPerLong } from '../../modern/format';
import { cacheFolder } from '../../oracle/package/cache';
import { codeFile } from '../../oracle/package/files';
import { InputError } from '../../oracle/scenario/input-error';
import { STAND_INS, standInNames } from '../sources/options';
import type { TreeSources } from '../sources/read-tree';
import type { TreeShape } from '../sources/shape';
import type { Toolchain } from './toolchain';

const HOST = codeFile('tree', 'host');
/** The parts of the program that is loaded with a tree's code, and of the one that supervises it. */
const WORKER_PARTS = [
  ...[
    'attempts',
    'space',
    'change',
    'faults',
    'notes',
    'detail',
    'reads',
    'resume',
    'run',
    'worker',
  ],
] as const;
const SUPERVISOR_PARTS = ['watch', 'confine', 'ending'] as const;

/** As the kernel compiles C; a name that nobody knows is an error that says so. */
const KERNEL_C = [
  ...['-std=gnu11', '-O2', '-g1', '-w', '-fPIC', '-nostdinc', '-fms-extensions', '-fno-common'],
  ...['-fno-strict-aliasing', '-fwrapv', '-fno-delete-null-pointer-checks'],
  ...['-Werror=implicit-function-declaration', '-Werror=implicit-int', '-Werror=int-conversion'],
  ...['-Werror=incompatible-pointer-types', '-D__KERNEL__'],
] as const;

/** A tree's code, ready to be loaded by the supervisor. */
export interface TreeBuild {
  readonly supervisor: string;
  readonly code: string;
  /** With coverage: where the compiler's notes (.gcno) are, and what the preprocessor made (.i). */
  readonly notes: string;
}

/** What a tree is compiled with besides. */
export interface BuildOptions {
  /** Address and undefined-behaviour sanitizers. */
  readonly sanitize: boolean;
  /** Counters of what was reached: slower, and only gcc has what is needed. */
  readonly coverage: boolean;
  /** How wide a long is: the tree and all that runs with it are compiled for it. */
  readonly bits: BitsPerLong;
  /** Whether each read of an entry is seen, so that other threads can act there: slower. */
  readonly watched: boolean;
}

/**
 * A call before each load, for `tree/host/reads.c`; what the names say of addresses is not used. Nothing is
 * optimized, so that each read of the source is one, and none is merged with another.
 */
function watchedFlags({ version }: Compiler): readonly string[] {
  const [option, prefix] = version.includes('clang') ? ['-mllvm', '-asan-'] : ['--param', 'asan-'];
  const values = ['instrumentation-with-call-threshold=0', 'stack=0', 'globals=0'];
  return [
    '-O0',
    '-fsanitize=kernel-address',
    ...values.flatMap((value) => [option, prefix + value]),
  ];
}

/**
 * Counters for the tree's own files, whose code is not optimized, so that lines stay what they are. They
 * are found by way of a section: nothing is registered, and nothing written at the end.
 */
const COUNTED = ['-O0', '--coverage', '-fprofile-info-section=gcov_info'] as const;

/**
 * Compiles a tree with the stand-in headers, and the host. Both are kept in the cache, by the content
 * of everything that goes in.
 *
 * @throws InputError with the compiler's own messages, if the tree does not compile.
 */
export async function buildTree(
  sources: TreeSources,
  shape: TreeShape,
  toolchain: Toolchain,
  options: BuildOptions,
): Promise<TreeBuild> {
  const host = await cached(hostKey(toolchain, options), (folder) =>
    compileHost(folder, toolchain, options),
  );
  const files = sources.files.flatMap(({ path, sha256 }) => [path, sha256]);
  const how = JSON.stringify([shape, options, COUNTED, watchedFlags(toolchain.compiler)]);
  const key = [...hostKey(toolchain, options), textsOf(STAND_INS), how, ...files];
  const tree = await cached(key, (folder) =>
    compileTree(folder, host, sources, shape, toolchain, options),
  );
  return { supervisor: join(host, 'supervisor'), code: join(tree, 'tree.so'), notes: tree };
}

function hostKey({ compiler }: Toolchain, { sanitize: sanitized, bits }: BuildOptions): string[] {
  const { command, version, sanitize } = compiler;
  return [
    ...[command, version, sanitize.join(' '), process.arch, String(sanitized), String(bits)],
    ...[KERNEL_C.join(' '), textsOf(HOST), textsOf(RUNNER)],
  ];
}

/** All that the files of a folder say. */
function textsOf(folder: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) {
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(folder, name)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** What this process is making: trees are compiled side by side, and all of them need the host. */
const UNDER_WAY = new Map<string, Promise<string>>();

/** A folder of the cache, made by whoever needs it first. */
async function cached(
  key: readonly string[],
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const trees = join(cacheFolder(), 'trees');
  const name = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 24);
  const place = join(trees, name);
  const other = UNDER_WAY.get(place);
  if (other !== undefined) return other;
  if (existsSync(place)) return place;
  const made = makeCached(trees, place, make).finally(() => UNDER_WAY.delete(place));
  UNDER_WAY.set(place, made);
  return made;
}

async function makeCached(
  trees: string,
  place: string,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  mkdirSync(trees, { recursive: true });
  const folder = mkdtempSync(join(trees, 'unfinished-'));
  try {
    await make(folder);
    renameSync(folder, place);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    // Somebody else was faster: theirs is the same.
    if (!existsSync(place)) throw error;
  }
  return place;
}

/** What the width of a long and the sanitizers need, compiling and linking. */
function flagsOf({ compiler }: Toolchain, options: BuildOptions): readonly string[] {
  return [...widthOf(options), ...(options.sanitize ? compiler.sanitize : [])];
}

function widthOf({ bits }: BuildOptions): readonly string[] {
  return bits === 32 ? ['-m32'] : [];
}

async function compileHost(
  folder: string,
  toolchain: Toolchain,
  options: BuildOptions,
): Promise<void> {
  const flags = flagsOf(toolchain, options);
  const supervising = [...widthOf(options), ...(options.sanitize ? ['-DAUDIT_SANITIZED'] : [])];
  const headers = ['-I', HOST, '-I', RUNNER];
  const compile = async (
    source: string,
    object: string,
    more: readonly string[],
  ): Promise<void> => {
    const parameters = ['-O2', '-w', '-fPIC', ...headers, ...more, '-c', source, '-o', object];
    await compileOwn(toolchain, parameters);
  };
  await allDone([
    ...WORKER_PARTS.map((name) =>
      compile(join(HOST, `${name}.c`), join(folder, `${name}.o`), flags),
    ),
    ...SUPERVISOR_PARTS.map((name) =>
      compile(join(RUNNER, `${name}.c`), join(folder, `${name}-supervisor.o`), supervising),
    ),
    compile(join(HOST, 'supervise.c'), join(folder, 'supervise-supervisor.o'), supervising),
  ]);
  const objects = [...SUPERVISOR_PARTS, 'supervise'].map((name) =>
    join(folder, `${name}-supervisor.o`),
  );
  await compileOwn(toolchain, [...flags, ...objects, '-ldl', '-o', join(folder, 'supervisor')]);
}

/** Compiles the project's own C: if that fails, it is not the user's fault. */
async function compileOwn({ compiler }: Toolchain, parameters: readonly string[]): Promise<void> {
  const ran = await compiler.run(parameters);
  if (ran.ok) return;
  const file = compiler.command;
  throw new InputError({ file }, 'does not compile the host of a tree:', undefined, ran.stderr);
}

async function compileTree(
  folder: string,
  host: string,
  sources: TreeSources,
  shape: TreeShape,
  toolchain: Toolchain,
  options: BuildOptions,
): Promise<void> {
  const { compiler } = toolchain;
  const source = join(folder, 'source');
  const forwarding = join(folder, 'forwarding');
  for (const { path, text } of sources.files) put(join(source, path), text);
  for (const name of standInNames(sources)) put(join(forwarding, name), '#include "all.h"\n');
  put(join(source, 'unit.c'), '#include "mm/hmm.c"\n#include "glue.c"\n');
  const flags = [
    ...[...KERNEL_C, ...flagsOf(toolchain, options), ...definesOf(shape)],
    ...(options.watched ? watchedFlags(compiler) : []),
    ...(options.coverage ? COUNTED : []),
    ...['-include', join(STAND_INS, 'options.h'), '-include', join(STAND_INS, 'all.h')],
    ...['-I', source, '-I', join(source, 'include'), '-I', forwarding, '-I', STAND_INS, '-I', HOST],
    // So that a WARN says "mm/hmm.c:12".
    `-fmacro-prefix-map=${source}/=`,
  ];
  const compile = async (file: string, object: string): Promise<void> => {
    const ran = await compiler.run([
      ...flags,
      '-c',
      join(source, file),
      '-o',
      join(folder, object),
    ]);
    if (!ran.ok) throw refused(sources, ran.stderr, folder);
  };
  const counters = options.coverage ? await compileCounters(folder, toolchain, options) : [];
  const units = [compile('unit.c', 'unit.o'), compile('mm/pagewalk.c', 'pagewalk.o')];
  if (options.coverage) {
    const preprocess = async (file: string, output: string): Promise<void> => {
      await compileOwn(toolchain, [...flags, '-E', join(source, file), '-o', join(folder, output)]);
    };
    units.push(preprocess('unit.c', 'unit.i'), preprocess('mm/pagewalk.c', 'pagewalk.i'));
  }
  await allDone(units);
  const objects = ['unit', 'pagewalk'].map((name) => join(folder, `${name}.o`));
  const parts = WORKER_PARTS.map((name) => join(host, `${name}.o`));
  const linked = await compiler.run([
    ...[...flagsOf(toolchain, options), ...LOADED, '-Wl,--wrap=walk_page_range'],
    ...[...objects, ...parts, ...counters, '-o', join(folder, 'tree.so')],
  ]);
  if (!linked.ok) throw refused(sources, linked.stderr, folder);
}

/**
 * What reads the counters, and the library that it needs.
 * @throws InputError for a compiler that has none.
 */
async function compileCounters(
  folder: string,
  { compiler }: Toolchain,
  options: BuildOptions,
): Promise<readonly string[]> {
  const object = join(folder, 'coverage.o');
  const source = join(HOST, 'coverage.c');
  const how = [
    ...widthOf(options),
    '-O2',
    '-fPIC',
    '-Werror=implicit-function-declaration',
    '-I',
    HOST,
  ];
  const ran = await compiler.run([...how, '-c', source, '-o', object]);
  if (ran.ok) return [object, '-lgcov'];
  const message = `expected gcc 11 or later for coverage, got ${compiler.version}`;
  throw new InputError({ file: compiler.command }, message, undefined, ran.stderr);
}

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function definesOf(shape: TreeShape): readonly string[] {
  const values = {
    TREE_CUSTOMIZABLE: shape.customizable,
    TREE_RETURNS_PAGES: shape.returnsPages,
    TREE_HAS_SPECIAL: shape.hasSpecial,
    TREE_HAS_ORDER: shape.hasOrder,
    TREE_CARRIES_DMA: shape.carriesFlags,
    TREE_HAS_DEVMAP: shape.hasDevmap,
    TREE_HOLE_HAS_DEPTH: shape.holeHasDepth,
    TREE_HAS_UNLOCKED_CALL: shape.hasUnlockedCall,
  };
  return Object.entries(values).map(([name, value]) => `-D${name}=${value ? 1 : 0}`);
}

/** The compiler's messages, about the files as the user named them. */
function refused({ folder }: TreeSources, messages: string, built: string): InputError {
  const quote = messages
    .replaceAll(join(built, 'source', '/'), '')
    .replaceAll(join(built, 'forwarding', '/'), 'include/')
    .replaceAll(join(STAND_INS, '/'), 'tree/stand-ins/');
  const message =
    'does not compile with the stand-in headers; what they do not know is named here, and belongs ' +
    'into tree/stand-ins/:';
  return new InputError({ file: folder }, message, undefined, quote);
}
