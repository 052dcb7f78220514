// SPDX-License-Identifier: GPL-2.0-or-later
import type { DriverVersion, FaultedWindow, PageOutcome } from '../../drivers/conversion';
import { HMM_PFN_ERROR, HMM_PFN_VALID, HMM_PFN_WRITE, pfnOfWord } from '../../drivers/hmm-pfn-word';
import { PFNMAP_V, PFNMAP_VRAM, PFNMAP_W, pfnmapOutcome } from '../../drivers/nouveau/pfnmap';
import { Ask } from '../../mm/range';
import { ask, CORRECT, converting, convertWord, encodeWith, entryOf, LOOP } from './port';

/** One mistake in the new version of a port. */
export interface Mistake {
  readonly name: string;
  readonly changes: Partial<DriverVersion>;
  /** A cause under which it must be reported, among others. */
  readonly cause: RegExp;
  /** Random scenarios until it shows, if it is a rare one. */
  readonly runs?: number;
}

const isValid = (word: bigint): boolean => (word & HMM_PFN_VALID) !== 0n;
const isWrite = (word: bigint): boolean => (word & HMM_PFN_WRITE) !== 0n;
const rights = (word: bigint): bigint => PFNMAP_V | (isWrite(word) ? PFNMAP_W : 0n);
const isOwn = (word: bigint, { facts }: FaultedWindow): boolean =>
  facts.deviceOwner(pfnOfWord(word)) !== 0;

/** A mistake in what becomes of a system page that is VALID; all else is right. */
function system(wrong: (word: bigint) => bigint): Partial<DriverVersion> {
  return converting((word, window) =>
    isValid(word) && !isOwn(word, window) ? wrong(word) : convertWord(word, window),
  );
}

function allPages(
  change: (pages: readonly PageOutcome[]) => readonly PageOutcome[],
): Partial<DriverVersion> {
  return {
    convert: (window) => {
      const conversion = CORRECT.after.convert(window);
      if (conversion.kind === 'refused') return conversion;
      return { kind: 'converted', pages: change(conversion.pages) };
    },
  };
}

export const CONVERSION_MISTAKES: readonly Mistake[] = [
  {
    name: 'wrong shift',
    changes: system((word) => (pfnOfWord(word) << 11n) | rights(word)),
    cause: /^port\/(frame|aperture)\/pte-present/,
  },
  {
    name: 'the pfn is not shifted at all',
    changes: system((word) => (pfnOfWord(word) & ~0xfffn) | rights(word)),
    cause: /^port\/frame\/pte-present$/,
  },
  {
    name: 'WRITE dropped',
    changes: system((word) => entryOf(pfnOfWord(word), false, false)),
    cause: /^port\/write\/pte-present\/writable-to-read-only$/,
  },
  {
    name: 'always writable',
    changes: system((word) => entryOf(pfnOfWord(word), true, false)),
    cause: /^port\/write\/pte-present\/read-only-to-writable$/,
  },
  {
    name: 'WRITE without VALID',
    changes: converting((word, window) => (isValid(word) ? convertWord(word, window) : PFNMAP_W)),
    cause: /^port\/entry\/pte-none$/,
    runs: 1_500,
  },
  {
    name: 'VRAM flag on system pages',
    changes: system((word) => entryOf(pfnOfWord(word), isWrite(word), false) | PFNMAP_VRAM),
    cause: /^port\/aperture\/pte-present\//,
  },
  {
    name: 'VRAM flag missing on device pages',
    changes: converting((word, window) => convertWord(word, window) & ~PFNMAP_VRAM),
    cause: /^port\/aperture\/pte-own-device-private\//,
  },
  {
    name: 'a device page is mapped at its own pfn, not at its VRAM address',
    changes: converting((word, window) =>
      isValid(word) && isOwn(word, window)
        ? (pfnOfWord(word) << 12n) | PFNMAP_VRAM | rights(word)
        : convertWord(word, window),
    ),
    cause: /^port\/frame\/pte-own-device-private$/,
  },
  {
    name: 'stale entry kept',
    changes: converting((word, window) =>
      isValid(word) ? convertWord(word, window) : window.stale,
    ),
    cause: /^port\/mapped\/.*\/unmapped-to-writable$/,
  },
  {
    name: 'ERROR mapped',
    changes: converting((word, window) =>
      (word & HMM_PFN_ERROR) !== 0n
        ? entryOf(pfnOfWord(word), false, false)
        : convertWord(word, window),
    ),
    cause: /^port\/mapped\/(gap|skipped-vma|pte-special)\/unmapped-to-read-only$/,
    runs: 1_500,
  },
  {
    name: 'VALID not tested',
    changes: converting((word, window) => convertWord(word | HMM_PFN_VALID, window)),
    cause: /^port\/unconditional-page\//,
  },
  {
    name: 'only VALID masked off: WRITE stays in the pfn',
    changes: system((word) => entryOf(word & ~HMM_PFN_VALID, isWrite(word), false)),
    cause: /^port\/frame\/pte-present$/,
  },
  {
    name: 'too much masked off with the flags',
    changes: system((word) => entryOf(pfnOfWord(word) & 0xffffn, isWrite(word), false)),
    cause: /^port\/frame\/pte-present$/,
  },
  {
    name: '32-bit truncation of the address',
    changes: system((word) => BigInt.asUintN(32, pfnOfWord(word) << 12n) | rights(word)),
    cause: /^port\/frame\/pte-present$/,
  },
  {
    name: 'the old valid bit is tested',
    changes: converting((word, window) => ((word & 1n) === 0n ? 0n : convertWord(word, window))),
    cause: /^port\/mapped\/pte-present\/.*-to-unmapped$/,
  },
  {
    name: 'the old write bit is tested',
    changes: system((word) => entryOf(pfnOfWord(word), (word & 2n) !== 0n, false)),
    cause: /^port\/write\/pte-present\//,
  },
  {
    name: 'WRITE tested where VALID is meant',
    changes: converting((word, window) => (isWrite(word) ? convertWord(word, window) : 0n)),
    cause: /^port\/mapped\/pte-present\/read-only-to-unmapped$/,
  },
  {
    name: 'one page too few',
    changes: allPages((pages) => pages.slice(0, -1)),
    cause: /^port\/length\/too-few$/,
  },
  {
    name: 'one page too many',
    changes: allPages((pages) => [...pages, pfnmapOutcome(0n)]),
    cause: /^port\/length\/too-many$/,
  },
  {
    name: 'each page gets the entry of the next one',
    changes: allPages((pages) => pages.map((page, index) => pages[index + 1] ?? page)),
    cause: /^port\/(frame|mapped|write)\//,
  },
];

