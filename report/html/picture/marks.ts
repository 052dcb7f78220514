// SPDX-License-Identifier: GPL-2.0-or-later
import { PAGE_SIZE } from '../../../mm/units';
import type {
  ExplainedSide,
  Explanation,
  FaultRun,
  Hex,
  Round,
  WalkEnding,
} from '../../../oracle/explain/explanation';
import type { PageSpan } from '../../../oracle/explain/verdicts';
import { effectText } from '../../text/explain/ending';
import { metText } from '../../text/explain/names';
import { eachColumn } from './columns';

/** Something that happened at a page while a side walked. */
export interface Mark {
  readonly what: keyof typeof MARK_MEANINGS;
  readonly walk: number;
  /** What happened, in full. */
  readonly text: string;
}

/** What marks stand for, by their symbols' names. */
export const MARK_MEANINGS = {
  begins: 'a walk begins here',
  read: 'a read fault',
  write: 'a write fault',
  failed: 'a fault that failed',
  waits: 'waits for a migration',
  denied: 'a write that the VMA denies',
  impossible: 'no page fault can help',
} as const;

export const MARK_SYMBOLS: Readonly<Record<Mark['what'], string>> = {
  begins: '▸',
  read: '○',
  write: '●',
  failed: '⊗',
  waits: '‖',
  denied: '⊘',
  impossible: '✕',
};

/** What happened at each column while a side walked, in order. */
export function sideMarks(
  { rounds, walks }: ExplainedSide,
  { pages, scenario }: Explanation,
): readonly (readonly Mark[])[] {
  const columns: Mark[][] = pages.map(() => []);
  const start = Number(scenario.range.start);
  const add = (at: Hex, count: number, mark: Mark): void => {
    const span: PageSpan = { first: (Number(at) - start) / PAGE_SIZE, pages: count };
    eachColumn(pages, span, (column) => columns[column]?.push(mark));
  };
  for (const round of rounds) {
    if (!round.begun) continue;
    if (walks > 1) add(round.from, 1, beginning(round));
    if (round.end !== undefined) addEnding(round.end, round.walk, add);
  }
  return columns;
}

type Add = (at: Hex, pages: number, mark: Mark) => void;

function beginning({ walk }: Round): Mark {
  return { what: 'begins', walk, text: walk === 1 ? 'walk 1 begins' : `walk ${walk} begins again` };
}

function addEnding(end: WalkEnding, walk: number, add: Add): void {
  const { how, start, pages, faults, met, need } = end;
  switch (how) {
    case 'faulted':
    case 'fault-failed':
      for (const run of faults) add(run.at, run.pages, faultMark(run, walk));
      return;
    case 'waited':
    case 'denied':
    case 'impossible': {
      const what = how === 'waited' ? 'waits' : how;
      const needs = `walk ${walk} met ${metText(met)}, needs a ${need} fault`;
      const text = `${needs}: ${MARK_MEANINGS[what]}`;
      add(start, pages, { what, walk, text });
    }
  }
}

function faultMark(run: FaultRun, walk: number): Mark {
  const { write, success, rule, invalidates } = run;
  const kind = write ? 'write' : 'read';
  const stale = invalidates ? ', which invalidates the range' : '';
  return {
    what: success ? kind : 'failed',
    walk,
    text: `walk ${walk}: ${kind} fault, rule ${rule}: ${effectText(run)}${stale}`,
  };
}
