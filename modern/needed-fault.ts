// SPDX-License-Identifier: GPL-2.0-or-later
import { PROTNONE_BIT, WRITE_BIT } from '../mm/entry';
import type { RangeRequest } from '../mm/range';
import type { PageNumber } from '../mm/units';
import { REQ_FAULT, REQ_WRITE, requestFlags, VALID, WRITE } from './format';
import type { HmmPfns } from './hmm-pfns';

/** The fault that a page, or any page of a span, needs (`HMM_NEED_FAULT` and its kin). */
export type Need = 'nothing' | 'read fault' | 'write fault';

/** The flags that say what the CPU may do with an entry; none of them for a NUMA-hinting one. */
export function accessFlags(entry: number): number {
  if ((entry & PROTNONE_BIT) !== 0) return 0;
  return (entry & WRITE_BIT) !== 0 ? VALID | WRITE : VALID;
}

/** Tells which fault a page needs, from its input word, the defaults and the mask of one call. */
export class NeededFault {
  private defaultFlags = 0;
  private mask = 0;

  constructor(private readonly hmmPfns: HmmPfns) {}

  /** Takes over a request's defaults and mask. */
  begin(request: RangeRequest): void {
    this.defaultFlags = requestFlags(request.defaults);
    this.mask = requestFlags(request.mask);
  }

  /** `hmm_pte_need_fault`. */
  ofPage(page: PageNumber, cpuFlags: number): Need {
    const request = (this.hmmPfns.flags(page) & this.mask) | this.defaultFlags;
    if ((request & REQ_FAULT) === 0) return 'nothing';
    if ((request & REQ_WRITE) !== 0 && (cpuFlags & WRITE) === 0) return 'write fault';
    return (cpuFlags & VALID) === 0 ? 'read fault' : 'nothing';
  }

  /** `hmm_range_need_fault`, of the pages `[first, stop)`: a write fault if any page needs one. */
  ofSpan(first: PageNumber, stop: PageNumber, cpuFlags: number): Need {
    let need: Need = 'nothing';
    if (((this.defaultFlags | this.mask) & REQ_FAULT) === 0) return need;
    for (let page = first; page < stop; page++) {
      const pageNeed = this.ofPage(page, cpuFlags);
      if (pageNeed === 'write fault') return pageNeed;
      if (pageNeed === 'read fault') need = pageNeed;
    }
    return need;
  }
}
