// SPDX-License-Identifier: GPL-2.0-or-later
import { NOUVEAU } from '../../legacy/known-formats';
import { Kind, PROTNONE_BIT, SPECIAL_BIT, WRITE_BIT } from '../../mm/entry';
import { wordBits } from '../../oracle/explain/word-bits';
import type { SideName } from '../../oracle/run/side-names';
import { LEVEL_NAMES } from '../../oracle/scenario/entry-kinds';
import { hex } from '../../oracle/scenario/json';
import type { LiveMismatch } from '../judge/compare';
import { FRAME_RANGES } from '../judge/frames';
import { type Leaf, leafFrame } from '../judge/live-fault';

/** What the kernel did otherwise than the model, for a person: one line each. */
export function mismatchText(mismatch: LiveMismatch, side: SideName): string {
  switch (mismatch.aspect) {
    case 'word': {
      const { page, holds, expected, got } = mismatch;
      const wanted = wordText(side, expected, holds);
      return `page ${page}: expected ${wanted}, got ${wordText(side, got, holds)}`;
    }
    case 'page table': {
      const { at, expected, got } = mismatch;
      const where = hex(at);
      return `page table at ${where}: expected ${leafText(expected, side)}, got ${leafText(got, side)}`;
    }
    case 'faults':
      return `faults: expected ${mismatch.expected || 'none'}, got ${mismatch.got || 'none'}`;
    case 'ret':
    case 'walks':
      return `${mismatch.aspect}: expected ${mismatch.expected}, got ${mismatch.got}`;
  }
}

/**
 * A word with its bits named.
 * @param holds whether it was reported, or is still what was asked: the bits are the same ones.
 */
export function wordText(side: SideName, word: bigint, holds: 'output' | 'request'): string {
  const { flags, pfn } = wordBits(side, NOUVEAU, word, holds);
  const frame = pfn === undefined ? [] : [frameText(Number(pfn), side)];
  const parts = [...flags, ...frame];
  const nothing = holds === 'output' ? 'none' : 'nothing asked';
  return `${hex(word)} (${parts.length === 0 ? nothing : parts.join(' ')})`;
}

function frameText(frame: number, side: SideName): string {
  return frame >= FRAME_RANGES[side.endsWith('-32') ? 32 : 64].fresh
    ? 'a new frame'
    : `pfn ${hex(frame)}`;
}

const KIND_NAMES = new Map<number, string>(
  Object.entries(Kind).map(([name, kind]) => [kind, name]),
);

function leafText(leaf: Leaf, side: SideName): string {
  const flags = [
    [WRITE_BIT, 'write'],
    [PROTNONE_BIT, 'protnone'],
    [SPECIAL_BIT, 'special'],
  ] as const;
  const set = flags.flatMap(([bit, name]) => ((leaf.high & bit) === 0 ? [] : [name]));
  const frame = leaf.kind === Kind.none ? [] : [frameText(leafFrame(leaf), side)];
  const kind = KIND_NAMES.get(leaf.kind) ?? 'an unknown entry';
  return [LEVEL_NAMES[leaf.level], kind, ...set, ...frame].join(' ');
}
