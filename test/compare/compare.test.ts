// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { NOUVEAU } from '../../legacy/known-formats';
import { AddressSpace } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import { Ask } from '../../mm/range';
import { PMD, pfn } from '../../mm/units';
import { PfnOverflowError } from '../../modern/format';
import {
  compare,
  countsTooMuch,
  type Disagreement,
  overflowOf,
} from '../../oracle/compare/compare';
import { RangeTooWideError } from '../../oracle/run/no-room';
import { makeSide, Runner } from '../../oracle/run/runner';
import type { Side } from '../../oracle/run/side';
import type { SideName } from '../../oracle/run/side-names';
import { effectiveAsk } from '../../oracle/scenario/requests';
import type { Scenario } from '../../oracle/scenario/scenario';
import { faultySide, type PlantedFault } from '../faults/graph';
import { entry, image, page, request, vma } from '../support/build';

function differences(scenario: Scenario, names: readonly [SideName, SideName]) {
  const space = new AddressSpace();
  const [left, right] = [makeSide(names[0], space), makeSide(names[1], space)];
  new Runner(space, [left, right]).run(scenario);
  return compare({ scenario, left, right });
}

/** A whole huge page and one half of a hole; nothing is asked for. */
const HUGE_PAGE: Scenario = {
  id: 'huge',
  mm: image({
    vmas: [vma(0, 1024)],
    entries: [entry(0, { kind: Kind.pmdHuge, write: true }, 0x200, PMD)],
  }),
  range: request(510, '....'),
  format: NOUVEAU,
};

describe('the order of mappings is compared', () => {
  it.each([
    ['modern', 'modern-6.1'],
    ['modern-6.1', 'modern'],
    ['modern-6.1', 'modern-6.12'],
    ['modern', 'modern-32'],
  ] as const)('only if both sides report it: %s and %s', (left, right) => {
    expect(differences(HUGE_PAGE, [left, right])).toEqual([]);
  });
});

describe('a count is compared', () => {
  it.each([
    ['v5.7', 'legacy', ['count']],
    ['legacy', 'v5.7', ['count']],
    ['legacy', 'modern', []],
  ] as const)(
    'with what a success of the other side stands for: %s and %s',
    (left, right, found) => {
      expect(differences(HUGE_PAGE, [left, right]).map(({ aspect }) => aspect)).toEqual(found);
    },
  );
});

/** v5.7 with a wrong line and legacy, on their own results of a scenario. */
function countedWrong(fault: PlantedFault, scenario: Scenario) {
  const space = new AddressSpace();
  const sides: Side[] = [faultySide(fault, 'v5.7', space), makeSide('legacy', space)];
  const runner = new Runner(space, sides);
  runner.run(scenario);
  const [left, right] = sides;
  if (left === undefined || right === undefined) throw new Error('two sides are compared');
  return { found: compare({ scenario, left, right }), left, right };
}

