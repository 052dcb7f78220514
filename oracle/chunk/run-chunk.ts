// SPDX-License-Identifier: GPL-2.0-or-later
import { setImmediate } from 'node:timers/promises';
import { Judge } from '../campaign/judge';
import { isRunAgain, Tally } from '../campaign/tally';
import { VectorCheck } from '../campaign/vectors';
import { isAskedToEnd } from '../child/ending-signals';
import { CLAUSES } from '../contract/registry';
import { Runner, requireFormat } from '../run/runner';
import { eachToldAhead, forEachToldAhead, toldAheadAsRead } from '../run/told-ahead';
import { readCorpus } from '../scenario/corpus';
import { InputError } from '../scenario/input-error';
import type { Scenario } from '../scenario/scenario';
import { countsOfFamilies } from '../scope/family-counts';
import { runShard, type ShardResult, type Span } from '../scope/shard';
import type { Chunk, ChunkPart, ChunkResult } from './chunk';
import { addCounted, type Counted, NO_SCENARIOS } from './counted';
import { NONE_COUNTED, sortedCounts } from './counts';
import { drawerOf } from './drawer';
import { vectorsDigest } from './file-digest';
import { streamName } from './random-stream';
import { asDocument, causesOf, ofTally, ofVectors } from './tallied';

/** How a side set becomes a judge; tests make one with a wrong side. */
export type MakeJudge = (chunk: Chunk) => Judge;

/** The judge of a chunk's sides, which have run nothing yet. */
export const judgeOf: MakeJudge = ({ sides, pairs }) => new Judge(Runner.of(sides), CLAUSES, pairs);

/**
 * Runs every scenario of a chunk. The result depends on the chunk alone: its sides are made anew, so
 * that what the same thread ran before has no influence.
 */
export async function runChunk(chunk: Chunk, makeJudge = judgeOf): Promise<ChunkResult> {
  const { number, part } = chunk;
  try {
    // Added to nothing, so that it is in the order that sums have.
    const counted = addCounted(NO_SCENARIOS, await countedBy(chunk, makeJudge));
    return { number, column: part.column, counted };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { file, line, message } = error;
    return { number, refused: { file, line: line ?? null, message } };
  }
}

async function countedBy(chunk: Chunk, makeJudge: MakeJudge): Promise<Counted> {
  const { part } = chunk;
  switch (part.column) {
    case 'scope':
      return ofFamily(chunk, part, makeJudge);
    case 'random':
      return ofStream(chunk, part, makeJudge);
    case 'vectors':
      return ofFile(chunk, part, makeJudge);
  }
}

type PartOf<Name extends ChunkPart['column']> = Extract<ChunkPart, { readonly column: Name }>;

async function ofFamily(
  chunk: Chunk,
  part: PartOf<'scope'>,
  makeJudge: MakeJudge,
): Promise<Counted> {
  const { family, byClass = false, first, stop } = part;
  const { sides, pairs } = chunk;
  const span = { first, stop };
  const shard = await runShard(
    { sides, pairs, family, byClass, ...span },
    makeJudge(chunk),
    goesOn,
  );
  const { scenarios: done, stoodFor } = shard;
  const families = [{ name: family, combines: '', size: done, done, stoodFor }];
  const [counts] = countsOfFamilies({ families, shards: [shard] });
  return {
    ...NO_SCENARIOS,
    ...countsOfShard(shard),
    causes: causesOf(shard.fresh, ({ index }) => ({
      ...{ chunk: chunk.number, index, path: `${family}#${index}`, scenario: null },
    })),
    families: counts === undefined ? {} : { [family]: counts },
    stoodFor: stoodFor === 0 ? NONE_COUNTED : { [family]: stoodFor },
  };
}

function countsOfShard({ scenarios, compared, known, incomparable }: ShardResult) {
  return {
    scenarios,
    compared,
    known: sortedCounts(known),
    incomparable: sortedCounts(incomparable),
  };
}

/**
 * Looks at scenarios of which sides in another process are told ahead. What those make of one may take as long as there is
 * patience with them: after each it is heard whether all of it is to end, and what was looked at until then counts.
 */
async function lookUntilAsked(
  judge: Judge,
  span: Span,
  made: (index: number) => Scenario,
  look: (scenario: Scenario, index: number) => void,
): Promise<void> {
  let index = span.first;
  for (const scenario of eachToldAhead(judge, span, made, isRunAgain)) {
    look(scenario, index++);
    if (!(await goesOn())) return;
  }
}

/** Whether nobody has asked for an end, of which this hears. */
async function goesOn(): Promise<boolean> {
  await setImmediate();
  return !isAskedToEnd();
}

async function ofStream(
  chunk: Chunk,
  part: PartOf<'random'>,
  makeJudge: MakeJudge,
): Promise<Counted> {
  const { stream, first, stop, together } = part;
  const judge = makeJudge(chunk);
  const tally = new Tally(judge, true, together);
  const drawer = drawerOf(stream, first);
  const made = (index: number): Scenario => drawer.draw(index);
  const look = (scenario: Scenario, index: number): void => {
    tally.add(scenario, index);
    drawer.learn(judge.runner.sides, scenario);
  };
  if (judge.looksAhead) await lookUntilAsked(judge, { first, stop }, made, look);
  else forEachToldAhead(judge, { first, stop }, made, look, isRunAgain);
  return stream.guided === true
    ? ofTally(tally, asDocument(chunk.number))
    : ofTally(tally, ({ index }) => ({
        ...{ chunk: chunk.number, index, path: `${streamName(stream)}#${index}`, scenario: null },
      }));
}

async function ofFile(
  chunk: Chunk,
  { file, sha256, first, stop }: PartOf<'vectors'>,
  makeJudge: MakeJudge,
): Promise<Counted> {
  if ((await vectorsDigest(file)) !== sha256) {
    const expected = `the file that the campaign began with (SHA-256 ${sha256})`;
    throw new InputError({ file }, `expected ${expected}, got a file with other content`);
  }
  const judge = makeJudge(chunk);
  const tally = new Tally(judge, false);
  const check = new VectorCheck(judge.runner);
  check.begin(file);
  const items = readCorpus(file, { span: { first, stop } });
  for await (const item of toldAheadAsRead(judge, items)) {
    requireFormat(item.scenario, chunk.sides, item);
    tally.add(item.scenario, item.line);
    check.add(item);
  }
  return ofVectors(tally, check, chunk.number);
}
