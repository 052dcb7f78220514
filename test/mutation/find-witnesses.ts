// SPDX-License-Identifier: GPL-2.0-or-later
import { AddressSpace } from '../../mm/address-space';
import type { Judge, Judgement } from '../../oracle/campaign/judge';
import { newCauses } from '../../oracle/campaign/new-causes';
import { isNamedBy, PLANTINGS, type Planting, sidesMaker } from '../faults/plantings';
import { SCENARIOS_AMONG } from '../faults/sources';
import { digestOf, findingsText, judgeOf, type Witness, type WitnessedFault } from './witnesses';

/** A fault is looked for in this many scenarios; the rarest of all needs some thousands. */
const SCENARIOS = 20_000;
/** How many scenarios with causes of their own are kept. */
const KEPT = 3;
/** Further causes are looked for in this many scenarios after the last new one. */
const PATIENCE = 600;

/**
 * Looks for the scenarios that show each planted fault, a few that differ in their causes; the cause
 * that the planting names is among them.
 * @throws Error naming the faults that none shows, or none so.
 */
export function findWitnesses(): readonly WitnessedFault[] {
  const missing: string[] = [];
  const found = PLANTINGS.map((planting): WitnessedFault => {
    const { name, faults, sides, among, seenBy, names = 'anything new' } = planting;
    const faulty = sides.filter((side) => faults[side] !== undefined);
    const { witnesses, isNamed } = witnessesOf(planting);
    if (!isNamed) missing.push(`"${name}" on ${sides.join(', ')} as ${names}`);
    return { name, faulty, sides, among, seenBy, witnesses };
  });
  if (missing.length > 0) throw new Error(`no scenario shows ${missing.join('; ')}`);
  return found;
}

function witnessesOf(planting: Planting): {
  readonly witnesses: readonly Witness[];
  readonly isNamed: boolean;
} {
  const { among, seenBy } = planting;
  const makeSides = sidesMaker(planting);
  const freshJudge = (): Judge => {
    const space = new AddressSpace();
    return judgeOf(seenBy, space, makeSides(space));
  };
  const judge = freshJudge();
  const witnesses: Witness[] = [];
  const seen = new Set<string>();
  let isNamed = false;
  let last = 0;
  const isDone = (scenario: number): boolean =>
    witnesses.length >= KEPT || (witnesses.length > 0 && scenario > last + PATIENCE);
  for (let scenario = 0; scenario < SCENARIOS; scenario++) {
    if (isNamed && isDone(scenario)) break;
    const drawn = SCENARIOS_AMONG[among](scenario);
    if (!isWanted(judge.judge(drawn))) continue;
    const judgement = freshJudge().judge(drawn);
    if (!isWanted(judgement)) continue;
    const causes = newCauses(judgement).map(({ cause }) => cause);
    for (const cause of causes) seen.add(cause);
    isNamed ||= isNamedBy(planting, judgement);
    last = scenario;
    witnesses.push({ scenario, causes, findings: digestOf(findingsText(judgement)) });
  }
  return { witnesses, isNamed };

  /** The last place is kept for a scenario that shows what the planting names. */
  function isWanted(judgement: Judgement): boolean {
    const causes = newCauses(judgement);
    if (causes.length === 0) return false;
    if (!isNamed && isNamedBy(planting, judgement)) return true;
    const hasPlace = witnesses.length < (isNamed ? KEPT : KEPT - 1);
    return hasPlace && causes.some(({ cause }) => !seen.has(cause));
  }
}
