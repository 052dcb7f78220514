// SPDX-License-Identifier: GPL-2.0-or-later
import type { KnownPlaceFault } from './known-fault';

const FORMATS = { sides: ['legacy', 'modern'], among: 'anything' } as const;
const ILL_FORMED = { sides: ['legacy', 'modern'], among: 'ill-formed formats' } as const;

/** Wrong lines that show only on words which the two formats read differently anyway. */
export const WORD_FAULTS: readonly KnownPlaceFault[] = [
  {
    ...FORMATS,
    wrongSide: 'modern',
    name: 'a wrong pfn on protnone only',
    file: 'modern/vma-walk.ts',
    within: 'putEntry',
    right: 'this.hmmPfns.putEntry($page, $low, $entry, $flags)',
    wrong: 'this.hmmPfns.putEntry($page, $flags === 0 ? $low + 1 : $low, $entry, $flags)',
  },
  {
    ...FORMATS,
    wrongSide: 'modern',
    name: 'a protnone page is none',
    file: 'modern/vma-walk.ts',
    within: 'putEntry',
    right: 'this.hmmPfns.putEntry($page, $low, $entry, $flags);',
    wrong:
      'if ($flags === 0) this.hmmPfns.putFlags($page, $page + 1, 0); else this.hmmPfns.putEntry($page, $low, $entry, $flags);',
  },
  {
    ...FORMATS,
    wrongSide: 'legacy',
    name: 'WRITE on an empty hugetlb slot',
    file: 'legacy/walk-operations.ts',
    within: 'fillMapping',
    right: 'this.pfns.fillPages($start, $stop, $frame, $cpuFlags)',
    wrong:
      'this.pfns.fillPages($start, $stop, $frame, $6 === Kind.hugetlbNone ? this.pfns.format.validWrite : $cpuFlags)',
  },
  {
    ...FORMATS,
    wrongSide: 'modern',
    name: 'an empty hugetlb slot is one frame for all its pages',
    file: 'modern/vma-walk.ts',
    within: 'putMapping',
    right: 'this.hmmPfns.putFrames(this.index($start), $stop, $frame, $flags);',
    wrong:
      'if (this.space.table.high($1) === 0) for (let page = this.index($start); page < $stop; page++) this.hmmPfns.putFrames(page, page + 1, $frame, $flags); else this.hmmPfns.putFrames(this.index($start), $stop, $frame, $flags);',
  },
  {
    ...ILL_FORMED,
    wrongSide: 'legacy',
    name: 'a wrong word under none-is-error',
    file: 'legacy/walk-operations.ts',
    within: 'hole',
    right: 'this.pfns.format.error',
    wrong:
      'this.pfns.format.none.low === this.pfns.format.error.low ? this.pfns.format.special : this.pfns.format.error',
  },
  {
    ...ILL_FORMED,
    wrongSide: 'legacy',
    name: 'the decoder drops pfn 0 with flags above the pfn',
    file: 'legacy/format.ts',
    within: 'decodeLegacy',
    right: 'if (($low & write.low) !== 0 || ($high & write.high) !== 0) $kind = StateKind.write;',
    wrong:
      'if ($low === 0) $kind = StateKind.none; else if (($low & write.low) !== 0 || ($high & write.high) !== 0) $kind = StateKind.write;',
  },
  {
    ...ILL_FORMED,
    wrongSide: 'legacy',
    name: 'the decoder cuts the high half of a pfn under a large shift',
    file: 'legacy/format.ts',
    within: 'decodeLegacy',
    right: '$format.pfnHigh($high)',
    wrong: '$format.pfnShift < 12 ? 0 : $format.pfnHigh($high)',
  },
  {
    ...ILL_FORMED,
    wrongSide: 'legacy',
    name: 'the decoder compares with values[error] first',
    file: 'legacy/format.ts',
    within: 'valueKind',
    right: 'if (equals($format.none, $low, $high)) return StateKind.none;',
    wrong: '',
  },
  {
    ...ILL_FORMED,
    wrongSide: 'legacy',
    name: 'the decoder takes VALID = 0 for a page without a pfn',
    file: 'legacy/format.ts',
    within: 'decodeLegacy',
    right: 'StateKind.none',
    wrong: '(valid.low | valid.high) === 0 ? StateKind.write : StateKind.none',
  },
];
