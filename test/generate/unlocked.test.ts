// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { Ask } from '../../mm/range';
import { complexity } from '../../oracle/generate/complexity';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import { shrinkFailure } from '../../oracle/generate/shrink';
import { simpler } from '../../oracle/generate/simplify';
import { readScenario } from '../../oracle/scenario/read';
import type { Scenario } from '../../oracle/scenario/scenario';
import { writeScenario } from '../../oracle/scenario/write';

const PLACE = { file: 'unlocked' };

function scenarioOf(index: number): Scenario {
  return generateScenario(new Random(3, index), 'unlocked');
}

describe('random calls that start again themselves', () => {
  it('are documents that the reader takes, with all that such a call meets', () => {
    const seen = new Set<string>();
    for (let index = 0; index < 500; index++) {
      const document = writeScenario(scenarioOf(index));
      expect(writeScenario(readScenario(document, PLACE))).toEqual(document);
      seen.add(document.timeout === undefined ? 'no timeout' : 'timeout');
      for (const { result, times } of Object.values(document.mm.lockDrops ?? {})) {
        seen.add(`${result} ${times === undefined ? 'each time' : 'counted'}`);
      }
      for (const event of document.events ?? []) {
        if ('elapsed' in event) seen.add('elapsed');
        if ('killed' in event) seen.add('killed');
      }
    }
    expect([...seen].sort()).toEqual([
      ...['completed counted', 'completed each time', 'elapsed', 'killed', 'no timeout'],
      ...['retry counted', 'retry each time', 'timeout'],
    ]);
  });

  it('are those of the profile mixed, but for what only they meet', () => {
    for (let index = 0; index < 50; index++) {
      const plain = generateScenario(new Random(3, index), 'mixed');
      const { mm, range } = scenarioOf(index);
      expect(mm.vmas).toEqual(plain.mm.vmas);
      expect(mm.entries).toEqual(plain.mm.entries);
      // Some words of some arrays were never cleared.
      const asks = range.asks.map((ask, at) =>
        ask === Ask.all ? (plain.range.asks[at] ?? 0) : ask,
      );
      expect([...asks]).toEqual([...plain.range.asks]);
      expect('call' in plain.range || 'lockDrops' in plain.mm).toBe(false);
    }
  });
});

describe('shrinking such a call', () => {
  it('takes away all that is not needed, the call last', () => {
    const hasDrop = ({ mm }: Scenario): boolean =>
      [...(mm.lockDrops?.values() ?? [])].some(({ result }) => result === 'completed');
    const index = Array.from({ length: 50 }, (_, one) => one).find((one) =>
      hasDrop(scenarioOf(one)),
    );
    if (index === undefined) throw new Error('no scenario drops the lock so');
    const { scenario } = shrinkFailure(scenarioOf(index), hasDrop);
    expect(scenario.range.call).toEqual({ timeout: 0 });
    expect([...(scenario.mm.lockDrops?.values() ?? [])]).toEqual([
      { result: 'completed', times: 1 },
    ]);
    expect(scenario.mm.events).toEqual([]);
    const { scenario: plain } = shrinkFailure(scenarioOf(index), () => true);
    expect('call' in plain.range || 'lockDrops' in plain.mm).toBe(false);
  });

  it('only comes to documents that can be read, and are less complex', () => {
    for (let index = 0; index < 6; index++) {
      const scenario = scenarioOf(index);
      const limit = complexity(scenario);
      let tried = 0;
      for (const candidate of simpler(scenario)) {
        if (++tried > 80) break;
        const document = writeScenario(candidate);
        expect(writeScenario(readScenario(document, PLACE))).toEqual(document);
        expect(complexity(candidate)).toBeLessThanOrEqual(limit);
      }
      expect(tried).toBeGreaterThan(0);
    }
  });
});
