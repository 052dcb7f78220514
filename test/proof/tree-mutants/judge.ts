// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../oracle/scenario/input-error';
import { type Assertion, boundLoops, checkProgram } from '../../../proof/tree/check';
import type { ProofLimits } from '../../../proof/tree/limited';
import type { ProofPlace } from '../../../proof/tree/places';
import { ProofProgram } from '../../../proof/tree/program';
import type { ProofTree } from '../../../proof/tree/proof-tree';
import type { ProverTools } from '../../../proof/tree/tools';

/** What a mutant came to. */
export type MutantOutcome =
  | { readonly kind: 'refuted'; readonly at: string; readonly by: string }
  | { readonly kind: 'the same' }
  | { readonly kind: 'not decided'; readonly why: string }
  | { readonly kind: 'does not compile' };

/** What mutants are judged with. */
export interface MutantJudge {
  readonly original: ProofTree;
  /** In the order in which they are tried. */
  readonly places: readonly ProofPlace[];
  readonly tools: ProverTools;
  readonly limits: ProofLimits;
  /** What the original itself does not hold, by place: accesses, arithmetic, the contract. */
  readonly blemishes: Map<string, ReadonlySet<string>>;
  readonly folder: string;
}

/**
 * Looks for a place where a mutant does not do what the original does: another result, word, fault,
 * wait, lock or place to go on; a walk that goes on where the original ends; or an access, or a word,
 * that the contract has no room for. Without any it is proved the same at all places.
 */
export async function judgeMutant(mutant: ProofTree, judge: MutantJudge): Promise<MutantOutcome> {
  const { original, places } = judge;
  const open: string[] = [];
  for (const subject of [[original, mutant], [mutant]]) {
    const alone = subject.length === 1;
    const folder = join(judge.folder, 'mutant');
    mkdirSync(folder);
    try {
      const program = await ProofProgram.compile(subject, judge.tools, folder, judge.limits);
      for (const [number, place] of places.entries()) {
        const failed = await failuresOf(program, place, number, alone, judge);
        if (typeof failed === 'string') {
          open.push(`${place.name}: ${failed}`);
          continue;
        }
        const by = await newFailure(failed, place, alone, judge);
        if (by !== undefined) return { kind: 'refuted', at: place.name, by };
      }
    } catch (error) {
      if (error instanceof InputError) return { kind: 'does not compile' };
      throw error;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return open.length === 0 ? { kind: 'the same' } : { kind: 'not decided', why: open.join('; ') };
}

/** What of a failure is not the original's own. */
async function newFailure(
  failed: readonly string[],
  place: ProofPlace,
  alone: boolean,
  judge: MutantJudge,
): Promise<string | undefined> {
  if (!alone || failed.length === 0) return failed[0];
  const own = judge.blemishes.get(place.name) ?? (await blemishesOf(place, judge));
  judge.blemishes.set(place.name, own);
  return failed.find((text) => !own.has(text));
}

/** What the original does not hold at a place. */
async function blemishesOf(place: ProofPlace, judge: MutantJudge): Promise<ReadonlySet<string>> {
  const folder = join(judge.folder, 'original');
  mkdirSync(folder);
  try {
    const program = await ProofProgram.compile([judge.original], judge.tools, folder, judge.limits);
    const failed = await failuresOf(program, place, 0, true, judge);
    if (typeof failed === 'string') throw new Error(`the original, ${place.name}: ${failed}`);
    return new Set(failed);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The texts of what does not hold, or why there is no answer. */
async function failuresOf(
  program: ProofProgram,
  place: ProofPlace,
  number: number,
  alone: boolean,
  { tools, limits }: MutantJudge,
): Promise<readonly string[] | string> {
  const file = await program.link(place, number, false);
  // A page more than there is: a loop that goes one too far is seen doing it.
  const bounded = await boundLoops(file, place.pages + 1, alone, tools, limits);
  if ('why' in bounded) return bounded.why;
  const checked = await checkProgram(bounded, tools, limits);
  if (checked.kind === 'undecided') return checked.why;
  return checked.assertions.filter(isFailure).map(({ text }) => text);
}

function isFailure({ text, status }: Assertion): boolean {
  return status !== 'SUCCESS' && !text.startsWith('reach ');
}
