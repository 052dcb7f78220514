// SPDX-License-Identifier: GPL-2.0-or-later
import { findTree } from '../kernel/trees/kept';
import { Judge } from '../oracle/campaign/judge';
import type { Chunk } from '../oracle/chunk/chunk';
import { runChunk } from '../oracle/chunk/run-chunk';
import type { Clause } from '../oracle/contract/clause';
import { CLAUSES } from '../oracle/contract/registry';
import { generateScenario } from '../oracle/generate/generate';
import { Random } from '../oracle/generate/random';
import { Runner } from '../oracle/run/runner';
import type { SideName } from '../oracle/run/side-names';
import type { Scenario } from '../oracle/scenario/scenario';
import { findToolchain } from '../tree/build/toolchain';
import { openTree } from '../tree/side/open-tree';
import type { RunningTree } from '../tree/side/tree-child';
import { FrameBatch } from '../tree/wire/frame-batch';
import { fastestOf, rate } from './timing';

const SEED = 1;
const SCENARIOS = 200_000;
const BATCH = 500;
/** As many as a chunk of a campaign has. */
const FEW = 50_000;
const ROUNDS = 4;
const RELEASE = '6.12';

/** A kernel tree against itself, which is the same work as two that do the same; and against its model, beside two models. */
export async function benchTrees(): Promise<readonly string[]> {
  const kept = findTree(RELEASE);
  if (kept === undefined) {
    return [`trees             skipped: npm run test:tree -- --install fetches ${RELEASE}`];
  }
  const { folder } = kept;
  const toolchain = await findToolchain();
  const before = await openTree({ name: 'before', folder }, toolchain);
  const after = await openTree({ name: 'after', folder }, toolchain);
  try {
    const children = [before.start(), after.start()] as const;
    const model = after.fit.side;
    const lines = [
      `tree and model    ${await rateOf(model, after.name)}`,
      `… two models      ${await rateOf('modern-6.1', model)}`,
      `… with contract   ${await rateOf(model, after.name, CLAUSES)}`,
      `… two models      ${await rateOf('modern-6.1', model, CLAUSES)}`,
    ];
    const generated = await fastestOf(ROUNDS, () => runBoth(children, scenarios(SCENARIOS)));
    // Last: the engine learns from so many that stay to make scenarios where they are expensive to collect.
    const made = [...scenarios(SCENARIOS)];
    const ready = await fastestOf(ROUNDS, () => runBoth(children, made));
    return [
      `two trees         ${rate(SCENARIOS, ready, 'small scenarios that are there')}`,
      `… generated       ${rate(SCENARIOS, generated, 'small scenarios')}`,
      ...lines,
    ];
  } finally {
    before.close();
    after.close();
    toolchain.close();
  }
}

function* scenarios(count: number): Generator<Scenario> {
  const random = new Random(SEED, 0);
  for (let index = 0; index < count; index++) {
    random.restart(SEED, index);
    yield generateScenario(random, 'small');
  }
}

/** As `audit kernel` does: the next batch is under way while one is looked at. */
async function runBoth(
  [one, other]: readonly [RunningTree, RunningTree],
  given: Iterable<Scenario>,
): Promise<void> {
  const frames = new FrameBatch();
  let ahead: Promise<void> | undefined;
  const send = async (): Promise<void> => {
    const batch = frames.take();
    const both = Promise.all([one.runBatch(batch), other.runBatch(batch)]);
    const before = ahead;
    ahead = both.then(([left, right]) => {
      if (!left.equals(right)) throw new Error('expected trees that do the same');
    });
    await before;
  };
  for (const scenario of given) {
    frames.add(scenario);
    if (frames.count === BATCH) await send();
  }
  await ahead;
}

/** As `check` runs random scenarios: a tree is told of them ahead. */
async function rateOf(
  one: SideName,
  other: SideName,
  clauses: readonly Clause[] = [],
): Promise<string> {
  const stream = { seed: SEED, profile: 'small' } as const;
  const part = { column: 'random', stream, first: 0, stop: FEW, together: false } as const;
  const chunk: Chunk = { number: 0, sides: [one, other], part };
  const timing = await fastestOf(ROUNDS, async () => {
    await runChunk(chunk, ({ sides }) => new Judge(Runner.of(sides), clauses));
  });
  return rate(FEW, timing, 'small scenarios');
}
