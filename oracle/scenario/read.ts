// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpaceImage, FaultError } from '../../mm/address-space';
import type { RangeRequest } from '../../mm/range';
import { type Address, pagesBetween, RANGE_PAGES_LIMIT } from '../../mm/units';
import { checkScenario } from './check';
import { isReadEvent } from './document';
import { parseAddress, parsePfn } from './hex';
import { type Place, refuse } from './input-error';
import { type OnlyTrees, refuseUnfollowed } from './only-trees';
import {
  readCall,
  readEvents,
  readLockDrops,
  readNoProgress,
  refuseWithoutCall,
  withCall,
} from './read-call';
import { EntryReader, readVmas } from './read-memory';
import { ASKS, decodeRequests } from './requests';
import type { Scenario } from './scenario';
import type { RangeDocument, ScenarioDocument } from './schema';
import { sharedFormat } from './shared-formats';

const NO_FAULT_ERRORS: ReadonlyMap<Address, FaultError> = new Map();

/**
 * Reads a scenario from a parsed JSON value.
 * @param place the file and line that errors name.
 * @throws InputError for the first thing that the definition of its version refuses: the shape
 * of the whole document is checked first, then what its fields say of each other.
 */
export function readScenario(
  value: unknown,
  place: Place,
  onlyTrees: OnlyTrees = 'refused',
): Scenario {
  return buildScenario(checkScenario(value, place), place, onlyTrees);
}

/**
 * Builds the in-memory form of a document whose shape was checked.
 * @throws InputError for the first field that does not agree with the others.
 */
export function buildScenario(
  document: ScenarioDocument,
  place: Place,
  onlyTrees: OnlyTrees = 'refused',
): Scenario {
  const { mm, events = [] } = document;
  refuseNewerWords(document, place);
  refuseWithoutCall(document, place);
  const vmas = readVmas(mm.vmas, 'mm.vmas', place);
  const entryReader = new EntryReader(vmas, place, document.schema);
  const built: AddressSpaceImage = {
    nextPfn: parsePfn(mm.nextPfn),
    zeroPfn: parsePfn(mm.zeroPfn),
    vmas,
    entries: entryReader.read(mm.entries, 'mm.entries'),
    faultErrors: mm.faultErrors === undefined ? NO_FAULT_ERRORS : faultErrors(mm.faultErrors),
    ...readEvents(events, entryReader, document.schema, place),
    ...readLockDrops(mm.lockDrops),
    ...readNoProgress(mm.noProgress),
  };
  if (onlyTrees === 'refused') refuseUnfollowed(built, events, place);
  return {
    id: document.id,
    mm: built,
    range: withCall(readRange(document.range, place), readCall(document)),
    format: document.legacy === undefined ? undefined : sharedFormat(document.legacy),
  };
}

/** What version 1 has no words for. */
function refuseNewerWords(
  { schema, mm, range, call, events = [] }: ScenarioDocument,
  place: Place,
): void {
  if (schema !== 'hmm-scenario/1') return;
  if (call !== undefined) {
    const expected = 'none: it is a field since hmm-scenario/2';
    refuse(place, { field: 'call', expected, got: call });
  }
  if (range.requests.includes('*')) {
    const expected = 'the symbols . r w x only; * is a request since hmm-scenario/2';
    refuse(place, { field: 'range.requests', expected, got: range.requests });
  }
  for (const field of ['lockDrops', 'noProgress'] as const) {
    if (mm[field] === undefined) continue;
    const expected = 'none: it is a field since hmm-scenario/2';
    refuse(place, { field: `mm.${field}`, expected, got: mm[field] });
  }
  for (const [index, event] of events.entries()) {
    for (const field of ['vmas', 'filePages'] as const) {
      const got = field in event && !isReadEvent(event) ? event[field] : undefined;
      if (got === undefined) continue;
      const expected = 'none: it is a field since hmm-scenario/2';
      refuse(place, { field: `events[${index}].${field}`, expected, got });
    }
  }
  const index = events.findIndex(isReadEvent);
  if (index < 0) return;
  const expected = 'events before walks only; atRead is an event since hmm-scenario/2';
  refuse(place, { field: `events[${index}]`, expected, got: events[index] });
}

function faultErrors(
  document: Readonly<Record<string, FaultError>>,
): ReadonlyMap<Address, FaultError> {
  const errors = new Map<Address, FaultError>();
  for (const [at, error] of Object.entries(document)) errors.set(parseAddress(at), error);
  return errors.size === 0 ? NO_FAULT_ERRORS : errors;
}

function readRange(document: RangeDocument, place: Place): RangeRequest {
  const start = parseAddress(document.start);
  const end = parseAddress(document.end);
  // A range that ends before it starts is one that the call refuses; it has no pages.
  const pages = Math.max(0, pagesBetween(start, end));
  if (pages > RANGE_PAGES_LIMIT) {
    const expected = `at most ${RANGE_PAGES_LIMIT} pages`;
    refuse(place, { field: 'range', expected, got: pages });
  }
  return {
    start,
    end,
    defaults: ASKS[document.default],
    mask: ASKS[document.mask],
    asks: decodeRequests(document.requests, pages, place, 'range.requests'),
    owner: document.owner,
  };
}