describe('a count of all pages', () => {
  const whole: PlantedFault = {
    name: 'the count is always that of the range',
    file: 'legacy/range-fault.ts',
    within: 'pageCount',
    right: 'this.record.within(this.walk.last)',
    wrong: 'this.record.pages',
  };
  const ending = (last: Parameters<typeof entry>[1]): Scenario => ({
    ...HUGE_PAGE,
    mm: image({ vmas: [vma(0, 1024)], entries: [entry(512, last, 0x400, PMD)] }),
  });
  const count: readonly Disagreement[] = [{ aspect: 'count' }];

  it.each([
    ['a hole', HUGE_PAGE, count],
    ['a gap', { ...HUGE_PAGE, mm: image({ vmas: [vma(0, 512)] }) }, count],
    ['a migrating PMD', ending({ kind: Kind.pmdMigration }), count],
    ['a PMD that is not present', ending({ kind: Kind.pmdNonpresent }), count],
    ['a corrupt PMD', ending({ kind: Kind.pmdBad }), count],
    ['a huge page', ending({ kind: Kind.pmdHuge }), []],
    ['a VMA that is skipped', { ...HUGE_PAGE, mm: image({ vmas: [vma(0, 1024, 'io')] }) }, []],
  ] as const)('cannot be v5.7’s if the range ends in it: %s', (_, scenario, expected) => {
    const { found, left, right } = countedWrong(whole, scenario);
    expect(found).toEqual(expected);
    expect(countsTooMuch(left)).toBe(expected.length > 0);
    expect(countsTooMuch(right)).toBe(false);
  });

  it('is no disagreement of two sides that both give it', () => {
    const space = new AddressSpace();
    const left = faultySide(whole, 'v5.7', space);
    const right = faultySide(whole, 'v5.7', space);
    new Runner(space, [left, right]).run(HUGE_PAGE);
    expect([countsTooMuch(left), countsTooMuch(right)]).toEqual([true, true]);
    expect(compare({ scenario: HUGE_PAGE, left, right })).toEqual([]);
  });

  it('is none that leaves the hole out', () => {
    const runner = Runner.of(['v5.7']);
    runner.run(HUGE_PAGE);
    const [side] = runner.sides;
    expect(side?.pageCount).toBe(2);
    expect(side && countsTooMuch(side)).toBe(false);
  });

  it('is v5.7’s if only an earlier page lies in a hole', () => {
    const scenario = { ...HUGE_PAGE, range: request(1022, '..r') };
    const mm = image({ vmas: [vma(0, 1024), vma(1024, 1025)] });
    const { found, left } = countedWrong(whole, { ...scenario, mm });
    expect(left.pageCount).toBe(3);
    expect(found).toEqual([]);
  });

  it('is none of a call that failed', () => {
    const scenario = { ...HUGE_PAGE, mm: image({ vmas: [] }), range: request(0, '.r') };
    expect(countedWrong(whole, scenario).found).toEqual([]);
  });
});

describe('a side without a result', () => {
  const fits = { overflow: undefined };
  const narrow = { overflow: new PfnOverflowError(3, pfn(2 ** 30)) };
  const wide = { overflow: new RangeTooWideError(page(0), page(1)) };

  it('is not compared, whichever of the two it is', () => {
    expect(overflowOf({ left: fits, right: fits })).toBeUndefined();
    expect(overflowOf({ left: narrow, right: fits })).toEqual({ id: 'pfn-overflow', page: 3 });
    expect(overflowOf({ left: fits, right: narrow })).toEqual({ id: 'pfn-overflow', page: 3 });
    expect(overflowOf({ left: fits, right: wide })).toEqual({ id: 'range-too-wide' });
  });

  it.each([
    [2 ** 29 - 1, false],
    [2 ** 29, true],
  ])('is believed only where a page, here %i, has no room: %s', (frame, hasNoRoom) => {
    const small: PlantedFault = {
      ...{ name: 'there is room for half the frames', file: 'modern/format.ts' },
      ...{ within: 'pfnLimit', right: '2 ** 29', wrong: '2 ** 28' },
    };
    const space = new AddressSpace();
    const side = faultySide(small, 'modern-32', space);
    const mm = image({ vmas: [vma(0, 1)], entries: [entry(0, { kind: Kind.ptePresent }, frame)] });
    const one = { id: 'room', mm, range: request(0, '.'), format: NOUVEAU };
    new Runner(space, [side]).run(one);
    expect(side.overflow !== undefined).toBe(hasNoRoom);
    expect(side.failure?.error).toBe(hasNoRoom ? undefined : 'PfnOverflowError');
  });
});

describe('what a request asks, of a page that the mask lets through', () => {
  it.each([
    [Ask.nothing, false, false],
    [Ask.read, true, false],
    [Ask.write, true, true],
    [Ask.writeOnly, false, true],
    [Ask.all, true, true],
  ])('%s: to fault %s, to write %s', (ask, faults, writes) => {
    expect(effectiveAsk(ask, Ask.all, Ask.nothing)).toEqual({ faults, writes });
    expect(effectiveAsk(Ask.all, ask, Ask.nothing)).toEqual({ faults, writes });
    expect(effectiveAsk(Ask.nothing, Ask.nothing, ask)).toEqual({ faults, writes });
    expect(effectiveAsk(ask, Ask.nothing, Ask.nothing)).toEqual({ faults: false, writes: false });
  });
});
