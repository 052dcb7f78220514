// SPDX-License-Identifier: GPL-2.0-or-later
import { decodeLegacyEntry, legacyEntry } from '../../legacy/format';
import { AMDGPU } from '../../legacy/known-formats';
import { StateKind } from '../../mm/page-states';
import { Ask } from '../../mm/range';
import {
  type Conversion,
  eachPage,
  type FaultedWindow,
  type KnownPair,
  type PageOutcome,
} from '../conversion';
import type { Access, Driver, Encoding } from '../driver';
import { pfnOfWord } from '../hmm-pfn-word';
import { PLAIN_LOOP } from '../loop';

/** 5.8 (`amdgpu_ttm_tt_get_user_pages()`): no entry is tested; each has to be VALID. */
function convertAmdgpuAfter(window: FaultedWindow): Conversion {
  return eachPage(window, (word, page) => userptrPage(window, page, pfnOfWord(word)));
}

/** 5.7 (`amdgpu_ttm_tt_get_user_pages()`): one entry without a page, and the whole is given up. */
function convertAmdgpuBefore(window: FaultedWindow): Conversion {
  const pages: PageOutcome[] = [];
  for (const [page, word] of window.words.entries()) {
    const { kind, pfn } = decodeLegacyEntry(AMDGPU, 'v5.7', legacyEntry(word));
    if (kind !== StateKind.read && kind !== StateKind.write) {
      return { kind: 'refused', page, code: '-ENOMEM' };
    }
    pages.push(userptrPage(window, page, pfn));
  }
  return { kind: 'converted', pages };
}

/** amdgpu's userptr in 5.8; the caller checks the sequence, after the loop. */
export const amdgpuAfter = {
  id: 'amdgpu-after',
  title: 'amdgpu, 5.8',
  format: { kind: 'fixed' },
  windowLimit: null,
  owner: 0,
  loop: { ...PLAIN_LOOP, check: { kind: 'by-caller' } },
  encode: encodeUserptr,
  builds: buildsUserptr,
} satisfies Driver;

/** amdgpu's userptr in 5.7: its own format; the caller checks the sequence, after the loop. */
export const amdgpuBefore = {
  id: 'amdgpu-before',
  title: 'amdgpu, 5.7',
  format: { kind: 'customizable', revision: 'v5.7', format: AMDGPU },
  windowLimit: null,
  owner: 0,
  loop: { ...PLAIN_LOOP, noPages: 'again', check: { kind: 'by-caller' } },
  encode: encodeUserptr,
  builds: buildsUserptr,
} satisfies Driver;

/**
 * `pages[i]` in the hands of the buffer: system memory, with the rights that the mapping was asked
 * for. No entry is consulted for them: the default flags have demanded them of every page.
 */
function userptrPage(window: FaultedWindow, page: number, pfn: bigint): PageOutcome {
  return {
    kind: 'mapped',
    aperture: 'system',
    page: pfn,
    write: window.accesses[page] === 'write',
    entry: pfn,
    pageTableWord: null,
  };
}

/**
 * A userptr mapping is asked for as a whole, by the defaults; the mask of 0 shuts the array out.
 * Its words are what the allocation held: here all ones, the content that would ask the most.
 */
function encodeUserptr(accesses: readonly Access[]): Encoding {
  return {
    defaults: accesses.includes('write') ? Ask.write : Ask.read,
    mask: Ask.nothing,
    asks: accesses.map(() => Ask.all),
  };
}

/** A mapping is read-only or not, and all of its pages alike. */
function buildsUserptr(accesses: readonly Access[]): boolean {
  const [first] = accesses;
  if (first !== 'read' && first !== 'write') return false;
  return accesses.every((access) => access === first);
}

/** amdgpu's userptr, from the mapping to the array of pages. */
export const AMDGPU_PAIR = {
  name: 'amdgpu',
  title: 'amdgpu, 5.7 and 5.8',
  before: { ...amdgpuBefore, convert: convertAmdgpuBefore },
  after: { ...amdgpuAfter, convert: convertAmdgpuAfter },
} satisfies KnownPair;
