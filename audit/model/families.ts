// SPDX-License-Identifier: GPL-2.0-or-later
import type { Access } from '../../drivers/driver';
import { NOUVEAU } from '../../legacy/known-formats';
import { slotImage } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import { Ask } from '../../mm/range';
import { advance, PAGE_SIZE, PMD, PMD_SIZE } from '../../mm/units';
import { namedBlock, PTE_BLOCKS } from '../../oracle/generate/blocks';
import type { Scenario } from '../../oracle/scenario/scenario';
import {
  BASE,
  entryOf,
  imageOf,
  PLAIN_VMA,
  pick,
  requestOf,
  VMA_CHOICES,
  vmas,
} from '../../oracle/scope/building';
import { type Family, family } from '../../oracle/scope/family';
import { Grid } from '../../oracle/scope/grid';
import { failingPages, ptePages, vmaBorders } from '../../oracle/scope/pte-families';
import { oneSlot, SLOT_KINDS } from '../../oracle/scope/slot-families';
import { askOfAccess, defaultsOf } from './accesses';

const TABLE = slotImage(BASE, PMD, 0, Kind.table);
const PRESENT = namedBlock(PTE_BLOCKS, 'present-write');

/** A page of any kind in a VMA of any kind, or in none, between two ordinary ones. */
function pageBetween(): Family {
  const [second, third] = [advance(BASE, PAGE_SIZE), advance(BASE, 2 * PAGE_SIZE)];
  return family({
    name: 'page-between',
    combines: `${PTE_BLOCKS.length} PTEs in ${VMA_CHOICES.length} kinds of VMA, between two pages that are present`,
    spaces: new Grid(VMA_CHOICES.length, PTE_BLOCKS.length),
    calls: new Grid(1),
    image: ([vma, block]) =>
      imageOf(
        [
          ...vmas(PLAIN_VMA, BASE, second),
          ...vmas(pick(VMA_CHOICES, vma), second, third),
          ...vmas(PLAIN_VMA, third, advance(BASE, PMD_SIZE)),
        ],
        [
          TABLE,
          entryOf(PRESENT, BASE, 0),
          entryOf(pick(PTE_BLOCKS, block), second, 1),
          entryOf(PRESENT, third, 2),
        ],
      ),
    request: () =>
      requestOf(BASE, new Uint8Array(3), { defaults: Ask.nothing, mask: Ask.nothing }, 0),
  });
}

/** How far an audit enumerates; 0 is not at all. */
export const AUDIT_SCOPES = [0, 1, 2] as const;
export type AuditScope = (typeof AUDIT_SCOPES)[number];

/** What the device can want of a page; an atomic asks as a write does, and stands alone. */
const WANTED: readonly Access[] = ['none', 'read', 'write', 'prefetch'];

/** Address spaces of one kind, each with the place of a window in it. */
interface SpaceFamily {
  readonly family: Family;
  readonly pages: number;
}

const SMALL: readonly SpaceFamily[] = [
  { family: ptePages(1), pages: 1 },
  { family: pageBetween(), pages: 3 },
  ...SLOT_KINDS.map((kind) => ({ family: oneSlot(kind, 'main'), pages: 3 })),
];

function spaceFamilies(scope: AuditScope): readonly SpaceFamily[] {
  if (scope === 0) return [];
  if (scope === 1) return SMALL;
  return [
    ...SMALL,
    { family: ptePages(2), pages: 2 },
    { family: failingPages(), pages: 2 },
    { family: vmaBorders(), pages: 2 },
  ];
}

/**
 * Every address space of the scope's families, each with every combination of accesses to its pages:
 * the families' own requests are left out, as the driver makes its own.
 */
export function* scopeScenarios(scope: AuditScope): Generator<Scenario> {
  for (const { family, pages } of spaceFamilies(scope)) {
    const combinations = accessLists(pages);
    for (const { mm, range } of distinctSpaces(family)) {
      const end = advance(range.start, pages * PAGE_SIZE);
      for (const accesses of combinations) {
        const asks = Uint8Array.from(accesses, askOfAccess);
        const defaults = defaultsOf(accesses);
        const wanted = { ...range, end, asks, defaults, mask: Ask.nothing, owner: 0 };
        yield { id: family.name, mm, range: wanted, format: NOUVEAU };
      }
    }
  }
}

/** Neighbouring numbers of a family share their address space. */
function* distinctSpaces(family: Family): Generator<Scenario> {
  let last: Scenario | undefined;
  for (let number = 0; number < family.size; number++) {
    const scenario = family.scenario(number);
    if (scenario.mm !== last?.mm) yield scenario;
    last = scenario;
  }
}

/** Every combination of accesses to this many pages, and atomics to all of them. */
function accessLists(pages: number): readonly (readonly Access[])[] {
  let lists: Access[][] = [[]];
  for (let page = 0; page < pages; page++) {
    lists = lists.flatMap((list) => WANTED.map((access) => [...list, access]));
  }
  return [...lists, Array.from({ length: pages }, () => 'atomic' as const)];
}
