// SPDX-License-Identifier: GPL-2.0-or-later
import { AddressSpace, type SlotImage } from '../../mm/address-space';
import { Kind, kindOf, OWNER_MASK, OWNER_SHIFT, ownerOf } from '../../mm/entry';
import type { Vma } from '../../mm/image';
import type { Slot } from '../../mm/page-table';
import {
  ADDRESS_LIMIT,
  PAGE_SIZE,
  PGD_SIZE,
  PMD_PAGES,
  PMD_SIZE,
  PTE,
  PUD,
  PUD_PAGES,
  PUD_SIZE,
  SLOT_SIZE,
  slotStart,
} from '../../mm/units';
import { type WalkOperations, walkPageRange } from '../../mm/walk';
import {
  type EntryBlock,
  FrameSource,
  HUGETLB_PMD_BLOCKS,
  HUGETLB_PUD_BLOCKS,
  NEWER_PMD_BLOCKS,
  NEWER_PTE_BLOCKS,
  PGD_BLOCKS,
  PMD_BLOCKS,
  PTE_BLOCKS,
  PUD_BLOCKS,
} from '../../oracle/generate/blocks';
import { NAMED_FORMATS } from '../../oracle/generate/formats';
import { frameOf } from '../../oracle/generate/frames';
import type { Scenario } from '../../oracle/scenario/scenario';

const ASK_NAMES = ['nothing', 'read', 'write', 'write-only', 'all'] as const;
const VMA_FLAGS = ['read', 'write', 'shared', 'io', 'pfnmap', 'mixedmap'] as const;
const LEVELS = ['pte', 'pmd', 'pud', 'pgd'] as const;
const BLOCKS: readonly EntryBlock[] = [
  ...PTE_BLOCKS,
  ...PMD_BLOCKS,
  ...PUD_BLOCKS,
  ...PGD_BLOCKS,
  ...HUGETLB_PMD_BLOCKS.slice(1),
  ...HUGETLB_PUD_BLOCKS.slice(1),
];
const NEWER_BLOCKS: readonly EntryBlock[] = [...NEWER_PTE_BLOCKS, ...NEWER_PMD_BLOCKS];
/** An entry's high word has its pfn in these bits. */
const ATTRIBUTES = 0xfffff;

/** What scenarios of the profile `recent` have in addition. */
export const NEWER_FEATURES: readonly string[] = NEWER_BLOCKS.flatMap(placesOf);

/** Everything that some scenario must have, by name. */
export const FEATURES: readonly string[] = [
  ...BLOCKS.flatMap(placesOf),
  ...VMA_FLAGS.flatMap((flag) => [`vma ${flag}`, `vma without ${flag}`]),
  ...['anon', 'file', 'hugetlb 2M', 'hugetlb 1G'].map((backing) => `backing ${backing}`),
  ...ASK_NAMES.slice(0, 4).flatMap((ask) => [`default ${ask}`, `request ${ask}`]),
  ...ASK_NAMES.map((ask) => `mask ${ask}`),
  ...['0', '1', '2', 'above 2', '4095'].map((owner) => `owner ${owner}`),
  'entry of another owner than 1 and 2',
  ...['sigbus', 'oom', 'hwpoison', 'sigsegv'].map((error) => `fault error ${error}`),
  ...[1, 2, 3, 4, 65].map((walk) => `event before walk ${walk}`),
  'event invalidates',
  'event does not invalidate',
  ...['pgd', 'pud', 'pmd', 'hugetlb'].map((what) => `hole without ${what}`),
  ...['pud', 'pgd'].map((size) => `gap of a ${size} slot`),
  'hugetlb slot none',
  'empty table of ptes',
  'huge page cut by the range',
  'border of a pmd',
  'border of a pud',
  'border of a pgd',
  'vmas adjacent',
  'vmas with a gap',
  'vma ends in the range',
  'range ends in a gap before a vma',
  'range begins in a gap after a vma',
  'hugetlb vma beside another',
  'no entries',
  'event stores no pte below a larger entry',
  'event of several entries',
  'more than 2048 pages',
  'range at 0',
  'range near 2^47',
  'range empty',
  'range reversed',
  'requests uniform',
  'requests mixed',
  'pfn 0',
  'pfn above 2^29',
  'pfn 2^40 - 1',
  ...NAMED_FORMATS.map(({ name }) => `format ${name}`),
  'format random',
];

