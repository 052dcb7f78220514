// SPDX-License-Identifier: GPL-2.0-or-later
import { PAGE_SIZE } from '../../mm/units';
import { hex } from '../../oracle/scenario/json';
import type { ScenarioDocument } from '../../oracle/scenario/schema';
import { BASE } from './build';

/** A snapshot of this many NUMA-hinting pages, no two of them in a row: the sides differ on each. */
export function protnonePages(pages: number, id = `protnone-${pages}`): ScenarioDocument {
  const end = hex(BASE + pages * PAGE_SIZE);
  return {
    schema: 'hmm-scenario/1',
    id,
    mm: {
      nextPfn: '0x10000000',
      zeroPfn: '0x1',
      vmas: [{ start: hex(BASE), end, flags: ['read', 'write'], backing: 'anon' }],
      entries: Array.from({ length: pages }, (_, index) => ({
        at: hex(BASE + index * PAGE_SIZE),
        level: 'pte' as const,
        is: 'present' as const,
        pfn: hex(0x2000 + 3 * index + (index % 2)),
        write: index % 3 === 0,
        protnone: true,
      })),
    },
    range: { start: hex(BASE), end, default: '.', mask: '.', requests: `${pages}.`, owner: 0 },
    legacy: {
      flags: { valid: '0x1', write: '0x2' },
      values: { error: '0xfffffffffffffffe', none: '0x0', special: '0xfffffffffffffffc' },
      pfnShift: 12,
    },
  };
}
