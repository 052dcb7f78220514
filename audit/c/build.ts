// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InputError } from '../../oracle/scenario/input-error';
import { specialFile, statsOf } from '../../oracle/scenario/stats';
import { type CutRequest, cutUnit } from '../cut/cut-unit';
import type { StandIn } from '../cut/unit';
import { allDone } from './all-done';
import { compileOwn, compileParts, compileVersion } from './compile-version';
import type { Compiler } from './compiler';
import { defaultAdapter } from './default-adapter';
import { HEADERS } from './folders';
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

/**
 * Compiles the two versions of the driver's functions, each with the adapter and the runner.
 *
 * @param folder where everything is put.
 * @throws InputError with the compiler's own messages, if the user's C does not compile.
 */
export async function build(sources: Sources, compiler: Compiler, folder: string): Promise<Build> {
  for (const file of [sources.before, sources.after, sources.adapter]) {
    if (file === undefined) continue;
    const stats = statsOf(file);
    if (stats?.isFile() !== true) {
      const what = stats === undefined ? 'no such file' : specialFile(stats);
      throw new InputError({ file }, `expected a C file, got ${what}`);
    }
    if (!/["\n]/.test(resolve(file))) continue;
    // There is no way to write such a name in C.
    const message =
      'expected a path that #include can name, got one with a quotation mark or a line break';
    throw new InputError({ file }, message);
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
