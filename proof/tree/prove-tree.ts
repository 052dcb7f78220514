// SPDX-License-Identifier: GPL-2.0-or-later
import type { Examined } from '../../oracle/verdict/verdict';
import { type Assertion, type BoundedProgram, boundLoops, checkProgram, traceOf } from './check';
import type { ProofLimits } from './limited';
import { hasHugetlb, type ProofPlace } from './places';
import { ProofProgram, type ProofTree } from './program';
import {
  CONTRACT_STATEMENTS,
  isKnownTreeDifference,
  isTreeStatement,
  type KnownTreeDifference,
  PAIR_STATEMENTS,
  REACHED,
  STATEMENT_TEXTS,
  type TreeStatement,
} from './statements';
import type { ProverTools } from './tools';
import type { TreeWitness } from './witness';

/** What a statement came to at a place. */
export type PlaceOutcome =
  | { readonly kind: 'proved' }
  | {
      readonly kind: 'refuted';
      readonly property: string;
      /** What the prover says of it, where it is an access or arithmetic. */
      readonly what: string;
    }
  | { readonly kind: 'undecided'; readonly why: string };

/** A place with what every statement came to there. */
export interface PlaceProof {
  readonly place: ProofPlace;
  readonly outcomes: ReadonlyMap<TreeStatement, PlaceOutcome>;
  /** Known differences without which two trees are not the same there. */
  readonly shown: readonly KnownTreeDifference[];
  /** Whether two trees differ there in anything at all, known or not. */
  readonly differs: boolean;
  /** How many assertions were checked, with those of accesses and arithmetic. */
  readonly checks: number;
}

/** A counterexample, of the first place that has one. */
export interface Refutation {
  readonly statement: TreeStatement;
  readonly place: ProofPlace;
  /** What the prover says of it, where it is an access or arithmetic. */
  readonly what: string;
  /** Undefined if there was none in time. */
  readonly witness: TreeWitness | undefined;
}

/** Everything that was proved of one tree, or of two. */
export interface TreeProof {
  readonly trees: readonly ProofTree[];
  readonly places: readonly PlaceProof[];
  readonly refutations: readonly Refutation[];
  readonly limits: Pick<ProofLimits, 'seconds' | 'megabytes'>;
  readonly prover: string;
}

/** How a proof is run. */
export interface ProofRun {
  readonly tools: ProverTools;
  readonly limits: ProofLimits;
  /** How many programs at a time. */
  readonly jobs: number;
  /** An empty folder. */
  readonly folder: string;
  readonly progress: (place: ProofPlace, done: number) => void;
}

/** The statements about one tree, or about two. */
export function statementsOf(trees: number): readonly TreeStatement[] {
  const names = Object.keys(trees > 1 ? PAIR_STATEMENTS : CONTRACT_STATEMENTS);
  return names.filter(isTreeStatement);
}

/**
 * Proves the statements about a tree, or that two trees do the same, at each place.
 * @throws InputError if a tree does not compile.
 * @throws Interrupted
 */
export async function proveTree(
  trees: readonly ProofTree[],
  places: readonly ProofPlace[],
  { tools, limits, jobs, folder, progress }: ProofRun,
): Promise<TreeProof> {
  const program = await ProofProgram.compile(trees, tools, folder, limits);
  const memory = trees.length === 1;
  const traced = new Set<TreeStatement>();
  const refutations: Refutation[] = [];
  let done = 0;
  const prove = async (place: ProofPlace, number: number): Promise<PlaceProof> => {
    progress(place, done);
    const file = await program.link(place, number);
    const bounded = await boundLoops(file, place.pages, memory, tools, limits);
    const proof =
      'why' in bounded
        ? undecidedPlace(place, trees.length, bounded.why)
        : await provePlace(place, bounded, trees.length, tools, limits);
    for (const [statement, outcome] of proof.outcomes) {
      if ('why' in bounded || outcome.kind !== 'refuted' || traced.has(statement)) continue;
      traced.add(statement);
      const witness = await traceOf(bounded, outcome.property, tools, limits);
      refutations.push({ statement, place, what: outcome.what, witness });
    }
    progress(place, ++done);
    return proof;
  };
  const proofs = await inTurns(places, jobs, prove);
  return { trees, places: proofs, refutations, limits, prover: tools.where };
}

/** Works through a list, so many at a time; results are in the order of the list. */
async function inTurns<Item, Result>(
  items: readonly Item[],
  jobs: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let next = 0;
  const turn = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) results[index] = await work(item, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, items.length) }, turn));
  return results;
}

async function provePlace(
  place: ProofPlace,
  program: BoundedProgram,
  trees: number,
  tools: ProverTools,
  limits: ProofLimits,
): Promise<PlaceProof> {
  const checked = await checkProgram(program, tools, limits);
  if (checked.kind === 'undecided') return undecidedPlace(place, trees, checked.why);
  return readPlace(place, trees, checked.assertions);
}

function undecidedPlace(place: ProofPlace, trees: number, why: string): PlaceProof {
  const about = statementsOf(trees).filter((statement) => isAbout(statement, place));
  const undecided = about.map((statement) => [statement, { kind: 'undecided', why }] as const);
  return { place, outcomes: new Map(undecided), shown: [], differs: false, checks: 0 };
}

/** What an assertion is for, by the first word of its text. */
type Purpose = 'statement' | 'known' | 'reach' | 'bound' | 'memory';

