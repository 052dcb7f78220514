// SPDX-License-Identifier: GPL-2.0-or-later
import type { ThreadEvent } from '../../mm/address-space';
import { Kind, kindOf } from '../../mm/entry';
import { findVma, type Vma } from '../../mm/image';
import { PAGE_SIZE, PAGES_PER_TABLE, PMD_SIZE, pagesBetween } from '../../mm/units';
import { ASK_SYMBOLS, writeRequests } from '../../oracle/scenario/requests';
import type { Scenario } from '../../oracle/scenario/scenario';
import { isHuge, type WishedSlot, wishesOf } from './pages';
import type { MapKind, Recipe, Step } from './recipe';

/** How near a recipe comes to a scenario. */
interface Plan {
  readonly recipe: Recipe;
  /** What it leaves out, and why; empty if it is to bring about exactly this scenario. */
  readonly missing: readonly string[];
}

/** Where the guest maps memory (kernel/protocol.md). */
const LOWEST = 0x1_0000_0000;
const HIGHEST = 0x7ff0_0000_0000;
/** More pages than this have no room in the guest. */
const PAGES_LIMIT = 2 ** 18;

/**
 * A recipe that brings a scenario about as nearly as a process can. What comes of it is never taken
 * for granted: the guest dumps what was there, and that is what is judged.
 */
export function planScenario(scenario: Scenario): Plan {
  const { mm, range, id } = scenario;
  const { slots, missing } = wishesOf(scenario);
  const past = filePages(scenario);
  const maps = mm.vmas.map((vma) => mapStep(vma, past.get(vma)));
  const recipe: Recipe = {
    name: id,
    before: [...maps, ...populate(slots), ...mm.vmas.flatMap(protectStep), ...hint(slots)],
    meanwhile: mm.events.flatMap((event) => eventSteps(event, scenario)),
    call: {
      start: range.start,
      end: range.end,
      defaults: ASK_SYMBOLS[range.defaults],
      mask: ASK_SYMBOLS[range.mask],
      requests: writeRequests(range.asks),
      ...(range.call === undefined ? {} : { unlocked: range.call.timeout }),
    },
  };
  return { recipe, missing: [...missing, ...outOfReach(scenario)] };
}

/** A recipe that is to bring about exactly this scenario, or why there is none. */
type Realisation =
  | { readonly kind: 'recipe'; readonly recipe: Recipe }
  | { readonly kind: 'skip'; readonly reason: string };

/** What cannot be brought about whole is not run: a document means what it says. */
export function realise(scenario: Scenario): Realisation {
  const reason = impossible(scenario);
  if (reason !== undefined) return { kind: 'skip', reason };
  const { recipe, missing } = planScenario(scenario);
  const [first] = missing;
  return first === undefined ? { kind: 'recipe', recipe } : { kind: 'skip', reason: first };
}

/** Why a scenario cannot be brought about at all; undefined if it can. */
export function impossible({ mm, range }: Scenario): string | undefined {
  const ends = [range.start, range.end, ...mm.vmas.flatMap(({ start, end }) => [start, end])];
  if (ends.some((at) => at < LOWEST || at > HIGHEST)) return 'the guest maps no memory there';
  if (range.asks.length > PAGES_LIMIT) return `the guest takes ranges of ${PAGES_LIMIT} pages`;
  const huge = mm.vmas.find(({ start, end }) => pagesBetween(start, end) > PAGES_LIMIT * 64);
  return huge === undefined ? undefined : 'a VMA is larger than the guest’s memory allows';
}

function outOfReach({ mm }: Scenario): readonly string[] {
  const late = mm.events.some(({ beforeWalk }) => beforeWalk > 1);
  const failing = [...mm.faultErrors.keys()].some((at) => {
    const vma = mm.vmas[findVma(mm.vmas, at)];
    return vma?.backing.kind !== 'file';
  });
  const changes = mm.events.some(
    ({ vmas, filePages }) => vmas !== undefined || filePages !== undefined,
  );
  const idle = mm.noProgress !== undefined || mm.lockDrops !== undefined;
  const timed = mm.events.some(({ elapsed, killed }) => elapsed !== undefined || killed === true);
  const anonShared = mm.vmas.some(({ shared, backing }) => shared && backing.kind === 'anon');
  return [
    ...(late ? ['nobody can stop a kernel between two walks'] : []),
    ...(changes ? ['a plan of a document has no steps that change VMAs or files'] : []),
    ...(mm.readEvents.length > 0 ? ['nobody can stop a kernel between two reads'] : []),
    ...(idle
      ? ['a page fault that does nothing, or drops the mmap lock, is not to be had at will']
      : []),
    ...(timed ? ['time that passes, and signals, cannot be placed between two walks'] : []),
    ...(failing ? ['a page fault fails at will only past the end of a file'] : []),
    ...(anonShared ? ['shared anonymous memory is a file to the kernel'] : []),
  ];
}

