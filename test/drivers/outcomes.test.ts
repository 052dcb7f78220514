// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import type { DriverVersion, PageFacts } from '../../drivers/conversion';
import {
  HMM_PFN_ERROR,
  HMM_PFN_FLAGS,
  HMM_PFN_VALID,
  HMM_PFN_WRITE,
} from '../../drivers/hmm-pfn-word';
import { PFNMAP_HOST, PFNMAP_V, PFNMAP_VRAM, PFNMAP_W } from '../../drivers/nouveau/pfnmap';
import { DRIVER_ROWS } from '../../drivers/registry';
import { OUTCOMES } from './expected';
import { HIGH_PFN, OTHER_PFN, type Outcome, OWN_PFN, type Row, ZERO_PFN } from './outcome-table';

const FACTS: PageFacts = {
  deviceOwner: (pfn) => (pfn === OWN_PFN || pfn === HIGH_PFN ? 1 : pfn === OTHER_PFN ? 2 : 0),
  isZeroPage: (pfn) => pfn === ZERO_PFN,
};

const VERSIONS: readonly DriverVersion[] = Object.values(DRIVER_ROWS)
  .flatMap(({ pairs }) => pairs)
  .flatMap(({ before, after }) => [before, after]);

/** What a version makes of a window of one page. */
function outcomeOf(version: DriverVersion, { word, access }: Row): Outcome | undefined {
  const window = { accesses: [access], words: [word], facts: FACTS, stale: 0xdeadn };
  const conversion = version.convert(window);
  if (conversion.kind === 'converted') return conversion.pages[0];
  expect(conversion.page).toBe(0);
  return { kind: 'refused', code: conversion.code };
}

it('every driver version has its outcomes', () => {
  expect(VERSIONS.map(({ id }) => id).sort()).toEqual(Object.keys(OUTCOMES).sort());
});

describe.each(VERSIONS.map((version) => [version.id, version] as const))('%s', (id, version) => {
  const rows = new Map<string, readonly Row[]>(Object.entries(OUTCOMES)).get(id) ?? [];
  it.each(rows.map((row) => [`0x${row.word.toString(16)}`, row.access, row] as const))(
    '%s, wanted for %s',
    (_, __, row) => {
      expect(outcomeOf(version, row)).toEqual(row.becomes);
    },
  );
});

it('the bits of a word and of an ioctl entry are those of the headers', () => {
  expect([HMM_PFN_VALID, HMM_PFN_WRITE, HMM_PFN_ERROR]).toEqual([1n << 63n, 1n << 62n, 1n << 61n]);
  expect(HMM_PFN_FLAGS).toBe(0xe000_0000_0000_0000n);
  expect([PFNMAP_V, PFNMAP_W, PFNMAP_HOST, PFNMAP_VRAM]).toEqual([1n, 2n, 0n, 16n]);
});

function page(id: string): DriverVersion {
  const found = VERSIONS.find((version) => version.id === id);
  if (found === undefined) throw new Error(`no version ${id}`);
  return found;
}

it('nouveau looks up the memory of no word that is no page', () => {
  const facts: PageFacts = { deviceOwner: () => 1, isZeroPage: () => false };
  const words = [0x0n, 0x5000n, 0xffff_ffff_ffff_fffen];
  const window = { accesses: ['read', 'read', 'read'] as const, words, facts, stale: 0n };
  expect(page('nouveau-before').convert(window)).toEqual({
    kind: 'converted',
    pages: words.map((entry) => ({ kind: 'unmapped', entry })),
  });
});

describe('a window of several pages', () => {
  it('is given up at its first page without a page', () => {
    const words = [0x5003n, 0x6003n, 0x0n, 0x0n];
    const accesses = ['write', 'write', 'write', 'write'] as const;
    const window = { accesses, words, facts: FACTS, stale: 0n };
    expect(page('amdgpu-before').convert(window)).toEqual({
      kind: 'refused',
      page: 2,
      code: '-ENOMEM',
    });
    expect(page('test_hmm-fault-before').convert(window)).toEqual({
      kind: 'refused',
      page: 2,
      code: '-EFAULT',
    });
  });

  it('keeps the order of its pages', () => {
    const words = [0x8000_0000_0000_0005n, 0xc000_0000_0000_0006n];
    const window = { accesses: ['read', 'read'] as const, words, facts: FACTS, stale: 0n };
    for (const id of ['nouveau-after', 'amdgpu-after', 'test_hmm-fault-after']) {
      const conversion = page(id).convert(window);
      if (conversion.kind !== 'converted') throw new Error(`${id} refused`);
      const pages = conversion.pages.map((one) => (one.kind === 'mapped' ? one.page : undefined));
      expect(pages).toEqual([5n, 6n]);
    }
  });
});
