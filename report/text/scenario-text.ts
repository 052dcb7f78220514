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

/** How many pages are shown whose faults drop the mmap lock. */
const DROPS_SHOWN = 24;

/** What is said of a call that is not `hmm_range_fault()`, a line each: its timeout, lock drops, and faults that do nothing. */
export function callLines({ call, timeout = 0, mm }: ScenarioDocument): readonly string[] {
  const limit = timeout === 0 ? 'no timeout' : `timeout ${jiffiesText(timeout)}`;
  const drops = Object.entries(mm.lockDrops ?? {});
  const shown = drops.slice(0, DROPS_SHOWN).map(([at, { result, times }]) => {
    return `drops  ${at} the mmap lock in ${timesText(times)}: ${result}`;
  });
  const more = drops.length - shown.length;
  return [
    ...(call === undefined ? [] : [`call   hmm_range_fault_unlocked_timeout(), ${limit}`]),
    ...shown,
    ...(more > 0 ? [`       … and ${more} more`] : []),
    ...noProgressLines(mm),
  ];
}

function noProgressLines({ noProgress = {} }: ScenarioDocument['mm']): readonly string[] {
  const pages = Object.entries(noProgress);
  const more = pages.length - DROPS_SHOWN;
  return [
    ...pages.slice(0, DROPS_SHOWN).map(([at, { times }]) => {
      const which = timesText(times, 'fault or wait', 'faults or waits');
      return `idle   ${at} does nothing in ${which}`;
    }),
    ...(more > 0 ? [`       … and ${more} more`] : []),
  ];
}

/** What other threads do to VMAs and files, in the words of the document. */
export function changeParts(
  event: EventDocument | ReadEventDocument,
  vmaText: (vma: VmaDocument, index: number) => string,
): readonly string[] {
  if (isReadEvent(event)) return [];
  const { vmas, filePages = {} } = event;
  const pages = Object.entries(filePages);
  const text = vmas?.slice(0, DROPS_SHOWN).map(vmaText).join(', ') ?? '';
  const more = (vmas?.length ?? 0) > DROPS_SHOWN ? ', …' : '';
  return [
    ...(vmas === undefined ? [] : [text === '' ? 'no VMA any more' : `VMAs ${text}${more}`]),
    ...pages.slice(0, DROPS_SHOWN).map(([at, frame]) => `file page of ${at} is pfn ${frame}`),
    ...(pages.length > DROPS_SHOWN ? [`${pages.length - DROPS_SHOWN} more pages of files`] : []),
  ];
}

/** What of an event only such a call looks at. */
export function timeParts(event: EventDocument | ReadEventDocument): readonly string[] {
  if (isReadEvent(event)) return [];
  const { elapsed, killed } = event;
  return [
    ...(elapsed === undefined ? [] : [`${jiffiesText(elapsed)} later`]),
    ...(killed === true ? ['a fatal signal'] : []),
  ];
}

function jiffiesText(jiffies: number): string {
  return jiffies === 1 ? '1 jiffy' : `${jiffies} jiffies`;
}

function timesText(
  times: number | undefined,
  what = 'page fault',
  several = 'page faults',
): string {
  if (times === undefined) return `each ${what}`;
  return times === 1 ? `the first ${what}` : `the first ${times} ${several}`;
}
