// SPDX-License-Identifier: GPL-2.0-or-later
import { decodeLegacyEntry, legacyEntry } from '../../../legacy/format';
import { type PageState, StateKind } from '../../../mm/page-states';
import { PAGE_SIZE } from '../../../mm/units';
import { decodeModernWord, orderOf } from '../../../modern/word-layout';
import { wordName } from '../../../oracle/campaign/cause';
import type { DecisionName } from '../../../oracle/campaign/decision';
import { unifiedDiff } from '../../../oracle/compare/unified-diff';
import { returnText, stateText } from '../../../oracle/run/result';
import { legacyRevisionOf } from '../../../oracle/run/side-names';
import { hex } from '../../../oracle/scenario/json';
import { formatOf, type Scenario } from '../../../oracle/scenario/scenario';
import { type TreeReply, WireOutcome } from '../../wire/types';
import { treeAnswerOf } from '../answer-of';
import type { TreeView } from '../tree-view';
import type { RacingTree } from './racing-tree';

/** What a page's word says, in any format. */
interface RacedPage extends PageState {
  /** Undefined where words tell none. */
  readonly order: number | undefined;
}

/**
 * What a tree made of a scenario, read without a model: none follows a change within a walk. After a
 * failure the words are not read, as a reply does not say how many of them are output.
 */
export interface RaceResult {
  readonly ret: string;
  readonly faults: readonly string[];
  readonly pages: readonly RacedPage[];
}

/** What is read from a reply; undefined if the tree came to no result. */
export function raceResultOf(
  scenario: Scenario,
  reply: TreeReply,
  view: TreeView,
): RaceResult | undefined {
  const answer = treeAnswerOf(reply, view.like === 'v5.7');
  if (answer.kind !== 'result') return undefined;
  const { ret, words, faults } = answer.result;
  return {
    ret: reply.outcome === WireOutcome.livelock ? 'livelock' : returnText(ret),
    faults: faults.map(
      ({ at, pages, write }) => `${hex(at)} ${pages}p ${write ? 'write' : 'read'}`,
    ),
    pages: ret === 0 ? words.map((word) => pageOf(scenario, word, view)) : [],
  };
}

function pageOf(scenario: Scenario, word: bigint, { like, layout }: TreeView): RacedPage {
  if (layout === undefined) {
    const state = decodeLegacyEntry(formatOf(scenario), legacyRevisionOf(like), legacyEntry(word));
    return { ...state, order: undefined };
  }
  const { kind, pfn } = decodeModernWord(word, layout);
  return { kind, pfn, order: layout.orderShift === undefined ? undefined : orderOf(layout, word) };
}

/** Two results are the same if their keys are; a special page is an error, as most formats have it. */
export function raceKeyOf({ ret, faults, pages }: RaceResult, withOrder: boolean): string {
  const states = pages.map(({ kind, pfn, order }) => {
    const alike = kind === StateKind.special ? StateKind.error : kind;
    return `${alike}:${pfn}${withOrder ? `:${order}` : ''}`;
  });
  return [ret, faults.join(), ...states].join(' ');
}

/** In what two results differ first: what it is, and what each does. */
export function raceDifferenceOf(
  left: RaceResult,
  right: RaceResult,
): { readonly decision: DecisionName; readonly left: string; readonly right: string } {
  if (left.ret !== right.ret) {
    return { decision: 'ret', left: `returns ${left.ret}`, right: `returns ${right.ret}` };
  }
  if (left.faults.join() !== right.faults.join()) {
    return { decision: 'faults', left: faultsText(left), right: faultsText(right) };
  }
  for (const [index, one] of left.pages.entries()) {
    const other = right.pages[index];
    if (other === undefined) continue;
    if (one.kind !== other.kind || one.pfn !== other.pfn) {
      return { decision: wordName(one, other), left: stateText(one), right: stateText(other) };
    }
    if (one.order !== other.order) {
      return { decision: 'order', left: `order ${one.order}`, right: `order ${other.order}` };
    }
  }
  return { decision: 'again', left: 'the same words', right: 'the same words' };
}

function faultsText({ faults }: RaceResult): string {
  return faults.length === 0 ? 'no fault' : `faults ${faults.join(', ')}`;
}

/** What two trees made of a scenario, as a unified diff. */
export function raceDiff(
  scenario: Scenario,
  ...trees: readonly [before: RacingTree, after: RacingTree]
): string {
  const [left, right] = trees.map(({ view, child }) => {
    const reply = child.run(scenario);
    const result = raceResultOf(scenario, reply, view);
    return { name: view.name, lines: resultLines(scenario, result, reply) };
  });
  if (left === undefined || right === undefined) throw new TypeError('expected two trees');
  return unifiedDiff(left, right);
}

/** A result for a person, a line each. */
function resultLines(
  { range }: Scenario,
  result: RaceResult | undefined,
  reply: TreeReply,
): readonly string[] {
  if (result === undefined) return [`no result: ${reply.text}`];
  return [
    `return ${result.ret}`,
    ...result.faults.map((fault) => `fault ${fault}`),
    ...result.pages.map((page, index) => {
      const order = page.order === undefined || page.order === 0 ? '' : ` order ${page.order}`;
      return `page ${index} ${hex(range.start + index * PAGE_SIZE)} ${stateText(page)}${order}`;
    }),
  ];
}
