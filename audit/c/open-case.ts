// SPDX-License-Identifier: GPL-2.0-or-later
import type { Scenario } from '../../oracle/scenario/scenario';
import type { ScenarioFacts } from '../model/page-facts';
import type { CaseInput } from './batch';
import type { AskedRange } from './case-result';
import type { DriverCall } from './driver-call';
import { addFrames, type NoFrames } from './frames';

/** The range faults that will likely follow the last one that was made. */
interface Foreseen {
  /** What that one asked for: each of these asks for the same, at pages of its own. */
  readonly request: AskedRange;
  readonly calls: readonly DriverCall[];
  /** The frames that there are with these calls. */
  readonly frames: ReadonlyMap<number, number>;
}

/** A scenario on its way: the range faults that the driver has made so far, and those that are foreseen. */
export class OpenCase {
  readonly calls: DriverCall[] = [];
  private readonly frames: Map<number, number>;
  private foreseen: Foreseen | undefined;
  /** How many foreseen answers went along the last time. */
  private sent = 0;
  /** Until it was wrong. */
  private foresees = true;

  constructor(
    readonly index: number,
    readonly scenario: Scenario,
    private readonly given: CaseInput,
  ) {
    this.frames = new Map(given.frames);
  }

  /** What is sent; @param ahead whether foreseen answers go along. */
  input(ahead: boolean): CaseInput {
    const foreseen = ahead && this.foresees ? this.foreseen : undefined;
    this.sent = foreseen?.calls.length ?? 0;
    const answers = [...this.calls, ...(foreseen?.calls ?? [])].map(({ answer }) => answer);
    if (foreseen === undefined || this.sent === 0)
      return { ...this.given, frames: this.frames, answers };
    const { request, frames } = foreseen;
    return { ...this.given, frames, answers, foreseen: { count: this.sent, request } };
  }

  /** Whether foreseen answers went along. */
  get wasAhead(): boolean {
    return this.sent > 0;
  }

  /**
   * The driver has made calls that were foreseen.
   * @param answered how many answers it has taken in all.
   * @returns whether those are all that it got.
   */
  keepTaken(answered: number, facts: ScenarioFacts): boolean {
    const { sent, foreseen } = this;
    if (sent === 0 || foreseen === undefined) return true;
    const taken = Math.max(0, Math.min(sent, answered - this.calls.length));
    facts.load(this.scenario.mm);
    // They have frames: else they were not foreseen.
    for (const call of foreseen.calls.slice(0, taken)) this.add(call, facts);
    this.foreseen = undefined;
    if (taken < sent) this.foresees = false;
    return taken === sent;
  }

  /** The range fault that the driver asks for, if that is the next one that was foreseen. */
  takeForeseen(asked: AskedRange): DriverCall | undefined {
    const { foreseen } = this;
    const [call, ...rest] = foreseen?.calls ?? [];
    const isNext =
      foreseen !== undefined && call !== undefined && isAskedFor(asked, foreseen, call);
    this.foreseen = isNext ? { ...foreseen, calls: rest } : undefined;
    return isNext ? call : undefined;
  }

  /** Adds a range fault that the driver has made, or says why the pages that it puts out cannot be. */
  add(call: DriverCall, facts: ScenarioFacts): NoFrames | undefined {
    const problem = addFrames(columnsOf(call), this.frames, facts);
    if (problem === undefined) this.calls.push(call);
    return problem;
  }

  /** Takes in what will likely follow the range fault that was added last. */
  foresee(request: AskedRange, calls: readonly DriverCall[], facts: ScenarioFacts): void {
    if (!this.foresees || calls.length === 0) return;
    const frames = new Map(this.frames);
    const isThere = calls.every((call) => addFrames(columnsOf(call), frames, facts) === undefined);
    this.foreseen = isThere ? { request, calls, frames } : undefined;
  }
}

function isAskedFor(asked: AskedRange, { request }: Foreseen, { scenario }: DriverCall): boolean {
  const { range } = scenario;
  return (
    asked.start === range.start &&
    asked.end === range.end &&
    asked.defaults === request.defaults &&
    asked.mask === request.mask &&
    asked.owner === request.owner &&
    asked.pfnShift === request.pfnShift &&
    asked.flags.every((flag, at) => flag === request.flags[at]) &&
    asked.values.every((value, at) => value === request.values[at])
  );
}

function columnsOf(call: DriverCall): Parameters<typeof addFrames>[0] {
  const { kinds, pfns, origins, orders, answer } = call;
  return {
    ...{ count: kinds.length, kinds, origins, start: answer.start },
    pfn: (page) => pfns[page] ?? 0,
    order: (page) => orders[page] ?? 0,
  };
}
