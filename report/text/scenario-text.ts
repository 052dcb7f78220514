// SPDX-License-Identifier: GPL-2.0-or-later
import { PAGE_SIZE } from '../../mm/units';
import { isReadEvent } from '../../oracle/scenario/document';
import type {
  EntryDocument,
  EventDocument,
  LegacyDocument,
  ReadEventDocument,
  ScenarioDocument,
  VmaDocument,
} from '../../oracle/scenario/schema';

import { callLines, changeParts, timeParts } from './call-text';

/** How many lines of one kind are shown; a scenario can have any number of entries. */
const LINES_SHOWN = 24;

/** A scenario for a person: one line per VMA, entry and event, in the terms of the document. */
export function scenarioText(scenario: ScenarioDocument): string {
  const { range, legacy } = scenario;
  const asks = `asks   ${range.requests || '(nothing)'}  default ${range.default}  mask ${range.mask}  owner ${range.owner}`;
  return [
    ...spaceLines(scenario),
    asks,
    ...callLines(scenario),
    ...eventLines(scenario),
    ...(legacy === undefined ? [] : [formatText(legacy)]),
  ].join('\n');
}

/** A scenario without its request and its format. */
export function addressSpaceText(scenario: ScenarioDocument): string {
  return [...spaceLines(scenario), ...eventLines(scenario)].join('\n');
}

function spaceLines({ mm, range }: ScenarioDocument): string[] {
  return [
    ...shown(mm.vmas, (vma) => `vma    ${vmaText(vma)}`),
    ...shown(mm.entries, (entry) => entryText(entry)),
    ...shown(Object.entries(mm.faultErrors ?? {}), ([at, error]) => `fails  ${at} ${error}`),
    `range  ${range.start}–${range.end} (${pagesText(range.start, range.end)})`,
  ];
}

function eventLines({ events = [] }: ScenarioDocument): string[] {
  return [
    ...shown(events, (event) => {
      const { invalidate = false, entries = [] } = event;
      const changes = entries.map((entry) => entryText(entry).trim()).join('; ');
      const stored = changes === '' ? [] : [changes];
      const parts = [
        ...(invalidate ? ['invalidate'] : []),
        ...changeParts(event, vmaText),
        ...stored,
        ...timeParts(event),
      ];
      return `event  ${eventTimeText(event)}: ${parts.join('; ') || 'nothing'}`;
    }),
  ];
}

/** When an event happens. */
export function eventTimeText(event: EventDocument | ReadEventDocument): string {
  if (!isReadEvent(event)) return `before walk ${event.beforeWalk}`;
  const { at, level } = event.entries[0] ?? { at: 'nowhere', level: 'pte' };
  return `at read ${event.atRead} of the ${level} of ${at}`;
}

function formatText({ flags, values, pfnShift }: LegacyDocument): string {
  return `format valid ${flags.valid} write ${flags.write} error ${values.error} none ${values.none} special ${values.special} shift ${pfnShift}`;
}

function shown<Item>(items: readonly Item[], text: (item: Item) => string): string[] {
  const lines = items.slice(0, LINES_SHOWN).map(text);
  const more = items.length - lines.length;
  return more > 0 ? [...lines, `       … and ${more} more`] : lines;
}

function vmaText(vma: VmaDocument): string {
  const { start, end, backing } = vma;
  const extent = `${start}–${end} (${pagesText(start, end)})`;
  return `${extent} ${[...vma.flags, backing].join(' ')}${backingText(vma)}`;
}

function pagesText(start: string, end: string): string {
  const pages = (Number(end) - Number(start)) / PAGE_SIZE;
  return pages === 1 ? '1 page' : `${pages} pages`;
}

function backingText(vma: ScenarioDocument['mm']['vmas'][number]): string {
  if (vma.backing === 'file') return ` from pfn ${vma.filePfn}`;
  return vma.backing === 'hugetlb' ? ` of ${vma.hugePageShift === 21 ? '2 MiB' : '1 GiB'}` : '';
}

function entryText(entry: EntryDocument): string {
  const { at, level, is, ...rest } = entry;
  const attributes = Object.entries(rest).flatMap(([name, value]) => {
    if (value === false) return [];
    return value === true ? [name] : [`${name} ${value}`];
  });
  return [level.padEnd(6), at, is, ...attributes].join(' ');
}
