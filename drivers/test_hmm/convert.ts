// SPDX-License-Identifier: GPL-2.0-or-later
import type { Conversion, FaultedWindow, PageFacts, PageOutcome } from '../conversion';
import { OWN_DEVICE } from '../driver';
import type { WordReading } from './read-word';

/** What is reported to user space for a page: `HMM_DMIRROR_PROT_…`. */
const PROT = { error: 0xffn, none: 0x00n, read: 0x01n, write: 0x02n } as const;
const ZERO_PAGE = 0x10n;
const DEVICE_PRIVATE_OTHER = 0x20n;
const DEVICE_PRIVATE_OWN = 0x30n;

/**
 * A fault: every page must be there, and writable if that was asked, or all is given up
 * (`dmirror_do_fault()`). The device keeps the page, tagged if it may write it.
 */
export function convertFault(
  window: FaultedWindow,
  read: (word: bigint) => WordReading,
): Conversion {
  const wantsWrite = window.accesses.includes('write');
  const pages: PageOutcome[] = [];
  for (const [page, word] of window.words.entries()) {
    const reading = read(word);
    if (reading.kind !== 'page' || (wantsWrite && !reading.write)) {
      return { kind: 'refused', page, code: '-EFAULT' };
    }
    const { pfn, write } = reading;
    pages.push({
      kind: 'mapped',
      aperture: window.facts.deviceOwner(pfn) === 0 ? 'system' : 'vram',
      page: pfn,
      write,
      entry: (pfn << 2n) | (write ? 3n : 0n),
      pageTableWord: null,
    });
  }
  return { kind: 'converted', pages };
}

/** A snapshot: one byte a page, for user space (`dmirror_mkentry()`). */
export function convertSnapshot(
  window: FaultedWindow,
  read: (word: bigint) => WordReading,
): Conversion {
  return {
    kind: 'converted',
    pages: window.words.map((word) => toldOf(read(word), window.facts)),
  };
}

function toldOf(reading: WordReading, facts: PageFacts): PageOutcome {
  if (reading.kind === 'error') return { kind: 'error', entry: PROT.error, code: 'PROT_ERROR' };
  if (reading.kind === 'none') return { kind: 'told', entry: PROT.none, text: 'none' };
  const entry = memoryBits(reading.pfn, facts) | (reading.write ? PROT.write : PROT.read);
  return { kind: 'told', entry, text: reading.write ? 'write' : 'read' };
}

function memoryBits(pfn: bigint, facts: PageFacts): bigint {
  const owner = facts.deviceOwner(pfn);
  if (owner === OWN_DEVICE) return DEVICE_PRIVATE_OWN;
  if (owner !== 0) return DEVICE_PRIVATE_OTHER;
  return facts.isZeroPage(pfn) ? ZERO_PAGE : 0n;
}