/** The features of a scenario, of {@link FEATURES}. */
export function* featuresOf(scenario: Scenario): Iterable<string> {
  const { mm, range, format } = scenario;
  for (const entry of mm.entries) yield `entry ${entryName(entry, scenario)}`;
  for (const { beforeWalk, invalidate, entries } of mm.events) {
    yield `event before walk ${beforeWalk}`;
    yield invalidate ? 'event invalidates' : 'event does not invalidate';
    for (const entry of entries) yield `event ${entryName(entry, scenario)}`;
    if (entries.length > 1) yield 'event of several entries';
    if (entries.some((entry) => isBelowLarger(entry, mm.entries))) {
      yield 'event stores no pte below a larger entry';
    }
  }
  for (const error of mm.faultErrors.values()) yield `fault error ${error}`;
  yield* vmaFeatures(scenario);
  yield `default ${ASK_NAMES[range.defaults]}`;
  yield `mask ${ASK_NAMES[range.mask]}`;
  yield `owner ${range.owner > 2 ? 'above 2' : range.owner}`;
  if (range.owner === OWNER_MASK) yield 'owner 4095';
  if (mm.entries.some(({ high }) => ownerOf(high) > 2)) yield 'entry of another owner than 1 and 2';
  if (mm.entries.length === 0) yield 'no entries';
  if (range.asks.length > 2048) yield 'more than 2048 pages';
  const asks = new Set(range.asks);
  for (const ask of asks) yield `request ${ASK_NAMES[ask]}`;
  yield asks.size > 1 ? 'requests mixed' : 'requests uniform';
  yield* placeFeatures(scenario);
  for (const entry of mm.entries) {
    const frame = frameOf(entry);
    if (frame === 0 && entry.high === Kind.ptePresent) yield 'pfn 0';
    if (frame >= 2 ** 29) yield 'pfn above 2^29';
    if (frame === 2 ** 40 - 1) yield 'pfn 2^40 - 1';
  }
  yield `format ${NAMED_FORMATS.find((named) => named.format === format)?.name ?? 'random'}`;
  yield* walkFeatures(scenario);
}

function nameOf({ level, name }: EntryBlock): string {
  return `${LEVELS[level]} ${name}`;
}

function entryName(entry: SlotImage, { mm }: Scenario): string {
  const attributes = plainOwner(entry.high & ATTRIBUTES);
  const same = [...BLOCKS, ...NEWER_BLOCKS].filter(
    (block) => block.level === entry.level && block.attributes === attributes,
  );
  const isZero = frameOf(entry) === mm.zeroPfn;
  const block =
    same.length > 1 ? same.find(({ frame }) => (frame === FrameSource.zero) === isZero) : same[0];
  return block === undefined ? `unknown ${entry.level} ${attributes}` : nameOf(block);
}

/** Attributes with owner 1 for all owners but 2: which it is makes no other entry. */
function plainOwner(attributes: number): number {
  if (ownerOf(attributes) <= 2) return attributes;
  return (attributes & ~(OWNER_MASK << OWNER_SHIFT)) | (1 << OWNER_SHIFT);
}

/** Whether an entry is a PTE that is none, in the slot of a huge page, say. */
function isBelowLarger(entry: SlotImage, entries: readonly SlotImage[]): boolean {
  if (entry.level !== PTE || kindOf(entry.high) !== Kind.none) return false;
  return entries.some(
    ({ at, level, high }) =>
      level > PTE && kindOf(high) > Kind.table && at === slotStart(entry.at, SLOT_SIZE[level]),
  );
}

