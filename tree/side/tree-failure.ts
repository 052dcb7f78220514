// SPDX-License-Identifier: GPL-2.0-or-later
import { WireOutcome } from '../wire/types';

/** What each outcome without a result is called. */
const NAMES: Readonly<Record<WireOutcome, string>> = {
  [WireOutcome.returned]: 'another return value',
  [WireOutcome.livelock]: 'livelock',
  [WireOutcome.bug]: 'BUG',
  [WireOutcome.fault]: 'invalid access',
  [WireOutcome.endless]: 'endless loop',
  [WireOutcome.timeout]: 'endless loop',
  [WireOutcome.sanitizer]: 'sanitizer report',
  [WireOutcome.ended]: 'end of the process',
  [WireOutcome.overflow]: 'pfn overflow',
  [WireOutcome.notRun]: 'not run',
  [WireOutcome.tooWide]: 'too wide a range',
};

/** A tree that came to no result: it crashed, or would never return. */
export class TreeFailure extends Error {
  constructor(
    readonly outcome: WireOutcome,
    reason: string,
  ) {
    super(outcome === WireOutcome.sanitizer ? sanitizerText(reason) : reason);
    this.name = NAMES[outcome];
    // The code that failed is the tree's; a stack of ours says nothing of it.
    this.stack = `${this.name}: ${this.message}`;
  }
}

/** What a sanitizer found, without the addresses that are others on every run. */
function sanitizerText(report: string): string {
  const [, kind] =
    /(?:AddressSanitizer|runtime error): ([^\n]{1,100}?)(?: on | at |\n|$)/.exec(report) ?? [];
  return kind ?? report;
}
