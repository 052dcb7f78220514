// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpaceImage, ReadEvent, ThreadEvent } from '../../mm/address-space';
import type { Address, Pfn } from '../../mm/units';
import { type EventDocument, isReadEvent, type ReadEventDocument } from './document';
import { parseAddress, parsePfn } from './hex';
import { type Place, refuse } from './input-error';
import { EntryReader } from './read-entries';
import { readVmas } from './read-vmas';
import type { ScenarioVersion } from './schema';

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
