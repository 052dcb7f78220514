// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AddressSpace } from '../../mm/address-space';
import { causesIn } from '../../oracle/batch/campaign-state';
import {
  type CampaignRun,
  type Keeper,
  memoryKeeper,
  runChunkedCampaign,
} from '../../oracle/batch/run-campaign';
import { campaignSpec } from '../../oracle/batch/spec';
import { Judge } from '../../oracle/campaign/judge';
import { hereEngine } from '../../oracle/chunk/engine';
import type { ChunkPlan } from '../../oracle/chunk/plan';
import { makeSide, Runner } from '../../oracle/run/runner';
import { faultyMaker } from '../faults/graph';
import { PLANTED_MANY } from '../report/samples';

/** Chunks of random scenarios without a last one. */
const ENDLESS: ChunkPlan = {
  sides: ['legacy', 'modern'],
  vectors: [],
  scope: 0,
  streams: [{ seed: 7, profile: 'huge' }],
  runs: null,
  together: false,
};

/** The judge of a chunk with a wrong side, from which many causes come. */
const wrongJudge = (): (() => Judge) => {
  const make = faultyMaker(PLANTED_MANY);
  return () => {
    const space = new AddressSpace();
    return new Judge(new Runner(space, [makeSide('legacy', space), make('modern', space)]));
  };
};

interface Limits {
  readonly time?: number | null;
  readonly untilNew?: number | null;
}

async function run(
  { time = null, untilNew = null }: Limits,
  keeper: Keeper,
  signal = new AbortController().signal,
): Promise<CampaignRun> {
  const options = { shard: null, limits: { time, untilNew } };
  const engine = hereEngine(wrongJudge());
  return runChunkedCampaign(campaignSpec(ENDLESS, null), keeper, engine, options, () => {}, signal);
}

describe('a campaign without a last chunk', () => {
  it('ends with the chunk in which as many new causes are found as were asked for', async () => {
    const { counts, chunks, end } = await run({ untilNew: 2 }, memoryKeeper());
    expect({ chunks, end }).toEqual({ chunks: 1, end: 'until-new' });
    expect(causesIn(counts)).toBeGreaterThanOrEqual(2);
    expect(counts.random.scenarios).toBe(1000);
  });

  it('runs nothing more if an earlier part of it has found as many', async () => {
    const keeper = memoryKeeper();
    await run({ untilNew: 1 }, keeper);
    const { chunks, end } = await run({ untilNew: 1 }, keeper);
    expect({ chunks, end }).toEqual({ chunks: 1, end: 'until-new' });
  });

  it('ends when its time is over, with what was done until then', async () => {
    const { counts, chunks, end } = await run({ time: 1 }, memoryKeeper());
    expect(end).toBe('time');
    expect(counts.random.scenarios).toBe(1000 * chunks);
  });

  it('says that it was interrupted, whatever limit it would have come to', async () => {
    const aborted = AbortSignal.abort();
    const { chunks, end } = await run({ untilNew: 1, time: 1 }, memoryKeeper(), aborted);
    expect({ chunks, end }).toEqual({ chunks: 0, end: 'interrupted' });
  });
});
