// SPDX-License-Identifier: GPL-2.0-or-later
import type { FaultError, ThreadEvent } from '../../mm/address-space';
import type { RangeRequest } from '../../mm/range';
import { type Address, pagesBetween, RANGE_PAGES_LIMIT } from '../../mm/units';
import { checkScenario } from './check';
import { parseAddress, parsePfn } from './hex';
import { type Place, refuse } from './input-error';
import { readCall, readLockDrops, refuseWithoutCall, withCall } from './read-call';
import { EntryReader } from './read-entries';
import { readVmas } from './read-vmas';
import { ASKS, decodeRequests } from './requests';
import type { Scenario } from './scenario';
import type { EventDocument, RangeDocument, ScenarioDocument } from './schema';
import { sharedFormat } from './shared-formats';

const NO_FAULT_ERRORS: ReadonlyMap<Address, FaultError> = new Map();
const NO_EVENTS: readonly ThreadEvent[] = [];

/**
 * Reads a scenario from a parsed JSON value.
 * @param place the file and line that errors name.
 * @throws InputError for the first thing that the definition of its version refuses: the shape
 * of the whole document is checked first, then what its fields say of each other.
 */
export function readScenario(value: unknown, place: Place): Scenario {
  return buildScenario(checkScenario(value, place), place);
}

/**
 * Builds the in-memory form of a document whose shape was checked.
 * @throws InputError for the first field that does not agree with the others.
 */
export function buildScenario(document: ScenarioDocument, place: Place): Scenario {
  const { mm, events } = document;
  refuseNewerWords(document, place);
  refuseWithoutCall(document, place);
  const vmas = readVmas(mm.vmas, place);
  const entryReader = new EntryReader(vmas, place, document.schema);
  return {
    id: document.id,
    mm: {
      nextPfn: parsePfn(mm.nextPfn),
      zeroPfn: parsePfn(mm.zeroPfn),
      vmas,
      entries: entryReader.read(mm.entries, 'mm.entries'),
      faultErrors: mm.faultErrors === undefined ? NO_FAULT_ERRORS : faultErrors(mm.faultErrors),
      events: events === undefined ? NO_EVENTS : readEvents(events, entryReader),
      ...readLockDrops(mm.lockDrops),
    },
    range: withCall(readRange(document.range, place), readCall(document)),
    format: document.legacy === undefined ? undefined : sharedFormat(document.legacy),
  };
}

/** What version 1 has no words for. */
function refuseNewerWords({ schema, range, call }: ScenarioDocument, place: Place): void {
  if (schema !== 'hmm-scenario/1') return;
  if (call !== undefined) {
    refuse(place, {
      field: 'call',
      expected: 'none: it is a field since hmm-scenario/2',
      got: call,
    });
  }
  if (!range.requests.includes('*')) return;
  const expected = 'the symbols . r w x only; * is a request since hmm-scenario/2';
  refuse(place, { field: 'range.requests', expected, got: range.requests });
}

function faultErrors(
  document: Readonly<Record<string, FaultError>>,
): ReadonlyMap<Address, FaultError> {
  const errors = new Map<Address, FaultError>();
  for (const [at, error] of Object.entries(document)) errors.set(parseAddress(at), error);
  return errors.size === 0 ? NO_FAULT_ERRORS : errors;
}

function readEvents(documents: readonly EventDocument[], entryReader: EntryReader): ThreadEvent[] {
  return documents.map(({ beforeWalk, invalidate, entries, elapsed, killed }, index) => ({
    beforeWalk,
    invalidate: invalidate === true,
    entries: entries === undefined ? [] : entryReader.read(entries, `events[${index}].entries`),
    ...(elapsed === undefined ? {} : { elapsed }),
    ...(killed === true ? { killed } : {}),
  }));
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
