// SPDX-License-Identifier: GPL-2.0-or-later
import type { Loop } from './loop';

/** A loop in the short form: one that has a time limit around all of it, and none of the rarer traits. */
export interface LoopTraits {
  /** Whether the requests are written into the array anew before each attempt. */
  readonly rebuildsRequests: boolean;
  /** Whether a success that returns 0 pages is tried again; only v5.7 returns a page count. */
  readonly retriesOnNoPages: boolean;
  /** Whether the loop checks the sequence under the lock after a success; if not, its caller does. */
  readonly checksSequence: boolean;
  /** Whether defaults and mask are set before each attempt, and not once; the call keeps both. */
  readonly setsPolicyAgain: boolean;
  /** `HMM_RANGE_DEFAULT_TIMEOUT`; Infinity is no limit at all. */
  readonly timeLimitMs: number;
}

/** The loop that the short form stands for. */
export function loopOfTraits(traits: LoopTraits): Loop {
  const { rebuildsRequests, retriesOnNoPages, checksSequence, setsPolicyAgain, timeLimitMs } =
    traits;
  const flags = setsPolicyAgain ? 'flags' : 'nothing';
  return {
    call: { kind: 'range-fault' },
    sequence: 'each-attempt',
    rewrites: rebuildsRequests ? 'requests' : flags,
    pieces: { kind: 'whole' },
    check: checksSequence ? { kind: 'in-loop', stale: 'again' } : { kind: 'by-caller' },
    noPages: retriesOnNoPages ? 'again' : 'success',
    bounds: Number.isFinite(timeLimitMs) ? [{ kind: 'deadline', ms: timeLimitMs }] : [],
  };
}