function purposeOf({ text }: Assertion): Purpose {
  const [first = ''] = text.split(' ', 1);
  if (first === 'statement' || first === 'known' || first === 'reach') return first;
  return text.startsWith('unwinding assertion') ? 'bound' : 'memory';
}

/**
 * What the assertions of a program say of the statements. A bound that is too small, a place that is
 * not reached, and a statement without an assertion are no proof.
 */
export function readPlace(
  place: ProofPlace,
  trees: number,
  assertions: readonly Assertion[],
): PlaceProof {
  const of = (purpose: Purpose): readonly Assertion[] =>
    assertions.filter((one) => purposeOf(one) === purpose);
  const doubt = doubtAbout(place, trees, of('reach'), of('bound'));
  const outcomes = new Map<TreeStatement, PlaceOutcome>();
  for (const statement of statementsOf(trees)) {
    if (!isAbout(statement, place)) continue;
    const those =
      statement === 'memory-safe'
        ? of('memory')
        : of('statement').filter(({ text }) => text === `statement ${statement}`);
    outcomes.set(statement, outcomeOf(statement, those, doubt));
  }
  const differing = of('known').filter(({ status }) => status !== 'SUCCESS');
  const shown = differing
    .map(({ text }) => text.slice('known '.length))
    .filter(isKnownTreeDifference);
  const differs = differing.length > 0;
  return { place, outcomes, shown, differs, checks: assertions.length };
}

/** Whether a place has what a statement is about: nothing is proved where it has not. */
function isAbout(statement: TreeStatement, { resume }: ProofPlace): boolean {
  return statement !== 'before-resume' || resume > 0;
}

function outcomeOf(
  statement: TreeStatement,
  assertions: readonly Assertion[],
  doubt: string | undefined,
): PlaceOutcome {
  const failed = assertions.find(({ status }) => status === 'FAILURE');
  if (failed !== undefined) {
    const { property, text } = failed;
    return { kind: 'refuted', property, what: statement === 'memory-safe' ? text : '' };
  }
  if (doubt !== undefined) return { kind: 'undecided', why: doubt };
  if (assertions.length === 0) {
    return { kind: 'undecided', why: `the program never comes to: ${STATEMENT_TEXTS[statement]}` };
  }
  const open = assertions.some(({ status }) => status !== 'SUCCESS');
  return open ? { kind: 'undecided', why: 'the prover gave no answer' } : { kind: 'proved' };
}

/** Why nothing that holds at a place is proved there; undefined if it is. */
function doubtAbout(
  place: ProofPlace,
  trees: number,
  reached: readonly Assertion[],
  bounds: readonly Assertion[],
): string | undefined {
  const small = bounds.find(({ status }) => status !== 'SUCCESS');
  if (small !== undefined) return `a loop may go on beyond its bound (${small.property})`;
  const wanted: readonly string[] = trees > 1 ? REACHED.pair : REACHED.one;
  const all = trees === 1 && hasHugetlb(place) ? [...wanted, 'hugetlb'] : wanted;
  const missing = all.find((name) => {
    const those = reached.filter(({ text }) => text === `reach ${name}`);
    return !those.some(({ status }) => status === 'FAILURE');
  });
  return missing === undefined ? undefined : `nothing reaches "${missing}" there`;
}

/** A statement with what it came to at all places together. */
export interface StatementSummary {
  readonly statement: TreeStatement;
  readonly outcome: 'proved' | 'refuted' | 'undecided';
  readonly proved: readonly ProofPlace[];
  readonly refuted: readonly ProofPlace[];
  readonly undecided: readonly { readonly place: ProofPlace; readonly why: string }[];
}

/** Refuted if it is anywhere, proved if it is everywhere. */
export function statementSummaries({ trees, places }: TreeProof): readonly StatementSummary[] {
  const about = statementsOf(trees.length).filter((statement) =>
    places.some(({ place }) => isAbout(statement, place)),
  );
  return about.map((statement) => {
    const at = (kind: PlaceOutcome['kind']): readonly PlaceProof[] =>
      places.filter(({ outcomes }) => outcomes.get(statement)?.kind === kind);
    const undecided = places.flatMap(({ place, outcomes }) => {
      const outcome = outcomes.get(statement);
      return outcome?.kind === 'undecided' ? [{ place, why: outcome.why }] : [];
    });
    const refuted = at('refuted').map(({ place }) => place);
    const outcome = refuted.length > 0 ? 'refuted' : undecided.length > 0 ? 'undecided' : 'proved';
    const proved = at('proved').map(({ place }) => place);
    return { statement, outcome, proved, refuted, undecided };
  });
}

/** The known differences that two trees show at any place. */
export function shownDifferences({ places }: TreeProof): readonly KnownTreeDifference[] {
  return [...new Set(places.flatMap(({ shown }) => shown))];
}

export function isRefuted({ refutations }: TreeProof): boolean {
  return refutations.length > 0;
}

/** What was proved, for a verdict: with anything undecided nothing was. */
export function examinedTrees(proof: TreeProof): Examined {
  const summaries = statementSummaries(proof);
  const notCompared = summaries.flatMap(({ statement, undecided }) =>
    undecided.map(({ place, why }) => `${statement}, ${place.name} (${why})`),
  );
  const proved = summaries.reduce((sum, one) => sum + one.proved.length, 0);
  const compared = notCompared.length > 0 ? 0 : proved;
  const part = { what: 'statements at places', compared, notCompared, required: true };
  return { interrupted: false, parts: [part] };
}
