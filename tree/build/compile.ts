// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { allDone } from '../../audit/c/all-done';
import { LOADED } from '../../audit/c/compiler';
import { InputError } from '../../oracle/scenario/input-error';
import { STAND_INS, standInNames } from '../sources/options';
import type { TreeSources } from '../sources/read-tree';
import type { TreeShape } from '../sources/shape';
import { cached, textsOf } from './cached';
import {
  COUNTED,
  compilerFlagsOf,
  definesOf,
  KERNEL_C,
  longWidthOf,
  type TreeBuildOptions,
  watchedFlags,
} from './flags';
import { buildHost, compileHost, HOST, hostKey, WORKER_PARTS } from './host';
import type { Toolchain } from './toolchain';

/** A tree's code, ready to be loaded by the supervisor. */
export interface TreeBuild {
  readonly supervisor: string;
  readonly code: string;
  /** With coverage: where the compiler's notes (.gcno) are, and what the preprocessor made (.i). */
  readonly notes: string;
}

/** What is compiled, and how. */
interface Building {
  readonly sources: TreeSources;
  readonly shape: TreeShape;
  readonly toolchain: Toolchain;
  readonly options: TreeBuildOptions;
}

/** The file that another tree has, too, more often than not: a change is to one of the two. */
const WALK = 'mm/pagewalk.c';

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
  options: TreeBuildOptions,
): Promise<TreeBuild> {
  const building = { sources, shape, toolchain, options };
  const [host, tree] = await allDone([
    buildHost(toolchain, options),
    cached(keyOf(building), (folder) => compileTree(folder, building)),
  ]);
  return { supervisor: join(host, 'supervisor'), code: join(tree, 'tree.so'), notes: tree };
}

/** All that goes into a tree's code, but for the files that are left out. */
function keyOf(
  { sources, shape, toolchain, options }: Building,
  without: readonly string[] = [],
): readonly string[] {
  const files = sources.files.filter(({ path }) => !without.includes(path));
  const how = JSON.stringify([shape, options, COUNTED, watchedFlags(toolchain.compiler)]);
  return [
    ...[...hostKey(toolchain, options), textsOf(STAND_INS), how],
    ...files.flatMap(({ path, sha256 }) => [path, sha256]),
  ];
}

/** Compiles both files of a tree while the host is compiled, and links them with it. */
async function compileTree(folder: string, building: Building): Promise<void> {
  const { sources, toolchain, options } = building;
  const { compiler } = toolchain;
  layOut(folder, building);
  const counters = options.coverage ? await compileCounters(folder, toolchain, options) : [];
  const compiling = [compileUnit(folder, 'unit.c', 'unit.o', building)];
  if (options.coverage) {
    compiling.push(
      preprocess(folder, 'unit.c', 'unit.i', building),
      preprocess(folder, WALK, 'pagewalk.i', building),
    );
  }
  const [host, walk] = await allDone([
    buildHost(toolchain, options),
    walkObject(folder, building),
    ...compiling,
  ] as const);
  const parts = WORKER_PARTS.map((name) => join(host, `${name}.o`));
  const linked = await compiler.run([
    ...[...compilerFlagsOf(compiler, options), ...LOADED, '-Wl,--wrap=walk_page_range'],
    ...[join(folder, 'unit.o'), walk, ...parts, ...counters, '-o', join(folder, 'tree.so')],
  ]);
  if (!linked.ok) throw refused(sources, linked.stderr, folder);
}

/** Writes what is compiled into a folder. */
function layOut(folder: string, { sources }: Building): void {
  const source = join(folder, 'source');
  for (const { path, text } of sources.files) put(join(source, path), text);
  for (const name of standInNames(sources)) {
    put(join(folder, 'forwarding', name), '#include "all.h"\n');
  }
  put(join(source, 'unit.c'), '#include "mm/hmm.c"\n#include "glue.c"\n');
}

/** The page walk, compiled; what counters count is the tree's own. */
async function walkObject(folder: string, building: Building): Promise<string> {
  if (building.options.coverage) {
    await compileUnit(folder, WALK, 'pagewalk.o', building);
    return join(folder, 'pagewalk.o');
  }
  const key = [WALK, ...keyOf(building, ['mm/hmm.c'])];
  const kept = await cached(key, async (place) => {
    layOut(place, building);
    await compileUnit(place, WALK, 'pagewalk.o', building);
  });
  return join(kept, 'pagewalk.o');
}

async function compileUnit(
  folder: string,
  file: string,
  object: string,
  building: Building,
): Promise<void> {
  const { sources, toolchain } = building;
  const what = ['-c', join(folder, 'source', file), '-o', join(folder, object)];
  const ran = await toolchain.compiler.run([...unitFlags(folder, building), ...what]);
  if (!ran.ok) throw refused(sources, ran.stderr, folder);
}

async function preprocess(
  folder: string,
  file: string,
  output: string,
  building: Building,
): Promise<void> {
  const what = ['-E', join(folder, 'source', file), '-o', join(folder, output)];
  await compileHost(building.toolchain, [...unitFlags(folder, building), ...what]);
}

function unitFlags(
  folder: string,
  { shape, toolchain: { compiler }, options }: Building,
): readonly string[] {
  const source = join(folder, 'source');
  const forwarding = join(folder, 'forwarding');
  return [
    ...[...KERNEL_C, ...compilerFlagsOf(compiler, options), ...definesOf(shape)],
    ...(options.watched ? watchedFlags(compiler) : []),
    ...(options.coverage ? COUNTED : []),
    ...['-include', join(STAND_INS, 'options.h'), '-include', join(STAND_INS, 'all.h')],
    ...['-I', source, '-I', join(source, 'include'), '-I', forwarding, '-I', STAND_INS, '-I', HOST],
    // So that a WARN says "mm/hmm.c:12".
    `-fmacro-prefix-map=${source}/=`,
  ];
}

/**
 * What reads the counters, and the library that it needs.
 * @throws InputError for a compiler that has none.
 */
async function compileCounters(
  folder: string,
  { compiler }: Toolchain,
  options: TreeBuildOptions,
): Promise<readonly string[]> {
  const object = join(folder, 'coverage.o');
  const source = join(HOST, 'coverage.c');
  const how = [
    ...longWidthOf(options),
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

/** The compiler's messages, about the files as the user named them. */
function refused({ folder }: TreeSources, messages: string, built: string): InputError {
  const quote = messages
    .replaceAll(join(built, 'source', '/'), '')
    .replaceAll(join(built, 'forwarding', '/'), 'include/')
    .replaceAll(join(STAND_INS, '/'), 'tree/stand-ins/');
  const message =
    'does not compile with the stand-in headers (tree/stand-ins/), which may lack what is named here:';
  return new InputError({ file: folder }, message, undefined, quote);
}
