// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, SPECIAL_BIT, WRITE_BIT } from '../../mm/entry';
import {
  type Level,
  PMD,
  PTE,
  PUD,
  pagesBetween,
  pfnAfter,
  SLOT_SIZE,
  slotStart,
} from '../../mm/units';
import type { KernelVersion } from '../../modern/revision';
import type { DeviceMap } from './known-memory';
import { putEntry } from './live-fault';
import type { KnownFault, ReleaseRule } from './release-rule';

/*
 * Page faults in the module's own mappings: `module/memory.c` and `module/dax.c` say which page is
 * mapped, and in a slot of which level; the kernel says by which kind of entry.
 */

/** Device memory has been mapped by ordinary entries since then. */
const NO_DEVMAP_SINCE: KernelVersion = '6.17';

interface Filled {
  readonly level: Level;
  readonly kind: Kind;
  /** Whether it is special, as the module's dump has it. */
  readonly special: boolean;
}

/** What each handler fills; those that fill nothing, or as files are filled, are left out. */
function filledBy(device: DeviceMap, devmap: boolean): Filled | undefined {
  switch (device) {
    case 'mixedmap-pfn':
      return { level: PTE, kind: Kind.ptePresent, special: true };
    case 'dax-pmd':
      return { level: PMD, kind: devmap ? Kind.pmdDevmap : Kind.pmdHuge, special: false };
    case 'dax-pud':
      return { level: PUD, kind: Kind.pudDevmap, special: false };
    case 'dax-pte':
      return { level: PTE, kind: devmap ? Kind.pteDevmap : Kind.ptePresent, special: false };
    case 'other':
      return undefined;
  }
}

function mapped(devmap: boolean): ReleaseRule['apply'] {
  return ({ space, vma, at, write, now, mapping }: KnownFault) => {
    const { backing } = vma;
    if (mapping.device === undefined || now.kind !== Kind.none || backing.kind !== 'file') {
      return undefined;
    }
    const filled = filledBy(mapping.device, devmap);
    if (filled === undefined || now.level < filled.level) return undefined;
    const first = slotStart(at, SLOT_SIZE[filled.level]);
    const frame = pfnAfter(backing.filePfn, pagesBetween(vma.start, first));
    const slot = space.table.makeSlot(at, filled.level);
    // A page of a file is mapped writable for a write; a special one is as the mapping has it.
    const writable = mapping.mapsWritable || (write && !filled.special);
    const attributes =
      filled.kind | (writable ? WRITE_BIT : 0) | (filled.special ? SPECIAL_BIT : 0);
    putEntry(space, slot, frame, attributes);
    return true;
  };
}

const DECIDED_BY = 'the module’s own fault handlers, and vm_page_prot';

export const devmapMappedRule: ReleaseRule = {
  id: 'device-page-mapped',
  until: NO_DEVMAP_SINCE,
  decidedBy: DECIDED_BY,
  apply: mapped(true),
};

export const deviceFolioMappedRule: ReleaseRule = {
  id: 'device-page-mapped',
  since: NO_DEVMAP_SINCE,
  decidedBy: `${DECIDED_BY}; the entries are ordinary ones`,
  apply: mapped(false),
};
