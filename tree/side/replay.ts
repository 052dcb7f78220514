// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';
import { EBUSY, EFAULT, EPERM, SKIP_VMA, type TestWalkCode, type WalkCode } from '../../mm/errno';
import { handleMmFault, waitForMigration } from '../../mm/fault';
import { findVma, type Vma } from '../../mm/image';
import { checkRetry } from '../../mm/notifier';
import type { Observer } from '../../mm/observer';
import { NO_SLOT } from '../../mm/page-table';
import { Ending } from '../../mm/range-record';
import { type Address, address, type Level, PMD, PTE, PUD, pagesBetween } from '../../mm/units';
import { UnlockedSurroundings } from '../../mm/unlocked-surroundings';
import type { WalkOperations } from '../../mm/walk-operations';
import type { Scenario } from '../../oracle/scenario/scenario';
import type { ReplyDetail, ReplyWalkEnd } from '../wire/reply-detail';
import type { ReplyView } from '../wire/reply-view';
import { PieceKind, type WirePiece } from '../wire/types';
import { innerEndOf, walkEndingOf } from './numbers';

/** One page fault of a tree's trace. */
interface Call {
  readonly page: number;
  readonly write: boolean;
}

/**
 * Tells the observer of an address space what a tree did to its own, step by step, as the models tell
 * it while they run. The address space is the same afterwards as before.
 */
export function replayReply(
  space: AddressSpace,
  observer: Observer,
  { range }: Scenario,
  view: ReplyView,
  detail: ReplyDetail,
): void {
  const { table, nextPfn, stale, trace } = space;
  const mark = table.mark();
  const pageOf = (at: number): number => pagesBetween(range.start, address(at));
  const pages = pagesBetween(range.start, range.end);
  const player = new Player(space, callsOf(view, pageOf), pageOf);
  if (range.call !== undefined) space.unlocked = new UnlockedSurroundings(space.image.lockDrops);
  let walk = 1;
  for (const { walks, isStale } of attemptsOf(view)) {
    if (range.call !== undefined) space.stale = false;
    let from = 0;
    for (const stop = walk + walks; walk < stop; walk++) {
      checkRetry(space, walk);
      const end = detail.walkEnds[walk - 1];
      const pieces = detail.pieces.filter((piece) => piece.walk === walk);
      const operations = observer.walk(from, pages, player);
      for (const piece of pieces)
        player.play(piece, operations, piece === pieces.at(-1) ? end : undefined);
      if (end !== undefined) from = pageOf(end.start);
    }
    if (isStale) checkRetry(space, walk);
  }
  table.rollback(mark);
  space.nextPfn = nextPfn;
  space.stale = stale;
  space.trace = trace;
  space.unlocked = null;
}

/** How many walks the call began each time, and whether a stale sequence kept it from the next one. */
function attemptsOf({
  attempts,
  walks,
  ret,
}: ReplyView): readonly { readonly walks: number; readonly isStale: boolean }[] {
  if (attempts.length === 0) return [{ walks, isStale: ret === EBUSY }];
  return attempts.map((attempt) => ({
    walks: attempt.walks,
    isStale: innerEndOf(attempt.end) === 'stale',
  }));
}

function callsOf({ faults }: ReplyView, pageOf: (at: number) => number): readonly Call[] {
  return faults.flatMap(({ at, pages, write }) =>
    Array.from({ length: pages }, (_, page) => ({ page: pageOf(at) + page, write })),
  );
}

/** The callbacks of a walk that has been: each does what the tree's did, and returns the same. */
class Player implements WalkOperations {
  private piece: WirePiece | undefined;
  private end: ReplyWalkEnd | undefined;
  private done = 0;

  constructor(
    private readonly space: AddressSpace,
    private readonly calls: readonly Call[],
    private readonly pageOf: (at: number) => number,
  ) {}

  /** @param end how the walk ended at this piece, if it did. */
  play(piece: WirePiece, operations: WalkOperations, end: ReplyWalkEnd | undefined): void {
    this.piece = piece;
    this.end = end;
    const first = this.pageOf(piece.start);
    const stop = this.pageOf(piece.end);
    const vma = this.vmaAt(address(piece.start));
    if (piece.kind === PieceKind.hole) operations.hole(vma, first, stop);
    else if (vma !== null) this.playIn(vma, piece.kind, operations, first, stop);
  }

  testWalk(): TestWalkCode {
    return (this.piece?.ret ?? 0) > 0 ? SKIP_VMA : this.code();
  }

  hole(): WalkCode {
    return this.code();
  }

  pudEntry(): WalkCode {
    return this.code();
  }

  pmdEntry(): WalkCode {
    return this.code();
  }

  hugetlbEntry(): WalkCode {
    return this.code();
  }

  private playIn(
    vma: Vma,
    kind: Exclude<PieceKind, typeof PieceKind.hole>,
    operations: WalkOperations,
    first: number,
    stop: number,
  ): void {
    switch (kind) {
      case PieceKind.test:
        operations.testWalk(vma, first, stop);
        break;
      case PieceKind.pud:
        this.withSlot(first, PUD, (slot) => operations.pudEntry(vma, slot, first, stop));
        break;
      case PieceKind.pmd:
        this.withSlot(first, PMD, (slot) => operations.pmdEntry(vma, slot, first, stop));
        break;
      case PieceKind.hugetlb: {
        const level = vma.backing.kind === 'hugetlb' ? vma.backing.level : PMD;
        this.withSlot(first, level, (slot) => operations.hugetlbEntry(vma, slot, first, stop));
      }
    }
  }

  private withSlot(page: number, level: Level, then: (slot: number) => void): void {
    const { table, pages } = this.space;
    const slot = table.slotOf(pages, page, level);
    if (slot !== NO_SLOT) then(slot);
  }

  private vmaAt(at: Address): Vma | null {
    const { vmas } = this.space;
    const vma = vmas[findVma(vmas, at)];
    return vma !== undefined && vma.start <= at ? vma : null;
  }

  /** What the walk does where it ends, and what its callback returns. */
  private code(): WalkCode {
    const { end } = this;
    if (end === undefined) return 0;
    switch (walkEndingOf(end.ending)) {
      case Ending.denied:
        return EPERM;
      case Ending.impossible:
        return EFAULT;
      case Ending.faultFailed:
        this.fault(end.faults);
        return EFAULT;
      case Ending.faulted:
      case Ending.lockDropped:
        this.fault(end.faults);
        return EBUSY;
      case Ending.waited:
        this.wait(this.pageOf(end.start));
        return EBUSY;
    }
  }

  private fault(until: number): void {
    for (; this.done < until; this.done++) {
      const call = this.calls[this.done];
      if (call === undefined) continue;
      const at = this.space.pages.addressOf(call.page);
      const vma = this.vmaAt(at);
      if (vma === null) continue;
      handleMmFault(this.space, vma, call.page, call.write);
      this.space.unlocked?.dropsAfter(at);
    }
  }

  private wait(page: number): void {
    const { table, pages } = this.space;
    const pte = table.slotOf(pages, page, PTE);
    const slot = pte === NO_SLOT ? table.slotOf(pages, page, PMD) : pte;
    if (slot === NO_SLOT || this.space.waitsInVain(table.high(slot), page)) return;
    waitForMigration(this.space, slot);
  }
}
