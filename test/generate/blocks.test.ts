// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { NOUVEAU } from '../../legacy/known-formats';
import { highWord, lowWord } from '../../mm/entry';
import { ANON, type Vma } from '../../mm/image';
import { address, advance, PMD, PUD_SIZE, pfn } from '../../mm/units';
import {
  type EntryBlock,
  FrameSource,
  HUGETLB_PMD_BLOCKS,
  HUGETLB_PUD_BLOCKS,
  NEWER_PMD_BLOCKS,
  NEWER_PTE_BLOCKS,
  namedBlock,
  PGD_BLOCKS,
  PMD_BLOCKS,
  PTE_BLOCKS,
  PUD_BLOCKS,
} from '../../oracle/generate/blocks';
import {
  ALL_VMA_FLAGS,
  flagsOf,
  HUGETLB_PMD,
  HUGETLB_PUD,
  makeVma,
  VmaBlockFlag,
} from '../../oracle/generate/vma-blocks';
import { CANONICAL_BASE } from '../../oracle/generate/window';
import type { Scenario } from '../../oracle/scenario/scenario';
import { survivesDocument } from './documents';

const end = advance(CANONICAL_BASE, PUD_SIZE);
const PTE_NONE = namedBlock(PTE_BLOCKS, 'none');
const rw = VmaBlockFlag.read | VmaBlockFlag.write;

/** A scenario with this one entry, over this VMA. */
function scenarioWith(block: EntryBlock, vma: Vma): Scenario {
  const frame = pfn(
    block.frame === FrameSource.own ? 2 ** 18 : block.frame === FrameSource.zero ? 1 : 0,
  );
  const high = highWord(frame, block.attributes);
  const entry = { at: CANONICAL_BASE, level: block.level, low: lowWord(frame), high };

  return {
    id: block.name,
    mm: {
      nextPfn: pfn(0x100_000),
      zeroPfn: pfn(1),
      vmas: [vma],
      entries: [entry],
      faultErrors: new Map(),
      events: [],
      readEvents: [],
    },
    range: {
      start: CANONICAL_BASE,
      end: advance(CANONICAL_BASE, 4096),
      defaults: 0,
      mask: 0,
      asks: new Uint8Array(1),
      owner: 0,
    },
    format: NOUVEAU,
  };
}

describe.each([
  ['PTE', PTE_BLOCKS, 21, ANON],
  ['PMD', PMD_BLOCKS, 12, ANON],
  ['PUD', PUD_BLOCKS, 4, ANON],
  ['PGD', PGD_BLOCKS, 2, ANON],
  ['hugetlb PMD', HUGETLB_PMD_BLOCKS, 8, HUGETLB_PMD],
  ['hugetlb PUD', HUGETLB_PUD_BLOCKS, 8, HUGETLB_PUD],
  ['newer PTE', [PTE_NONE, ...NEWER_PTE_BLOCKS], 8, ANON],
  ['newer PMD', [PTE_NONE, ...NEWER_PMD_BLOCKS], 5, ANON],
] as const)('the blocks of a %s', (_, blocks, count, backing) => {
  it('are all there, each once', () => {
    expect(blocks.length).toBe(count);
    expect(new Set(blocks.map(({ name }) => name)).size).toBe(count);
    const contents = blocks.map(({ attributes, frame }) => `${attributes} ${frame}`);
    expect(new Set(contents).size).toBe(count);
    expect(blocks[0]?.name).toBe('none');
  });

  it('stand where they belong', () => {
    for (const block of blocks) {
      const scenario = scenarioWith(block, makeVma(CANONICAL_BASE, end, rw, backing));
      expect([block.name, survivesDocument(scenario)]).toEqual([block.name, true]);
    }
  });
});

describe('the blocks of VMAs', () => {
  it('hold every combination of flags', () => {
    const start = address(0);
    for (const flags of ALL_VMA_FLAGS) {
      expect(flagsOf(makeVma(start, end, flags, ANON))).toBe(flags);
    }
    expect(ALL_VMA_FLAGS.length).toBe(64);
  });

  it('set the flag that they name', () => {
    const vma = makeVma(
      CANONICAL_BASE,
      end,
      VmaBlockFlag.shared | VmaBlockFlag.pfnmap,
      HUGETLB_PMD,
    );
    expect(vma).toEqual({
      start: CANONICAL_BASE,
      end,
      read: false,
      write: false,
      shared: true,
      io: false,
      pfnmap: true,
      mixedmap: false,
      backing: { kind: 'hugetlb', level: PMD, size: 0x20_0000 },
    });
  });
});
