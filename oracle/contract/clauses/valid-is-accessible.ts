// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf, PROTNONE_BIT, WRITE_BIT } from '../../../mm/entry';
import { StateKind } from '../../../mm/page-states';
import { originName } from '../../compare/origin';
import type { Clause, Violation } from '../clause';
import { EMPTY_FLAGS_CAUSES } from '../empty-flags-causes';

function validWithoutAccess(
  cause: string,
  { what, origins, matters }: (typeof EMPTY_FLAGS_CAUSES)[string],
): Violation {
  return {
    id: `valid-is-accessible.${cause}`,
    title: `${what} is reported as a valid page`,
    why:
      'hmm_device_entry_from_pfn() sets the valid bit by itself, so an entry whose CPU flags are ' +
      'empty becomes a valid page as soon as it is reported at all.',
    driver:
      'It maps a page that the CPU itself may not touch: past a hinting fault, or memory that is ' +
      'not, no longer, or not safely the process’s own.',
    matters,
    explains(run, page) {
      const origin = originName(run.record.origins[page] ?? 0, run.scenario.range.owner);
      return origins.includes(origin) && run.side.states.kinds[page] === StateKind.read;
    },
  };
}

/** VALID only where the CPU itself has access. */
export const validIsAccessible: Clause = {
  id: 'valid-is-accessible',
  promise:
    'A VALID page has, at least, read permission in the CPU’s own page table, and WRITE is said ' +
    'only of what the CPU may write; the owner’s device-private pages are the exception.',
  violations: Object.entries(EMPTY_FLAGS_CAUSES).map(([cause, entry]) =>
    validWithoutAccess(cause, entry),
  ),
  check({ side, record, scenario }, breach) {
    for (let page = 0; page < record.stoppedAt; page++) {
      const kind = side.states.kinds[page];
      if (kind !== StateKind.read && kind !== StateKind.write) continue;
      const may = cpuMay(record.origins[page] ?? 0, scenario.range.owner);
      if (may === 'nothing' || (may === 'read' && kind === StateKind.write)) breach(page);
    }
  },
};

/** What the CPU may do by an entry; what a device may do with its own private page. */
function cpuMay(high: number, owner: number): 'nothing' | 'read' | 'write' {
  switch (kindOf(high)) {
    case Kind.ptePresent:
    case Kind.pmdHuge:
    case Kind.pmdDevmap:
    case Kind.pudDevmap:
    case Kind.hugetlbPresent:
      if ((high & PROTNONE_BIT) !== 0) return 'nothing';
      break;
    case Kind.pteDevicePrivate:
      if (originName(high, owner) !== 'pte-own-device-private') return 'nothing';
      break;
    default:
      return 'nothing';
  }
  return (high & WRITE_BIT) !== 0 ? 'write' : 'read';
}
