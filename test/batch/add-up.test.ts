// SPDX-License-Identifier: GPL-2.0-or-later
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { AddressSpace } from '../../mm/address-space';
import {
  addColumns,
  type ColumnCounts,
  type CountedChunk,
  NO_CHUNKS,
  withChunk,
} from '../../oracle/batch/campaign-state';
import { Judge } from '../../oracle/campaign/judge';
import type { Chunk, ChunkPart } from '../../oracle/chunk/chunk';
import { addCounted, type Counted, NO_SCENARIOS } from '../../oracle/chunk/counted';
import { planFile } from '../../oracle/chunk/plan-file';
import { runChunk } from '../../oracle/chunk/run-chunk';
import { makeSide, Runner } from '../../oracle/run/runner';
import { faultyMaker } from '../faults/graph';
import { PLANTED_MANY } from '../report/samples';
import { GOLDEN_SYSTEMATIC } from '../support/golden';

const SIDES = ['v5.7', 'legacy', 'modern'] as const;
const STREAM = { seed: 3, profile: 'small' } as const;

/** The judge of a chunk with a wrong side, from which many causes come. */
function wrongJudge(): () => Judge {
  const make = faultyMaker(PLANTED_MANY);
  return () => {
    const space = new AddressSpace();
    const right = [makeSide('v5.7', space), makeSide('legacy', space)];
    return new Judge(new Runner(space, [...right, make('modern', space)]));
  };
}

const chunks: CountedChunk[] = [];
const parts: ChunkPart[] = [
  ...[0, 300, 600].map(
    (first) =>
      ({ column: 'random', stream: STREAM, first, stop: first + 300, together: true }) as const,
  ),
  { column: 'scope', family: 'pte-1', first: 0, stop: 400 },
  { column: 'scope', family: 'pte-1', first: 400, stop: 800 },
];

async function counted(chunk: Chunk, makeJudge?: () => Judge): Promise<CountedChunk> {
  const result = await runChunk(chunk, makeJudge);
  if ('refused' in result) throw new Error(result.refused.message);
  return result;
}

beforeAll(async () => {
  const make = wrongJudge();
  const { sha256 } = await planFile(GOLDEN_SYSTEMATIC);
  const lines = [1, 300].map((first, index) => {
    return {
      column: 'vectors',
      file: GOLDEN_SYSTEMATIC,
      sha256,
      first,
      stop: [300, 600][index] ?? 0,
    } as const;
  });
  for (const part of [...parts, ...lines]) {
    chunks.push(await counted({ number: chunks.length, sides: SIDES, part }, make));
  }
});

function sumOf(some: readonly CountedChunk[]): ColumnCounts {
  return some.reduce(withChunk, NO_CHUNKS);
}

const inAnyOrder = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7 });
const pick = (order: readonly number[]) => order.flatMap((index) => chunks[index] ?? []);
const text = (value: unknown): string => JSON.stringify(value);

describe('what chunks came to', () => {
  it('has causes, wrong results, cells and counts in it, so that the rest says something', () => {
    const { vectors, scope, random } = sumOf(chunks);
    expect(Object.keys(random.causes).length).toBeGreaterThan(2);
    expect(Object.keys(scope.families)).toEqual(['pte-1']);
    expect(Object.keys(vectors.vectors.groups).length).toBeGreaterThan(0);
    expect(Object.keys(random.together['modern'] ?? {}).length).toBeGreaterThan(10);
    expect(random.scenarios).toBe(900);
  });

  it('adds up to the same bytes in any order', () => {
    const inOrder = text(sumOf(chunks));
    fc.assert(
      fc.property(inAnyOrder, (order) => text(sumOf(pick(order))) === inOrder),
      { seed: 1, numRuns: 60 },
    );
  });

  it('adds up to the same bytes in any groups', () => {
    const inOrder = text(sumOf(chunks));
    fc.assert(
      fc.property(inAnyOrder, fc.nat(7), fc.nat(7), (order, one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        const [a, b, c] = [order.slice(0, from), order.slice(from, to), order.slice(to)].map(
          (group) => sumOf(pick(group)),
        );
        if (a === undefined || b === undefined || c === undefined) return false;
        return (
          text(addColumns(addColumns(a, b), c)) === inOrder &&
          text(addColumns(a, addColumns(c, b))) === inOrder
        );
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  it('is not changed by what nothing came to', () => {
    for (const { counted: one } of chunks) {
      expect(text(addCounted(one, NO_SCENARIOS))).toBe(text(one));
      expect(text(addCounted(NO_SCENARIOS, one))).toBe(text(one));
    }
  });

  it('is the same however the scenarios are cut into chunks, apart from the numbers of chunks', async () => {
    const make = wrongJudge();
    const part = { ...parts[0], column: 'random', stream: STREAM, together: true } as const;
    const whole = await counted(
      { number: 0, sides: SIDES, part: { ...part, first: 0, stop: 900 } },
      make,
    );
    const cut = sumOf(chunks.filter(({ column }) => column === 'random')).random;
    expect(text(withoutChunks(cut))).toBe(text(withoutChunks(whole.counted)));
  });

  it('does not depend on what ran before', async () => {
    const chunk = (number: number, first: number): Chunk => ({
      ...{ number, sides: SIDES },
      part: { column: 'random', stream: STREAM, first, stop: first + 200, together: false },
    });
    const alone = await counted(chunk(1, 200));
    await counted(chunk(0, 0));
    expect(text(await counted(chunk(1, 200)))).toBe(text(alone));
  });
});

function withoutChunks(one: Counted) {
  const causes = Object.values(one.causes).map(({ first, ...cause }) => [cause, first.path]);
  return { ...one, causes };
}
