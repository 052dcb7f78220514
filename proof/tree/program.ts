// SPDX-License-Identifier: GPL-2.0-or-later
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { codeFile } from '../../oracle/package/files';
import { InputError } from '../../oracle/scenario/input-error';
import { STAND_INS as RUNNING_STAND_INS, standInNames } from '../../tree/sources/options';
import type { TreeSources } from '../../tree/sources/read-tree';
import type { TreeShape } from '../../tree/sources/shape';
import { type ProofLimits, type ProverRun, runProver } from './limited';
import { definesOfPlace, type ProofPlace } from './places';
import type { ProofTree } from './proof-tree';
import type { TreeSubject } from './statements';
import type { ProverTools } from './tools';

/** The names of the trees in a program. */
const OWN_NAMES = ['a', 'b'] as const;
type TreeName = (typeof OWN_NAMES)[number];

/** Headers that say nothing of entries are those that trees run with. */
const SHARED_HEADERS = [
  ...[
    ...['base.h', 'dma.h', 'memory.h', 'options.h'],
    ...['entry-calls.h', 'hugetlb-calls.h', 'leaf-calls.h', 'vma-calls.h'],
  ].map((name) => join(RUNNING_STAND_INS, name)),
  codeFile('tree', 'host', 'locks.h'),
] as const;

const DIALECT = ['-std=gnu11', '-w', '-nostdinc', '-fms-extensions', '-D__KERNEL__'] as const;

/** A tree that is compiled for the prover. */
export interface CompiledTree {
  readonly objects: readonly string[];
}

/** A folder in which trees are compiled for the prover, and linked with the world of a place. */
export class ProofBuild {
  /** By their constants. */
  private readonly worlds = new Map<string, Promise<string>>();

  private constructor(
    private readonly folder: string,
    private readonly standIns: string,
    private readonly tools: Pick<ProverTools, 'gotoCc'>,
    private readonly limits: ProofLimits,
  ) {}

  /** @param folder an empty one. */
  static open(folder: string, tools: Pick<ProverTools, 'gotoCc'>, limits: ProofLimits): ProofBuild {
    const standIns = join(folder, 'stand-ins');
    mkdirSync(standIns, { recursive: true });
    for (const file of SHARED_HEADERS) copyFileSync(file, join(standIns, basename(file)));
    for (const own of ['stand-ins', 'program']) {
      const from = codeFile('proof', 'tree', own);
      for (const name of readdirSync(from)) copyFileSync(join(from, name), join(standIns, name));
    }
    return new ProofBuild(folder, standIns, tools, limits);
  }

  /**
   * Compiles one tree, or two.
   * @throws InputError with the compiler's messages if a tree does not compile.
   */
  async compileAll(trees: readonly ProofTree[]): Promise<readonly CompiledTree[]> {
    const compiled: CompiledTree[] = [];
    for (const [index, tree] of trees.entries()) {
      compiled.push(await this.compile(tree, OWN_NAMES[index] ?? 'a'));
    }
    return compiled;
  }

  /**
   * Compiles a tree under a name, whose files another tree of that name takes.
   * @throws InputError with the compiler's messages if it does not compile.
   */
  async compile(
    { sources, shape, folder: tree }: ProofTree,
    own: TreeName,
    compiler: readonly string[] = this.tools.gotoCc,
  ): Promise<CompiledTree> {
    const source = join(this.folder, own, 'source');
    const forwarding = join(this.folder, own, 'forwarding');
    for (const { path, text } of sources.files) put(join(source, path), text);
    for (const name of standInNames(sources)) put(join(forwarding, name), '#include "all.h"\n');
    put(join(source, 'unit.c'), UNIT);
    const renamed = functionsOf(sources).map((name) => `-D${name}=${own}_${name}`);
    const all = [
      ...[...this.flags(), '-I', source, '-I', join(source, 'include')],
      ...['-I', forwarding, '-I', this.standIns, ...definesOfShape(shape), ...renamed],
      `-DPROVE_OWN(name)=${own}_##name`,
      `-DPROVE_WALK=${own}_walk_page_range`,
    ];
    const unit = join(this.folder, `${own}-unit.o`);
    const walk = join(this.folder, `${own}-walk.o`);
    // The walk that mm/hmm.c calls is the glue's, which calls the tree's.
    const called = [`-Dwalk_page_range=${own}_walk_of_hmm`, '-c', join(source, 'unit.c')];
    const real = [`-Dwalk_page_range=${own}_walk_page_range`, '-c'];
    await this.run([...compiler, ...all, ...called, '-o', unit], tree);
    await this.run([...compiler, ...all, ...real, join(source, 'mm/pagewalk.c'), '-o', walk], tree);
    return { objects: [unit, walk] };
  }

