// SPDX-License-Identifier: GPL-2.0-or-later
import {
  type AddressSpace,
  type FaultError,
  type SlotImage,
  slotImage,
  type ThreadEvent,
} from '../../mm/address-space';
import type { TestWalkCode, WalkCode } from '../../mm/errno';
import { findVma, type Vma } from '../../mm/image';
import type { Observer } from '../../mm/observer';
import type { Slot } from '../../mm/page-table';
import {
  type Address,
  type Level,
  PAGE_SIZE,
  type PageNumber,
  PMD,
  PUD,
  SLOT_SIZE,
  slotStart,
} from '../../mm/units';
import type { WalkOperations } from '../../mm/walk';
import { ATTRIBUTES, slotAt } from '../scenario/slots';

/** A call of a walk's callback, as it was made. */
export type LoggedPiece = { readonly start: Address; readonly end: Address } & (
  | { readonly call: 'test_walk'; readonly vma: Vma; readonly code: TestWalkCode }
  | {
      readonly call: 'pte_hole' | 'pud_entry' | 'pmd_entry' | 'hugetlb_entry';
      readonly vma: Vma | null;
      readonly entry: SlotImage | undefined;
    }
);

/** The callbacks of a walk, each reported before it is called. */
class WatchedOperations implements WalkOperations {
  constructor(
    private readonly space: AddressSpace,
    private readonly inner: WalkOperations,
    private readonly tell: (piece: LoggedPiece) => void,
  ) {}

  /** Called with its answer: of a VMA that is skipped nothing else is reported. */
  testWalk(vma: Vma, first: PageNumber, stop: PageNumber): TestWalkCode {
    const code = this.inner.testWalk(vma, first, stop);
    this.tell({ call: 'test_walk', vma, ...this.piece(first, stop), code });
    return code;
  }

  hole(vma: Vma | null, first: PageNumber, stop: PageNumber): WalkCode {
    this.tell({ call: 'pte_hole', vma, ...this.piece(first, stop), entry: undefined });
    return this.inner.hole(vma, first, stop);
  }

  pudEntry(vma: Vma, slot: Slot, first: PageNumber, stop: PageNumber): WalkCode {
    this.tell({
      call: 'pud_entry',
      vma,
      ...this.piece(first, stop),
      entry: this.entry(slot, first, PUD),
    });
    return this.inner.pudEntry(vma, slot, first, stop);
  }

  pmdEntry(vma: Vma, slot: Slot, first: PageNumber, stop: PageNumber): WalkCode {
    this.tell({
      call: 'pmd_entry',
      vma,
      ...this.piece(first, stop),
      entry: this.entry(slot, first, PMD),
    });
    return this.inner.pmdEntry(vma, slot, first, stop);
  }

  hugetlbEntry(vma: Vma, slot: Slot, first: PageNumber, stop: PageNumber): WalkCode {
    const level = vma.backing.kind === 'hugetlb' ? vma.backing.level : PMD;
    this.tell({
      call: 'hugetlb_entry',
      vma,
      ...this.piece(first, stop),
      entry: this.entry(slot, first, level),
    });
    return this.inner.hugetlbEntry(vma, slot, first, stop);
  }

  private piece(
    first: PageNumber,
    stop: PageNumber,
  ): { readonly start: Address; readonly end: Address } {
    const { pages } = this.space;
    return { start: pages.addressOf(first), end: pages.addressOf(stop) };
  }

  private entry(slot: Slot, page: PageNumber, level: Level): SlotImage {
    const { table, pages } = this.space;
    const start = slotStart(pages.addressOf(page), SLOT_SIZE[level]);
    return slotImage(start, level, table.low(slot), table.high(slot));
  }
}

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
