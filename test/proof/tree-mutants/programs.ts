// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProofLimits } from '../../../proof/tree/limited';
import type { ProofPlace } from '../../../proof/tree/places';
import { type CompiledTree, ProofBuild } from '../../../proof/tree/program';
import type { ProofTree } from '../../../proof/tree/proof-tree';
import type { ProverTools } from '../../../proof/tree/tools';

/** Whether two trees are compared, or one is held to the contract and to memory safety. */
export type Way = 'against the original' | 'alone';

/** A mutant that is compiled, to be linked with the world of a place. */
export interface MutantProgram {
  readonly link: (place: ProofPlace) => Promise<string>;
}

/** As the kernel's C is compiled; without a debugger's symbols, which say where the source has what. */
const NATIVE = [
  ...['-O2', '-g0', '-fno-strict-aliasing', '-fwrapv', '-fno-delete-null-pointer-checks'],
] as const;

/** Compiles mutants; the original is compiled once. */
export class MutantPrograms {
  private constructor(
    private readonly builds: Readonly<Record<Way | 'original' | 'native', ProofBuild>>,
    private readonly compared: CompiledTree,
    /** The original alone. */
    readonly original: MutantProgram,
    private readonly compiler: string,
    private readonly code: string,
  ) {}

  /**
   * @param compiler a C compiler's command.
   * @param folder an empty one.
   */
  static async open(
    original: ProofTree,
    tools: ProverTools,
    limits: ProofLimits,
    compiler: string,
    folder: string,
  ): Promise<MutantPrograms> {
    const open = (name: string): ProofBuild => {
      mkdirSync(join(folder, name));
      return ProofBuild.open(join(folder, name), tools, limits);
    };
    const builds = {
      ...{ 'against the original': open('against'), alone: open('alone') },
      ...{ original: open('original'), native: open('native') },
    };
    const compared = await builds['against the original'].compile(original, 'a');
    const own = await builds.original.compile(original, 'a');
    const alone = { link: (place: ProofPlace) => linkAlone(builds.original, own, place) };
    const code = await nativeCode(builds.native, original, compiler);
    return new MutantPrograms(builds, compared, alone, compiler, code);
  }

  /** @throws InputError if it does not compile. */
  async compile(mutant: ProofTree, way: Way): Promise<MutantProgram> {
    const build = this.builds[way];
    if (way === 'alone') {
      const alone = await build.compile(mutant, 'a');
      return { link: (place) => linkAlone(build, alone, place) };
    }
    const trees = [this.compared, await build.compile(mutant, 'b')];
    return { link: (place) => build.link(trees, 'one format', place, 'pair', false) };
  }

  /**
   * Whether a C compiler makes the same object files of it as of the original, byte for byte. Both are
   * compiled in one place, and the change of a line moves no other.
   * @throws InputError if it does not compile.
   */
  async isSameCode(mutant: ProofTree): Promise<boolean> {
    return (await nativeCode(this.builds.native, mutant, this.compiler)) === this.code;
  }
}

function linkAlone(build: ProofBuild, tree: CompiledTree, place: ProofPlace): Promise<string> {
  return build.link([tree], 'one tree', place, 'alone');
}

async function nativeCode(build: ProofBuild, tree: ProofTree, compiler: string): Promise<string> {
  const { objects } = await build.compile(tree, 'a', [compiler, ...NATIVE]);
  return objects.map((file) => readFileSync(file, 'latin1')).join('\n');
}
