// SPDX-License-Identifier: GPL-2.0-or-later
import { PAGE_SIZE, SLOT_SIZE } from '../../../mm/units';
import type { Explanation, PageRun } from '../../../oracle/explain/explanation';
import { isEventBeforeWalk } from '../../../oracle/scenario/document';
import type {
  EntryDocument,
  EventDocument,
  ScenarioDocument,
  VmaDocument,
} from '../../../oracle/scenario/schema';
import { ASK_WORDS, attributesText, entryText, vmaName } from '../../text/explain/names';
import { slotSymbols } from '../../text/explain/symbols';
import { bands, type CellContent, columnOf } from './columns';
import type { PictureCell, PictureRow } from './model';

/** How much room a picture has. */
export interface Room {
  readonly inWords: boolean;
  /** Whether neighbouring pages that are asked the same share a cell. */
  readonly joinsAsks: boolean;
}

/** What stands where, and what is asked of it: all that is there before a side runs. */
export function placeRows(explanation: Explanation, room: Room): readonly PictureRow[] {
  const { pages, sides } = explanation;
  const place = { kind: 'place', note: '' } as const;
  return [
    { ...place, label: 'vma', cells: vmaCells(explanation) },
    { ...place, label: 'entry', cells: entryCells(explanation, room) },
    { ...place, label: 'fails', cells: failCells(pages) },
    { ...place, label: 'others', note: 'threads', cells: eventCells(explanation) },
    ...(sides.length === 0 ? [] : askRows(explanation, room)),
  ].filter(({ cells }) => cells.length > 0);
}

function vmaCells({ pages, scenario }: Explanation): readonly PictureCell[] {
  const { vmas } = scenario.mm;
  const range = { start: Number(scenario.range.start), end: Number(scenario.range.end) };
  return bands(
    pages,
    ({ vma }) => String(vma),
    ({ vma }): CellContent => {
      const document = vma === undefined ? undefined : vmas[vma];
      if (vma === undefined || document === undefined) {
        return { text: 'no VMA', name: 'no VMA', look: 'gap' };
      }
      const rights = vmaText(document);
      const extent = { start: Number(document.start), end: Number(document.end) };
      const text = vmaName(vma);
      return {
        text,
        small: rights,
        name: `${text} ${rights}`,
        look: 'vma',
        opens: opens(extent, range),
      };
    },
  );
}

/** `read write, hugetlb 2 MiB` */
export function vmaText(vma: VmaDocument): string {
  const rights = vma.flags.join(' ') || 'no access';
  switch (vma.backing) {
    case 'anon':
      return `${rights}, anon`;
    case 'file':
      return `${rights}, file from pfn ${vma.filePfn}`;
    case 'hugetlb':
      return `${rights}, hugetlb ${vma.hugePageShift === 21 ? '2 MiB' : '1 GiB'}`;
  }
}

interface Extent {
  readonly start: number;
  readonly end: number;
}

function opens(inner: Extent, outer: Extent): PictureCell['opens'] {
  const left = inner.start < outer.start;
  const right = inner.end > outer.end;
  if (left && right) return 'both';
  return left ? 'left' : right ? 'right' : '';
}

const LEVELS = ['pte', 'pmd', 'pud', 'pgd'] as const;

function slotBytes({ level }: EntryDocument): number {
  return SLOT_SIZE[LEVELS.indexOf(level)] ?? PAGE_SIZE;
}

/** Page-table entries: one cell a PTE, one block a larger entry, over all pages that it maps. */
function entryCells(explanation: Explanation, room: Room): readonly PictureCell[] {
  const { pages, scenario } = explanation;
  const { zeroPfn } = scenario.mm;
  const { owner, start, end } = scenario.range;
  const range = { start: Number(start), end: Number(end) };
  return bands(
    pages,
    ({ slot }, column) => (slot.level === 'pte' ? `pte ${column}` : `${slot.level} ${slot.at}`),
    (run, _first, stop): CellContent => {
      const { slot } = run;
      const symbols = slotSymbols(slot, zeroPfn, owner);
      const full = entryText(slot);
      if (slot.level === 'pte') {
        const text = room.inWords ? `pte ${slot.is}` : symbols;
        return { text, small: room.inWords ? restText(run) : '', name: full, look: 'pte' };
      }
      const last = pages[stop - 1] ?? run;
      const slots = coveredSlots(run, last);
      const extent = { start: Number(slot.at), end: Number(slot.at) + slots * slotBytes(slot) };
      const many = slots > 1 ? ` × ${slots}` : '';
      return {
        text: `${slot.level} ${slot.is}${many}`,
        small: restText(run),
        name: `${full}${many === '' ? '' : `, ${slots} of them`}`,
        look: slot.is === 'none' ? 'hole' : 'block',
        opens: opens(extent, range),
      };
    },
  );
}

