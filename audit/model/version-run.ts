// SPDX-License-Identifier: GPL-2.0-or-later

import { AskLevel } from '../../drivers/asked';
import { type LoopEnd, runAttempts } from '../../drivers/attempt-loop';
import type { Conversion, DriverVersion, FaultedWindow, PageFacts } from '../../drivers/conversion';
import { rangeRequest } from '../../drivers/driver';
import { makeLoopCall } from '../../drivers/make-range-call';
import type { RangeCall, WordMapping } from '../../drivers/range-call';
import type { Window } from '../../drivers/windows';
import type { AddressSpace } from '../../mm/address-space';
import { type Address, advance, PAGE_SIZE } from '../../mm/units';
import { ArgumentError } from '../../oracle/scenario/argument-error';
import type { Scenario } from '../../oracle/scenario/scenario';
import { Unanswered } from './inquiry';

/** What one version of a driver made of one window; it holds for good. */
export interface WindowRun {
  readonly end: LoopEnd;
  readonly attempts: number;
  /** What its words, mask and defaults ask of each page, before the first call. */
  readonly asked: readonly AskLevel[];
  /** The array after the last call; output on success. */
  readonly words: readonly bigint[];
  /** For each page the high word of the entry that was met (see `mm/entry.ts`). */
  readonly origins: readonly number[];
  /** For each page what its output word grants. */
  readonly granted: readonly AskLevel[];
  /** For each page what its output word lets the driver map; null for nothing. */
  readonly mappings: readonly (WordMapping | null)[];
  /** null unless the loop has ended with success, and with huge pages that can be. */
  readonly conversion: Conversion | null;
}

/** More attempts than any run takes that does not depend on others to end, but for its own faults. */
const ATTEMPTS = 6;
/** How often the faults of a page can invalidate its range: it comes back, is copied, is mapped anew. */
const OWN_FAULTS_EACH = 3;
/** The entry of some other window, which an array of the driver's own may still hold. */
const STALE_ENTRY = 0xdead_0003n;

/** Runs versions of drivers with one format on one address space: request, loop, conversion. */
export class VersionRunner {
  private readonly call: RangeCall;

  /** @param version any of those that it is to run; they have its format, and its pieces. */
  constructor(
    private readonly space: AddressSpace,
    version: DriverVersion,
    private readonly facts: PageFacts,
  ) {
    this.call = makeLoopCall(version, space);
  }

  /** Runs a window of the scenario, whose address space is loaded. */
  run(version: DriverVersion, scenario: Scenario, { first, accesses }: Window): WindowRun {
    const { space, call } = this;
    space.rewind();
    const start = advance(scenario.range.start, first * PAGE_SIZE);
    const request = rangeRequest(version, accesses, start);
    if (request.asks.length !== accesses.length) {
      const got = `${request.asks.length} for ${accesses.length} pages`;
      throw new ArgumentError(
        `"encode" of ${version.id} expected one request per page, got ${got}`,
      );
    }
    call.prepare(request);
    const asked = accesses.map((_, page) => call.asked(page));
    const loop = this.runLoop(version, accesses.length);
    const words = accesses.map((_, page) => call.word(page));
    const { origins } = call.record;
    const mappings = accesses.map((_, page) => call.mapping(page));
    return {
      ...loop,
      asked,
      words,
      origins: Array.from(origins.subarray(0, call.record.stoppedAt)),
      granted: accesses.map((_, page) => this.granted(page)),
      mappings,
      conversion:
        loop.end.kind === 'done' && areAligned(mappings, start)
          ? converted(version, { accesses, words, facts: this.facts, stale: STALE_ENTRY })
          : null,
    };
  }

  /** Other threads act during the first call only. */
  private runLoop(
    version: DriverVersion,
    pages: number,
  ): { readonly end: LoopEnd; readonly attempts: number } {
    const { space, call } = this;
    let attempts = 0;
    let sentBackByFaults = 0;
    const end = runAttempts(version.loop, call, space, {
      beforeAttempt: (attempt) =>
        attempt <= ATTEMPTS + Math.min(sentBackByFaults, OWN_FAULTS_EACH * pages),
      beforeCall: (attempt) => {
        attempts = attempt;
        if (attempt === 2) space.endEvents();
      },
      beforeCheck: () => {},
      afterAttempt: () => {
        if (call.record.faults.rows > 0) sentBackByFaults++;
      },
    });
    return { end, attempts };
  }

  private granted(page: number): AskLevel {
    if (this.call.grants(page, AskLevel.write)) return AskLevel.write;
    return this.call.grants(page, AskLevel.read) ? AskLevel.read : AskLevel.nothing;
  }
}

/**
 * Whether huge pages lie as they do in a kernel: frame and address alike. Random address spaces have
 * others, too, of which a driver that goes by the order makes what nobody can say.
 */
function areAligned(mappings: WindowRun['mappings'], start: Address): boolean {
  return mappings.every((mapping, page) => {
    if (mapping === null || mapping.order === 0) return true;
    const distance = Number(mapping.pfn) - start / PAGE_SIZE - page;
    return distance % 2 ** mapping.order === 0;
  });
}

/** A conversion that throws is a finding, not the end of the audit. */
function converted(version: DriverVersion, window: FaultedWindow): Conversion {
  try {
    return version.convert(window);
  } catch (error) {
    if (error instanceof Unanswered) throw error;
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { kind: 'refused', page: 0, code: `exception ${what}` };
  }
}
