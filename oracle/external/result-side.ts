// SPDX-License-Identifier: GPL-2.0-or-later
import { decodeLegacyEntry, legacyEntry } from '../../legacy/format';
import type { AddressSpace } from '../../mm/address-space';
import {
  EBUSY,
  EFAULT,
  EINTR,
  EINVAL,
  ENOMEM,
  EPERM,
  LIVELOCK,
  type ReturnCode,
} from '../../mm/errno';
import { type PageState, PageStates } from '../../mm/page-states';
import type { Ask } from '../../mm/range';
import { RangeRecord } from '../../mm/range-record';
import { pageAddress, pagesBetween } from '../../mm/units';
import { fromHalves, toHalves, type Word64 } from '../../mm/word64';
import { decodeModernWord, orderOf, type WordLayout } from '../../modern/word-layout';
import { makeSide, runSide } from '../run/runner';
import type { Side } from '../run/side';
import type { SideFailure } from '../run/side-failure';
import { isModern, legacyRevisionOf, type SideName, wordLayoutOf } from '../run/side-names';
import { hex } from '../scenario/json';
import { ASK_SYMBOLS, ASKS } from '../scenario/requests';
import { formatOf, type Scenario } from '../scenario/scenario';
import { slotAt } from '../scenario/slots';
import type { ExternalResult } from './answer';

/** How a side with the fixed format lays out its words, and the name of its model. */
interface ResultForm {
  readonly like: SideName;
  /** Of the fixed format; that of the model, if not given. */
  readonly layout?: WordLayout | undefined;
  /** Makes the model, where none that has a name is quite like the side. */
  readonly make?: ((space: AddressSpace) => Side) | undefined;
}

/** Makes the model that a side is held to. */
export function makeModel({ like, make }: ResultForm, space: AddressSpace): Side {
  return make?.(space) ?? makeSide(like, space);
}

const RETURN_CODES: readonly ReturnCode[] = [
  0,
  EPERM,
  EINTR,
  ENOMEM,
  EFAULT,
  EBUSY,
  EINVAL,
  LIVELOCK,
];

/**
 * A result from outside in the shape of a side, so that it can be decoded, compared, held to the
 * contract and shown like a model's. What a result does not say (which entry each page was filled
 * from, how each walk ended) stands as the model has it that ran the same scenario: whatever comes of
 * these is a description, never the reason for a verdict.
 */
export class ResultSide implements Side {
  readonly record = new RangeRecord();
  readonly states = new PageStates();
  readonly overflow = undefined;
  readonly name: SideName;
  readonly tellsOrder: boolean;
  failure: SideFailure | undefined;
  /** What a call returned that no model returns. */
  otherReturn: number | undefined;
  private readonly own: Side;
  /** The model that ran what this is a result of. */
  private model: Side;
  /** Of the fixed format; undefined on a side with the customizable one. */
  readonly layout: WordLayout | undefined;
  private scenario: Scenario | undefined;
  private given: ExternalResult | undefined;
  readonly wordsPerPage = 2;
  private results: readonly bigint[] = [];

  constructor(
    private readonly space: AddressSpace,
    private readonly form: ResultForm,
  ) {
    this.own = makeModel(form, space);
    this.model = this.own;
    this.name = this.own.name;
    this.layout = form.layout ?? layoutOfSide(form.like);
    this.tellsOrder = this.layout?.orderShift !== undefined;
  }

  /** An experiment is for the model: there is no second result from outside. */
  fresh(space: AddressSpace): Side {
    return makeModel(this.form, space);
  }

  /** The result that the next run is to have come to. */
  put(result: ExternalResult): void {
    this.given = result;
  }

  get words(): Uint32Array {
    const halves = this.results.flatMap((word) => {
      const { low, high } = toHalves(word);
      return [low, high];
    });
    return Uint32Array.from(halves);
  }

  get pageCount(): number | undefined {
    return this.given?.pages;
  }

