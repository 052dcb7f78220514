// SPDX-License-Identifier: GPL-2.0-or-later
import {
  decodeLegacyEntry,
  encodeAsk,
  type LegacyEntry,
  type LegacyFormat,
  type LegacyRevision,
  legacyEntry,
} from '../legacy/format';
import { LegacyRangeFault } from '../legacy/range-fault';
import type { AddressSpace } from '../mm/address-space';
import { StateKind } from '../mm/page-states';
import type { RangeRequest } from '../mm/range';
import type { RangeRecord } from '../mm/range-record';
import { fromHalves, hasAnyBit, type Word64 } from '../mm/word64';
import { ArrayCall } from './array-call';
import { AskLevel, askedBy } from './asked';
import type { WordMapping } from './range-call';

const NOTHING: Word64 = { low: 0, high: 0 };

/** The range fault with a driver's own format. */
export class CustomizableCall extends ArrayCall {
  private readonly rangeFault: LegacyRangeFault;
  private defaults = NOTHING;
  private mask = NOTHING;

  constructor(
    space: AddressSpace,
    private readonly revision: LegacyRevision,
    private readonly format: LegacyFormat,
  ) {
    super();
    this.rangeFault = new LegacyRangeFault(space, revision);
  }

  get record(): RangeRecord {
    return this.rangeFault.record;
  }

  get pageCount(): number | undefined {
    if (this.revision !== 'v5.7' || this.record.ret !== 0) return undefined;
    return this.rangeFault.pageCount;
  }

  asked(page: number): AskLevel {
    const { words } = this;
    const { valid, write } = this.format;
    const low = ((words[2 * page] ?? 0) & this.mask.low) | this.defaults.low;
    const high = ((words[2 * page + 1] ?? 0) & this.mask.high) | this.defaults.high;
    return askedBy(hasAnyBit(valid, low, high), hasAnyBit(write, low, high));
  }

  grants(page: number, asked: AskLevel): boolean {
    if (asked === AskLevel.nothing) return true;
    const { kind } = decodeLegacyEntry(this.format, this.revision, this.entry(page));
    return kind === StateKind.write || (kind === StateKind.read && asked === AskLevel.read);
  }

  mapping(page: number): WordMapping | null {
    const { kind, pfn } = decodeLegacyEntry(this.format, this.revision, this.entry(page));
    if (kind !== StateKind.read && kind !== StateKind.write) return null;
    return { pfn, write: kind === StateKind.write, order: 0 };
  }

  wordText(page: number): string {
    const word = this.entry(page);
    const { values, flags, pfnShift } = this.format.fields;
    if (word === values.none) return '0';
    if (word === values.error) return 'error';
    if (word === values.special) return 'special';
    const names: string[] = [];
    if ((word & flags.valid) !== 0n) names.push('V');
    if ((word & flags.write) !== 0n) names.push('W');
    const frame = word >> BigInt(pfnShift);
    const flagText = names.join('|');
    if (frame === 0n) return flagText;
    return `${flagText} 0x${frame.toString(16)}`.trimStart();
  }

  protected get words(): Uint32Array {
    return this.rangeFault.pfns.words;
  }

  protected takePolicy(request: RangeRequest): void {
    this.defaults = encodeAsk(this.format, request.defaults);
    this.mask = encodeAsk(this.format, request.mask);
  }

  protected encode(request: RangeRequest): void {
    this.rangeFault.pfns.begin(request, this.format);
  }

  protected runFresh(request: RangeRequest): void {
    this.rangeFault.run(request, this.format);
  }

  protected runAgain(request: RangeRequest): void {
    this.rangeFault.runAgain(request);
  }

  private entry(page: number): LegacyEntry {
    const { words } = this;
    return legacyEntry(fromHalves(words[2 * page] ?? 0, words[2 * page + 1] ?? 0));
  }
}
