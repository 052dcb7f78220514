// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { LegacyFormat } from '../../legacy/format';
import { AddressSpace } from '../../mm/address-space';
import { Ask } from '../../mm/range';
import { pfn } from '../../mm/units';
import { Judge } from '../../oracle/campaign/judge';
import { newCauses } from '../../oracle/campaign/new-causes';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import { makeSide, Runner } from '../../oracle/run/runner';
import type { SideName } from '../../oracle/run/side-names';
import { CONTRACT_FAULTS } from '../faults/contract';
import { faultySide, type PlantedFault } from '../faults/graph';
import { image, request, vma } from '../support/build';

const SEED = 20200504;
const SCENARIOS = 4_000;

/** The promises that a side alone is found to break in ways that no known violation explains. */
function brokenBy(fault: PlantedFault | undefined, name: SideName): readonly string[] {
  const space = new AddressSpace();
  const side = fault === undefined ? makeSide(name, space) : faultySide(fault, name, space);
  const judge = new Judge(new Runner(space, [side]));
  const broken = new Set<string>();
  for (let index = 0; index < SCENARIOS; index++) {
    const scenario = generateScenario(new Random(SEED, index), 'small');
    for (const { clause, side, violation } of judge.judge(scenario).breaches) {
      if (violation === null) broken.add(`${side.name} breaks ${clause.id}`);
    }
  }
  return [...broken];
}

/*
 * A side is held to the contract alone, so these are seen even if both sides were wrong alike:
 * where a comparison would find nothing.
 */
describe('a mistake that both sides could share breaks a promise:', () => {
  it.each(
    CONTRACT_FAULTS.map(
      ({ side, breaks, fault }) => [`${side} breaks ${breaks}`, side, fault] as const,
    ),
  )('%s', (expected, name, fault) => {
    expect(brokenBy(fault, name)).toContain(expected);
  });
});

describe('new frames', () => {
  it('may come in any order, also where the format has no bits left for them', () => {
    const format = new LegacyFormat({
      flags: { valid: 0x80_0000n, write: 0x1n },
      values: { error: 0x10n, none: 0n, special: 0x20n },
      pfnShift: 24,
    });
    const mm = image({ nextPfn: pfn(2 ** 40 - 6), vmas: [vma(0, 512)] });
    const range = request(0, '.......', { defaults: Ask.write, mask: Ask.nothing });
    const judge = new Judge(Runner.of(['v5.7', 'legacy', 'modern']));
    expect(newCauses(judge.judge({ id: 'wraps', mm, range, format }))).toEqual([]);
  });
});

describe('the right sides', () => {
  it.each<SideName>(['v5.7', 'legacy', 'modern'])('%s breaks no promise in a new way', (name) => {
    expect(brokenBy(undefined, name)).toEqual([]);
  });
});
