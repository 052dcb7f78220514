// SPDX-License-Identifier: GPL-2.0-or-later
import { returnName } from '../../oracle/run/result';
import type { EndedBy } from '../loop';
import type { ActionName } from './actions';
import type { ActionStep, AttemptStep, Replay } from './replay';
import type { Setup } from './setup';

const ACTION_TEXTS: Readonly<Record<ActionName, string>> = {
  invalidate: 'the range is invalidated',
  unmap: 'page # is unmapped',
  'write-protect': 'page # is write-protected (as fork does)',
  protnone: 'page # is made protnone (NUMA hinting)',
  migrate: 'page # begins to migrate',
  replace: 'page # is replaced by another',
  'to-own-device': 'page # moves to the device',
  'to-other-device': 'page # moves to another device',
  'cpu-read': 'the CPU reads page #',
  'cpu-write': 'the CPU writes page #',
  mprotect: 'page # becomes read-only by mprotect',
  munmap: 'page # is unmapped by munmap',
};

const END_TEXTS: Readonly<Record<EndedBy, string>> = {
  count: 'only the limit of attempts ends the loop',
  deadline: 'only the time limit ends the loop',
  budget: 'only the time limit ends the loop',
  signal: 'only a fatal signal ends the loop',
  nothing: 'nothing ends the loop',
};

/** What the device wants, and what the process has at the start. */
export function renderSetup({ accesses, vma, entries }: Setup): string {
  const pages = accesses.map((access, page) => `${access} of ${entries[page] ?? 'hole'}`);
  return `${vma} VMA; the device wants: ${pages.join(', ')}`;
}

/** A run, line by line. */
export function renderReplay(run: Replay): string[] {
  return [
    ...run.attempts.flatMap(renderAttempt),
    ...run.afterwards.map(renderAction),
    renderEnd(run),
  ];
}

/** How a run ends. */
export function renderEnd({ attempts, end }: Replay): string {
  const { length } = attempts;
  switch (end.kind) {
    case 'recurs':
      return `attempt ${length + 1} begins like attempt ${end.since}: ${END_TEXTS[end.endedBy]}`;
    case 'spins':
      return 'the call never returns';
    case 'done':
      return `the loop succeeds in attempt ${length}`;
    case 'sent-back':
      return `the check fails in attempt ${length}: -EAGAIN`;
    case 'gave-up':
      return `the loop gives up after attempt ${length}`;
    case 'failed':
      return `the loop fails with ${returnName(end.ret)} in attempt ${length}`;
    case 'undecided':
      return 'undecided';
  }
}

function renderAttempt(step: AttemptStep): string[] {
  const { attempt, asked, before, entries, after } = step;
  const others = (phase: ActionStep['phase']): string[] =>
    step.actions.filter((action) => action.phase === phase).map(renderAction);
  return [
    ...others('between'),
    `attempt ${attempt} asks ${list(asked)}; array ${list(before)}; entries ${list(entries)}`,
    ...others('walk'),
    `  returns ${renderReturn(step)}; array ${list(after)}`,
    ...others('check'),
    ...renderRetry(step),
  ];
}

function renderReturn({ ret, pageCount, walks, faults, withOriginal }: AttemptStep): string {
  const value = ret === 0 && pageCount !== null ? counted(pageCount, 'page') : `${ret}`;
  const counterpart = withOriginal === null ? '' : `, ${withOriginal} with the first requests`;
  const kinds = faults.map(
    ({ page, write }) => `${write ? 'write' : 'read'} fault of page ${page}`,
  );
  return `${value}${counterpart} (${[counted(walks, 'walk'), ...summary(kinds)].join(', ')})`;
}

/** A call that never returns faults too often to tell. */
function summary(faults: readonly string[]): readonly string[] {
  return faults.length <= 4 ? faults : [...faults.slice(0, 2), `${faults.length - 2} more faults`];
}

function renderAction({ phase, walk, action, page, silent }: ActionStep): string {
  const when = {
    between: 'between the attempts',
    walk: walk === 'every' ? 'before every walk' : `before walk ${walk}`,
    check: 'before the check',
  }[phase];
  const what = ACTION_TEXTS[action].replace('#', `${page}`);
  return `  ${when}: ${what}${silent ? ', without notifying' : ''}`;
}

function renderRetry({ end }: AttemptStep): string[] {
  if (end.kind !== 'again') return [];
  const why = {
    busy: 'again',
    'no-pages': '0 pages: retry',
    stale: 'the sequence is stale: retry',
  }[end.why];
  return [`  ${why}`];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function list(pages: readonly string[]): string {
  return pages.length === 1 ? (pages[0] ?? '') : `[${pages.join(', ')}]`;
}
