// SPDX-License-Identifier: GPL-2.0-or-later
import { decodeLegacyEntry, legacyEntry } from '../../legacy/format';
import { type PageState, StateKind } from '../../mm/page-states';
import { decodeModernWord } from '../../modern/word-layout';
import { type OriginName, originName } from '../compare/origin';
import { returnName, stateName } from '../run/result';
import type { Side } from '../run/side';
import { isModern, legacyRevisionOf, wordLayoutOf } from '../run/side-names';
import { formatOf, type Scenario } from '../scenario/scenario';
import type { ResultDocument } from '../scenario/schema';
import { wordName } from './cause';
import type { DecisionName } from './decision';

/** What a side decided otherwise than the result that it is held to, as far as that tells. */
interface MissedDecision {
  readonly decision: DecisionName;
  /** What was expected and what came of it, where: one line. */
  readonly detail: string;
}

/** The first decision by which a side's result is not the expected one; the side just ran. */
export function missedDecision(
  scenario: Scenario,
  side: Side,
  expected: ResultDocument,
): MissedDecision {
  const { record } = side;
  return (
    faultDecision(side, expected) ??
    scalar('ret', expected.ret, returnName(record.ret)) ??
    scalar('end', expected.walks, record.walks) ??
    scalar('count', expected.pages, side.pageCount) ??
    wordDecision(scenario, side, expected) ?? { decision: 'input', detail: 'another array' }
  );
}

function scalar(
  decision: DecisionName,
  expected: number | string | undefined,
  got: number | string | undefined,
): MissedDecision | undefined {
  if (expected === got) return undefined;
  // Counts are too many to tell each apart.
  const detail = decision === 'ret' ? `${expected} expected, got ${got}` : 'another number';
  return { decision, detail };
}

/** The first row of the trace of page faults that is another one. */
function faultDecision({ record }: Side, { faults }: ResultDocument): MissedDecision | undefined {
  const rows = record.faults.list();
  for (let row = 0; row < Math.max(rows.length, faults.length); row++) {
    const [wanted, got] = [faults[row], rows[row]];
    const samePlace = wanted !== undefined && got !== undefined && Number(wanted.at) === got.at;
    if (samePlace && wanted.write === got.write && wanted.pages === got.pages) continue;
    const detail = `${faultText(wanted)} expected, got ${faultText(got)}`;
    const isExtent = samePlace && wanted.write === got.write;
    return { decision: isExtent ? 'extent' : 'need', detail: isExtent ? 'other pages' : detail };
  }
  return undefined;
}

function faultText(fault: { readonly write: boolean } | undefined): string {
  if (fault === undefined) return 'no fault';
  return fault.write ? 'a fault for write' : 'a fault for read';
}

function wordDecision(
  scenario: Scenario,
  side: Side,
  { pfns }: ResultDocument,
): MissedDecision | undefined {
  const { record } = side;
  for (const [page, word] of pfns.entries()) {
    if (word === side.hexWord(page)) continue;
    if (page >= record.stoppedAt) return { decision: 'input', detail: 'after where it stopped' };
    const met: OriginName = originName(record.origins[page] ?? 0, scenario.range.owner);
    const wanted = stateOf(side, scenario, BigInt(word));
    const got = side.states.at(page);
    const decision = got.kind === StateKind.untouched ? 'page' : wordName(wanted, got);
    const detail = `${met}, ${stateName(wanted.kind)} expected, got ${stateName(got.kind)}`;
    return { decision, detail };
  }
  return undefined;
}

function stateOf({ name }: Side, scenario: Scenario, word: bigint): PageState {
  if (!isModern(name))
    return decodeLegacyEntry(formatOf(scenario), legacyRevisionOf(name), legacyEntry(word));
  return decodeModernWord(word, wordLayoutOf(name));
}
