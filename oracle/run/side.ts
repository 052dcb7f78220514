// SPDX-License-Identifier: GPL-2.0-or-later
import { decodeLegacy } from '../../legacy/decode';
import type { LegacyRevision } from '../../legacy/format';
import { LegacyRangeFault } from '../../legacy/range-fault';
import { encodeAsk } from '../../legacy/request';
import type { AddressSpace } from '../../mm/address-space';
import { PageStates } from '../../mm/page-states';
import type { Ask } from '../../mm/range';
import type { RangeRecord } from '../../mm/range-record';
import { fromHalves, hexOfHalves, type Word64 } from '../../mm/word64';
import { decodeModern } from '../../modern/decode';
import { encodeRequest, ORDER_BITS, PfnOverflowError } from '../../modern/format';
import { plainWordsOf } from '../../modern/plain-words';
import { ModernRangeFault } from '../../modern/range-fault';
import { type ModernRevision, revisionOf } from '../../modern/revision';
import { layoutOf, type WordLayout } from '../../modern/word-layout';
import { formatOf, type Scenario } from '../scenario/scenario';
import type { NoRoom } from './no-room';
import type { SideFailure } from './side-failure';
import {
  type FixedFormatName,
  type GivenName,
  hasUnlockedCall,
  isModel,
  MODERN_NAMES,
  MODERN_SIDES,
  type SideName,
} from './side-names';

export {
  allSideNames,
  type FixedFormatName,
  forSide,
  type GivenName,
  hasChange,
  hasUnlockedCall,
  isModern,
  kernelOf,
  legacyRevisionOf,
  MODERN_NAMES,
  MODERN_SIDES,
  type ModelName,
  type ModernName,
  pfnRoomOf,
  SIDE_NAMES,
  type SideName,
  wordLayoutOf,
} from './side-names';

/** One implementation of the range fault, behind what a comparison needs of it. */
export interface Side {
  readonly name: SideName;
  /** What the last run left, apart from its array. */
  readonly record: RangeRecord;
  /** The states of the first `record.stoppedAt` pages, as of the last {@link decode}. */
  readonly states: PageStates;
  /** Runs the scenario on the address space, which is loaded and fresh. */
  run(scenario: Scenario): void;
  /** Why the last run came to no result: a long of 32 bits has no room for a pfn or for the range. */
  readonly overflow: NoRoom | undefined;
  /** What the side threw in its last run, as `runSide` found it; then there is no result. */
  failure: SideFailure | undefined;
  /** This very implementation, made anew for an address space: without a memory of earlier runs. */
  fresh(space: AddressSpace): Side;
  /** Reads the output part of the array into `states`. */
  decode(): void;
  /** The raw words of all pages, as 32-bit words, low first. */
  readonly words: Uint32Array;
  /** How many of these a page has. */
  readonly wordsPerPage: 1 | 2;
  /** The raw word of a page: input or output. */
  word(page: number): bigint;
  /** The raw word of a page as documents write it. */
  hexWord(page: number): string;
  /** Whether output words of this side tell the order of the CPU's mapping. */
  readonly tellsOrder: boolean;
  /** The order of the mapping that a page's output word tells; 0 where it tells none. */
  mapOrder(page: number): number;
  /** Whether the raw word of a page has exactly these halves. */
  holds(page: number, word: Word64): boolean;
  /** Whether a page's word is still exactly the request that asks this. */
  holdsRequest(page: number, ask: number): boolean;
  /** The raw word that asks this of a page. */
  request(ask: Ask): bigint;
  /** The page count that was returned, on a side that returns one. */
  readonly pageCount: number | undefined;
}

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
    refuseOtherCall(this.name, scenario);
    refuseWithinWalks(scenario);
    this.rangeFault.run(scenario.range, formatOf(scenario));
  }

  decode(): void {
    const { pfns, record } = this.rangeFault;
    decodeLegacy(pfns.format, this.name, pfns.words, record.stoppedAt, this.states);
    markUntouched(this);
  }

  mapOrder(): number {
    return 0;
  }

  get words(): Uint32Array {
    return this.rangeFault.pfns.words;
  }

  hexWord(page: number): string {
    const { words } = this.rangeFault.pfns;
    return hexOfHalves(words[2 * page] ?? 0, words[2 * page + 1] ?? 0);
  }

  holds(page: number, word: Word64): boolean {
    return this.rangeFault.pfns.holds(page, word);
  }

  word(page: number): bigint {
    const { words } = this.rangeFault.pfns;
    return fromHalves(words[2 * page] ?? 0, words[2 * page + 1] ?? 0);
  }

  holdsRequest(page: number, ask: number): boolean {
    return this.rangeFault.pfns.holdsRequest(page, ask);
  }

  request(ask: Ask): bigint {
    const { low, high } = encodeAsk(this.rangeFault.pfns.format, ask);
    return fromHalves(low, high);
  }
}

