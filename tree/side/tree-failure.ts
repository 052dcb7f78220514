// SPDX-License-Identifier: GPL-2.0-or-later
import { Outcome } from '../wire/types';

/** What each outcome without a result is called. */
const NAMES: Readonly<Record<Outcome, string>> = {
  [Outcome.returned]: 'another return value',
  [Outcome.livelock]: 'livelock',
  [Outcome.bug]: 'BUG',
  [Outcome.fault]: 'invalid access',
  [Outcome.endless]: 'endless loop',
  [Outcome.timeout]: 'endless loop',
  [Outcome.sanitizer]: 'sanitizer report',
  [Outcome.ended]: 'end of the process',
  [Outcome.overflow]: 'pfn overflow',
  [Outcome.notRun]: 'not run',
  [Outcome.tooWide]: 'too wide a range',
};

/** A tree that came to no result: it crashed, or would never return. */
export class TreeFailure extends Error {
  constructor(
    readonly outcome: Outcome,
    reason: string,
  ) {
    super(outcome === Outcome.sanitizer ? sanitizerText(reason) : reason);
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
