// SPDX-License-Identifier: GPL-2.0-or-later
import type { PageOutcome } from '../../drivers/conversion';
import { returnName } from '../../oracle/run/result';
import { hex } from '../../oracle/scenario/json';
import { convertedPages } from './compare';
import type { WindowRun } from './version-run';

/** What became of one page of a window, for a person. */
export function outcomeText(run: WindowRun, page: number): string {
  const outcome = convertedPages(run)?.[page];
  return outcome === undefined ? endText(run) : pageOutcomeText(outcome);
}

/** How a window ended, for a person. */
export function endText({ end, conversion, attempts }: WindowRun): string {
  const tries = attempts === 1 ? '' : ` (${attempts} attempts)`;
  switch (end.kind) {
    case 'failed':
      return `fails with ${returnName(end.ret)}${tries}`;
    case 'sent-back':
      return `is sent back with -EAGAIN${tries}`;
    case 'gave-up':
      return `gives up with -EBUSY${tries}`;
    case 'out-of-time':
      return 'retries until its time limit';
    case 'spins':
      return 'never returns from the call';
    case 'done':
      if (conversion?.kind !== 'refused') return `succeeds${tries}`;
      return `gives up with ${conversion.code} at page ${conversion.page}${tries}`;
  }
}

/** What the device or the consumer gets, for a person. */
export function pageOutcomeText(outcome: PageOutcome): string {
  const entry = `entry ${hex(outcome.entry)}`;
  switch (outcome.kind) {
    case 'unmapped':
      return `unmapped, ${entry}`;
    case 'mapped': {
      const { aperture, page, write, pageTableWord } = outcome;
      const where = aperture === 'vram' ? `VRAM page ${hex(page)}` : `frame ${hex(page)}`;
      const word = pageTableWord === null ? '' : `, page table ${hex(pageTableWord)}`;
      return `maps ${where} ${write ? 'read/write' : 'read-only'}, ${entry}${word}`;
    }
    case 'told':
      return `reported as "${outcome.text}", ${entry}`;
    case 'error':
      return `error ${outcome.code}, ${entry}`;
    case 'garbage':
      return `garbage (${outcome.why}), ${entry}`;
  }
}
