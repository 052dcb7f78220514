// SPDX-License-Identifier: GPL-2.0-or-later
import { allDone } from '../../audit/c/all-done';
import { refuseMissingBodies } from './bodies';
import { type BoundedProgram, boundLoops, checkProgram, traceOf } from './check';
import type { RunCost } from './cost';
import type { ProofLimits } from './limited';
import { type PlaceProof, readPlace, undecidedPlace } from './outcomes';
import type { ProofPlace } from './places';
import { ProofBuild } from './program';
import { type ProofTree, subjectOf } from './proof-tree';
import type { TreeStatement, TreeSubject } from './statements';
import type { ProverTools } from './tools';
import type { TreeWitness } from './witness';

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
  readonly subject: TreeSubject;
  readonly places: readonly PlaceProof[];
  readonly refutations: readonly Refutation[];
  readonly limits: Pick<ProofLimits, 'seconds' | 'megabytes'>;
  readonly prover: string;
}

/** How a proof is run. */
interface ProofRun {
  readonly tools: ProverTools;
  readonly limits: ProofLimits;
  /** How many programs at a time. */
  readonly jobs: number;
  /** An empty folder. */
  readonly folder: string;
  readonly progress: (place: ProofPlace, done: number) => void;
}

/**
 * Proves the statements about a tree, or that two trees do the same, at each place.
 * @throws InputError if a tree does not compile, or calls what has no body.
 * @throws Interrupted
 */
export async function proveTree(
  trees: readonly ProofTree[],
  places: readonly ProofPlace[],
  { tools, limits, jobs, folder, progress }: ProofRun,
): Promise<TreeProof> {
  const subject = subjectOf(trees);
  const build = ProofBuild.open(folder, tools, limits);
  const compiled = await build.compileAll(trees);
  // What is called is the same at every place: places are constants of the world.
  const [first] = places;
  if (first !== undefined) {
    const whole = await build.link(compiled, subject, first, 'whole');
    await refuseMissingBodies(whole, trees, tools, limits);
  }
  const memory = subject === 'one tree';
  const traced = new Set<TreeStatement>();
  const refutations: Refutation[] = [];
  let done = 0;
  const prove = async (place: ProofPlace, number: number): Promise<PlaceProof> => {
    progress(place, done);
    const costs: RunCost[] = [];
    const own = { ...limits, spent: (cost: RunCost) => costs.push(cost) };
    const file = await build.link(compiled, subject, place, String(number));
    const bounded = await boundLoops(file, place, memory, tools, own);
    const proof =
      'why' in bounded
        ? undecidedPlace(place, subject, bounded.why)
        : await provePlace(place, bounded, subject, tools, own);
    for (const [statement, outcome] of proof.outcomes) {
      if ('why' in bounded || outcome.kind !== 'refuted' || traced.has(statement)) continue;
      traced.add(statement);
      const witness = await traceOf(bounded, outcome.property, tools, own);
      refutations.push({ statement, place, what: outcome.what, witness });
    }
    progress(place, ++done);
    return { ...proof, costs };
  };
  const proofs = await inTurns(places, jobs, prove);
  return { trees, subject, places: proofs, refutations, limits, prover: tools.where };
}

/**
 * Works through a list, this many at a time; results are in the order of the list. After a failure
 * nothing is begun any more, and nothing is at work when it is thrown.
 */
async function inTurns<Item, Result>(
  items: readonly Item[],
  jobs: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const left = eachOnce(items.entries());
  const turn = async (): Promise<void> => {
    for (const [index, item] of left) results[index] = await work(item, index);
  };
  await allDone(Array.from({ length: Math.min(jobs, items.length) }, turn));
  return results;
}

/** An iterator that many share: whoever leaves its loop ends it for all. */
function* eachOnce<Item>(items: Iterable<Item>): Generator<Item> {
  yield* items;
}

async function provePlace(
  place: ProofPlace,
  program: BoundedProgram,
  subject: TreeSubject,
  tools: ProverTools,
  limits: ProofLimits,
): Promise<PlaceProof> {
  const checked = await checkProgram(program, tools, limits);
  if (checked.kind === 'undecided') return undecidedPlace(place, subject, checked.why);
  return readPlace(place, subject, checked.assertions);
}
