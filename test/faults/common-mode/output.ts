// SPDX-License-Identifier: GPL-2.0-or-later
import { type CommonFault, common } from './common-fault';

/** What is put out. */
export const OUTPUT_FAULTS: readonly CommonFault[] = [
  common(
    'pfn-is-mapped',
    'the pfn of a huge page counts from the piece',
    {
      file: 'modern/vma-walk.ts',
      within: 'putMapping',
      right: 'this.space.pages.skippedIn($start, $pages)',
      wrong: '0',
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'fillMapping',
      right: '$range.skippedIn($start, $pages)',
      wrong: '0',
    },
  ),
  common(
    'pfn-is-mapped',
    'the pfn has no offset in the second half of a huge mapping',
    {
      file: 'modern/vma-walk.ts',
      within: 'putMapping',
      right: 'const $skipped = this.space.pages.skippedIn($start, $pages);',
      wrong:
        'const all = this.space.pages.skippedIn($start, $pages); const $skipped = 2 * all < $pages ? all : 0;',
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'fillMapping',
      right: 'pfnAfter($mapped, $range.skippedIn($start, $pages))',
      wrong:
        'pfnAfter($mapped, 2 * $range.skippedIn($start, $pages) < $pages ? $range.skippedIn($start, $pages) : 0)',
    },
  ),
  common(
    'pfn-is-mapped',
    'neighbouring frames of a huge mapping are all the first one',
    {
      file: 'modern/hmm-pfns.ts',
      within: 'putFrames',
      right: '$low = ($low + 1) | 0; if ($low === 0) $high++;',
      wrong: '$low = $low | 0;',
    },
    {
      file: 'legacy/vma-walk.ts',
      within: 'fillPages',
      right: '$page - $first',
      wrong: '$first - $first',
    },
  ),
  common(
    'valid-is-accessible',
    'device-private pages are reported to everyone',
    {
      file: 'modern/walk-operations.ts',
      within: 'pte',
      right: 'ownerOf($entry) === this.owner',
      wrong: 'ownerOf($entry) !== 0',
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'pte',
      right: 'ownerOf($high) === this.owner',
      wrong: 'ownerOf($high) !== 0',
    },
  ),
  common(
    'valid-is-accessible',
    'the owner’s device-private page is always writable',
    {
      file: 'modern/walk-operations.ts',
      within: 'pte',
      right: '($entry & WRITE_BIT) === 0 ? VALID : VALID | WRITE',
      wrong: 'VALID | WRITE',
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'pte',
      right: '($high & WRITE_BIT) !== 0 ? validWrite : valid',
      wrong: 'valid && validWrite',
    },
  ),
  common(
    'valid-is-accessible',
    'the write flag is kept from an earlier page',
    {
      file: 'modern/walk-operations.ts',
      within: 'presentPte',
      right: 'const $flags = accessFlags($entry);',
      wrong:
        'this.kept = this.kept || ($entry & WRITE_BIT); const $flags = accessFlags($entry | this.kept);',
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'presentPte',
      right: 'const $flags = this.cpuFlags($high);',
      wrong:
        'this.kept = this.kept || ($high & WRITE_BIT); const $flags = this.cpuFlags($high | this.kept);',
    },
  ),
  common(
    'valid-is-accessible',
    'a special page is treated as a normal one',
    {
      file: 'modern/walk-operations.ts',
      within: 'presentPte',
      right: 'pfnOf($low, $entry) !== image.zeroPfn',
      wrong: 'pfnOf($low, $entry) === -1 && image',
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'presentPte',
      right: 'pfnOf(table.low($slot), $high) !== image.zeroPfn',
      wrong: 'pfnOf(table.low($slot), $high) === -1 && image',
    },
  ),
  common(
    'valid-is-accessible',
    'migrating and poisoned hugetlb pages count as present',
    {
      file: 'modern/walk-operations.ts',
      within: 'hugetlbEntry',
      right: 'kindOf($entry) === Kind.hugetlbPresent',
      wrong: 'kindOf($entry) !== Kind.none',
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'hugetlbEntry',
      right: '$kind === Kind.hugetlbPresent',
      wrong: '$kind !== Kind.none',
    },
  ),
  common(
    'mapped-is-valid',
    'a writable page is reported read-only',
    {
      file: 'modern/walk-operations.ts',
      within: 'presentPte',
      right: 'this.output.putEntry($page, $low, $entry, $flags)',
      wrong: 'this.output.putEntry($page, $low, $entry, $flags & ~WRITE)',
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'presentPte',
      right: 'this.putPage($page, $slot, $high, $flags)',
      wrong: 'this.putPage($page, $slot, $high, NO_FLAGS)',
    },
  ),
  common(
    'error-is-final',
    'a swapped page is an error',
    {
      file: 'modern/walk-operations.ts',
      within: 'pte',
      right: 'this.output.putPageFlags($page, 0, $entry)',
      wrong: 'this.output.putPageFlags($page, kindOf($entry) === Kind.pteSwap ? ERROR : 0, $entry)',
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'pte',
      right:
        'if ($need === 0) return this.putValue($page, this.pfns.format.none, $high); if ($kind === Kind.none || $kind === Kind.pteSwap) { return this.walk.fault($vma, $at, $end, $need, $high); }',
      wrong:
        "if ($need === 0) return this.putValue($page, this.pfns.format[$kind === Kind.pteSwap ? 'error' : 'none'], $high); if ($kind === Kind.none || $kind === Kind.pteSwap) { return this.walk.fault($vma, $at, $end, $need, $high); }",
    },
  ),
  common(
    'error-is-final',
    'a hole is an error',
    {
      file: 'modern/walk-operations.ts',
      within: 'hole',
      right: 'this.output.putFlags($start, $end, 0, Kind.hole)',
      wrong: 'this.output.putFlags($start, $end, ERROR, Kind.hole)',
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'hole',
      right: 'this.pfns.format.none',
      wrong: 'this.pfns.format.error',
    },
  ),
  common(
    'faultable',
    'a gap is none',
    {
      file: 'modern/walk-operations.ts',
      within: 'hole',
      right: 'this.reportError($start, $end, Kind.gap)',
      wrong:
        "this.needOfSpan($start, $end, 0) === 'nothing' ? this.output.putFlags($start, $end, 0, Kind.gap) : this.reportError($start, $end, Kind.gap)",
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'hole',
      right: 'this.pfns.format.error',
      wrong: 'this.pfns.format.none',
    },
  ),
  common(
    'invalid-says-nothing',
    'a hole is filled short by one page',
    {
      file: 'modern/walk-operations.ts',
      within: 'hole',
      right: 'this.output.putFlags($start, $end, 0, Kind.hole)',
      wrong: 'this.output.putFlags($start, $end - 1, 0, Kind.hole)',
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'hole',
      right: 'this.fillValue($start, $end, this.pfns.format.none, Kind.hole)',
      wrong: 'this.fillValue($start, $end - 1, this.pfns.format.none, Kind.hole)',
    },
  ),
];
