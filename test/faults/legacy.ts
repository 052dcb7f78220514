// SPDX-License-Identifier: GPL-2.0-or-later
import type { PlantedFault } from './graph';

const PFNS = 'legacy/pfns.ts';
const WALK = 'legacy/vma-walk.ts';
const OPERATIONS = 'legacy/walk-operations.ts';

/** Wrong lines in the customizable format's range fault. */
export const LEGACY_FAULTS: readonly PlantedFault[] = [
  {
    name: 'the valid bit is not set with empty CPU flags',
    file: PFNS,
    right: 'format.shiftedLow(frame) | format.valid.low | cpuFlags.low',
    wrong: 'format.shiftedLow(frame) | cpuFlags.low',
  },
  {
    name: 'pages are stored without the write bit',
    file: PFNS,
    right: 'format.shiftedLow(frame) | format.valid.low | cpuFlags.low',
    wrong: 'format.shiftedLow(frame) | format.valid.low',
  },
  {
    name: 'the high half of a pfn is lost',
    file: PFNS,
    right: 'format.shiftedHigh(frame) | format.valid.high | cpuFlags.high',
    wrong: 'format.valid.high | cpuFlags.high',
  },
  {
    name: 'the mask is not applied to the low half',
    file: PFNS,
    right: '((words[2 * page] ?? 0) & mask.low) | defaults.low',
    wrong: '(words[2 * page] ?? 0) | defaults.low',
  },
  {
    name: 'the defaults replace requests',
    file: PFNS,
    right: '((words[2 * page] ?? 0) & mask.low) | defaults.low',
    wrong: 'defaults.low === 0 ? (words[2 * page] ?? 0) & mask.low : defaults.low',
  },
  {
    name: 'a span is not scanned without defaults',
    file: PFNS,
    right: 'const low = this.defaults.low | this.mask.low;',
    wrong: 'const low = this.defaults.low;',
  },
  {
    name: 'the scan of a span leaves out its last page',
    file: PFNS,
    right: 'for (let page = first; page < stop; page++) {\n      need |=',
    wrong: 'for (let page = first; page < stop - 1; page++) {\n      need |=',
  },
  {
    name: 'an error is stored as none',
    file: OPERATIONS,
    right: 'this.fillValue(start, end, this.pfns.format.error, Kind.gap);',
    wrong: 'this.fillValue(start, end, this.pfns.format.none, Kind.gap);',
  },
  {
    name: 'the first page after a hole is filled too',
    file: OPERATIONS,
    right: 'this.pfns.fillValue(this.walk.pageOf(start), stop, value);',
    wrong: 'this.pfns.fillValue(this.walk.pageOf(start), stop - 1, value);',
  },
  {
    name: 'a swapped page is an error',
    file: OPERATIONS,
    right: 'if (kind === Kind.none || kind === Kind.pteSwap) {',
    wrong: 'if (kind === Kind.none) {',
  },
  {
    name: 'protnone counts as accessible',
    file: OPERATIONS,
    right: 'if ((high & PROTNONE_BIT) !== 0) return NO_FLAGS;',
    wrong: '',
  },
  {
    name: 'a migrating huge page is faulted, not waited for',
    file: OPERATIONS,
    right: 'if (needed) return this.walk.wait(slot, start, end, high);',
    wrong: 'if (needed) return this.walk.fault(vma, start, end, 1, high);',
  },
  {
    name: 'the owner’s device-private page is faulted back',
    file: OPERATIONS,
    right: 'kind === Kind.pteDevicePrivate && ownerOf(high) === this.owner',
    wrong: 'kind === Kind.pteDevicePrivate && ownerOf(high) === -1',
  },
  {
    name: 'a special page that is asked for is reported',
    file: OPERATIONS,
    right: 'if (this.pfns.pageNeeds(page, NO_FLAGS) !== 0) {',
    wrong: 'if (page < 0) {',
  },
  {
    name: 'hugetlb is judged by the last page of the piece',
    file: OPERATIONS,
    right: 'this.pfns.pageNeeds(this.walk.pageOf(start), flags)',
    wrong: 'this.pfns.pageNeeds(this.walk.pageOf(end) - 1, flags)',
  },
  {
    name: 'a retry resumes behind the piece that was faulted',
    file: WALK,
    right: 'this.last = start;\n    this.left = start;',
    wrong: 'this.last = end;\n    this.left = start;',
  },
  {
    name: 'a wait resumes without waiting',
    file: WALK,
    right: 'waitForMigration(this.space, slot);',
    wrong: '',
  },
];
