// SPDX-License-Identifier: GPL-2.0-or-later
import type { PlantedFault } from './graph';

const FILE = 'legacy/walk-operations.ts';

/**
 * Wrong lines in what only v5.7 does: its page count and its special value. A count that is wrong
 * in the way of the later revisions differs less from them, so the kernel's results must tell.
 */
export const COUNT_FAULTS: readonly PlantedFault[] = [
  {
    name: 'a hole counts up to its end',
    file: FILE,
    right: 'this.walk.last = start;\n    return 0;',
    wrong: 'this.walk.last = end;\n    return 0;',
  },
  {
    name: 'a gap counts',
    file: FILE,
    right: 'this.fillValue(start, end, this.pfns.format.error, Kind.gap);',
    wrong:
      'this.fillValue(start, end, this.pfns.format.error, Kind.gap);\n      this.walk.last = end;',
  },
  {
    name: 'a skipped VMA does not count',
    file: FILE,
    right: 'this.walk.last = end;\n    return SKIP_VMA;',
    wrong: 'return SKIP_VMA;',
  },
  {
    name: 'PTEs do not count',
    file: FILE,
    right: '    this.walk.last = end;\n    return 0;\n  }\n\n  /** One PTE',
    wrong: '    return 0;\n  }\n\n  /** One PTE',
  },
  {
    name: 'huge mappings do not count',
    file: FILE,
    right:
      'this.record.origins.fill(origin, this.walk.pageOf(start), stop);\n    this.walk.last = end;',
    wrong: 'this.record.origins.fill(origin, this.walk.pageOf(start), stop);',
  },
  {
    name: 'a special page is an error',
    file: FILE,
    right: "this.revision === 'v5.7' ? special : error",
    wrong: 'this.space === undefined ? special : error',
  },
];
