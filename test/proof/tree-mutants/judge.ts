// SPDX-License-Identifier: GPL-2.0-or-later
import { InputError } from '../../../oracle/scenario/input-error';
import {
  type Assertion,
  type BoundedProgram,
  boundLoops,
  checkProgram,
} from '../../../proof/tree/check';
import type { ProofLimits } from '../../../proof/tree/limited';
import type { ProofPlace } from '../../../proof/tree/places';
import type { ProofTree } from '../../../proof/tree/proof-tree';
import type { ProverTools } from '../../../proof/tree/tools';
import { withMoreRounds } from './more-rounds';
import type { MutantProgram, MutantPrograms, Way } from './programs';

/** What a mutant came to. */
export type MutantOutcome =
  /** It does something else there: `by` names the statements that fail, or what is wrong with an access. */
  | { readonly kind: 'refuted'; readonly at: string; readonly by: readonly string[] }
  /** A compiler makes the same code of it, byte for byte. */
  | { readonly kind: 'same code' }
  /** Proved at all places, against the original and alone. */
  | { readonly kind: 'proved the same' }
  | { readonly kind: 'not decided'; readonly why: string }
  | { readonly kind: 'does not compile' };

/** What mutants are judged with. */
export interface MutantJudge {
  /** In the order in which they are tried. */
  readonly places: readonly ProofPlace[];
  readonly programs: MutantPrograms;
  readonly tools: ProverTools;
  readonly limits: ProofLimits;
  /** What the original itself does not hold, by place: accesses, arithmetic, the contract. */
  readonly blemishes: Map<string, ReadonlySet<string>>;
}

/** A loop that goes on after this many more rounds than the original needs is taken to go on. */
const MORE_ROUNDS = 2;

const WAYS = ['against the original', 'alone'] as const;
/** What is looked at first: most are refuted there. */
const FIRST_PLACES = 2;

/**
 * Looks at a mutant where most are refuted.
 * @returns undefined if it has to be judged at all places.
 */
export async function refuteMutant(
  mutant: ProofTree,
  judge: MutantJudge,
): Promise<MutantOutcome | undefined> {
  try {
    if (await judge.programs.isSameCode(mutant)) return { kind: 'same code' };
    const first = { ...judge, places: judge.places.slice(0, FIRST_PLACES) };
    const outcome = await proveMutant(mutant, first, ['against the original']);
    return outcome.kind === 'refuted' ? outcome : undefined;
  } catch (error) {
    if (error instanceof InputError) return { kind: 'does not compile' };
    throw error;
  }
}

/**
 * Looks for a place where a mutant does not do what the original does: another result, word, fault,
 * wait, lock or place to go on; a walk that goes on where the original ends; or an access, or a word,
 * that the contract has no room for. Without any such place it is proved the same.
 *
 * @param ways in which it is tried.
 * @throws InputError if it does not compile.
 */
export async function proveMutant(
  mutant: ProofTree,
  judge: MutantJudge,
  ways: readonly Way[] = WAYS,
): Promise<MutantOutcome> {
  const open: string[] = [];
  for (const way of ways) {
    const program = await judge.programs.compile(mutant, way);
    for (const place of judge.places) {
      const failed = await failuresOf(program, place, way, judge);
      if (typeof failed === 'string') open.push(`${place.name}, ${way}: ${failed}`);
      else {
        const by = way === 'alone' ? await withoutOwn(failed, place, judge) : failed;
        if (by.length > 0) return { kind: 'refuted', at: place.name, by };
      }
    }
  }
  return open.length === 0
    ? { kind: 'proved the same' }
    : { kind: 'not decided', why: open.join('; ') };
}

/** What of the failures is not the original's own. */
async function withoutOwn(
  failed: readonly string[],
  place: ProofPlace,
  judge: MutantJudge,
): Promise<readonly string[]> {
  if (failed.length === 0) return [];
  const own = judge.blemishes.get(place.name) ?? (await blemishesOf(place, judge));
  judge.blemishes.set(place.name, own);
  return failed.filter((text) => !own.has(text));
}

/** What the original does not hold at a place. */
async function blemishesOf(place: ProofPlace, judge: MutantJudge): Promise<ReadonlySet<string>> {
  const failed = await failuresOf(judge.programs.original, place, 'alone', judge);
  if (typeof failed === 'string') throw new Error(`the original, ${place.name}: ${failed}`);
  return new Set(failed);
}

/**
 * What does not hold, without repetition; or why there is no answer. Bounds are those of the original,
 * and a round more where the mutant has one: it is told from the original by what it does then.
 */
async function failuresOf(
  mutant: MutantProgram,
  place: ProofPlace,
  way: Way,
  { tools, limits }: MutantJudge,
): Promise<readonly string[] | string> {
  const file = await mutant.link(place);
  const bounded = await boundLoops(file, place, way === 'alone', tools, limits);
  if ('why' in bounded) return bounded.why;
  let program: BoundedProgram = bounded;
  for (let more = 0; ; more++) {
    const checked = await checkProgram(program, tools, limits);
    if (checked.kind === 'undecided') return checked.why;
    const failed = checked.assertions.filter(isFailure);
    const beyond = failed.filter(isBound);
    const told = failed
      .filter((one) => !isBound(one))
      .map(({ text }) => text.replace(/^statement /, ''));
    if (told.length > 0 || beyond.length === 0) return [...new Set(told)];
    if (more === MORE_ROUNDS) return beyond.map(({ property }) => goesOn(property));
    const loops = new Set(beyond.map(({ property }) => property.replace('.unwind.', '.')));
    program = { ...program, unwind: withMoreRounds(program.unwind, loops) };
  }
}

/** A loop that does not end where the original's does. */
function goesOn(property: string): string {
  return `the loop of ${property.replace(/^[ab]_/, '').replace(/\.unwind\.\d+$/, '')}() goes on`;
}

function isBound({ text }: Assertion): boolean {
  return text.startsWith('unwinding assertion');
}

function isFailure({ text, status }: Assertion): boolean {
  return status !== 'SUCCESS' && !text.startsWith('reach ');
}