export const REQUEST_MISTAKES: readonly Mistake[] = [
  {
    name: 'request bits swapped',
    changes: {
      encode: encodeWith((access) => (ask(access) === Ask.read ? Ask.writeOnly : ask(access))),
    },
    cause: /^port\/request\/read$/,
  },
  {
    name: 'read asked as write',
    changes: { encode: encodeWith((access) => (access === 'none' ? Ask.nothing : Ask.write)) },
    cause: /^port\/request\/read$/,
  },
  {
    name: 'write asked as read',
    changes: { encode: encodeWith((access) => (access === 'none' ? Ask.nothing : Ask.read)) },
    cause: /^port\/request\/write$/,
  },
  {
    name: 'atomic asked as read',
    changes: { encode: encodeWith((access) => (access === 'atomic' ? Ask.read : ask(access))) },
    cause: /^port\/request\/atomic$/,
  },
  {
    name: 'prefetch not asked',
    changes: {
      encode: encodeWith((access) => (access === 'prefetch' ? Ask.nothing : ask(access))),
    },
    cause: /^port\/request\/prefetch$/,
  },
  {
    name: 'pages that nobody wants are asked for',
    changes: { encode: encodeWith((access) => (access === 'none' ? Ask.read : ask(access))) },
    cause: /^port\/request\/none$/,
  },
  {
    name: 'only the first page is asked for',
    changes: { encode: encodeWith((access, page) => (page === 0 ? ask(access) : Ask.nothing)) },
    cause: /^port\/request\/(read|write|prefetch)\/asks-/,
  },
  {
    name: 'owner missing',
    changes: { owner: 0 },
    cause: /^port\/policy\/owner\//,
  },
  {
    name: 'mask without WRITE',
    changes: { encode: encodeWith(ask, { mask: Ask.read }) },
    cause: /^port\/policy\/mask$/,
  },
  {
    name: 'mask of 0',
    changes: { encode: encodeWith(ask, { mask: Ask.nothing }) },
    cause: /^port\/policy\/mask\//,
  },
  {
    name: 'default asks for a read',
    changes: { encode: encodeWith(ask, { defaults: Ask.read }) },
    cause: /^port\/policy\/default/,
  },
  {
    name: 'default has WRITE',
    changes: { encode: encodeWith(ask, { defaults: Ask.writeOnly }) },
    cause: /^port\/request\/read$/,
  },
];

export const LOOP_MISTAKES: readonly Mistake[] = [
  {
    name: 'no check of the sequence',
    changes: { loop: { ...LOOP, check: { kind: 'by-caller' } } },
    cause: /^port\/loop\/check$/,
  },
  {
    name: 'another time limit',
    changes: { loop: { ...LOOP, bounds: [{ kind: 'deadline', ms: 10 }] } },
    cause: /^port\/loop\/bounds$/,
  },
  {
    name: 'smaller windows',
    changes: { windowLimit: 8 },
    cause: /^port\/window$/,
  },
];
