// SPDX-License-Identifier: GPL-2.0-or-later

import { PMD } from '../../mm/units';
import { ArgumentError } from '../scenario/argument-error';
import { hugetlbBeside, pteBesideHugePmd } from './beside-families';
import { events, hugetlbEvents } from './event-families';
import type { Family } from './family';
import { bases, gaps } from './gap-families';
import { interferenceFamilies } from './interference-families';
import { newerFamilies } from './newer-families';
import { formatPages, frames, owners } from './number-families';
import { failingPages, formats, ptePages, vmaBorders } from './pte-families';
import {
  failingSlot,
  HUGETLB_SLOT_KINDS,
  oneSlot,
  SLOT_KINDS,
  twoSlots,
  wholeSlot,
} from './slot-families';

/** How far the exhaustive check goes; each scope holds the ones before it. */
export const SCOPES = [1, 2, 3] as const;
export type Scope = (typeof SCOPES)[number];

/** All scenarios of a scope, by family. */
export function familiesOf(scope: Scope): readonly Family[] {
  const extent = scope === 1 ? 'main' : 'all';
  return [
    ptePages(1),
    formats(),
    owners(),
    frames(),
    ...SLOT_KINDS.map((kind) => oneSlot(kind, extent)),
    ...SLOT_KINDS.map((kind) => failingSlot(kind, extent)),
    pteBesideHugePmd(extent),
    ...HUGETLB_SLOT_KINDS.map((kind) => hugetlbBeside(kind, extent)),
    gaps(extent),
    bases(extent),
    events(extent),
    hugetlbEvents(),
    ...(scope >= 2 ? largerFamilies() : []),
    ...(scope >= 3 ? [ptePages(3)] : []),
  ];
}

function largerFamilies(): readonly Family[] {
  return [
    ptePages(2),
    failingPages(),
    vmaBorders(),
    formatPages(),
    ...SLOT_KINDS.map(twoSlots),
    ...SLOT_KINDS.filter(({ level }) => level === PMD).map(wholeSlot),
    ...newFamilies(),
  ];
}

/** The families of what only documents from version 2 on can say. */
export function newFamilies(): readonly Family[] {
  return [...newerFamilies(), ...interferenceFamilies()];
}

/**
 * The families of a scope that are judged by class: those that no smaller scope has, as far as they have
 * classes. So what a scope takes from calls by class rests on the smaller ones, of which it runs every call.
 */
export function familiesByClass(scope: Scope): readonly Family[] {
  const smaller = SCOPES.filter((one) => one < scope).flatMap(familiesOf);
  if (smaller.length === 0) return [];
  const names = new Set(smaller.map(({ name }) => name));
  return familiesOf(scope).filter(({ name, hasClasses }) => hasClasses && !names.has(name));
}

/** Each family of any scope once. */
export function everyFamily(): readonly Family[] {
  const families = [...familiesOf(1), ...familiesOf(3)];
  return [...new Map(families.map((family) => [family.name, family])).values()];
}

/**
 * The family of this name.
 * @throws ArgumentError if no scope has one.
 */
export function familyNamed(name: string): Family {
  const families = everyFamily();
  const found = families.find((family) => family.name === name);
  if (found === undefined) {
    const names = families.map((family) => family.name).join(', ');
    throw new ArgumentError(`"family" expected one of ${names}, got ${name}`);
  }
  return found;
}
