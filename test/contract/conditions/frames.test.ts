// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { ALL_MET, OWNER } from '../../support/met';
import { found, MODERN_WALK, type WrongLine } from './held';

describe('the frame of an entry is the one that is reported', () => {
  const mapping: WrongLine = {
    file: 'modern/vma-walk.ts',
    within: 'putMapping',
    right: 'this.hmmPfns.putFrames($first, $stop, $frame, $flags);',
    wrong: 'this.hmmPfns.putFrames($first, $stop, $frame + 1, $flags);',
  };
  const ofPte: WrongLine = {
    file: 'modern/vma-walk.ts',
    within: 'putEntry',
    right: 'this.hmmPfns.putEntry($page, $low, $entry, $flags);',
    wrong: 'this.hmmPfns.putEntry($page, $low + 1, $entry, $flags);',
  };
  const notPresent: WrongLine = {
    file: MODERN_WALK,
    within: 'pte',
    right: "if ($need === 'nothing') return this.output.putPageFlags($page, 0, $entry);",
    wrong:
      "if ($need === 'nothing') return this.output.putEntry($page, this.space.table.low($2) + 1, $entry, VALID);",
  };
  const migrating: WrongLine = {
    file: MODERN_WALK,
    within: 'pmdEntry',
    right: 'return this.output.putFlags($start, $end, 0, $entry);',
    wrong: 'return this.output.putMapping($2, $start, $end, 1, VALID, $entry);',
  };

  function lineFor(name: string): WrongLine {
    if (name === 'pmd-migration') return migrating;
    if (/^(?:pud|pmd|hugetlb)-/.test(name)) return mapping;
    return name.startsWith('pte-own') || /^pte-(?:present|protnone)/.test(name)
      ? ofPte
      : notPresent;
  }

  const withFrame = ALL_MET.filter(
    ({ name, reported }) =>
      reported === 'a page' || /pmd-migration|pte-(?:migration|other|hwpoison)/.test(name),
  );

  it.each(withFrame)('$name', ({ name, mm }) => {
    const one = { clause: 'pfn-is-mapped', because: '', mm, first: 1, finds: [] };
    const first = name.startsWith('pte-') ? 0 : 1;
    const range = { owner: OWNER };
    expect(found({ ...one, first, asks: '.', range })).toEqual([]);
    expect(found({ ...one, first, asks: '.', range, fault: lineFor(name) })).toEqual(['0 new']);
  });
});
