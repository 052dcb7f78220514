// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AddressSpace } from '../../mm/address-space';
import { Kind, kindOf } from '../../mm/entry';
import { isOf, judgeOf, readWitnesses } from '../mutation/witnesses';
import { isNamedBy, PLANTINGS, type Planting, sidesMaker } from './plantings';
import { SCENARIOS_AMONG } from './sources';

const WITNESSED = readWitnesses();

/** Whether what a planting names is found in one of the scenarios that are kept for it. */
function isFound(planting: Planting): boolean {
  const witnessed = WITNESSED.find((one) => isOf(one, planting));
  const makeSides = sidesMaker(planting);
  return (witnessed?.witnesses ?? []).some(({ scenario }) => {
    const space = new AddressSpace();
    const judge = judgeOf(planting.seenBy, space, makeSides(space));
    return isNamedBy(planting, judge.judge(SCENARIOS_AMONG[planting.among](scenario)));
  });
}

const NAMED = PLANTINGS.filter(({ names }) => names !== undefined).map(
  (planting) => [planting.name, planting.names, planting] as const,
);

it.each(NAMED)('the wrong line "%s" is found: %s', (_, _names, planting) => {
  expect(isFound(planting)).toBe(true);
});

describe('what is kept', () => {
  it('are the faults that are planted, each once', () => {
    expect(PLANTINGS.filter((one) => !WITNESSED.some((kept) => isOf(kept, one)))).toEqual([]);
    expect(WITNESSED.filter((kept) => !PLANTINGS.some((one) => isOf(kept, one)))).toEqual([]);
    expect(WITNESSED).toHaveLength(PLANTINGS.length);
  });

  it('the scenarios are of what they are named for', () => {
    const { mm, range } = SCENARIOS_AMONG.gaps(0);
    expect(range.start % 2 ** 30).toBe(2 ** 30 - 3 * 4096);
    expect(mm.vmas).toHaveLength(2);
    const foreign = Array.from({ length: 500 }, (_, index) =>
      SCENARIOS_AMONG['foreign pages'](index),
    ).filter(({ mm: { entries } }) =>
      entries.some(({ high }) => kindOf(high) === Kind.pteDevicePrivate),
    );
    expect(foreign.length).toBeGreaterThan(20);
  });
});
