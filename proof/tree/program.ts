// SPDX-License-Identifier: GPL-2.0-or-later
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeFile } from '../../oracle/package/files';
import { InputError } from '../../oracle/scenario/input-error';
import { STAND_INS as RUNNING_STAND_INS, standInNames } from '../../tree/sources/options';
import type { TreeSources } from '../../tree/sources/read-tree';
import type { TreeShape } from '../../tree/sources/shape';
import { type ProofLimits, type ProverRun, runProver } from './limited';
import { definesOfPlace, type ProofPlace } from './places';
import { type ProofTree, subjectOf } from './proof-tree';
import type { TreeSubject } from './statements';
import type { ProverTools } from './tools';

/** The names of the trees in a program. */
const OWN_NAMES = ['a', 'b'] as const;

/** Headers that say nothing of entries are those that trees run with. */
const SHARED_HEADERS = ['base.h', 'dma.h', 'options.h'] as const;

const GOTO_CC = ['-std=gnu11', '-w', '-nostdinc', '-fms-extensions', '-D__KERNEL__'] as const;

/** Trees that are compiled for the prover, to be linked with the world of a place. */
export class ProofProgram {
  private constructor(
    private readonly folder: string,
    private readonly tools: ProverTools,
    private readonly limits: ProofLimits,
    private readonly subject: TreeSubject,
    private readonly objects: readonly string[],
    private readonly flags: readonly string[],
  ) {}

  /**
   * Compiles one tree, or two.
   * @param folder an empty one.
   * @throws InputError with the compiler's messages if a tree does not compile.
   */
  static async compile(
    trees: readonly ProofTree[],
    tools: ProverTools,
    folder: string,
    limits: ProofLimits,
  ): Promise<ProofProgram> {
    const standIns = join(folder, 'stand-ins');
    mkdirSync(standIns, { recursive: true });
    for (const name of SHARED_HEADERS) {
      copyFileSync(join(RUNNING_STAND_INS, name), join(standIns, name));
    }
    for (const own of ['stand-ins', 'program']) {
      const from = codeFile('proof', 'tree', own);
      for (const name of readdirSync(from)) copyFileSync(join(from, name), join(standIns, name));
    }
    const flags = [
      ...GOTO_CC,
      ...['-include', join(standIns, 'options.h'), '-include', join(standIns, 'all.h')],
    ];
    const objects: string[] = [];
    const program = new ProofProgram(folder, tools, limits, subjectOf(trees), objects, [
      ...[...flags, '-I', standIns],
    ]);
    for (const [index, tree] of trees.entries()) {
      const own = OWN_NAMES[index] ?? 'a';
      objects.push(...(await program.compileTree(tree, own, flags, standIns)));
    }
    return program;
  }

  /**
   * Links the world of a place to the trees; the file of the program.
   * @param detail whether two trees are compared in each statement; else only whether they differ at all.
   */
  async link(place: ProofPlace, number: number, detail = true): Promise<string> {
    const object = join(this.folder, `world-${number}.o`);
    const program = join(this.folder, `program-${number}.goto`);
    const defines = [
      ...[...definesOfPlace(place), ...definesOfSubject(this.subject)],
      ...[`-DPROVE_IN_DETAIL=${detail ? 1 : 0}`, '-DTREE_HAS_DEVMAP=0'],
    ];
    const harness = join(this.folder, 'stand-ins', 'harness.c');
    await this.gotoCc([...this.flags, ...defines, '-c', harness, '-o', object], this.folder);
    await this.gotoCc([...this.objects, object, '-o', program], this.folder);
    return program;
  }

  private async compileTree(
    { sources, shape, folder: tree }: ProofTree,
    own: string,
    flags: readonly string[],
    standIns: string,
  ): Promise<readonly string[]> {
    const source = join(this.folder, own, 'source');
    const forwarding = join(this.folder, own, 'forwarding');
    for (const { path, text } of sources.files) put(join(source, path), text);
    for (const name of standInNames(sources)) put(join(forwarding, name), '#include "all.h"\n');
    put(join(source, 'unit.c'), UNIT);
    const renamed = functionsOf(sources).map((name) => `-D${name}=${own}_${name}`);
    const all = [
      ...[...flags, '-I', source, '-I', join(source, 'include'), '-I', forwarding, '-I', standIns],
      ...[...definesOfShape(shape), ...renamed],
      `-DPROVE_OWN(name)=${own}_##name`,
      `-DPROVE_WALK=${own}_walk_page_range`,
    ];
    const unit = join(this.folder, `${own}-unit.o`);
    const walk = join(this.folder, `${own}-walk.o`);
    // The walk that mm/hmm.c calls is the glue's, which calls the tree's.
    const called = [`-Dwalk_page_range=${own}_walk_of_hmm`, '-c', join(source, 'unit.c')];
    const real = [`-Dwalk_page_range=${own}_walk_page_range`, '-c'];
    await this.gotoCc([...all, ...called, '-o', unit], tree);
    await this.gotoCc([...all, ...real, join(source, 'mm', 'pagewalk.c'), '-o', walk], tree);
    return [unit, walk];
  }

  private async gotoCc(parameters: readonly string[], about: string): Promise<void> {
    const run = await runProver([...this.tools.gotoCc, ...parameters], this.limits);
    if (run.kind === 'ended' && run.code === 0) return;
    const message =
      'does not compile with the proof’s stand-in headers; what they do not know is named here, and ' +
      'belongs into proof/tree/stand-ins/:';
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
function functionsOf({ files }: TreeSources): readonly string[] {
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
