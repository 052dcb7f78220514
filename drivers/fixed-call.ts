// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../mm/address-space';
import type { RangeRequest } from '../mm/range';
import type { RangeRecord } from '../mm/range-record';
import {
  ERROR,
  PFN_FIELD,
  REQ_FAULT,
  REQ_WRITE,
  requestFlags,
  VALID,
  WRITE,
} from '../modern/format';
import { ModernRangeFault } from '../modern/range-fault';
import { type KernelVersion, revisionOf } from '../modern/revision';
import { ArrayCall } from './array-call';
import { AskLevel, askedBy } from './asked';

/** The range fault with the fixed format, on a 64-bit machine. */
export class FixedCall extends ArrayCall {
  readonly pageCount = undefined;
  private readonly rangeFault: ModernRangeFault;
  private defaults = 0;
  private mask = 0;

  /** @param release whose range fault it is. */
  constructor(space: AddressSpace, release: KernelVersion = '5.8') {
    super();
    this.rangeFault = new ModernRangeFault(space, 64, revisionOf(release));
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

  wordText(page: number): string {
    const high = this.rangeFault.hmmPfns.flags(page);
    const names: string[] = [];
    if ((high & VALID) !== 0) names.push('VALID');
    if ((high & WRITE) !== 0) names.push('WRITE');
    if ((high & ERROR) !== 0) names.push('ERROR');
    const frame = (high & PFN_FIELD) * 2 ** 32 + (this.words[2 * page] ?? 0);
    if (names.length === 0) return frame === 0 ? '0' : `0x${frame.toString(16)}`;
    return frame === 0 ? names.join('|') : `${names.join('|')} 0x${frame.toString(16)}`;
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