/** What an entry says besides its kind. */
function restText({ slot, pfn }: PageRun): string {
  return [pfn === undefined ? '' : `pfn ${pfn}`, attributesText(slot)]
    .filter((part) => part !== '')
    .join(' ');
}

/** A run goes on over neighbouring slots that are alike. */
function coveredSlots(first: PageRun, last: PageRun): number {
  const end = Number(last.at) + last.pages * PAGE_SIZE;
  return Math.max(1, Math.ceil((end - Number(first.slot.at)) / slotBytes(first.slot)));
}

function failCells(pages: readonly PageRun[]): readonly PictureCell[] {
  return bands(
    pages,
    ({ fails }, column) => (fails === undefined ? undefined : `${column}`),
    ({ fails = 'sigbus' }): CellContent => ({
      text: '!',
      small: fails,
      name: `a fault here fails: ${fails}`,
      look: 'fails',
    }),
  );
}

/** Where an event changes something: entries, pages of files, and with VMAs anything. */
function changedBy(
  { entries = [], vmas, filePages = {} }: EventDocument,
  { range }: ScenarioDocument,
): readonly (readonly [number, number])[] {
  if (vmas !== undefined) return [[Number(range.start), Number(range.end)]];
  return [
    ...Object.keys(filePages).map((at) => [Number(at), Number(at) + PAGE_SIZE] as const),
    ...entries.map((entry) => [Number(entry.at), Number(entry.at) + slotBytes(entry)] as const),
  ];
}

/** Where other threads store entries, or change VMAs or files, during the call. */
function eventCells({ pages, scenario }: Explanation): readonly PictureCell[] {
  const start = Number(scenario.range.start);
  const walks = new Map<number, number[]>();
  for (const event of (scenario.events ?? []).filter(isEventBeforeWalk)) {
    const { beforeWalk } = event;
    for (const [at, end] of changedBy(event, scenario)) {
      const from = Math.max(0, (at - start) / PAGE_SIZE);
      const to = (end - start) / PAGE_SIZE - 1;
      if (to < 0) continue;
      const last = columnOf(pages, to);
      for (let column = Math.max(0, columnOf(pages, from)); column <= last; column++) {
        const run = pages[column];
        if (run === undefined || run.first + run.pages <= from) continue;
        const known = walks.get(column) ?? [];
        if (known.at(-1) !== beforeWalk) walks.set(column, [...known, beforeWalk]);
      }
    }
  }
  return bands(
    pages,
    (_, column) => walks.get(column)?.join(', '),
    (_, first): CellContent => {
      const numbers = walks.get(first) ?? [];
      const shown = numbers.slice(0, 2).join(',') + (numbers.length > 2 ? '…' : '');
      const name = `other threads change this before walk ${numbers.join(', ')}`;
      return { text: `◆${shown}`, name, look: 'event' };
    },
  );
}

function askRows({ pages, scenario }: Explanation, room: Room): readonly PictureRow[] {
  const { default: defaults, mask } = scenario.range;
  const row = (label: string, note: string, of: 'request' | 'effective'): PictureRow => ({
    kind: 'ask',
    label,
    note,
    cells: bands(
      pages,
      (run, column) => (room.joinsAsks ? run[of] : `${column}`),
      (run): CellContent => {
        const words = ASK_WORDS[run[of]];
        return { text: run[of], small: room.inWords ? words : '', name: words, look: 'ask' };
      },
    ),
  });
  return [
    row('request', '', 'request'),
    row('effective', `mask ${mask}  default ${defaults}`, 'effective'),
  ];
}
