// SPDX-License-Identifier: GPL-2.0-or-later
import type { FaultError, SlotImage, ThreadEvent } from '../../mm/address-space';
import {
  type Address,
  advance,
  PAGE_SIZE,
  PGD,
  PMD,
  PTE,
  PUD,
  SLOT_SIZE,
  slotStart,
} from '../../mm/units';
import { type EntryBlock, namedBlock, PTE_BLOCKS } from './blocks';
import type { Draft } from './draft';
import { hugetlbBehind, MANY_WALKS } from './populate';
import type { Random } from './random';
import { HUGETLB_PMD } from './vma-blocks';
import { WeightedTable } from './weighted-table';

const NO_EVENTS: readonly ThreadEvent[] = [];
const NO_ENTRIES: readonly SlotImage[] = [];
const NO_FAULT_ERRORS: ReadonlyMap<Address, FaultError> = new Map();
export const FAULT_ERRORS = ['sigbus', 'oom', 'hwpoison', 'sigsegv'] as const;

/** Only a call that faults or waits walks again; most events that matter come before that walk. */
const EVENT_WALKS = new WeightedTable<number>([
  [1, 8],
  [2, 32],
  [3, 12],
  [4, 4],
  [MANY_WALKS + 1, 1],
]);

/** Draws what other threads do during the call: in most scenarios, nothing. */
export function drawEvents(draft: Draft): readonly ThreadEvent[] {
  const { random, choices } = draft;
  if (!random.chance(1, 5) || choices.events === 0) return NO_EVENTS;
  const events: ThreadEvent[] = [];
  for (let count = random.chance(2, 3) ? 1 : 1 + random.below(choices.events); count > 0; count--) {
    const entries = random.chance(1, 4) ? NO_ENTRIES : drawEntries(draft);
    // An event without entries that does not invalidate either is legal, and does nothing.
    const invalidate = random.chance(entries.length === 0 ? 7 : 3, 8);
    events.push({ beforeWalk: EVENT_WALKS.pick(random), invalidate, entries });
  }
  return events;
}

/** Draws pages whose fault fails: in most scenarios, none. */
export function drawFaultErrors(draft: Draft): ReadonlyMap<Address, FaultError> {
  const { random, choices } = draft;
  if (!random.chance(1, 12) || !choices.limits.faultErrors) return NO_FAULT_ERRORS;
  const errors = new Map<Address, FaultError>();
  for (let count = 1 + random.below(3); count > 0; count--) {
    errors.set(somePage(draft), FAULT_ERRORS[random.below(4)] ?? 'sigbus');
  }
  return errors;
}

/** Rarely lets entries in the document itself come to stand over others, or repeat "none". */
export function overlay(draft: Draft): void {
  if (draft.random.chance(1, 48)) draft.entries.push(...someEntry(draft));
}

/** Draws entries that another thread stores, somewhere in the range. */
export function drawEntries(draft: Draft): readonly SlotImage[] {
  const entries: SlotImage[] = [];
  for (let count = 1 + draft.random.below(3); count > 0; count--) {
    entries.push(...someEntry(draft));
  }
  const { choices, random } = draft;
  if (choices.rareShapes && random.chance(1, 8)) entries.push(...noneBelow(draft));
  return entries;
}

const NO_PTE = namedBlock(PTE_BLOCKS, 'none');

/** A PTE that is none where no table is for it, as something larger stands there: it does nothing. */
function noneBelow(draft: Draft): readonly SlotImage[] {
  const { random, start, entries, choices } = draft;
  const larger = entries[random.below(Math.max(entries.length, 1))];
  if (larger === undefined || larger.level === PTE || !choices.allows(NO_PTE)) return NO_ENTRIES;
  const at = larger.at < start ? start : larger.at;
  return hugetlbBehind(draft, at) === undefined ? [draft.entry(at, NO_PTE)] : NO_ENTRIES;
}

/** An entry of any level that may stand over some page of the range, if there is one. */
function someEntry(draft: Draft): readonly SlotImage[] {
  const at = somePage(draft);
  const block = someBlock(draft, at, draft.random);
  if (block === undefined) return NO_ENTRIES;
  return [draft.entry(slotStart(at, SLOT_SIZE[block.level]), block)];
}

function someBlock(draft: Draft, at: Address, random: Random): EntryBlock | undefined {
  const { stored, levels } = draft.choices;
  const hugetlb = hugetlbBehind(draft, at);
  if (hugetlb !== undefined) {
    const here = random.chance(7, 8);
    if (hugetlb === HUGETLB_PMD) {
      return (here ? stored.hugetlbPmds : stored.pudNoneOrTable)?.pick(random);
    }
    return (here ? stored.hugetlbPuds : stored.pgds)?.pick(random);
  }
  switch (levels?.pick(random)) {
    case PTE:
      return stored.ptes?.pick(random);
    case PMD:
      return stored.pmds?.pick(random);
    case PUD:
      return (draft.hugetlb ? stored.pudNoneOrTable : stored.puds)?.pick(random);
    case PGD:
      return stored.pgds?.pick(random);
    default:
      return undefined;
  }
}

/** Draws a page of the range. */
export function somePage(draft: Draft): Address {
  return advance(draft.start, PAGE_SIZE * draft.random.below(draft.pages));
}
