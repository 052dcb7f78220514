// SPDX-License-Identifier: GPL-2.0-or-later
import { WRITE_BIT } from '../../mm/entry';
import { SKIP_VMA } from '../../mm/errno';
import type { Vma } from '../../mm/image';
import { Ending, type WalkEnd } from '../../mm/range-record';
import { type Address, pageAddress, pagesBetween } from '../../mm/units';
import { originName } from '../compare/origin';
import { stateName } from '../run/result';
import type { Side } from '../run/side';
import { hex } from '../scenario/json';
import type { EffectiveAsk } from '../scenario/requests';
import type { Scenario } from '../scenario/scenario';
import type { EventDocument } from '../scenario/schema';
import { ATTRIBUTES, writeEntry } from '../scenario/slots';
import type {
  ExplainedPiece,
  FaultRun,
  MetEntry,
  ReportedRun,
  Round,
  WalkEnding,
} from './explanation';
import type { LoggedFaults, LoggedPiece, LoggedRound } from './run-log';
import { askedOf } from './word-bits';

/** Puts together what was logged of a side's run and what the side left. */
export class RoundWriter {
  private readonly asked: readonly EffectiveAsk[];
  private readonly pages: number;

  /** @param events the scenario's events as its document has them. */
  constructor(
    private readonly scenario: Scenario,
    private readonly side: Side,
    private readonly events: readonly EventDocument[],
  ) {
    this.asked = askedOf(side, scenario.range);
    // A side without a result has no output to read.
    const hasResult = side.overflow === undefined && side.failure === undefined;
    this.pages = hasResult ? side.record.stoppedAt : 0;
  }

  /** The turns of the side's loop; walk n's ending is the n-th that the record has. */
  rounds(logged: readonly LoggedRound[]): readonly Round[] {
    const ends = this.side.record.walkEnds();
    return logged.map((round): Round => {
      const { walk, stale, from } = round;
      const events = round.events.flatMap(
        (event) => this.events[this.scenario.mm.events.indexOf(event)] ?? [],
      );
      if (from === undefined) {
        return { walk, events, begun: false, because: stale ? 'stale' : 'livelock' };
      }
      const end = ends[walk - 1];
      const pieces = round.pieces.map((piece) => this.piece(piece, end));
      const ending = end === undefined ? undefined : this.ending(end, round.faults);
      return { walk, events, begun: true, from: hex(from), pieces, end: ending };
    });
  }

  private piece(logged: LoggedPiece, end: WalkEnd | undefined): ExplainedPiece {
    const { start } = logged;
    const left = end === undefined ? logged.end : this.addressOf(end.first);
    const stop = left < logged.end ? left : logged.end;
    const common = {
      start: hex(start),
      end: hex(logged.end),
      pages: pagesBetween(start, logged.end),
    };
    const vma = logged.vma === null ? undefined : this.indexOf(logged.vma);
    if (logged.call !== 'test_walk') {
      const entry = logged.entry === undefined ? undefined : writeEntry(logged.entry);
      const reported = this.reported(start, stop);
      return { call: logged.call, ...common, vma, entry, reported };
    }
    const skipped = logged.code === SKIP_VMA;
    const outcome = skipped ? 'skip' : logged.code === 0 ? 'walk' : 'fail';
    const reported = skipped ? this.reported(start, stop) : [];
    return { call: logged.call, ...common, vma: vma ?? 0, outcome, reported };
  }

  /** The place of a VMA among all that the scenario names, those that events change to included. */
  private indexOf(vma: Vma): number {
    const { vmas, events } = this.scenario.mm;
    return [...vmas, ...events.flatMap((event) => event.vmas ?? [])].indexOf(vma);
  }

  /** What was reported for the pages of `[start, end)`, as far as the call came. */
  private reported(start: Address, end: Address): ReportedRun[] {
    const { range } = this.scenario;
    const { states, record } = this.side;
    const stop = Math.min(pagesBetween(range.start, end), this.pages);
    const runs: MutableReported[] = [];
    for (let page = pagesBetween(range.start, start); page < stop; page++) {
      const last = runs.at(-1);
      if (last !== undefined && this.joins(last, page)) continue;
      const { kind, pfn } = states.at(page);
      runs.push({
        at: hex(pageAddress(range.start, page)),
        pages: 1,
        met: this.met(record.origins[page] ?? 0),
        state: stateName(kind),
        pfn: hex(pfn),
        step: 0,
      });
    }
    return runs;
  }

  /** Adds a page to the run before it, if it was reported like the run's pages. */
  private joins(run: MutableReported, page: number): boolean {
    const { states, record } = this.side;
    const { origins } = record;
    if (states.kinds[page] !== states.kinds[page - 1]) return false;
    if ((((origins[page] ?? 0) ^ (origins[page - 1] ?? 0)) & ATTRIBUTES) !== 0) return false;
    const step = states.pfn(page) - states.pfn(page - 1);
    if ((step !== 0 && step !== 1) || (run.pages > 1 && step !== run.step)) return false;
    run.step = step;
    run.pages++;
    return true;
  }

  private ending(end: WalkEnd, faults: readonly LoggedFaults[]): WalkEnding {
    const wanted = needOf(end, faults);
    const page = this.asker(end, wanted === 'write');
    const writes = this.asked[this.scenario.range.asks[page] ?? 0]?.writes === true;
    return {
      how: ENDING_WORDS[end.ending],
      met: this.met(end.origin),
      start: hex(this.addressOf(end.first)),
      end: hex(this.addressOf(end.stop)),
      pages: end.stop - end.first,
      need: wanted ?? (writes ? 'write' : 'read'),
      page,
      faults: faults.map(faultRun),
    };
  }

  /** The first page of the piece whose request needs the fault. */
  private asker({ first, stop }: WalkEnd, write: boolean): number {
    const { range } = this.scenario;
    for (let page = first; page < stop; page++) {
      const asked = this.asked[range.asks[page] ?? 0];
      if (asked?.faults === true && (asked.writes || !write)) return page;
    }
    return first;
  }

  private addressOf(page: number): Address {
    return pageAddress(this.scenario.range.start, page);
  }

  private met(origin: number): MetEntry {
    const what = originName(origin, this.scenario.range.owner);
    return { what, write: (origin & WRITE_BIT) !== 0 };
  }
}

/** A run that is still growing. */
type MutableReported = { -readonly [Key in keyof ReportedRun]: ReportedRun[Key] };

const ENDING_WORDS: Readonly<Record<Ending, WalkEnding['how']>> = {
  [Ending.faulted]: 'faulted',
  [Ending.waited]: 'waited',
  [Ending.denied]: 'denied',
  [Ending.faultFailed]: 'fault-failed',
  [Ending.impossible]: 'impossible',
  [Ending.lockDropped]: 'lock-dropped',
};

/** The fault that a walk needed, if what it did tells. */
function needOf(end: WalkEnd, faults: readonly LoggedFaults[]): 'read' | 'write' | undefined {
  if (end.ending === Ending.denied) return 'write';
  const [fault] = faults;
  if (fault === undefined) return undefined;
  return fault.write ? 'write' : 'read';
}

function faultRun({ at, before, after, ...rest }: LoggedFaults): FaultRun {
  return { at: hex(at), ...rest, before: writeEntry(before), after: writeEntry(after) };
}
