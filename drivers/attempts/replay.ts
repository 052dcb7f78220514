// SPDX-License-Identifier: GPL-2.0-or-later
import { kindOf, ownerOf, PROTNONE_BIT, SPECIAL_BIT, WRITE_BIT } from '../../mm/entry';
import { pagesBetween } from '../../mm/units';
import { type ReturnName, returnName } from '../../oracle/run/result';
import { rowOf } from '../../oracle/scenario/entry-kinds';
import { ASKED_NAMES } from '../asked';
import type { AttemptEnd } from '../attempt-loop';
import { type DriverModel, OWN_DEVICE } from '../driver';
import type { ActionName, Situation } from './actions';
import type { RunEnd } from './run';
import { type AttemptObserver, LoopRunner } from './runner';
import type { Phase, Schedule, ScheduledAction } from './schedule';
import { type Setup, WINDOW_START, ZERO_PFN } from './setup';
import type { WithOriginal } from './trials';

/** What the process has at a page, for a person: its entry, or what stands in the way of one. */
function situationText(situation: Situation): string {
  if (situation.vma === 'gap') return 'no VMA';
  return situation.hole ? 'no page table' : slotText(situation);
}

function slotText({ low, high }: Situation): string {
  const access = (high & WRITE_BIT) !== 0 ? 'writable' : 'read-only';
  const { fault, is } = rowOf(kindOf(high));
  switch (fault) {
    case 'fills':
    case 'swaps in':
    case 'clears':
    case 'fails':
    case null:
      return is;
    case 'gives back':
      return `${is} (${access})`;
    case 'awaits':
      return `migrating (${access})`;
    case 'migrates back':
      return `${ownerOf(high) === OWN_DEVICE ? 'own' : 'other'} device page (${access})`;
    case 'gives rights':
      if ((high & PROTNONE_BIT) !== 0) return `protnone (${access})`;
      if ((high & SPECIAL_BIT) === 0) return access;
      return low === ZERO_PFN ? 'zero page' : 'special';
  }
}

/** Something that another thread did in a run. */
export interface ActionStep {
  readonly phase: Phase;
  /** Before which walk, if during a call; 'every' if before each. */
  readonly walk: number | 'every';
  readonly action: ActionName;
  readonly page: number;
  readonly silent: boolean;
}

/** One attempt of a run, step by step; lists have an element for each page. */
export interface AttemptStep {
  readonly attempt: number;
  readonly actions: readonly ActionStep[];
  /** What the process had when the call began. */
  readonly entries: readonly string[];
  /** The array that the call began with, by the names of its bits, and what that asked. */
  readonly before: readonly string[];
  readonly asked: readonly string[];
  /** What the call would have returned with the requests of the first attempt, if they differ. */
  readonly withOriginal: ReturnName | null;
  readonly ret: ReturnName;
  /** The page count that v5.7 returned with a success. */
  readonly pageCount: number | null;
  readonly walks: number;
  /** The pages that were faulted, in order. */
  readonly faults: readonly { readonly page: number; readonly write: boolean }[];
  readonly after: readonly string[];
  readonly end: AttemptEnd;
}

/** A run, step by step: plain data. */
export interface Replay {
  readonly attempts: readonly AttemptStep[];
  /** What other threads do after the last attempt. */
  readonly afterwards: readonly ActionStep[];
  readonly end: RunEnd;
}

type CallStart = Pick<AttemptStep, 'entries' | 'before' | 'asked' | 'withOriginal'>;

/** Runs a loop once more, and writes down every step. */
export function replaySchedule(driver: DriverModel, setup: Setup, schedule: Schedule): Replay {
  const recorder = new Recorder(driver);
  recorder.runner.load(setup);
  const { end } = recorder.runner.run(schedule);
  return { attempts: recorder.attempts, afterwards: recorder.actions, end };
}

class Recorder implements AttemptObserver {
  readonly runner: LoopRunner;
  readonly attempts: AttemptStep[] = [];
  /** Since the last attempt ended. */
  actions: ActionStep[] = [];
  private start: CallStart = { entries: [], before: [], asked: [], withOriginal: null };

  constructor(driver: DriverModel) {
    this.runner = new LoopRunner(driver, this);
  }

  acted({ phase, walk, action, page, silent }: ScheduledAction): void {
    const again = this.actions.some((known) => known.walk === 'every' && known.action === action);
    if (!again) this.actions.push({ phase, walk, action, page, silent });
  }

  beforeCall(_attempt: number, original: WithOriginal | null): void {
    const { call, world } = this.runner;
    this.start = {
      entries: this.eachPage((page) => situationText(world.situation(page))),
      before: this.eachPage((page) => call.wordText(page)),
      asked: this.eachPage((page) => ASKED_NAMES[call.asked(page)]),
      withOriginal: original === null ? null : returnName(original.ret),
    };
  }

  afterAttempt(attempt: number, end: AttemptEnd): void {
    const { call } = this.runner;
    const { record, pageCount } = call;
    this.attempts.push({
      attempt,
      actions: this.actions,
      ...this.start,
      ret: returnName(record.ret),
      pageCount: pageCount ?? null,
      walks: record.walks,
      faults: this.faults(),
      after: this.eachPage((page) => call.wordText(page)),
      end,
    });
    this.actions = [];
  }

  private faults(): AttemptStep['faults'] {
    return this.runner.call.record.faults.list().flatMap(({ at, pages, write }) =>
      Array.from({ length: pages }, (_, index) => ({
        page: pagesBetween(WINDOW_START, at) + index,
        write,
      })),
    );
  }

  private eachPage<Value>(value: (page: number) => Value): Value[] {
    return this.runner.original.map((_, page) => value(page));
  }
}