  /** Runs the model, which leaves the address space as the call does, and takes the given result. */
  run(scenario: Scenario): void {
    runSide(this.own, scenario, false);
    this.takeBeside(this.own, scenario);
  }

  /** As {@link run}, where the model has just run the scenario, and left the address space as the call does. */
  takeBeside(model: Side, scenario: Scenario): void {
    const { given, record } = this;
    if (given === undefined) throw new TypeError('expected a result before the run, got none');
    this.model = model;
    this.scenario = scenario;
    this.results = given.words;
    const { start, asks } = scenario.range;
    record.begin(start, asks.length);
    const code = RETURN_CODES.find((one) => one === given.ret);
    this.otherReturn = code === undefined ? given.ret : undefined;
    // Any other errno is a failure like the one that every model has for a fault that fails.
    record.ret = code ?? EFAULT;
    record.walks = given.walks;
    for (const { at, pages: count, write } of given.faults) {
      for (let page = 0; page < count; page++) {
        record.faults.add(pagesBetween(start, at) + page, write);
      }
    }
    record.stoppedAt = given.stoppedAt ?? this.stopOf(scenario, record.ret);
    this.describe(scenario);
  }

  decode(): void {
    const { record, states } = this;
    states.reserve(record.stoppedAt);
    for (let page = 0; page < record.stoppedAt; page++) {
      const { kind, pfn } = this.state(page);
      const { low, high } = toHalves(pfn);
      states.kinds[page] = kind;
      states.pfns[2 * page] = low;
      states.pfns[2 * page + 1] = high;
    }
  }

  /** What a page's word says, wherever the call stopped. */
  private state(page: number): PageState {
    const { scenario, layout, name } = this;
    const word = this.word(page);
    if (layout !== undefined) return decodeModernWord(word, layout);
    if (scenario === undefined) throw new TypeError('expected a run before this');
    return decodeLegacyEntry(formatOf(scenario), legacyRevisionOf(name), legacyEntry(word));
  }

  mapOrder(page: number): number {
    return this.layout === undefined ? 0 : orderOf(this.layout, this.word(page));
  }

  word(page: number): bigint {
    return this.results[page] ?? 0n;
  }

  hexWord(page: number): string {
    return hex(this.word(page));
  }

  holds(page: number, { low, high }: Word64): boolean {
    return this.word(page) === fromHalves(low, high);
  }

  holdsRequest(page: number, ask: number): boolean {
    return this.word(page) === this.request(ASKS[ASK_SYMBOLS[ask] ?? '.']);
  }

  request(ask: Ask): bigint {
    return this.model.request(ask);
  }

  /**
   * Where a call stopped that does not say so: where the model's did, if the rest of the array is
   * input; else as early as it can be.
   */
  private stopOf({ range }: Scenario, ret: ReturnCode): number {
    const { record } = this;
    if (ret === 0) return record.pages;
    const isInput = (page: number): boolean => this.holdsRequest(page, range.asks[page] ?? 0);
    let first = record.pages;
    while (first > 0 && isInput(first - 1)) first--;
    const { stoppedAt, ret: modelRet } = this.model.record;
    return modelRet !== 0 && stoppedAt >= first ? stoppedAt : first;
  }

  private describe({ range }: Scenario): void {
    const { record, model, space } = this;
    const { origins, stoppedAt } = model.record;
    for (let page = 0; page < record.stoppedAt; page++) {
      record.origins[page] =
        page < stoppedAt
          ? (origins[page] ?? 0)
          : slotAt(space.table, pageAddress(range.start, page)).high;
    }
    const ends = model.record.walkEnds();
    const isSame = ends.length <= record.walks && record.faults.equals(model.record.faults);
    if (!isSame) return;
    for (const { ending, origin, first, stop, write } of ends) {
      if (write !== undefined) record.needFault(write);
      record.endWalk(ending, origin, first, stop);
    }
  }
}

/** How a side lays out its words; undefined for the customizable format. */
export function layoutOfSide(side: SideName): WordLayout | undefined {
  return isModern(side) ? wordLayoutOf(side) : undefined;
}
