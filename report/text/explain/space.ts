// SPDX-License-Identifier: GPL-2.0-or-later
import type { ExplainedFormat, Explanation } from '../../../oracle/explain/explanation';
import { isReadEvent } from '../../../oracle/scenario/document';
import type {
  EventDocument,
  ReadEventDocument,
  ScenarioDocument,
  VmaDocument,
} from '../../../oracle/scenario/schema';
import { callLines, changeParts, eventTimeText, timeParts } from '../scenario-text';
import { columns, type Layout, wrappedLines } from '../style';
import { ASK_WORDS, entryText, extentText, vmaName } from './names';

/** How many VMAs or events, and entries of an event, are shown. */
const SHOWN = 24;
const ENTRIES_SHOWN = 8;

/** The VMAs, the free frames, the range, what other threads do: everything that belongs to no single page. */
export function spaceLines({ scenario }: Explanation, { width }: Layout): string[] {
  const { mm, range } = scenario;
  const owner = range.owner === 0 ? 'no owner' : `owner ${range.owner}`;
  return [
    ...vmaLines(scenario, width),
    ...columns([
      ['range', extentText(range.start, range.end), owner],
      ['', `default ${ASK_WORDS[range.default]}, mask ${ASK_WORDS[range.mask]}`],
    ]),
    ...callLines(scenario).map((line) => `  ${line}`),
    ...eventLines(scenario, width),
    `  free   frames from ${mm.nextPfn} on; the zero page is frame ${mm.zeroPfn}`,
  ];
}

function vmaLines({ mm, range }: ScenarioDocument, width: number): string[] {
  if (mm.vmas.length === 0) return ['  no VMA'];
  const touches = ({ start, end }: VmaDocument): boolean =>
    Number(start) < Number(range.end) && Number(end) > Number(range.start);
  const shown = mm.vmas
    .map((vma, index) => ({ vma, index }))
    .filter(({ vma }, _, all) => all.length <= SHOWN || touches(vma))
    .slice(0, SHOWN);
  const more = mm.vmas.length - shown.length;
  const rows = shown.map(({ vma, index }) => {
    const { start, end, flags } = vma;
    const notes = [flags.join(' ') || 'no access', backingText(vma)];
    if (!touches(vma)) notes.push('outside the range');
    return [`vma ${vmaName(index)}`, extentText(start, end), notes.join(', ')];
  });
  return [
    ...columns(rows, '').flatMap((row) => wrappedLines(row, width, '  ', '         ')),
    ...(more > 0 ? [`  … ${more} more`] : []),
  ];
}

function backingText(vma: VmaDocument): string {
  switch (vma.backing) {
    case 'anon':
      return 'anon';
    case 'file':
      return `file from pfn ${vma.filePfn}`;
    case 'hugetlb':
      return `hugetlb of ${vma.hugePageShift === 21 ? '2 MiB' : '1 GiB'}`;
  }
}

function eventLines({ mm, events = [] }: ScenarioDocument, width: number): string[] {
  const more = events.length - SHOWN;
  let named = mm.vmas.length;
  const firstVmas = events.map((event) => {
    const first = named;
    if (!isReadEvent(event)) named += event.vmas?.length ?? 0;
    return first;
  });
  return [
    ...events
      .slice(0, SHOWN)
      .flatMap((event, index) =>
        wrappedLines(
          `event  ${eventTimeText(event)}: ${eventText(event, firstVmas[index])}`,
          width,
          '  ',
          '         ',
        ),
      ),
    ...(more > 0 ? [`  … ${more} more events`] : []),
  ];
}

function changedVmaText(vma: VmaDocument): string {
  const { start, end, flags } = vma;
  const access = flags.join(' ') || 'no access';
  return `${extentText(start, end)} ${access} ${backingText(vma)}`;
}

/** What other threads did: VMAs and files that they changed, entries that they stored, and whether that invalidated the range. */
export function eventText(event: EventDocument | ReadEventDocument, firstVma = 0): string {
  const { entries = [], invalidate = false } = event;
  const stored = entries
    .slice(0, ENTRIES_SHOWN)
    .map((entry) => `${entry.at} becomes ${entryText(entry)}`);
  const more = entries.length - stored.length;
  const parts = [
    ...changeParts(event, (vma, index) => `${vmaName(firstVma + index)} ${changedVmaText(vma)}`),
    ...stored,
    ...(more > 0 ? [`${more} more entries`] : []),
    ...(invalidate ? ['the range is invalidated'] : []),
    ...timeParts(event),
  ];
  return parts.join('; ') || 'nothing';
}

/** The driver's customizable format, and what is wrong with it. */
export function formatLines(
  { scenario }: Explanation,
  { name, defects, asksOtherwise }: ExplainedFormat,
  { width, style }: Layout,
): string[] {
  // It was explained, so it is there.
  if (scenario.legacy === undefined) return [];
  const { flags, values, pfnShift } = scenario.legacy;
  const known = name === undefined ? '' : `, as ${name}`;
  return [
    `  flags   VALID ${flags.valid}  WRITE ${flags.write}  pfn_shift ${pfnShift}${known}`,
    `  values  error ${values.error}  none ${values.none}  special ${values.special}`,
    ...(defects.length === 0 ? [] : [style.bad('  ill-formed:')]),
    ...defects.flatMap(({ id, consequence }) =>
      wrappedLines(`${id}: ${consequence}`, width, '    ', '      '),
    ),
    ...asksOtherwise.map(({ request, meant, asked }) => {
      const [what, means, asks] = [ASK_WORDS[request], ASK_WORDS[meant], ASK_WORDS[asked]];
      return `    a request for ${what} means ${means}, and asks ${asks}`;
    }),
  ];
}
