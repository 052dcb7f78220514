// SPDX-License-Identifier: GPL-2.0-or-later
import type { RangeRequest } from '../mm/range';
import type { RangeRecord } from '../mm/range-record';
import { fromHalves } from '../mm/word64';
import type { AskLevel } from './asked';
import type { RangeCall, WordMapping } from './range-call';

/**
 * What both formats have in common: an array of 64-bit words that is written, handed over as it
 * stands, saved and restored. What its bits mean is the formats' own.
 */
export abstract class ArrayCall implements RangeCall {
  abstract readonly record: RangeRecord;
  abstract readonly pageCount: number | undefined;
  firstPage = 0;
  /** Two words of 32 bits a page, low first. */
  protected abstract readonly words: Uint32Array;
  private request: RangeRequest | null = null;
  /** Whether the requests were written since the last call. */
  private fresh = false;

  prepare(request: RangeRequest): void {
    this.request = request;
    this.takePolicy(request);
    this.writeRequests();
  }

  writeRequests(): void {
    if (this.request !== null) this.encode(this.request);
    this.fresh = true;
  }

  run(): void {
    const { request, fresh } = this;
    if (request === null) return;
    this.fresh = false;
    if (fresh) this.runFresh(request);
    else this.runAgain(request);
  }

  save(into: Uint32Array): void {
    for (let word = 0; word < into.length; word++) into[word] = this.words[word] ?? 0;
  }

  restore(page: number, from: Uint32Array): void {
    this.fresh = false;
    this.words[2 * page] = from[2 * page] ?? 0;
    this.words[2 * page + 1] = from[2 * page + 1] ?? 0;
  }

  word(page: number): bigint {
    return fromHalves(this.words[2 * page] ?? 0, this.words[2 * page + 1] ?? 0);
  }

  abstract asked(page: number): AskLevel;
  abstract grants(page: number, asked: AskLevel): boolean;
  abstract mapping(page: number): WordMapping | null;
  abstract wordText(page: number): string;
  /** Takes over the defaults and the mask. */
  protected abstract takePolicy(request: RangeRequest): void;
  protected abstract encode(request: RangeRequest): void;
  protected abstract runFresh(request: RangeRequest): void;
  protected abstract runAgain(request: RangeRequest): void;
}
