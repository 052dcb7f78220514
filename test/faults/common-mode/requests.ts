// SPDX-License-Identifier: GPL-2.0-or-later
import { type CommonFault, common } from './common-fault';

/** What is asked for, and done about it. */
export const REQUEST_FAULTS: readonly CommonFault[] = [
  common(
    'mask-hides',
    'the mask is not applied',
    {
      file: 'modern/hmm-pfns.ts',
      within: 'ofPage',
      right: '(this.hmmPfns.flags($page) & this.mask)',
      wrong: 'this.hmmPfns.flags($page)',
    },
    {
      file: 'legacy/vma-walk.ts',
      within: 'pageNeeds',
      right: '(words[2 * $page] ?? 0) & mask.low',
      wrong: 'words[2 * $page] ?? 0',
    },
  ),
  common(
    'requested-is-there',
    'a migrating huge page is not waited for',
    {
      file: 'modern/walk-operations.ts',
      within: 'pmdEntry',
      right: "this.needOfSpan($start, $end, 0) !== 'nothing'",
      wrong: '$start > $end',
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'pmdEntry',
      right: 'if ($needed) return this.walk.wait($slot, $start, $end, $high);',
      wrong: '',
    },
  ),
  common(
    'waits-for-who-asked',
    'a migrating huge page is waited for without a request',
    {
      file: 'modern/walk-operations.ts',
      within: 'pmdEntry',
      right: "this.needOfSpan($start, $end, 0) !== 'nothing'",
      wrong: '$start < $end',
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'pmdEntry',
      right: 'if ($needed) return this.walk.wait($slot, $start, $end, $high);',
      wrong: 'return this.walk.wait($slot, $start, $end, $high);',
    },
  ),
  common(
    'valid-is-accessible',
    'a NUMA-hinting page is not faulted',
    {
      file: 'modern/walk-operations.ts',
      within: 'presentPte',
      right: 'const $flags = accessFlags($entry); const $need = this.need.ofPage($page, $flags);',
      wrong:
        'const $flags = accessFlags($entry); const $need = this.need.ofPage($page, accessFlags($entry & ~0x40));',
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'presentPte',
      right:
        'const $flags = this.cpuFlags($high); const $need = this.pfns.pageNeeds($page, $flags);',
      wrong:
        'const $flags = this.cpuFlags($high); const $need = this.pfns.pageNeeds($page, this.cpuFlags($high & ~0x40));',
    },
  ),
  common(
    'requested-is-there',
    'a hugetlb piece is judged by its last page',
    {
      file: 'modern/walk-operations.ts',
      within: 'hugetlbEntry',
      right: 'this.output.index($start)',
      wrong: 'this.output.index($4) - 1',
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'hugetlbEntry',
      right: 'this.record.within($3)',
      wrong: 'this.record.within($4) - 1',
    },
  ),
  common(
    'requested-is-there',
    'a special page that is asked for is an error, and the call succeeds',
    {
      file: 'modern/walk-operations.ts',
      within: 'reportError',
      right: "this.needOfSpan($start, $end, 0) !== 'nothing'",
      wrong: '$start > $end',
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'presentPte',
      right: 'this.pfns.pageNeeds($page, NO_FLAGS) !== 0',
      wrong: '$page < 0',
    },
  ),
  common(
    'reporting-changes-nothing',
    'holes are faulted without a request',
    {
      file: 'modern/walk-operations.ts',
      within: 'hole',
      right: 'this.needOfSpan($start, $end, 0)',
      wrong: "'read fault'",
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'hole',
      right: 'if ($need !== 0) return this.walk.fault($vma, $start, $end, $need, Kind.hole);',
      wrong: 'return this.walk.fault($vma, $start, $end, 1, Kind.hole);',
    },
  ),
  common(
    'read-stays-read',
    'every fault is a write fault where it may be',
    {
      file: 'modern/vma-walk.ts',
      within: 'faultIn',
      right: 'handleMmFault(this.space, $vma, $at, $write)',
      wrong: 'handleMmFault(this.space, $vma, $at, $vma.write)',
    },
    {
      file: 'legacy/vma-walk.ts',
      within: 'fault',
      right: 'handleMmFault(this.space, $vma, $at, $write)',
      wrong: 'handleMmFault(this.space, $vma, $at, $vma.write)',
    },
  ),
  common(
    'mapped-is-valid',
    'the owner’s device-private page counts as another’s',
    {
      file: 'modern/walk-operations.ts',
      within: 'pte',
      right: 'this.owner',
      wrong: '-1',
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'pte',
      right: 'this.owner',
      wrong: '-1',
    },
  ),
  common(
    'own-pages-stay',
    'the owner’s device-private page is faulted back',
    {
      file: 'modern/walk-operations.ts',
      within: 'pte',
      right:
        'if ($kind === Kind.pteDevicePrivate && ownerOf($entry) === this.owner) { const $flags = ($entry & WRITE_BIT) === 0 ? VALID : VALID | WRITE; return this.output.putEntry($page, table.low($slot), $entry, $flags); }',
      wrong:
        "if ($kind === Kind.pteDevicePrivate && ownerOf($entry) === this.owner) { if (this.need.ofPage($page, 0) !== 'nothing') return this.faultIn($1, $page, $4, 'read fault', $entry); const $flags = ($entry & WRITE_BIT) === 0 ? VALID : VALID | WRITE; return this.output.putEntry($page, table.low($slot), $entry, $flags); }",
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'pte',
      right:
        'if ($kind === Kind.pteDevicePrivate && ownerOf($high) === this.owner) { const { valid, validWrite } = this.pfns.format; return this.putPage($page, $slot, $high, ($high & WRITE_BIT) !== 0 ? validWrite : valid); }',
      wrong:
        'if ($kind === Kind.pteDevicePrivate && ownerOf($high) === this.owner) { if (this.pfns.pageNeeds($page, NO_FLAGS) !== 0) return this.walk.fault($1, $3, $4, 1, $high); const { valid, validWrite } = this.pfns.format; return this.putPage($page, $slot, $high, ($high & WRITE_BIT) !== 0 ? validWrite : valid); }',
    },
  ),
  common(
    'fault-is-permitted',
    'writes are faulted in VMAs without write permission',
    {
      file: 'modern/vma-walk.ts',
      within: 'faultIn',
      right: '$vma.write',
      wrong: '$vma.read',
    },
    {
      file: 'legacy/vma-walk.ts',
      within: 'fault',
      right: '$vma.write',
      wrong: '$vma.read',
    },
  ),
  common(
    'fault-is-permitted',
    'page faults go on beyond the VMA',
    {
      file: 'modern/vma-walk.ts',
      within: 'faultIn',
      right: '$at < $end',
      wrong: '$at <= ($1.end - this.space.pages.start) / 4096',
    },
    {
      file: 'legacy/vma-walk.ts',
      within: 'fault',
      right: '$at < $end',
      wrong: '$at <= ($1.end - this.space.pages.start) / 4096',
    },
  ),
  common(
    'reporting-changes-nothing',
    'a PTE’s fault goes on beyond its table',
    {
      file: 'modern/walk-operations.ts',
      within: 'pte',
      right: 'case Kind.pteSwap: return this.faultIn($vma, $at, $end, $need, $entry);',
      wrong:
        'case Kind.pteSwap: return this.faultIn($vma, $at, this.space.pages.pageAt($vma.end, this.record.pages), $need, $entry);',
    },
    {
      file: 'legacy/walk-operations.ts',
      within: 'pte',
      right: 'this.walk.fault($vma, $at, $end, $need, $high)',
      wrong:
        'this.walk.fault($vma, $at, this.space.pages.pageAt($vma.end, this.record.pages), $need, $high)',
    },
  ),
  common(
    'faulted-once',
    'a page is faulted for read and then for write',
    {
      file: 'modern/vma-walk.ts',
      within: 'faultIn',
      right: 'const $faulted = handleMmFault(this.space, $vma, $at, $write);',
      wrong:
        'if ($write) handleMmFault(this.space, $vma, $at, false); const $faulted = handleMmFault(this.space, $vma, $at, $write);',
    },
    {
      file: 'legacy/vma-walk.ts',
      within: 'fault',
      right:
        'if (!handleMmFault(this.space, $vma, $at, $write)) { return this.leave(EFAULT, Ending.faultFailed, $origin, $start, $end); }',
      wrong:
        'if ($write) handleMmFault(this.space, $vma, $at, false); if (!handleMmFault(this.space, $vma, $at, $write)) { return this.leave(EFAULT, Ending.faultFailed, $origin, $start, $end); }',
    },
  ),
];
