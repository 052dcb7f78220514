// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpaceImage, LockDrop, ReadEvent, ThreadEvent } from '../../mm/address-space';
import type { RangeRequest, UnlockedCall } from '../../mm/range';
import type { Address, Pfn } from '../../mm/units';
import {
  type EventDocument,
  isReadEvent,
  type LockDropDocument,
  type NoProgressDocument,
  type ReadEventDocument,
  type ScenarioDocument,
} from './document';
import { type Place, refuse } from './input-error';
import { parseAddress, parsePfn } from './json';
import { EntryReader, readVmas } from './read-memory';
import type { ScenarioVersion } from './schema';
import { JIFFIES_LIMIT } from './schema-entries';

/** What only the call `unlocked` looks at: `hmm_range_fault()` keeps the lock, and knows no time. */
export function refuseWithoutCall(document: ScenarioDocument, place: Place): void {
  const { call, timeout, events = [] } = document;
  if (call === undefined) {
    const expected = 'none without call "unlocked"';
    if (timeout !== undefined) refuse(place, { field: 'timeout', expected, got: timeout });
    for (const [index, event] of events.entries()) {
      if (isReadEvent(event)) continue;
      const { elapsed, killed } = event;
      const at = `events[${index}]`;
      if (elapsed !== undefined) refuse(place, { field: `${at}.elapsed`, expected, got: elapsed });
      if (killed !== undefined) refuse(place, { field: `${at}.killed`, expected, got: killed });
    }
    return;
  }
  const all = events.reduce(
    (sum, event) => sum + (isReadEvent(event) ? 0 : (event.elapsed ?? 0)),
    0,
  );
  if (all > JIFFIES_LIMIT) {
    const expected = `at most ${JIFFIES_LIMIT} jiffies that elapse in all`;
    refuse(place, { field: 'events', expected, got: all });
  }
}

/** Which entry point is called; undefined for `hmm_range_fault()`. */
export function readCall({ call, timeout = 0 }: ScenarioDocument): UnlockedCall | undefined {
  return call === undefined ? undefined : { timeout };
}

/** The request as this entry point is handed it. */
export function withCall(range: RangeRequest, call: UnlockedCall | undefined): RangeRequest {
  return call === undefined ? range : { ...range, call };
}

/** What is added to an image by what a document does not say. */
const NO_FIELD = {};

/** Pages whose page faults and waits do nothing; no field if there are none. */
export function readNoProgress(
  document: Readonly<Record<string, NoProgressDocument>> | undefined,
): Pick<AddressSpaceImage, 'noProgress'> {
  if (document === undefined) return NO_FIELD;
  const pages = Object.entries(document);
  if (pages.length === 0) return NO_FIELD;
  const read = pages.map(([at, { times = Number.POSITIVE_INFINITY }]): [Address, number] => [
    parseAddress(at),
    times,
  ]);
  return { noProgress: new Map(read) };
}

/** Pages whose faults drop the mmap lock; no field if there are none. */
export function readLockDrops(
  document: Readonly<Record<string, LockDropDocument>> | undefined,
): Pick<AddressSpaceImage, 'lockDrops'> {
  if (document === undefined) return NO_FIELD;
  const pages = Object.entries(document);
  if (pages.length === 0) return NO_FIELD;
  const drops = pages.map(
    ([at, { result, times = Number.POSITIVE_INFINITY }]): [Address, LockDrop] => [
      parseAddress(at),
      { result, times },
    ],
  );
  return { lockDrops: new Map(drops) };
}

const NO_EVENTS: readonly ThreadEvent[] = [];
const NO_READ_EVENTS: readonly ReadEvent[] = [];

/**
 * Reads events whose shape was checked.
 * @param entryReader of the VMAs that the scenario begins with; what is stored later is read by the VMAs of that time.
 * @throws InputError for entries and VMAs that cannot stand, and where VMAs change, for what is not in order.
 */
export function readEvents(
  documents: readonly (EventDocument | ReadEventDocument)[],
  entryReader: EntryReader,
  version: ScenarioVersion,
  place: Place,
): Pick<AddressSpaceImage, 'events' | 'readEvents'> {
  if (documents.length === 0) return { events: NO_EVENTS, readEvents: NO_READ_EVENTS };
  refuseOutOfOrder(documents, place);
  const events: ThreadEvent[] = [];
  const readEvents: ReadEvent[] = [];
  let reader = entryReader;
  for (const [index, document] of documents.entries()) {
    const { invalidate = false, entries = [] } = document;
    const field = `events[${index}]`;
    if (isReadEvent(document)) {
      const stored = reader.read(entries, `${field}.entries`);
      readEvents.push({ atRead: document.atRead, invalidate, entries: stored });
      continue;
    }
    const { beforeWalk, elapsed, killed, filePages } = document;
    const vmas = document.vmas && readVmas(document.vmas, `${field}.vmas`, place);
    if (vmas !== undefined) reader = new EntryReader(vmas, place, version);
    events.push({
      beforeWalk,
      invalidate,
      entries: reader.read(entries, `${field}.entries`),
      ...(vmas === undefined ? {} : { vmas }),
      ...(filePages === undefined ? {} : { filePages: readFilePages(filePages) }),
      ...(elapsed === undefined ? {} : { elapsed }),
      ...(killed === true ? { killed } : {}),
    });
  }
  return {
    events: events.length === 0 ? NO_EVENTS : events,
    readEvents: readEvents.length === 0 ? NO_READ_EVENTS : readEvents,
  };
}

/** Which VMAs there are when an event happens, a document says only if its events are in order. */
function refuseOutOfOrder(
  documents: readonly (EventDocument | ReadEventDocument)[],
  place: Place,
): void {
  if (!documents.some((event) => !isReadEvent(event) && event.vmas !== undefined)) return;
  let reached = 0;
  for (const [index, event] of documents.entries()) {
    if (isReadEvent(event)) {
      const expected = 'events before walks only, where one of them changes VMAs';
      refuse(place, { field: `events[${index}]`, expected, got: event });
    }
    if (event.beforeWalk < reached) {
      const expected = `a walk from ${reached} on: where events change VMAs, they are in the order of walks`;
      const field = `events[${index}].beforeWalk`;
      refuse(place, { field, expected, got: event.beforeWalk });
    }
    reached = event.beforeWalk;
  }
}

function readFilePages(document: Readonly<Record<string, string>>): ReadonlyMap<Address, Pfn> {
  const pages = Object.entries(document).map(([at, frame]): [Address, Pfn] => [
    parseAddress(at),
    parsePfn(frame),
  ]);
  return new Map(pages);
}
