// SPDX-License-Identifier: GPL-2.0-or-later
import { decodeLegacy, encodeAsk } from '../../legacy/format';
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
import { invalidate } from '../../mm/notifier';
import { PageStates } from '../../mm/page-states';
import { Ask } from '../../mm/range';
import { capacityFor, RangeRecord } from '../../mm/range-record';
import { address, pfn } from '../../mm/units';
import { fromHalves, hexOfHalves, toHalves, type Word64 } from '../../mm/word64';
import {
  type BitsPerLong,
  decodeModern,
  encodeRequest,
  ORDER_BITS,
  PfnOverflowError,
} from '../../modern/format';
import { plainWordsOf } from '../../modern/word-layout';
import { GivenUpError, type NoRoom, RangeTooWideError } from '../../oracle/run/no-room';
import { presentImage } from '../../oracle/run/present-image';
import type { Side } from '../../oracle/run/side';
import type { SideFailure } from '../../oracle/run/side-failure';
import { legacyRevisionOf, type SideName } from '../../oracle/run/side-names';
import { formatOf, type Scenario, variantOf } from '../../oracle/scenario/scenario';
import type { DetailView } from '../wire/detail-view';
import type { ReplyView } from '../wire/reply-view';
import { type WireNote, WireOutcome } from '../wire/types';
import { Coming } from './coming';
import type { TreeDescription } from './describe';
import { isLevel } from './numbers';
import { replayReply } from './replay';
import { takeRecord } from './take-record';
import type { RunningTree } from './tree-child';
import { TreeFailure } from './tree-failure';

/** What a side needs to know of its tree. */
interface SideOfTree {
  readonly name: SideName;
  readonly description: TreeDescription;
  /** The child process of all sides of the tree, of which one runs at a time. */
  readonly sideChild: RunningTree;
  /** Takes the notes of a run. */
  noted(notes: readonly WireNote[], scenario: Scenario): void;
}

const RETURN_CODES: readonly ReturnCode[] = [0, EPERM, EINTR, ENOMEM, EFAULT, EBUSY, EINVAL];
/** The order of a mapping, after its shift. */
const ORDER_MASK = (1 << ORDER_BITS) - 1;
/** How many bits each half of a word has. */
const HALF_BITS = 32;

/** A kernel tree as a side: what it does to an address space is done to ours, too. */
export class TreeSide implements Side {
  readonly record = new RangeRecord();
  readonly states = new PageStates();
  overflow: NoRoom | undefined;
  failure: SideFailure | undefined;
  pageCount: number | undefined;
  /** What the last run noted beside its result. */
  notes: readonly WireNote[] = [];
  private readonly coming = new Coming();
  words: Uint32Array = new Uint32Array(0);
  private scenario: Scenario | undefined;
  private readonly plainWords: ReturnType<typeof plainWordsOf>;
  readonly tellsOrder: boolean;
  readonly wordsPerPage: 1 | 2;
  /** What each way to ask is in a word, by its number; undefined where each scenario has a format of its own. */
  private readonly requests: readonly Word64[] | undefined;

  constructor(
    private readonly tree: SideOfTree,
    private readonly space: AddressSpace,
    private readonly child: RunningTree = tree.sideChild,
  ) {
    this.plainWords = plainWordsOf(this.layout);
    const { customizable } = tree.description;
    this.tellsOrder = this.layout.orderShift !== undefined && !customizable;
    this.wordsPerPage = this.child.wordBytes === 8 ? 2 : 1;
    this.requests = customizable ? undefined : requestsOf(this.layout.bits);
  }

  get name(): SideName {
    return this.tree.name;
  }

  fresh(space: AddressSpace): TreeSide {
    return new TreeSide(this.tree, space, this.child.forAnotherTask());
  }

  run(scenario: Scenario): void {
    const { space, record } = this;
    this.scenario = scenario;
    this.pageCount = undefined;
    this.overflow = undefined;
    const { start, asks } = scenario.range;
    record.begin(start, asks.length);
    space.beginOn(start, record.faults);
    const view = this.viewOf(scenario);
    this.takeWords(view);
    this.notes = view.notes;
    if (this.notes.length > 0) this.tree.noted(this.notes, scenario);
    const { outcome, detail } = view;
    if (outcome === WireOutcome.overflow) {
      this.overflow = overflowOf(view);
      return;
    }
    if (outcome === WireOutcome.tooWide) {
      this.overflow = new RangeTooWideError(scenario.range.start, scenario.range.end);
      return;
    }
    if (outcome === WireOutcome.notRun) {
      this.overflow = new GivenUpError(view.reason);
      return;
    }
    if (
      detail === undefined ||
      (outcome !== WireOutcome.returned && outcome !== WireOutcome.livelock)
    ) {
      throw new TreeFailure(outcome, view.reason);
    }
    record.ret = this.returned(view);
    record.walks = view.walks;
    record.stoppedAt = record.ret === 0 ? record.pages : detail.stoppedAt;
    // Of a call with attempts that never returns, no word is handed over.
    if (record.ret === LIVELOCK && view.hasAttempts) record.stoppedAt = 0;
    takeRecord(record, space.pages, view, detail);
    this.takeChanges(scenario, view, detail);
  }