/** How many pages the file of each VMA has, where a page of it is to fail. */
function filePages({ mm }: Scenario): ReadonlyMap<Vma, number> {
  const lengths = new Map<Vma, number>();
  for (const at of mm.faultErrors.keys()) {
    const vma = mm.vmas[findVma(mm.vmas, at)];
    if (vma === undefined || vma.start > at || vma.backing.kind !== 'file') continue;
    const pages = pagesBetween(vma.start, at);
    lengths.set(vma, Math.min(lengths.get(vma) ?? pages, pages));
  }
  return lengths;
}

function isDevice(vma: Vma): boolean {
  return vma.io || vma.pfnmap || vma.mixedmap;
}

function kindOfMap(vma: Vma): MapKind {
  if (vma.pfnmap) return 'pfnmap';
  if (vma.mixedmap) return vma.write ? 'mixedmap' : 'mixedmap-pfn';
  if (vma.io) return 'io';
  return vma.backing.kind;
}

/** Maps a VMA readable and writable, so that its pages can be brought about. */
function mapStep(vma: Vma, filePages: number | undefined): Step {
  const device = isDevice(vma);
  return {
    do: 'map',
    at: vma.start,
    pages: pagesBetween(vma.start, vma.end),
    prot: 'rw',
    sharing: device || vma.shared ? 'shared' : 'private',
    kind: kindOfMap(vma),
    ...(filePages === undefined || device ? {} : { filePages }),
    ...(vma.backing.kind === 'hugetlb' && !device
      ? { options: [vma.backing.size > PMD_SIZE ? 'size=1G' : 'size=2M', 'noreserve'] }
      : vma.backing.kind === 'anon' && !device
        ? { options: ['noreserve'] }
        : {}),
  };
}

/** What a VMA may in the end, if that is not what it was mapped with. */
function protectStep(vma: Vma): readonly Step[] {
  const how = `${vma.read ? 'r' : ''}${vma.write ? 'w' : ''}`;
  if (how === 'rw') return [];
  const pages = pagesBetween(vma.start, vma.end);
  return [{ do: 'protect', at: vma.start, pages, how: how === '' ? '-' : how }];
}

/**
 * Fills the slots. The order matters: swapping out works on pages of one process only, and a fork
 * makes everything read-only that is not written again.
 */
function populate(slots: readonly WishedSlot[]): readonly Step[] {
  const of = (...wishes: readonly WishedSlot['wish'][]): readonly WishedSlot[] =>
    slots.filter(({ wish, vma }) => wishes.includes(wish) && !isDevice(vma));
  const readOnly = of('read-only', 'huge-read-only', 'hugetlb-read-only');
  const forked = readOnly.filter(({ vma }) => !vma.shared && vma.backing.kind !== 'file');
  const writable = of('writable', 'huge-writable', 'hugetlb-writable');
  return [
    ...of('huge-zero', 'huge-read-only', 'huge-writable').map((slot) => advise(slot, 'hugepage')),
    ...each(of('table'), 'read'),
    ...of('table').map((slot) => advise(slot, 'dontneed')),
    ...each(of('swap', 'hwpoison'), 'write'),
    ...of('swap').map((slot) => advise(slot, 'pageout')),
    ...of('hwpoison').map((slot) => advise(slot, 'hwpoison')),
    ...each(of('zero', 'huge-zero'), 'read'),
    ...each(
      readOnly.filter((slot) => !forked.includes(slot)),
      'read',
    ),
    ...each(forked, 'write'),
    ...each(writable, 'write'),
    ...(forked.length > 0 ? [{ do: 'fork' } as const, ...each(writable, 'write')] : []),
  ];
}

/** One step for neighbouring pages; of a huge page its first is enough. */
function each(slots: readonly WishedSlot[], what: 'read' | 'write'): readonly Step[] {
  return slots.map(({ at }) => ({ do: what, at, pages: 1 }));
}

function advise(slot: WishedSlot, how: string): Step {
  return { do: 'advise', at: slot.at, pages: pagesOf(slot), how };
}

function pagesOf({ wish, vma }: WishedSlot): number {
  if (vma.backing.kind === 'hugetlb') return vma.backing.size / PAGE_SIZE;
  return isHuge(wish) ? PAGES_PER_TABLE : 1;
}

/** NUMA hinting comes last: any access would take it away. Hugetlb would never end. */
function hint(slots: readonly WishedSlot[]): readonly Step[] {
  return slots
    .filter(
      ({ protnone, vma }) =>
        protnone && vma.read && vma.backing.kind !== 'hugetlb' && !isDevice(vma),
    )
    .map((slot) => ({ do: 'numa', at: slot.at, pages: pagesOf(slot) }));
}

/** What others do before the first walk: drop a page, which invalidates, or bring one. */
function eventSteps(event: ThreadEvent, { mm, range }: Scenario): readonly Step[] {
  if (event.beforeWalk !== 1) return [];
  const [entry] = event.entries;
  const at = entry?.at ?? range.start;
  const vma = mm.vmas[findVma(mm.vmas, at)];
  if (vma === undefined || vma.start > at || vma.backing.kind !== 'anon' || isDevice(vma))
    return [];
  const brings = entry !== undefined && kindOf(entry.high) !== Kind.none && !event.invalidate;
  if (brings) return [{ do: vma.write ? 'write' : 'read', at, pages: 1 }];
  return [{ do: 'advise', at, pages: 1, how: 'dontneed' }];
}
