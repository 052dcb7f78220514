// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AddressSpace } from '../../mm/address-space';
import { Judge } from '../../oracle/campaign/judge';
import { newCauses } from '../../oracle/campaign/new-causes';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import { makeSide, Runner } from '../../oracle/run/runner';
import { faultySide } from '../faults/graph';
import { LATER_FAULTS } from '../faults/later';

describe('a mistake in what later kernels changed is reported as new:', () => {
  it.each(LATER_FAULTS.map((fault) => [fault.name, fault] as const))('%s', (_, fault) => {
    const space = new AddressSpace();
    const sides = [makeSide('modern', space), faultySide(fault, 'modern-6.1', space)];
    const judge = new Judge(new Runner(space, sides), []);
    const found = Array.from({ length: 20_000 }, (__, index) =>
      newCauses(judge.judge(generateScenario(new Random(61, index), 'mixed'))),
    ).find((causes) => causes.length > 0);
    expect(found?.[0]?.cause).toMatch(/^(?:modern\/modern-6\.1: |passes pages without a word$)/);
  });
});

describe('the later revisions', () => {
  it('differ from 5.8 in known ways only, break no promise anew, and not from each other', () => {
    const judge = new Judge(Runner.of(['modern', 'modern-6.1', 'modern-6.12']));
    for (let index = 0; index < 20_000; index++) {
      const judgement = judge.judge(generateScenario(new Random(62, index), 'mixed'));
      expect(newCauses(judgement)).toEqual([]);
      expect(judgement.comparisons[1]?.verdict.kind).toBe('equal');
    }
  });
});
