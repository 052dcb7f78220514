// SPDX-License-Identifier: GPL-2.0-or-later
import { MET_NAMES, ORIGIN_NAMES } from '../../oracle/compare/origin';
import { RANGE_FAULT_VIOLATIONS } from '../../oracle/contract/registry';
import { type Cell, OUTCOME_NAMES, reachableCells } from '../../oracle/coverage/coverage';
import { DIFFERENCES } from '../../oracle/differences/registry';
import { SIDE_NAMES } from '../../oracle/run/side-names';
import {
  BY_TREES_ONLY,
  HUGETLB_KINDS,
  isAmong,
  type KindsByName,
  LEVEL_NAMES,
  PLAIN_KINDS,
} from '../../oracle/scenario/entry-kinds';

/** Features of one kind: `group:name` each. */
interface FeatureGroup {
  readonly group: string;
  /** What it means that a scenario has one of them. */
  readonly says: string;
  readonly names: readonly string[];
}

const ASKS = ['nothing', 'read', 'write', 'write-only'] as const;

/** Asks by number, as the vocabulary calls them. */
export const ASK_NAMES = [...ASKS, 'all'] as const;

/**
 * Every feature by which scenarios can be chosen and are counted. What a scenario holds comes first,
 * then what the sides that run made of it: one side is enough.
 */
export const FEATURE_GROUPS: readonly FeatureGroup[] = [
  {
    group: 'entry',
    says: 'the page table contains such an entry: level, then kind',
    names: entryNames(),
  },
  {
    group: 'attribute',
    says: 'an entry of the page table has this attribute; zero-page: it maps the shared zero page',
    names: ['write', 'read-only', 'protnone', 'special', 'zero-page'],
  },
  {
    group: 'level',
    says: 'the page table contains an entry at this level',
    names: LEVEL_NAMES,
  },
  {
    group: 'vma',
    says: 'a VMA has this property; several: there is more than one VMA',
    names: [
      ...['anon', 'file', 'hugetlb-2m', 'hugetlb-1g', 'writable', 'read-only', 'inaccessible'],
      ...['shared', 'private', 'io', 'pfnmap', 'mixedmap', 'several'],
    ],
  },
  {
    group: 'range',
    says: 'the range has this property; crosses-…: it continues in the next slot of that level',
    names: ['empty', 'reversed', 'one-page', 'several-pages', 'crosses-pmd', 'crosses-pud'],
  },
  { group: 'request', says: 'some page has this request', names: ASK_NAMES },
  { group: 'default', says: 'default_flags', names: ASKS },
  { group: 'mask', says: 'pfn_flags_mask', names: ASK_NAMES },
  { group: 'owner', says: 'dev_private_owner', names: ['none', 'set'] },
  {
    group: 'fault-error',
    says: 'the fault of some page would fail in this way',
    names: ['sigbus', 'oom', 'hwpoison', 'sigsegv'],
  },
  {
    group: 'event',
    says: 'other threads invalidate the range, or change entries, VMAs or pages of files; none: nothing of that',
    names: ['none', 'invalidate', 'entries', 'vmas', 'file-pages'],
  },
  {
    group: 'fault-answer',
    says: 'page faults of some page do nothing, or would drop the mmap lock',
    names: ['no-progress', 'lock-drop'],
  },
  {
    group: 'format',
    says: 'the driver’s customizable format, by name or by whether a driver can rely on it',
    names: ['nouveau', 'amdgpu', 'documentation', 'well-formed', 'ill-formed'],
  },
  { group: 'meets', says: 'a walk met this', names: MET_NAMES },
  {
    group: 'outcome',
    says: 'a page is reported in this state, or a walk ended this way',
    names: outcomeNames(),
  },
  {
    group: 'cell',
    says: 'a cell of the coverage table: what was met, then the outcome',
    names: cellNames(),
  },
  {
    group: 'return',
    says: 'the return code',
    // Only page faults or waits that never do anything lead to a livelock (model.md, "Invalidation").
    names: ['0', '-EPERM', '-ENOMEM', '-EFAULT', '-EBUSY', '-EINVAL', 'livelock'],
  },
  { group: 'walks', says: 'the number of walks begun', names: ['0', '1', '2', '3+'] },
  {
    group: 'faults',
    says: 'handle_mm_fault was called for read, for write, or never',
    names: ['none', 'read', 'write'],
  },
  {
    group: 'verdict',
    says: 'the verdict on two neighbouring sides',
    names: ['equal', 'differ', 'incomparable'],
  },
  {
    group: 'cause',
    says: 'a known difference between the sides, or a known contract violation',
    names: [...DIFFERENCES, ...RANGE_FAULT_VIOLATIONS].map(({ id }) => id),
  },
];

/** All features, in the order of the groups. */
export const FEATURES: readonly string[] = FEATURE_GROUPS.flatMap(({ group, names }) =>
  names.map((name) => `${group}:${name}`),
);

/** The feature of a coverage cell. */
export function cellFeature({ origin, outcome }: Cell): string {
  return `cell:${origin}.${outcome}`;
}

function entryNames(): readonly string[] {
  return LEVEL_NAMES.flatMap((level) => [
    ...kinds(PLAIN_KINDS[level]).map((kind) => `${level}.${kind}`),
    ...(level === 'pmd' || level === 'pud'
      ? kinds(HUGETLB_KINDS).map((kind) => `${level}.hugetlb-${kind}`)
      : []),
  ]);
}

/** A fixture has results of models: what no model walks over is in none. */
function kinds(byName: KindsByName): readonly string[] {
  return Object.entries(byName).flatMap(([name, kind]) =>
    name === 'none' || isAmong(BY_TREES_ONLY, kind) ? [] : [name],
  );
}

/** Outcomes that some side comes to; what no side makes cannot be asked for. */
function outcomeNames(): readonly string[] {
  const cells = SIDE_NAMES.flatMap((side) => reachableCells(side, true));
  return OUTCOME_NAMES.filter((name) => cells.some(({ outcome }) => outcome === name));
}

/** Cells that some side reaches with a well-formed format. */
function cellNames(): readonly string[] {
  const cells = new Set(
    SIDE_NAMES.flatMap((side) =>
      reachableCells(side, true).map(({ origin, outcome }) => `${origin}.${outcome}`),
    ),
  );
  return ORIGIN_NAMES.flatMap((origin) =>
    OUTCOME_NAMES.map((outcome) => `${origin}.${outcome}`).filter((cell) => cells.has(cell)),
  );
}
