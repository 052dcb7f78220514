// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyFormat } from '../../legacy/format';
import { isWellFormed } from '../../legacy/format-clauses';
import { KNOWN_FORMATS } from '../../legacy/known-formats';
import type { SlotImage } from '../../mm/address-space';
import { Kind, kindOf, PROTNONE_BIT, pfnOf, SPECIAL_BIT, WRITE_BIT } from '../../mm/entry';
import type { Vma } from '../../mm/image';
import type { RangeRequest } from '../../mm/range';
import { PAGE_SIZE, PMD_SIZE, PUD, PUD_SIZE } from '../../mm/units';
import {
  HUGETLB_KINDS,
  isAmong,
  kindsWith,
  LEVEL_NAMES,
  PLAIN_KINDS,
} from '../../oracle/scenario/entry-kinds';
import type { Scenario } from '../../oracle/scenario/scenario';
import { ASK_NAMES } from './vocabulary';

/** Adds the features that a scenario has by itself, whoever runs it. */
export function addScenarioFeatures(scenario: Scenario, features: Set<string>): void {
  const { mm, range, format } = scenario;
  for (const entry of mm.entries) addEntryFeatures(entry, mm.zeroPfn, features);
  for (const vma of mm.vmas) addVmaFeatures(vma, features);
  if (mm.vmas.length > 1) features.add('vma:several');
  for (const error of mm.faultErrors.values()) features.add(`fault-error:${error}`);
  addEventFeatures(scenario, features);
  addRangeFeatures(range, features);
  for (const name of format === undefined ? [] : formatNames(format)) {
    features.add(`format:${name}`);
  }
}

/** The names of entries by level, then by kind. */
const ENTRY_NAMES: readonly ReadonlyMap<Kind, string>[] = LEVEL_NAMES.map((level) => {
  const plain = Object.entries(PLAIN_KINDS[level]).map(
    ([name, kind]) => [kind, `entry:${level}.${name}`] as const,
  );
  const hugetlb = Object.entries(HUGETLB_KINDS).map(
    ([name, kind]) => [kind, `entry:${level}.hugetlb-${name}`] as const,
  );
  return new Map([...hugetlb, ...plain]);
});
const LEVEL_FEATURES = LEVEL_NAMES.map((level) => `level:${level}`);

function addEntryFeatures(entry: SlotImage, zeroPfn: number, features: Set<string>): void {
  const { level, low, high } = entry;
  const kind = kindOf(high);
  if (kind === Kind.none) return;
  features.add(ENTRY_NAMES[level]?.get(kind) ?? '');
  features.add(LEVEL_FEATURES[level] ?? '');
  if ((high & PROTNONE_BIT) !== 0) features.add('attribute:protnone');
  if ((high & SPECIAL_BIT) !== 0) features.add('attribute:special');
  if (!isAmong(WITH_RIGHTS, kind)) return;
  features.add((high & WRITE_BIT) !== 0 ? 'attribute:write' : 'attribute:read-only');
  if (kind === Kind.ptePresent && pfnOf(low, high) === zeroPfn) features.add('attribute:zero-page');
}

/** Entries that say whether they may be written. */
const WITH_RIGHTS = kindsWith('write');

const VMA_FLAGS = ['shared', 'io', 'pfnmap', 'mixedmap'] as const;

function addVmaFeatures(vma: Vma, features: Set<string>): void {
  const { backing } = vma;
  if (backing.kind !== 'hugetlb') features.add(`vma:${backing.kind}`);
  else features.add(backing.level === PUD ? 'vma:hugetlb-1g' : 'vma:hugetlb-2m');
  for (const flag of VMA_FLAGS) if (vma[flag]) features.add(`vma:${flag}`);
  if (!vma.shared) features.add('vma:private');
  if (vma.write) features.add('vma:writable');
  else features.add(vma.read ? 'vma:read-only' : 'vma:inaccessible');
}

function addEventFeatures({ mm }: Scenario, features: Set<string>): void {
  if (mm.events.length === 0) features.add('event:none');
  if (mm.noProgress !== undefined) features.add('fault-answer:no-progress');
  if (mm.lockDrops !== undefined) features.add('fault-answer:lock-drop');
  for (const { invalidate, entries, vmas, filePages } of mm.events) {
    if (vmas !== undefined) features.add('event:vmas');
    if (filePages !== undefined) features.add('event:file-pages');
    if (invalidate) features.add('event:invalidate');
    if (entries.length > 0) features.add('event:entries');
  }
}

function addRangeFeatures(range: RangeRequest, features: Set<string>): void {
  const { start, end, asks, defaults, mask, owner } = range;
  features.add(`default:${ASK_NAMES[defaults]}`);
  features.add(`mask:${ASK_NAMES[mask]}`);
  features.add(owner === 0 ? 'owner:none' : 'owner:set');
  for (const ask of new Set(asks)) features.add(`request:${ASK_NAMES[ask]}`);
  if (start >= end) {
    features.add(start === end ? 'range:empty' : 'range:reversed');
    return;
  }
  features.add(asks.length === 1 ? 'range:one-page' : 'range:several-pages');
  const last = end - PAGE_SIZE;
  if (Math.floor(start / PMD_SIZE) !== Math.floor(last / PMD_SIZE))
    features.add('range:crosses-pmd');
  if (Math.floor(start / PUD_SIZE) !== Math.floor(last / PUD_SIZE))
    features.add('range:crosses-pud');
}

const namesByFormat = new WeakMap<LegacyFormat, readonly string[]>();

function formatNames(format: LegacyFormat): readonly string[] {
  const before = namesByFormat.get(format);
  if (before !== undefined) return before;
  const known = Object.entries(KNOWN_FORMATS).filter(([, one]) => isSameFormat(one, format));
  const names = [
    ...known.map(([name]) => name),
    isWellFormed(format) ? 'well-formed' : 'ill-formed',
  ];
  namesByFormat.set(format, names);
  return names;
}

function isSameFormat({ fields: one }: LegacyFormat, { fields: other }: LegacyFormat): boolean {
  return (
    one.flags.valid === other.flags.valid &&
    one.flags.write === other.flags.write &&
    one.values.error === other.values.error &&
    one.values.none === other.values.none &&
    one.values.special === other.values.special &&
    one.pfnShift === other.pfnShift
  );
}
