// SPDX-License-Identifier: GPL-2.0-or-later
import { AddressSpace } from '../../mm/address-space';
import type { FaultTrace } from '../../mm/fault-trace';
import { NoModelWalksError } from '../../mm/walk';
import { orderOf, type WordLayout } from '../../modern/word-layout';
import { DECISIONS, type Decision } from '../campaign/decision';
import type { NewCauseShown } from '../campaign/new-causes';
import { INCOMPARABLE_REASONS } from '../compare/compare';
import { runSide } from '../run/runner';
import type { Side } from '../run/side';
import type { SideName } from '../run/side-names';
import type { Scenario } from '../scenario/scenario';
import type { Answer, ExternalResult } from './answer';
import { firstDecision } from './first-decision';
import { layoutOfSide, makeModel, ResultSide } from './result-side';
import { resultsDiff } from './result-text';

/**
 * Whether a result is the one that a model's side just came to: return code, page count, walks,
 * trace, every word bit by bit, and where the call stopped, if the result says so.
 *
 * @param wordOf an output word of the side as the result has it, if that lays words out otherwise.
 */
function isSameResult(
  side: Side,
  result: ExternalResult,
  wordOf?: (word: bigint) => bigint,
): boolean {
  const { record } = side;
  if (record.ret !== result.ret || record.walks !== result.walks) return false;
  if (side.pageCount !== result.pages || result.words.length !== record.pages) return false;
  if (result.stoppedAt !== undefined && result.stoppedAt !== record.stoppedAt) return false;
  if (!sameFaults(record.faults, result.faults)) return false;
  for (let page = 0; page < record.pages; page++) {
    const word = side.word(page);
    const isOutput = wordOf !== undefined && page < record.stoppedAt;
    if ((isOutput ? wordOf(word) : word) !== result.words[page]) return false;
  }
  return true;
}

function sameFaults(trace: FaultTrace, faults: ExternalResult['faults']): boolean {
  if (trace.rows !== faults.length) return false;
  const rows = trace.list();
  return faults.every(({ at, pages, write }, index) => {
    const row = rows[index];
    return row?.at === at && row.pages === pages && row.write === write;
  });
}

/** What an answer comes to when it is held to the model. */
export type Held =
  | { readonly kind: 'equal' }
  | { readonly kind: 'none'; readonly why: string }
  /** It differs in something that is known, and has no model. */
  | { readonly kind: 'known'; readonly id: string }
  | { readonly kind: 'other'; readonly decision: Decision }
  | { readonly kind: 'failed'; readonly what: string; readonly lines: readonly string[] };

const EQUAL: Held = { kind: 'equal' };
const NOT_WALKED: Held = { kind: 'none', why: 'a walk comes to an entry that no model walks over' };
const NO_ROOM: Held = { kind: 'none', why: INCOMPARABLE_REASONS['pfn-overflow'].title };

/** An external side as far as it is needed to hold its answers to a model. */
interface HeldSide {
  readonly name: string;
  readonly like: SideName;
  readonly layout?: WordLayout;
  readonly make?: (space: AddressSpace) => Side;
  readonly known?: KnownResult;
  /** Whether its results of `hmm_range_fault_unlocked_timeout()` are held to the model, too. */
  readonly unlockedCalls?: boolean;
}

/** The id of what is known, if it is all in which a result differs from the model's. */
export type KnownResult = (
  scenario: Scenario,
  model: Side,
  result: ResultSide,
) => string | undefined;

/** Holds answers of a side to the model that it is like. */
export class HeldJudge {
  /** The address space, after {@link hold} as the call left it. */
  readonly space = new AddressSpace();
  /** The model; after {@link hold}, as it ran the scenario. Where that came to `equal`, its output was not read. */
  readonly model: Side;
  /** The answer in the shape of a side, after a {@link hold} that came to `other`. */
  readonly result: ResultSide;

  /** A word of the model as the side lays it out; undefined if both do it alike. */
  readonly wordOf: ((word: bigint) => bigint) | undefined;

  constructor(private readonly side: HeldSide) {
    this.model = makeModel(side, this.space);
    // A model that is made for the side has its layout.
    this.wordOf = side.make === undefined ? translation(side.like, side.layout) : undefined;
    this.result = new ResultSide(this.space, side);
  }

  hold(scenario: Scenario, answer: Answer): Held {
    if (answer.kind !== 'result') return answer;
    if (scenario.range.call !== undefined && this.side.unlockedCalls !== true) {
      return { kind: 'none', why: 'only results of hmm_range_fault() are compared' };
    }
    const { space, model, result } = this;
    space.load(scenario.mm);
    // What is the same by its words is not read.
    runSide(model, scenario, false);
    if (model.failure?.thrown instanceof NoModelWalksError) return NOT_WALKED;
    if (model.failure !== undefined) throw model.failure;
    if (model.overflow !== undefined) return NO_ROOM;
    if (isSameResult(model, answer.result, this.wordOf)) return EQUAL;
    model.decode();
    result.put(answer.result);
    result.takeBeside(model, scenario);
    result.decode();
    const id = this.side.known?.(scenario, model, result);
    if (id !== undefined) return { kind: 'known', id };
    return {
      kind: 'other',
      decision: firstDecision({ scenario, left: model, right: result, wordOf: this.wordOf }),
    };
  }

  /** Brings a result into the shape of a side, whatever it comes to beside the model. */
  show(scenario: Scenario, answer: ExternalResult): ResultSide {
    const { space, result } = this;
    space.rewind();
    result.put(answer);
    result.run(scenario);
    result.decode();
    return result;
  }

  /** What both did, as a unified diff; right after a {@link hold} that came to `other`. */
  diff(scenario: Scenario): string {
    const { side, model, result } = this;
    return resultsDiff(
      scenario,
      { name: side.like, side: model },
      { name: side.name, side: result },
    );
  }

  /** The cause that an answer shows; undefined if it shows none. */
  causeOf(held: Held): NewCauseShown | undefined {
    const { side, model } = this;
    const common = { broken: null, alsoBreaks: [], thrown: [], sides: [model] };
    switch (held.kind) {
      case 'equal':
      case 'none':
      case 'known':
        return undefined;
      case 'failed': {
        const cause = `${side.name} ${held.what}`;
        return {
          ...common,
          cause,
          kind: 'side',
          decision: null,
          detail: held.lines[0] ?? '',
          met: null,
        };
      }
      case 'other': {
        const { decision, met, left, right } = held.decision;
        return {
          ...common,
          cause: `${side.like}/${side.name}: ${DECISIONS[decision]}`,
          kind: 'decision',
          decision,
          detail: `${met === undefined ? '' : `${met}, `}${left} / ${right}`,
          met: met ?? null,
        };
      }
    }
  }
}

/** Moves the order to where a side has it; nothing else of an output word can stand elsewhere. */
function translation(
  like: SideName,
  layout: WordLayout | undefined,
): ((word: bigint) => bigint) | undefined {
  const model = layoutOfSide(like);
  if (layout === undefined || model === undefined) return undefined;
  const { orderShift } = layout;
  if (orderShift === undefined || orderShift === model.orderShift) return undefined;
  return (word) =>
    (word & ~model.orderField) | (BigInt(orderOf(model, word)) << BigInt(orderShift));
}
