// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AddressSpace } from '../../mm/address-space';
import { Judge } from '../../oracle/campaign/judge';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import { Runner } from '../../oracle/run/runner';
import type { Side } from '../../oracle/run/side';
import { COMMON_FAULTS, type CommonFault } from './common-mode';
import { faultySide } from './graph';

/** Most faults need some dozens. */
const SCENARIOS = 6_000;
const SEED = 20200501;

/** The default sides, all with the mistake; a later kernel for what only later kernels have. */
function sidesWith({ modern, legacy }: CommonFault, space: AddressSpace): readonly Side[] {
  if (legacy === undefined) return [faultySide(modern, 'modern-6.1', space)];
  return [
    faultySide(legacy, 'v5.7', space),
    faultySide(legacy, 'legacy', space),
    faultySide(modern, 'modern', space),
  ];
}

/** The clauses that a mistake breaks in a new way, until the expected one is among them. */
function brokenBy(fault: CommonFault): ReadonlySet<string> {
  const space = new AddressSpace();
  const judge = new Judge(new Runner(space, sidesWith(fault, space)));
  const broken = new Set<string>();
  const random = new Random(SEED, 0);
  for (let index = 0; index < SCENARIOS && !broken.has(fault.clause); index++) {
    random.restart(SEED, index);
    const { breaches } = judge.judge(generateScenario(random, 'mixed'));
    for (const { clause, violation } of breaches) if (violation === null) broken.add(clause.id);
  }
  return broken;
}

describe('a mistake made in both formats alike breaks a promise:', () => {
  it.each(COMMON_FAULTS.map((fault) => [fault.name, fault.clause, fault] as const))(
    '%s: %s',
    (_, clause, fault) => {
      expect([...brokenBy(fault)]).toContain(clause);
    },
  );
});
