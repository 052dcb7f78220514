// SPDX-License-Identifier: GPL-2.0-or-later
import { isReadEvent } from '../../oracle/scenario/document';
import type { EntryDocument, ScenarioDocument, VmaDocument } from '../../oracle/scenario/schema';
import { type Arrays, word } from './c-text';
import { kindConstant } from './c-types';

/** A field and what it is set to, as C writes them. */
export type Fields = Readonly<Record<string, string | number>>;

/** A tab is eight columns; the kernel's lines have a hundred. */
const INDENT = 8;
const WIDTH = 100;

/**
 * `{ .start = 0x1000, .flags = 0 }`, over several lines if it must. Every field is named: C++ warns
 * of the others.
 *
 * @param depth how many tabs stand before the brace.
 */
export function initializer(fields: Fields, depth = 1): string {
  const parts = Object.entries(fields).map(([name, value]) => `.${name} = ${value}`);
  const line = `{ ${parts.join(', ')} }`;
  if (depth * INDENT + line.length < WIDTH) return line;
  const lines: string[] = [];
  let last = '';
  for (const part of parts) {
    const longer = last === '' ? `${part},` : `${last} ${part},`;
    if (last !== '' && (depth + 1) * INDENT + longer.length > WIDTH) {
      lines.push(last);
      last = `${part},`;
    } else {
      last = longer;
    }
  }
  const tabs = '\t'.repeat(depth);
  return `{\n${[...lines, last].map((each) => `${tabs}\t${each}\n`).join('')}${tabs}}`;
}

/** Adds the arrays of an address space; the fields of a case that name them. */
export function spaceFields({ mm, events = [] }: ScenarioDocument, arrays: Arrays): Fields {
  const failures = Object.entries(mm.faultErrors ?? {}).map(
    ([at, error]) => `${initializer({ at: constant(at), error: FAILURES[error] })},`,
  );
  const answers = answerRows(mm);
  const rows = events.map((event, index) => {
    // Fixtures are read for models, which follow no change within a walk.
    if (isReadEvent(event)) throw new RangeError('"events" expected events before walks only');
    const { beforeWalk, invalidate = false, entries = [] } = event;
    const { vmas, filePages = {} } = event;
    const pages = Object.entries(filePages).map(
      ([at, pfn]) => `${initializer({ at: constant(at), pfn: constant(pfn) })},`,
    );
    const fields = {
      changes_vmas: bit(vmas !== undefined),
      vmas: arrays.add('struct hmm_fixtures_vma', `event${index}_vmas`, (vmas ?? []).map(vmaRow)),
      nr_vmas: vmas?.length ?? 0,
      file_pages: arrays.add('struct hmm_fixtures_file_page', `event${index}_file_pages`, pages),
      nr_file_pages: pages.length,
      entries: addEntries(arrays, `event${index}_entries`, entries),
      nr_entries: entries.length,
    };
    return `${initializer({ before_walk: beforeWalk, invalidate: bit(invalidate), ...fields })},`;
  });
  return {
    zero_pfn: constant(mm.zeroPfn),
    next_pfn: constant(mm.nextPfn),
    vmas: arrays.add('struct hmm_fixtures_vma', 'vmas', mm.vmas.map(vmaRow)),
    nr_vmas: mm.vmas.length,
    entries: addEntries(arrays, 'entries', mm.entries),
    nr_entries: mm.entries.length,
    fault_errors: arrays.add('struct hmm_fixtures_fault_error', 'fault_errors', failures),
    nr_fault_errors: failures.length,
    answers: arrays.add('struct hmm_fixtures_answer', 'answers', answers),
    nr_answers: answers.length,
    events: arrays.add('struct hmm_fixtures_event', 'events', rows),
    nr_events: events.length,
  };
}

/** The customizable format as a field; none, if the scenario has none. */
export function formatField({ legacy }: ScenarioDocument): Fields {
  if (legacy === undefined) return {};
  const { flags, values, pfnShift } = legacy;
  const format = initializer({
    valid: constant(flags.valid),
    write: constant(flags.write),
    error: constant(values.error),
    none: constant(values.none),
    special: constant(values.special),
    pfn_shift: pfnShift,
  });
  return { format };
}

function answerRows({ noProgress = {}, lockDrops = {} }: ScenarioDocument['mm']): string[] {
  const row = (at: string, kind: string, times = 0): string =>
    `${initializer({ at: constant(at), kind, times })},`;
  return [
    ...Object.entries(noProgress).map(([at, { times }]) => {
      return row(at, 'HMM_FIXTURES_NO_PROGRESS', times);
    }),
    ...Object.entries(lockDrops).map(([at, { result, times }]) => {
      return row(at, `HMM_FIXTURES_LOCK_DROP_${result.toUpperCase()}`, times);
    }),
  ];
}

const FAILURES = {
  sigbus: 'HMM_FIXTURES_SIGBUS',
  oom: 'HMM_FIXTURES_OOM',
  hwpoison: 'HMM_FIXTURES_POISON',
  sigsegv: 'HMM_FIXTURES_SIGSEGV',
} as const;

const BACKINGS = {
  anon: 'HMM_FIXTURES_ANON',
  file: 'HMM_FIXTURES_FILE',
  hugetlb: 'HMM_FIXTURES_HUGETLB',
} as const;

function vmaRow(vma: VmaDocument): string {
  const flags = vma.flags.map((flag) => `HMM_FIXTURES_VMA_${flag.toUpperCase()}`);
  const fields = {
    start: constant(vma.start),
    end: constant(vma.end),
    flags: flags.join(' | ') || '0',
    backing: BACKINGS[vma.backing],
    file_pfn: vma.backing === 'file' ? constant(vma.filePfn) : 0,
    huge_page_shift: vma.backing === 'hugetlb' ? vma.hugePageShift : 0,
  };
  return `${initializer(fields)},`;
}

function addEntries(arrays: Arrays, name: string, entries: readonly EntryDocument[]): string {
  return arrays.add('struct hmm_fixtures_entry', name, entries.map(entryRow));
}

function entryRow(entry: EntryDocument): string {
  const fields = {
    at: constant(entry.at),
    pfn: 'pfn' in entry ? constant(entry.pfn) : 0,
    level: `HMM_FIXTURES_${entry.level.toUpperCase()}`,
    kind: kindConstant(entry.is),
    write: bit('write' in entry && entry.write === true),
    protnone: bit('protnone' in entry && entry.protnone === true),
    special: bit('special' in entry && entry.special === true),
    owner: 'owner' in entry ? entry.owner : 0,
  };
  return `${initializer(fields)},`;
}

/** A number as the document spells it, as a constant of C. */
function constant(text: string): string {
  return word(BigInt(text));
}

function bit(value: boolean): number {
  return value ? 1 : 0;
}