const ORDER_MASK = (1 << ORDER_BITS) - 1;

/** What a kernel with the fixed format has of the changes since 5.8, and how it lays out a word. */
export interface KernelOfSide {
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
    this.rangeFault = new ModernRangeFault(space, bits, revision, layout);
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
    refuseOtherCall(this.name, scenario);
    refuseWithinWalks(scenario);
    try {
      this.rangeFault.run(scenario.range);
    } catch (error) {
      // A long of 64 bits has room for every pfn that there is.
      const expected = error instanceof PfnOverflowError && this.rangeFault.hmmPfns.bits === 32;
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
    markUntouched(this);
  }

  get words(): Uint32Array {
    return this.rangeFault.hmmPfns.words;
  }

  mapOrder(page: number): number {
    if (!this.tellsOrder) return 0;
    return (this.rangeFault.hmmPfns.flags(page) >>> this.orderShift) & ORDER_MASK;
  }

  hexWord(page: number): string {
    const { words, bits } = this.rangeFault.hmmPfns;
    if (bits === 32) return hexOfHalves(words[page] ?? 0, 0);
    return hexOfHalves(words[2 * page] ?? 0, words[2 * page + 1] ?? 0);
  }

  holds(page: number, word: Word64): boolean {
    return this.word(page) === fromHalves(word.low, word.high);
  }

  word(page: number): bigint {
    const { words, bits } = this.rangeFault.hmmPfns;
    if (bits === 32) return BigInt(words[page] ?? 0);
    return fromHalves(words[2 * page] ?? 0, words[2 * page + 1] ?? 0);
  }

  holdsRequest(page: number, ask: number): boolean {
    return this.rangeFault.hmmPfns.holdsRequest(page, ask);
  }

  request(ask: Ask): bigint {
    return encodeRequest(ask, this.rangeFault.hmmPfns.bits);
  }
}

/** Whoever reads a scenario has refused it for sides without its call: nothing passes for another one. */
function refuseOtherCall(name: SideName, { range, id }: Scenario): void {
  if (range.call === undefined || hasUnlockedCall(name)) return;
  throw new Error(`"scenario" expected one that calls hmm_range_fault(), got ${id} for ${name}`);
}

/** A page that the call passed without a word has no state, whatever its word looks like. */
export function markUntouched({ record, states }: Pick<Side, 'record' | 'states'>): void {
  const first = record.firstUntouched();
  if (first >= 0) states.markUntouched(record, first);
}

const MAKERS = new Map<SideName, (space: AddressSpace) => Side>();

/** Says how a side that is no model is made; `undefined`: it is made no more. */
export function setMaker(name: GivenName, make: ((space: AddressSpace) => Side) | undefined): void {
  if (make === undefined) MAKERS.delete(name);
  else MAKERS.set(name, make);
}

/** Makes a side that runs on this address space. */
export function makeSide(name: SideName, space: AddressSpace): Side {
  if (!isModel(name)) {
    const make = MAKERS.get(name);
    if (make === undefined) throw new Error(`there is no side ${name}`);
    return make(space);
  }
  const modern = MODERN_NAMES.find((one) => one === name);
  if (modern !== undefined) return new ModernSide(space, modern);
  return new LegacySide(space, name === 'legacy' ? 'legacy' : 'v5.7');
}

/**
 * A model reads no entries one by one, so it cannot follow a change within a walk; whoever reads
 * documents refuses such a scenario before it comes here.
 */
function refuseWithinWalks({ id, mm }: Scenario): void {
  if (mm.readEvents.length === 0) return;
  throw new RangeError(`"scenario" expected one without changes within a walk, got ${id}`);
}
