// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AddressSpace } from '../../mm/address-space';
import { Kind, kindOf } from '../../mm/entry';
import { newCauses } from '../../oracle/campaign/new-causes';
import { isOf, judgeOf, readWitnesses } from '../mutation/witnesses';
import { isNamedBy, PLANTINGS, type Planting, sidesMaker } from './plantings';
import { SCENARIOS_AMONG } from './sources';

const WITNESSED = readWitnesses();

/** What is found in the scenarios that are kept for a planting: causes, and whether what it names is among it. */
function foundOf(planting: Planting): {
  readonly causes: readonly (readonly string[])[];
  readonly isNamed: boolean;
} {
  const witnessed = WITNESSED.find((one) => isOf(one, planting));
  const makeSides = sidesMaker(planting);
  const judgements = (witnessed?.witnesses ?? []).map(({ scenario }) => {
    const space = new AddressSpace();
    const judge = judgeOf(planting.seenBy, space, makeSides(space));
    return judge.judge(SCENARIOS_AMONG[planting.among](scenario));
  });
  return {
    causes: judgements.map((judgement) => newCauses(judgement).map(({ cause }) => cause)),
    isNamed: judgements.some((judgement) => isNamedBy(planting, judgement)),
  };
}

const ROWS = PLANTINGS.map(
  (planting) => [planting.name, planting.names ?? 'something new', planting] as const,
);

it.each(ROWS)('the wrong line "%s" is found as it is kept: %s', (_, _names, planting) => {
  const { causes, isNamed } = foundOf(planting);
  expect(isNamed).toBe(true);
  const witnessed = WITNESSED.find((one) => isOf(one, planting));
  expect(causes).toEqual(witnessed?.witnesses.map((one) => one.causes));
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
