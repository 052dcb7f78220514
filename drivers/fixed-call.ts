// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../mm/address-space';
import type { RangeRequest } from '../mm/range';
import type { RangeRecord } from '../mm/range-record';
import { ERROR, REQ_FAULT, REQ_WRITE, requestFlags, VALID, WRITE } from '../modern/format';
import { ModernRangeFault } from '../modern/range-fault';
import { type KernelVersion, revisionOf } from '../modern/revision';
import { dmaFlagsOf, layoutOf, orderOf, type WordLayout } from '../modern/word-layout';
import { ArrayCall } from './array-call';
import { AskLevel, askedBy } from './asked';
import type { WordMapping } from './range-call';

/** The range fault with the fixed format, on a 64-bit machine. */
export class FixedCall extends ArrayCall {
  readonly pageCount = undefined;
  private readonly rangeFault: ModernRangeFault;
  private defaults = 0;
  private mask = 0;

  private readonly layout: WordLayout;

  /** @param release whose range fault it is. */
  constructor(space: AddressSpace, release: KernelVersion = '5.8') {
    super();
    this.layout = layoutOf(release, 64);
    this.rangeFault = new ModernRangeFault(space, revisionOf(release), this.layout);
  }

  get record(): RangeRecord {
    return this.rangeFault.record;
  }

  asked(page: number): AskLevel {
    const flags = (this.rangeFault.hmmPfns.flags(page) & this.mask) | this.defaults;
    return askedBy((flags & REQ_FAULT) !== 0, (flags & REQ_WRITE) !== 0);
  }

  grants(page: number, asked: AskLevel): boolean {
    if (asked === AskLevel.nothing) return true;
    const flags = this.rangeFault.hmmPfns.flags(page);
    if ((flags & VALID) === 0) return false;
    return asked === AskLevel.read || (flags & WRITE) !== 0;
  }

  mapping(page: number): WordMapping | null {
    const flags = this.rangeFault.hmmPfns.flags(page);
    if ((flags & VALID) === 0) return null;
    const word = this.word(page);
    const order = orderOf(this.layout, word);
    return { pfn: word & ~this.layout.flags, write: (flags & WRITE) !== 0, order };
  }

  wordText(page: number): string {
    const flags = this.rangeFault.hmmPfns.flags(page);
    const word = this.word(page);
    const names: string[] = [];
    if ((flags & VALID) !== 0) names.push('VALID');
    if ((flags & WRITE) !== 0) names.push('WRITE');
    if ((flags & ERROR) !== 0) names.push('ERROR');
    names.push(...dmaFlagsOf(this.layout, word));
    const order = orderOf(this.layout, word);
    if (order !== 0) names.push(`order ${order}`);
    const frame = word & ~this.layout.flags;
    if (names.length === 0) return frame === 0n ? '0' : `0x${frame.toString(16)}`;
    return frame === 0n ? names.join('|') : `${names.join('|')} 0x${frame.toString(16)}`;
  }

  protected get words(): Uint32Array {
    return this.rangeFault.hmmPfns.words;
  }

  protected takePolicy(request: RangeRequest): void {
    this.defaults = requestFlags(request.defaults);
    this.mask = requestFlags(request.mask);
  }

  protected encode(request: RangeRequest): void {
    this.rangeFault.hmmPfns.begin(request);
  }

  protected runFresh(request: RangeRequest): void {
    this.rangeFault.run(request);
  }

  protected runAgain(request: RangeRequest): void {
    this.rangeFault.runAgain(request);
  }
}
