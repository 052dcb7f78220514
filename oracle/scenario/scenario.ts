// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyFormat } from '../../legacy/format';
import type { AddressSpaceImage, SlotImage } from '../../mm/address-space';
import { kindOf } from '../../mm/entry';
import type { RangeRequest } from '../../mm/range';
import { type EventDocument, isReadEvent, type ReadEventDocument } from './document';
import { BY_TREES_ONLY, isAmong, LEVEL_NAMES, rowOf } from './entry-kinds';
import { type Place, refuse } from './input-error';

/**
 * One call of `hmm_range_fault()` on one address space, in the form that the sides run: the
 * document `hmm-scenario/1` is read into it, and written from it. Generators build it directly.
 */
export interface Scenario {
  readonly id: string;
  /** The address space, and what other threads do to it during the call. */
  readonly mm: AddressSpaceImage;
  readonly range: RangeRequest;
  /** The driver's customizable format; only sides that have one need it. */
  readonly format: LegacyFormat | undefined;
}

/**
 * The scenario with another range, and perhaps another address space. Experiments make one for most
 * scenarios that are run. A copy by `...` would be an object of another shape at each place that
 * makes one, and sides that have met many shapes read all of them slowly.
 */
export function variantOf(
  { id, mm, format }: Scenario,
  range: RangeRequest,
  otherMm: AddressSpaceImage = mm,
): Scenario {
  return { id, mm: otherMm, range, format };
}

/** A scenario that every side can run. */
export interface FormattedScenario extends Scenario {
  readonly format: LegacyFormat;
}

/**
 * The format of a scenario that a side with the customizable format runs, or has run.
 * @throws Error if it has none: whoever read the scenario had to refuse it for that side.
 */
export function formatOf({ id, format }: Scenario): LegacyFormat {
  if (format !== undefined) return format;
  throw new Error(`"scenario" expected one with a legacy format, got ${id}, which has none`);
}

/**
 * Whether whoever reads a document can run what no model follows, and the code of kernel trees does: it
 * must then refuse it itself for each side that cannot (`requireFormat`). All others need not know of it.
 */
export type OnlyTrees = 'refused' | 'followed';

/** Something of a scenario that no model follows, with the words for it. */
interface Unfollowed {
  /** Where it stands in the document, what stands there, and what is expected instead. */
  readonly field: string;
  readonly got: string;
  readonly expected: string;
  /** What models cannot do. */
  readonly cannot: string;
  /** The same as what happens. */
  readonly happens: string;
}

/** What of an address space no model follows; undefined if they follow all of it. */
export function unfollowed({
  entries,
  events,
  readEvents,
}: AddressSpaceImage): Unfollowed | undefined {
  if (readEvents.length > 0) {
    return {
      field: 'events',
      got: `${readEvents.length} with atRead`,
      expected: 'events before walks only',
      cannot: 'follow a change within one',
      happens: 'an entry changes within a walk',
    };
  }
  const index = entries.findIndex(isForTrees);
  const entry = entries[index] ?? firstForTrees(events);
  if (entry === undefined) return undefined;
  const says = `${LEVEL_NAMES[entry.level]} ${rowOf(kindOf(entry.high)).is}`;
  return {
    field: index < 0 ? 'events' : `mm.entries[${index}]`,
    got: says,
    expected: 'entries over which a walk has a result',
    cannot: `walk over a ${says} entry`,
    happens: `there is a ${says} entry`,
  };
}

function firstForTrees(events: AddressSpaceImage['events']): SlotImage | undefined {
  for (const { entries } of events) {
    const found = entries.find(isForTrees);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isForTrees({ high }: SlotImage): boolean {
  return isAmong(BY_TREES_ONLY, kindOf(high));
}

const WHO_FOLLOWS =
  'Kernel trees do: audit kernel --scenario, explain --tree, and run with --tree and only trees as --sides';

/**
 * Refuses what no model follows, for whom no side does.
 * @throws InputError that names the commands which take it.
 */
export function refuseUnfollowed(
  mm: AddressSpaceImage,
  events: readonly (EventDocument | ReadEventDocument)[],
  place: Place,
): void {
  const index = events.findIndex(isReadEvent);
  if (index >= 0) {
    const expected = `events before walks only: no model follows a change within a walk. ${WHO_FOLLOWS}`;
    refuse(place, { field: `events[${index}]`, expected, got: events[index] });
  }
  const found = unfollowed(mm);
  if (found === undefined) return;
  const expected = `${found.expected}: no model can ${found.cannot}. ${WHO_FOLLOWS}`;
  refuse(place, { field: found.field, expected, got: found.got });
}