  ahead(scenarios: readonly Scenario[], experiments: readonly Scenario[]): void {
    this.coming.take(this.child, scenarios, experiments);
  }

  private viewOf(scenario: Scenario): ReplyView {
    const image = presentImage(this.space);
    if (image !== scenario.mm)
      return this.child.runInDetail(variantOf(scenario, scenario.range, image));
    return this.coming.replyTo(scenario) ?? this.child.runInDetail(scenario);
  }

  decode(): void {
    const { record, states } = this;
    if (this.tree.description.customizable) {
      const revision = legacyRevisionOf(this.name);
      decodeLegacy(this.format, revision, this.words, record.stoppedAt, states);
    } else {
      const { layout, plainWords, words } = this;
      const pages = record.stoppedAt;
      if (plainWords === undefined) decodeModern(layout.bits, words, pages, states);
      else decodeModern(64, plainWords.of(words, pages), pages, states);
    }
    states.markUntouched(record);
  }

  mapOrder(page: number): number {
    const { orderShift } = this.layout;
    if (!this.tellsOrder || orderShift === undefined) return 0;
    const [low, high] = [this.low(page), this.high(page)];
    if (orderShift >= HALF_BITS) return (high >>> (orderShift - HALF_BITS)) & ORDER_MASK;
    const above = orderShift + ORDER_BITS > HALF_BITS ? high << (HALF_BITS - orderShift) : 0;
    return ((low >>> orderShift) | above) & ORDER_MASK;
  }

  word(page: number): bigint {
    return fromHalves(this.low(page), this.high(page));
  }

  hexWord(page: number): string {
    return hexOfHalves(this.low(page), this.high(page));
  }

  holds(page: number, { low, high }: Word64): boolean {
    return (this.low(page) | 0) === (low | 0) && (this.high(page) | 0) === (high | 0);
  }

  holdsRequest(page: number, ask: Ask): boolean {
    return this.holds(page, this.requests?.[ask] ?? encodeAsk(this.format, ask));
  }

  request(ask: Ask): bigint {
    if (!this.tree.description.customizable) return encodeRequest(ask, this.layout.bits);
    const { low, high } = encodeAsk(this.format, ask);
    return fromHalves(low, high);
  }

  private get layout(): TreeDescription['layout'] {
    return this.tree.description.layout;
  }

  private get format(): ReturnType<typeof formatOf> {
    if (this.scenario !== undefined) return formatOf(this.scenario);
    throw new Error('a side that has run nothing has no format');
  }

  private low(page: number): number {
    return this.words[this.wordsPerPage * page] ?? 0;
  }

  private high(page: number): number {
    return this.wordsPerPage === 2 ? (this.words[2 * page + 1] ?? 0) : 0;
  }

  private takeWords(view: ReplyView): void {
    const count = view.arrayWords;
    if (this.words.length < count) this.words = new Uint32Array(capacityFor(count));
    view.copyArray(this.words);
  }

  private returned({ outcome, ret }: ReplyView): ReturnCode {
    if (outcome === WireOutcome.livelock) return LIVELOCK;
    if (this.tree.description.returnsPages && ret >= 0) {
      this.pageCount = ret;
      return 0;
    }
    for (const code of RETURN_CODES) if (code === ret) return code;
    throw new TreeFailure(outcome, `returns ${ret}, which is no return value of hmm_range_fault()`);
  }

  /** Leaves the address space as the tree has left its own. */
  private takeChanges(scenario: Scenario, view: ReplyView, detail: DetailView): void {
    const { space } = this;
    const { observer } = space;
    if (observer !== null) replayReply(space, observer, scenario, view, detail);
    const rows = detail.changeRows;
    for (let row = 0; row < rows.count; row++) {
      const level = rows.level(row);
      if (isLevel(level))
        space.table.store(address(rows.at(row)), level, rows.low(row), rows.high(row));
    }
    space.adoptChanges(view.walks + (looksAgain(this.record.ret) ? 1 : 0));
    space.nextPfn = pfn(detail.nextPfn);
    if (detail.stale) invalidate(space);
  }
}

function requestsOf(bits: BitsPerLong): readonly Word64[] {
  return Object.values(Ask)
    .sort((one, other) => one - other)
    .map((ask) => toHalves(encodeRequest(ask, bits)));
}

/** What did not fit into a long (`tree/host/wire.h`). */
function overflowOf(view: ReplyView): PfnOverflowError {
  const { page, frame } = view.overflow;
  return new PfnOverflowError(page, pfn(frame));
}

/** Whether a call that returns this has looked at its sequence once more than it has walked. */
function looksAgain(ret: ReturnCode): boolean {
  return ret === EBUSY || ret === EINTR || ret === LIVELOCK;
}
