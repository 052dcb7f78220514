// SPDX-License-Identifier: GPL-2.0-or-later
import { KIND_MASK, kindOf, OWNER_SHIFT, ownerOf, PROTNONE_BIT, SPECIAL_BIT } from '../../mm/entry';
import { hasChange, type SideName } from '../run/side-names';
import { isAmong, KIND_ROWS, kindsThat, type NamedRow } from '../scenario/entry-kinds';
import type { Met } from '../scenario/kind-row';
import { KIND_TABLE } from '../scenario/kind-table';

/*
 * What a walk can meet, in the words of model.md's table of callbacks: an entry, or a pseudo entry.
 * All of it comes from the table of kinds.
 */

type MetBy = (typeof KIND_TABLE)[keyof typeof KIND_TABLE]['met'];
type OneOf<By> = By extends unknown ? By[keyof By] : never;

/**
 * Where a page's word comes from: what a walk met, or `nothing`, which only a side that leaves pages
 * out has. Rows of the coverage table; with the outcome they name the decision that a finding comes
 * from. {@link ORIGIN_NAMES} lists them; the type is made from the table of kinds.
 */
export type OriginName = OneOf<MetBy>['origin'];

/** What a walk met, with the row of its kind. */
export interface Origin extends Met {
  readonly origin: OriginName;
  readonly row: NamedRow;
}

/** By name, in the order in which reports list them; of several kinds that are met alike, the first. */
const ORIGINS: ReadonlyMap<OriginName, Origin> = allOrigins();
/** Where a page’s word can come from, in the order in which reports list it. */
export const ORIGIN_NAMES: readonly OriginName[] = [...ORIGINS.keys()];
/** What a walk can meet: all but `nothing`. */
export const MET_NAMES: readonly OriginName[] = ORIGIN_NAMES.filter((name) => name !== 'nothing');

/** What is known of an origin. */
export function originNamed(name: OriginName): Origin {
  const origin = ORIGINS.get(name);
  if (origin === undefined) throw new RangeError(`"name" expected an origin, got ${name}`);
  return origin;
}

/** What a high word (see `mm/entry.ts`) stands for; the owner is the range's. */
export function originOf(high: number, owner: number): Origin {
  const own = ownerOf(high) === owner ? OWN : 0;
  const origin = BY_WORD[(high & (OWN - 1)) | own];
  if (origin === undefined) throw new RangeError(`"high" expected a kind, got ${high & KIND_MASK}`);
  return origin;
}

/** The name of what a high word stands for. */
export function originName(high: number, owner: number): OriginName {
  return originOf(high, owner).origin;
}

/** How a side's kernel reports what a walk met, and what a request for it comes to. */
export function metBy(side: SideName, met: Met): Pick<Met, 'reported' | 'requested'> {
  let made: Pick<Met, 'reported' | 'requested' | 'before'> = met;
  while (made.before !== undefined && !hasChange(side, made.before.change)) made = made.before;
  return made;
}

/** The bits of a high word below the owner's, and one for whether the owner is the range's. */
const OWN = 1 << OWNER_SHIFT;
const BY_WORD: readonly (Origin | undefined)[] = Array.from({ length: 2 * OWN }, (_, word) => {
  const row = KIND_ROWS.find(({ kind }) => kind === (word & KIND_MASK));
  return row && { ...metAs(KIND_TABLE[row.name].met, word), row };
});

function metAs(by: MetBy, word: number): Met & { readonly origin: OriginName } {
  if ('own' in by) return (word & OWN) !== 0 ? by.own : by.foreign;
  const protnone = (word & PROTNONE_BIT) !== 0;
  if ('special' in by && (word & SPECIAL_BIT) !== 0) {
    return protnone ? by['special-protnone'] : by.special;
  }
  return 'protnone' in by && protnone ? by.protnone : by.plain;
}

function allOrigins(): ReadonlyMap<OriginName, Origin> {
  const origins = new Map<OriginName, Origin>();
  for (const row of KIND_ROWS) {
    const by: Readonly<Record<string, Met & { readonly origin: OriginName }>> =
      KIND_TABLE[row.name].met;
    for (const met of Object.values(by)) {
      if (!origins.has(met.origin)) origins.set(met.origin, { ...met, row });
    }
  }
  return origins;
}

const HUGETLB = kindsThat(({ callback }) => callback === 'hugetlb');

/** Whether a slot of a hugetlb VMA was met, whatever stood in it. */
export function isHugetlb(high: number): boolean {
  return isAmong(HUGETLB, kindOf(high));
}