function* vmaFeatures({ mm, range }: Scenario): Iterable<string> {
  for (const [index, vma] of mm.vmas.entries()) {
    for (const flag of VMA_FLAGS) yield vma[flag] ? `vma ${flag}` : `vma without ${flag}`;
    const { backing } = vma;
    const isHugetlb = backing.kind === 'hugetlb';
    yield `backing ${isHugetlb ? (backing.level === PUD ? 'hugetlb 1G' : 'hugetlb 2M') : backing.kind}`;
    const next = mm.vmas[index + 1];
    if (isHugetlb && next !== undefined && next.backing.kind !== 'hugetlb') {
      yield 'hugetlb vma beside another';
    }
    if (next !== undefined) yield next.start === vma.end ? 'vmas adjacent' : 'vmas with a gap';
    if (range.start < vma.end && vma.end < range.end) yield 'vma ends in the range';
  }
  if (range.start >= range.end) return;
  const isMapped = (at: number): boolean => mm.vmas.some((vma) => vma.start <= at && at < vma.end);
  if (!isMapped(range.end - PAGE_SIZE) && mm.vmas.some((vma) => vma.start >= range.end)) {
    yield 'range ends in a gap before a vma';
  }
  if (!isMapped(range.start) && mm.vmas.some((vma) => vma.end <= range.start)) {
    yield 'range begins in a gap after a vma';
  }
}

function* placeFeatures({ range }: Scenario): Iterable<string> {
  const { start, end } = range;
  if (start === end) yield 'range empty';
  if (start > end) yield 'range reversed';
  if (start >= end) return;
  if (start === 0) yield 'range at 0';
  if (end > ADDRESS_LIMIT - PMD_SIZE) yield 'range near 2^47';
  for (const [name, size] of [
    ['pmd', PMD_SIZE],
    ['pud', PUD_SIZE],
    ['pgd', PGD_SIZE],
  ] as const) {
    if (Math.floor(start / size) !== Math.floor((end - PAGE_SIZE) / size))
      yield `border of a ${name}`;
  }
}

/** What a walk meets in the page table as it was loaded. */
function walkFeatures({ mm, range }: Scenario): Iterable<string> {
  const space = new AddressSpace();
  space.load(mm);
  space.beginOn(range.start, space.trace);
  const survey = new Survey(space);
  walkPageRange(space, 0, range.asks.length, survey);
  return survey.found;
}

class Survey implements WalkOperations {
  readonly found = new Set<string>();

  constructor(private readonly space: AddressSpace) {}

  testWalk(): 0 {
    return 0;
  }

  hole(vma: Vma | null, first: number): 0 {
    const { table, pages } = this.space;
    const hasPgd = table.isTable(pages.pgdSlot(first));
    const hasPud = hasPgd && table.isTable(table.slotOf(pages, first, PUD));
    if (vma === null) this.found.add(`gap of a ${hasPgd ? 'pud' : 'pgd'} slot`);
    else if (vma.backing.kind === 'hugetlb') this.found.add('hole without hugetlb');
    else this.found.add(`hole without ${hasPud ? 'pmd' : hasPgd ? 'pud' : 'pgd'}`);
    return 0;
  }

  pudEntry(_vma: Vma, _slot: Slot, first: number, stop: number): 0 {
    return this.hugePage(first, stop, PUD_PAGES);
  }

  pmdEntry(_vma: Vma, slot: Slot, first: number, stop: number): 0 {
    const { table } = this.space;
    if (!table.isTable(slot)) return this.hugePage(first, stop, PMD_PAGES);
    const pte = table.slotBelow(slot, 0);
    let filled = 0;
    for (let index = 0; index < 512; index++) if (table.kind(pte + index) !== Kind.none) filled++;
    if (filled === 0) this.found.add('empty table of ptes');
    return 0;
  }

  hugetlbEntry(_vma: Vma, slot: Slot): 0 {
    if (this.space.table.kind(slot) === Kind.none) this.found.add('hugetlb slot none');
    return 0;
  }

  private hugePage(first: number, stop: number, pages: number): 0 {
    if (stop - first < pages) this.found.add('huge page cut by the range');
    return 0;
  }
}

function placesOf(block: EntryBlock): readonly string[] {
  return [`entry ${nameOf(block)}`, `event ${nameOf(block)}`];
}
