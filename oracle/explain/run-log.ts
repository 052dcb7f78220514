// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace, FaultError, SlotImage, ThreadEvent } from '../../mm/address-space';
import type { Observer } from '../../mm/observer';
import { type Address, PAGE_SIZE, type PageNumber } from '../../mm/units';
import { findVma } from '../../mm/vma';
import type { WalkOperations } from '../../mm/walk';
import { ATTRIBUTES, slotAt } from '../run/slots';
import { type LoggedPiece, WatchedOperations } from './watched-operations';

/** Page faults on neighbouring pages that were decided alike; the slots are the first page's. */
export interface LoggedFaults {
  readonly at: Address;
  pages: number;
  readonly write: boolean;
  readonly rule: number;
  readonly success: boolean;
  readonly error: FaultError | undefined;
  readonly before: SlotImage;
  readonly after: SlotImage;
  readonly invalidates: boolean;
}

/** A call that was not decided yet. */
type LoggedCall = Pick<LoggedFaults, 'at' | 'write' | 'before'>;

/** One turn of the loop of `hmm_range_fault`. */
export interface LoggedRound {
  readonly walk: number;
  readonly events: readonly ThreadEvent[];
  readonly stale: boolean;
  /** Where the walk began, if it did. */
  from: Address | undefined;
  readonly pieces: LoggedPiece[];
  readonly faults: LoggedFaults[];
}

/** Writes down what one side does to an address space. */
export class RunLog implements Observer {
  readonly rounds: LoggedRound[] = [];
  private events: ThreadEvent[] = [];
  private call: LoggedCall | undefined;

  constructor(private readonly space: AddressSpace) {}

  event(_walk: number, event: ThreadEvent): void {
    this.events.push(event);
  }

  retryChecked(walk: number, stale: boolean): void {
    const { events } = this;
    this.rounds.push({ walk, events, stale, from: undefined, pieces: [], faults: [] });
    this.events = [];
  }

  walk(first: PageNumber, _stop: number, operations: WalkOperations): WalkOperations {
    const round = this.round();
    round.from = this.space.pages.addressOf(first);
    return new WatchedOperations(this.space, operations, (piece) => round.pieces.push(piece));
  }

  fault(at: Address, write: boolean): void {
    this.call = { at, write, before: slotAt(this.space.table, at) };
  }

  faultDecided(rule: number, success: boolean): void {
    const { call, space } = this;
    if (call === undefined) return;
    const after = slotAt(space.table, call.at);
    const error = rule === 1 ? failureOf(space, call.at) : undefined;
    const { faults } = this.round();
    const last = faults.at(-1);
    if (last !== undefined && continues(last, call, rule, error, after)) {
      last.pages++;
      return;
    }
    const invalidates =
      MIGRATING_BACK.includes(rule) || ((rule === 6 || rule === 17) && !isShared(space, call.at));
    faults.push({ ...call, pages: 1, rule, success, error, after, invalidates });
  }

  private round(): LoggedRound {
    const round = this.rounds.at(-1);
    if (round === undefined) throw new Error('a call looks at its sequence before it walks');
    return round;
  }
}

/** Why the rule 1 made a page fault fail. */
function failureOf(space: AddressSpace, at: Address): FaultError | undefined {
  return space.failsWithLock(at) ? 'sigbus' : space.image.faultErrors.get(at);
}

/** The rules by which a page leaves a device, which invalidates the range. */
const MIGRATING_BACK: readonly number[] = [14, 19, 20];

function isShared({ vmas }: AddressSpace, at: Address): boolean {
  return vmas[findVma(vmas, at)]?.shared === true;
}

/** Whether the fault on the page after a run of faults went like theirs. */
function continues(
  run: LoggedFaults,
  call: LoggedCall,
  rule: number,
  error: FaultError | undefined,
  after: SlotImage,
): boolean {
  if (call.at !== run.at + run.pages * PAGE_SIZE) return false;
  if (rule !== run.rule || call.write !== run.write || error !== run.error) return false;
  // Where something was none, it does not matter at which level, nor is a frame that a rule
  // allocates for the next page worth a look: those for neighbouring pages are in a row.
  return isLike(run.before, call.before) && isLike(run.after, after);
}

function isLike(one: SlotImage, other: SlotImage): boolean {
  return (one.high & ATTRIBUTES) === (other.high & ATTRIBUTES);
}
