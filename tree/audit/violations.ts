// SPDX-License-Identifier: GPL-2.0-or-later
import { readMinimal } from '../../oracle/check/minimal-files';
import { VIOLATIONS } from '../../oracle/contract/registry';
import { readScenario } from '../../oracle/scenario/read';
import { WireOutcome } from '../wire/types';
import type { PairTally } from './pair-tally';
import type { KernelViolation } from './report';
import { type Bench, changeOf } from './shrink-finding';

/**
 * Which known violations of the contract each tree shows on the minimal scenario of the violation, and
 * what else either breaks in the scenarios on which the two differ.
 */
export function violationsOf(bench: Bench, tally: PairTally): readonly KernelViolation[] {
  const { judge, before, after } = bench;
  const known = VIOLATIONS.flatMap(({ id }): KernelViolation[] => {
    const scenario = readScenario(readMinimal(id).scenario, { file: id });
    const replies = [before.run(scenario), after.run(scenario)] as const;
    // Of a tree that was given up nobody knows; that it was is in the verdict.
    if (replies.some(({ outcome }) => outcome === WireOutcome.notRun)) return [];
    const [one, other] = judge.breaches(scenario, ...replies);
    const [is, becomes] = [one.known.includes(id), other.known.includes(id)];
    return is || becomes ? [{ id, change: changeOf(is, becomes) }] : [];
  });
  const seen = new Set(known.map(({ id }) => id));
  const { broken } = tally;
  const others = new Set([...broken.before.keys(), ...broken.after.keys()]);
  const more = [...others]
    .filter((id) => !seen.has(id))
    .map((id) => ({ id, change: changeOf(broken.before.has(id), broken.after.has(id)) }));
  return [...known, ...more];
}
