// SPDX-License-Identifier: GPL-2.0-or-later
import { AddressSpace } from '../../../mm/address-space';
import { check } from '../../../oracle/check/check';
import type { CheckReport } from '../../../oracle/check/report';
import { explain } from '../../../oracle/explain/explain';
import type { Explanation } from '../../../oracle/explain/explanation';
import { makeSide, Runner } from '../../../oracle/run/runner';
import { readScenario } from '../../../oracle/scenario/read';
import type { ScenarioDocument } from '../../../oracle/scenario/schema';
import { at, sampleDocument } from '../../explain/samples';
import { faultySide } from '../../faults/graph';

let made: Promise<CheckReport> | undefined;

/** A check of some random scenarios, made once. */
export function smallCheck(): Promise<CheckReport> {
  made ??= makeCheck();
  return made;
}

function makeCheck(): Promise<CheckReport> {
  const options = {
    sides: ['v5.7', 'legacy', 'modern'] as const,
    vectors: ['fixtures/golden/edge.jsonl.gz'],
    scope: 0 as const,
    seed: 1,
    runs: 3000,
    profile: 'mixed' as const,
  };
  return check(options, () => {}, new AbortController().signal);
}

/** Read-only pages, one of them asked for writing. */
export const READ_ONLY: ScenarioDocument = sampleDocument('r2.w', 4, [
  { at: at(0), level: 'pte', is: 'present', pfn: '0x2000', write: false },
  { at: at(1), level: 'pte', is: 'present', pfn: '0x2001', write: false },
]);

/** A scenario explained on a modern side that hears no request: a new difference. */
export function withPlantedFault(document: ScenarioDocument): Explanation {
  const space = new AddressSpace();
  const fault = {
    name: 'nothing is asked',
    file: 'modern/hmm-pfns.ts',
    within: 'ofPage',
    right: '(this.hmmPfns.flags($page) & this.mask) | this.defaultFlags',
    wrong: 'this.hmmPfns.flags($page) & 0',
  };
  const sides = [makeSide('legacy', space), faultySide(fault, 'modern', space)];
  const scenario = readScenario(document, { file: 'planted' });
  const chosen = { file: '', line: 1, measured: false, scenario, expect: undefined };
  return explain({ ...chosen, entry: undefined }, new Runner(space, sides));
}
