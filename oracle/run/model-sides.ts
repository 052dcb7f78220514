// SPDX-License-Identifier: GPL-2.0-or-later
import { decodeLegacy, encodeAsk, type LegacyRevision } from '../../legacy/format';
import { LegacyRangeFault } from '../../legacy/range-fault';
import type { AddressSpace } from '../../mm/address-space';
import { PageStates } from '../../mm/page-states';
import type { Ask } from '../../mm/range';
import type { RangeRecord } from '../../mm/range-record';
import type { PageNumber } from '../../mm/units';
import { fromHalves, hexOfHalves, type Word64 } from '../../mm/word64';
import { decodeModern, encodeRequest, ORDER_BITS, PfnOverflowError } from '../../modern/format';
import { ModernRangeFault } from '../../modern/range-fault';
import { type ModernRevision, revisionOf } from '../../modern/revision';
import { layoutOf, plainWordsOf, type WordLayout } from '../../modern/word-layout';
import { formatOf, type Scenario } from '../scenario/scenario';
import { PFNS_OF_32_BITS } from './no-room';
import type { Side } from './side';
import type { SideFailure } from './side-failure';
import {
  type FixedFormatName,
  hasUnlockedCall,
  MODERN_NAMES,
  MODERN_SIDES,
  type SideName,
} from './side-names';

/** `v5.7` and `legacy`. */
export class LegacySide implements Side {
  readonly states = new PageStates();
  readonly overflow = undefined;
  readonly tellsOrder = false;
  readonly wordsPerPage = 2;
  failure: SideFailure | undefined;
  readonly rangeFault: LegacyRangeFault;

  constructor(
    space: AddressSpace,
    readonly name: LegacyRevision,
  ) {
    this.rangeFault = new LegacyRangeFault(space, name);
  }

  fresh(space: AddressSpace): LegacySide {
    return new LegacySide(space, this.name);
  }

  get record(): RangeRecord {
    return this.rangeFault.record;
  }

  get pageCount(): number | undefined {
    return this.name === 'v5.7' && this.record.ret === 0 ? this.rangeFault.pageCount : undefined;
  }

  run(scenario: Scenario): void {
    refuseForModels(this.name, scenario);
    this.rangeFault.run(scenario.range, formatOf(scenario));
  }

  decode(): void {
    const { pfns, record } = this.rangeFault;
    decodeLegacy(pfns.format, this.name, pfns.words, record.stoppedAt, this.states);
    this.states.markUntouched(record);
  }

  mapOrder(): number {
    return 0;
  }

  get words(): Uint32Array {
    return this.rangeFault.pfns.words;
  }

  hexWord(page: PageNumber): string {
    const { words } = this.rangeFault.pfns;
    return hexOfHalves(words[2 * page] ?? 0, words[2 * page + 1] ?? 0);
  }

  holds(page: PageNumber, word: Word64): boolean {
    return this.rangeFault.pfns.holds(page, word);
  }

  word(page: PageNumber): bigint {
    const { words } = this.rangeFault.pfns;
    return fromHalves(words[2 * page] ?? 0, words[2 * page + 1] ?? 0);
  }

  holdsRequest(page: PageNumber, ask: number): boolean {
    return this.rangeFault.pfns.holdsRequest(page, ask);
  }

  request(ask: Ask): bigint {
    const { low, high } = encodeAsk(this.rangeFault.pfns.format, ask);
    return fromHalves(low, high);
  }
}

const ORDER_MASK = (1 << ORDER_BITS) - 1;

/** What a kernel with the fixed format has of the changes since 5.8, and how it lays out a word. */
interface KernelOfSide {
  readonly revision: ModernRevision;
  readonly layout: WordLayout;
}

function kernelOfModel(name: FixedFormatName): KernelOfSide {
  const model = MODERN_NAMES.find((one) => one === name);
  if (model === undefined) throw new Error(`"name" expected a model, got ${name}`);
  const { kernel, bits } = MODERN_SIDES[model];
  return { revision: revisionOf(kernel), layout: layoutOf(kernel, bits) };
}