  /**
   * Links the world of a place to the trees; the file of the program.
   * @param name of the program's file.
   * @param detail whether known differences are looked at, each of them; else two trees are the same or not.
   */
  async link(
    trees: readonly CompiledTree[],
    subject: TreeSubject,
    place: ProofPlace,
    name: string,
    detail = true,
  ): Promise<string> {
    const world = await this.world(subject, place, detail);
    const program = join(this.folder, `program-${name}.goto`);
    const objects = trees.flatMap((tree) => tree.objects);
    const { gotoCc } = this.tools;
    await this.run([...gotoCc, ...this.flags(), ...objects, world, '-o', program], this.folder);
    return program;
  }

  private world(subject: TreeSubject, place: ProofPlace, detail: boolean): Promise<string> {
    const defines = [
      ...[...definesOfPlace(place), ...definesOfSubject(subject)],
      ...[`-DPROVE_IN_DETAIL=${detail ? 1 : 0}`, '-DTREE_HAS_DEVMAP=0'],
    ];
    const key = defines.join(' ');
    const world = this.worlds.get(key) ?? this.compileWorld(defines, `world-${this.worlds.size}.o`);
    this.worlds.set(key, world);
    return world;
  }

  private async compileWorld(defines: readonly string[], name: string): Promise<string> {
    const object = join(this.folder, name);
    const harness = ['-I', this.standIns, ...defines, '-c', join(this.standIns, 'harness.c')];
    await this.run([...this.tools.gotoCc, ...this.flags(), ...harness, '-o', object], this.folder);
    return object;
  }

  private flags(): readonly string[] {
    const included = ['options.h', 'all.h'].map((name) => join(this.standIns, name));
    return [...DIALECT, ...included.flatMap((file) => ['-include', file])];
  }

  private async run(command: readonly string[], about: string): Promise<void> {
    const run = await runProver(command, this.limits);
    if (run.kind === 'ended' && run.code === 0) return;
    const message =
      'does not compile with the proof’s stand-in headers (proof/tree/stand-ins/), which may lack what is ' +
      'named here:';
    throw new InputError({ file: about }, message, undefined, messagesOf(run, this.folder));
  }
}

/** What a compiler said, about the files as the user knows them. */
function messagesOf(run: ProverRun, folder: string): string {
  const text = run.kind === 'over' ? run.why : `${run.stdout}${run.stderr}`;
  return text.replaceAll(new RegExp(`${folder}/(?:[ab]/source/|stand-ins/)?`, 'g'), '').trim();
}

const UNIT = [
  '#include "all.h"',
  'extern struct mm_struct prove_mm;',
  'extern struct dev_pagemap prove_pagemap[2];',
  'extern const unsigned long prove_resume;',
  '#include "mm/hmm.c"',
  '#include "glue.c"',
  '',
].join('\n');

function definesOfSubject(subject: TreeSubject): readonly string[] {
  const across = subject === 'two formats' ? 1 : 0;
  return [`-DPROVE_PAIR=${subject === 'one tree' ? 0 : 1}`, `-DPROVE_ACROSS=${across}`];
}

function definesOfShape(shape: TreeShape): readonly string[] {
  const values = {
    TREE_HAS_ORDER: shape.hasOrder,
    TREE_CARRIES_DMA: shape.carriesFlags,
    TREE_HAS_DEVMAP: shape.hasDevmap,
    TREE_CUSTOMIZABLE: shape.customizable,
    TREE_RETURNS_PAGES: shape.returnsPages,
    TREE_HAS_SPECIAL: shape.hasSpecial,
  };
  return Object.entries(values).map(([name, value]) => `-D${name}=${value ? 1 : 0}`);
}

/** A definition that is not static begins its line with a type; two trees have many of one name. */
const DEFINITION =
  /^(?!static\b|return\b|else\b|typedef\b)[a-z]\w*[ \t][\w \t*]{0,120}?\b(\w+)\(/gm;

/** The functions that a tree's sources define for others, but for the walk, which is named apart. */
export function functionsOf({ files }: TreeSources): readonly string[] {
  const names = files
    .filter(({ path }) => path.endsWith('.c'))
    .flatMap(({ code }) => [...code.matchAll(DEFINITION)].map(([, name = '']) => name));
  return [...new Set(names)].filter((name) => name !== 'walk_page_range').sort();
}

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** A line of a file that a program was made of; blank if there is none. */
export function sourceLine(file: string, line: number): string {
  return readFileSync(file, 'utf8').split('\n')[line - 1] ?? '';
}
