// SPDX-License-Identifier: GPL-2.0-or-later
import type { PlantedFault } from './graph';

/** Wrong lines in v5.7's page count. */
export const COUNT_FAULTS: readonly PlantedFault[] = [
  {
    name: 'a hole counts up to its end',
    file: 'legacy/walk-operations.ts',
    within: 'hole',
    right: 'this.walk.last = $2;',
    wrong: 'this.walk.last = $3;',
  },
  {
    name: 'a gap counts',
    file: 'legacy/walk-operations.ts',
    within: 'hole',
    right: 'this.fillValue($start, $end, this.pfns.format.error, Kind.gap);',
    wrong: 'this.fillValue($start, $end, this.pfns.format.error, Kind.gap); this.walk.last = $end;',
  },
  {
    name: 'a skipped VMA does not count',
    file: 'legacy/walk-operations.ts',
    within: 'testWalk',
    right: 'this.walk.last = $end; return SKIP_VMA;',
    wrong: 'return SKIP_VMA;',
  },
  {
    name: 'PTEs do not count',
    file: 'legacy/walk-operations.ts',
    within: 'ptes',
    right: 'this.walk.last = $end; return 0; }  /** One PTE',
    wrong: 'return 0; }  /** One PTE',
  },
  {
    name: 'huge mappings do not count',
    file: 'legacy/walk-operations.ts',
    within: 'fillMapping',
    right: 'this.record.fillOrigins($start, $stop, $origin); this.walk.last = $end;',
    wrong: 'this.record.fillOrigins($start, $stop, $origin);',
  },
];

/** Wrong lines in a word that stands for the same as another one: only the kernel's results tell. */
export const VALUE_FAULTS: readonly PlantedFault[] = [
  {
    name: 'a special page is an error',
    file: 'legacy/walk-operations.ts',
    within: 'presentPte',
    right: "this.revision === 'v5.7' ? $special : $error",
    wrong: 'this.space === undefined ? $special : $error',
  },
];