/** `modern`, on 32 bits, and its later revisions. */
export class ModernSide implements Side {
  readonly states = new PageStates();
  readonly pageCount = undefined;
  readonly rangeFault: ModernRangeFault;
  readonly tellsOrder: boolean;
  readonly wordsPerPage: 1 | 2;
  /** Where the order stands in the word that holds the flags. */
  private readonly orderShift: number;
  private readonly plainWords: ReturnType<typeof plainWordsOf>;
  overflow: PfnOverflowError | undefined;
  failure: SideFailure | undefined;

  /** @param of which kernel it is, for a name that is no model's. */
  constructor(
    space: AddressSpace,
    readonly name: FixedFormatName,
    private readonly of: KernelOfSide = kernelOfModel(name),
  ) {
    const { revision, layout } = of;
    const { bits, orderShift } = layout;
    this.rangeFault = new ModernRangeFault(space, revision, layout);
    this.wordsPerPage = bits === 32 ? 1 : 2;
    this.plainWords = plainWordsOf(layout);
    this.tellsOrder = orderShift !== undefined;
    this.orderShift = (orderShift ?? bits) - (bits - 32);
  }

  fresh(space: AddressSpace): ModernSide {
    return new ModernSide(space, this.name, this.of);
  }

  get record(): RangeRecord {
    return this.rangeFault.record;
  }

  run(scenario: Scenario): void {
    this.overflow = undefined;
    refuseForModels(this.name, scenario);
    try {
      this.rangeFault.run(scenario.range);
    } catch (error) {
      // A long of 64 bits has room for every pfn that there is. What a side says has no room is not taken on trust.
      const expected =
        error instanceof PfnOverflowError &&
        this.rangeFault.hmmPfns.bits === 32 &&
        error.pfn >= PFNS_OF_32_BITS;
      if (!expected) throw error;
      this.overflow = error;
    }
  }

  decode(): void {
    const { states, plainWords } = this;
    const { hmmPfns, record } = this.rangeFault;
    const { bits, words } = hmmPfns;
    const pages = record.stoppedAt;
    if (plainWords === undefined) decodeModern(bits, words, pages, states);
    else decodeModern(64, plainWords.of(words, pages), pages, states);
    states.markUntouched(record);
  }

  get words(): Uint32Array {
    return this.rangeFault.hmmPfns.words;
  }

  mapOrder(page: PageNumber): number {
    if (!this.tellsOrder) return 0;
    return (this.rangeFault.hmmPfns.flags(page) >>> this.orderShift) & ORDER_MASK;
  }

  hexWord(page: PageNumber): string {
    const { words, bits } = this.rangeFault.hmmPfns;
    if (bits === 32) return hexOfHalves(words[page] ?? 0, 0);
    return hexOfHalves(words[2 * page] ?? 0, words[2 * page + 1] ?? 0);
  }

  holds(page: PageNumber, word: Word64): boolean {
    return this.word(page) === fromHalves(word.low, word.high);
  }

  word(page: PageNumber): bigint {
    const { words, bits } = this.rangeFault.hmmPfns;
    if (bits === 32) return BigInt(words[page] ?? 0);
    return fromHalves(words[2 * page] ?? 0, words[2 * page + 1] ?? 0);
  }

  holdsRequest(page: PageNumber, ask: number): boolean {
    return this.rangeFault.hmmPfns.holdsRequest(page, ask);
  }

  request(ask: Ask): bigint {
    return encodeRequest(ask, this.rangeFault.hmmPfns.bits);
  }
}

/**
 * Whoever reads documents has refused these for the sides that cannot run them: a call that a side does
 * not have, and a change within a walk, as a model reads no entries one by one. Nothing passes for
 * another scenario.
 *
 * @throws Error if one comes here nevertheless.
 */
function refuseForModels(name: SideName, { id, mm, range }: Scenario): void {
  if (range.call !== undefined && !hasUnlockedCall(name)) {
    throw new Error(`"scenario" expected one that calls hmm_range_fault(), got ${id} for ${name}`);
  }
  if (mm.readEvents.length > 0) {
    throw new RangeError(`"scenario" expected one without changes within a walk, got ${id}`);
  }
}
