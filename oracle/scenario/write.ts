// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyFormat } from '../../legacy/format';
import type {
  AddressSpaceImage,
  FaultError,
  ReadEvent,
  SlotImage,
  ThreadEvent,
} from '../../mm/address-space';
import { kindOf } from '../../mm/entry';
import type { Vma } from '../../mm/image';
import { Ask, type RangeRequest } from '../../mm/range';
import { type Address, type Pfn, PMD } from '../../mm/units';
import type { LockDropDocument, NoProgressDocument } from './document';
import { isNewerKind } from './entry-kinds';
import { hex } from './json';
import { ASK_SYMBOLS, type AskSymbol, writeRequests } from './requests';
import type { FormattedScenario, Scenario } from './scenario';
import type {
  EventDocument,
  LegacyDocument,
  RangeDocument,
  ReadEventDocument,
  ScenarioDocument,
  ScenarioVersion,
  ScenarioWithFormat,
  VmaDocument,
} from './schema';
import { writeEntry } from './slots';

/**
 * The document of a scenario in canonical form, key order included: what the golden vectors have,
 * so that equal scenarios are equal lines. `faultErrors`, `events` and an event's `entries` are
 * left out when there are none; `write` and `invalidate` are always said.
 * @throws RangeError for a scenario that no document can hold.
 */
export function writeScenario(scenario: FormattedScenario): ScenarioWithFormat;
export function writeScenario(scenario: Scenario): ScenarioDocument;
export function writeScenario({ id, mm, range, format }: Scenario): ScenarioDocument {
  return {
    schema: versionOf(mm, range),
    id,
    mm: writeAddressSpace(mm),
    range: writeRange(range),
    ...writeCall(range),
    ...writeEvents(mm),
    ...(format === undefined ? {} : { legacy: formatDocument(format) }),
  };
}

/** The least version of the document that can hold an address space and a request. */
function versionOf(
  { entries, events, readEvents, lockDrops, noProgress }: AddressSpaceImage,
  { asks, call }: RangeRequest,
): ScenarioVersion {
  const isNewer = ({ high }: SlotImage): boolean => isNewerKind(kindOf(high));
  const newer =
    call !== undefined ||
    readEvents.length > 0 ||
    (lockDrops?.size ?? 0) > 0 ||
    (noProgress?.size ?? 0) > 0 ||
    asks.includes(Ask.all) ||
    entries.some(isNewer) ||
    events.some(
      ({ vmas, filePages, entries }) =>
        vmas !== undefined || filePages !== undefined || entries.some(isNewer),
    );
  return newer ? 'hmm-scenario/2' : 'hmm-scenario/1';
}

function writeAddressSpace(mm: AddressSpaceImage): ScenarioDocument['mm'] {
  return {
    nextPfn: hex(mm.nextPfn),
    zeroPfn: hex(mm.zeroPfn),
    vmas: mm.vmas.map(writeVma),
    entries: mm.entries.map(writeEntry),
    ...(mm.faultErrors.size === 0 ? {} : { faultErrors: writeFaultErrors(mm.faultErrors) }),
    ...writeLockDrops(mm),
    ...writeNoProgress(mm),
  };
}

const VMA_FLAGS = ['read', 'write', 'shared', 'io', 'pfnmap', 'mixedmap'] as const;

function writeVma(vma: Vma): VmaDocument {
  const { backing } = vma;
  const flags = VMA_FLAGS.filter((flag) => vma[flag]);
  const common = { start: hex(vma.start), end: hex(vma.end), flags };
  switch (backing.kind) {
    case 'anon':
      return { ...common, backing: 'anon' };
    case 'file':
      return { ...common, backing: 'file', filePfn: hex(backing.filePfn) };
    case 'hugetlb':
      return { ...common, backing: 'hugetlb', hugePageShift: backing.level === PMD ? 21 : 30 };
  }
}

function writeFaultErrors(errors: ReadonlyMap<number, FaultError>): Record<string, FaultError> {
  const sorted = [...errors].sort(([first], [second]) => first - second);
  return Object.fromEntries(sorted.map(([at, error]) => [hex(at), error]));
}

function writeEvents({ events, readEvents }: AddressSpaceImage): Pick<ScenarioDocument, 'events'> {
  if (events.length + readEvents.length === 0) return {};
  return { events: [...events.map(writeEvent), ...readEvents.map(writeReadEvent)] };
}

function writeReadEvent({ atRead, invalidate, entries }: ReadEvent): ReadEventDocument {
  return { atRead, invalidate, entries: entries.map(writeEntry) };
}

function writeEvent({
  beforeWalk,
  invalidate,
  entries,
  vmas,
  filePages,
  elapsed,
  killed,
}: ThreadEvent): EventDocument {
  return {
    beforeWalk,
    invalidate,
    ...(entries.length === 0 ? {} : { entries: entries.map(writeEntry) }),
    ...(vmas === undefined ? {} : { vmas: vmas.map(writeVma) }),
    ...(filePages === undefined ? {} : { filePages: writeFilePages(filePages) }),
    ...(elapsed === undefined ? {} : { elapsed }),
    ...(killed === undefined ? {} : { killed }),
  };
}

function writeFilePages(pages: ReadonlyMap<Address, Pfn>): Record<string, string> {
  const sorted = [...pages].sort(([first], [second]) => first - second);
  return Object.fromEntries(sorted.map(([at, frame]) => [hex(at), hex(frame)]));
}

function writeRange(range: RangeRequest): RangeDocument {
  return {
    start: hex(range.start),
    end: hex(range.end),
    default: writeDefaults(range.defaults),
    mask: ASK_SYMBOLS[range.mask],
    requests: writeRequests(range.asks),
    owner: range.owner,
  };
}

function writeDefaults(ask: Ask): Exclude<AskSymbol, '*'> {
  const symbol = ASK_SYMBOLS[ask];
  if (symbol !== '*') return symbol;
  throw new RangeError(`"defaults" expected an ask below ${Ask.all}, which is a mask only`);
}

/** A driver's format as a document has it. */
export function formatDocument({ fields }: LegacyFormat): LegacyDocument {
  const { flags, values, pfnShift } = fields;
  return {
    flags: { valid: hex(flags.valid), write: hex(flags.write) },
    values: { error: hex(values.error), none: hex(values.none), special: hex(values.special) },
    pfnShift,
  };
}

/** The fields that say which entry point is called; a timeout of 0 is left out. */
function writeCall({ call }: RangeRequest): Pick<ScenarioDocument, 'call' | 'timeout'> {
  if (call === undefined) return {};
  return { call: 'unlocked', ...(call.timeout === 0 ? {} : { timeout: call.timeout }) };
}

/** The drops of the mmap lock by address, if there are any. */
function writeLockDrops({
  lockDrops,
}: AddressSpaceImage): Pick<ScenarioDocument['mm'], 'lockDrops'> {
  if (lockDrops === undefined || lockDrops.size === 0) return {};
  const sorted = [...lockDrops].sort(([first], [second]) => first - second);
  const written = sorted.map(([at, { result, times }]): [string, LockDropDocument] => {
    const always = times === Number.POSITIVE_INFINITY;
    return [hex(at), { result, ...(always ? {} : { times }) }];
  });
  return { lockDrops: Object.fromEntries(written) };
}

/** How often page faults and waits of pages do nothing, by address, if any do. */
function writeNoProgress({
  noProgress,
}: AddressSpaceImage): Pick<ScenarioDocument['mm'], 'noProgress'> {
  if (noProgress === undefined || noProgress.size === 0) return {};
  const sorted = [...noProgress].sort(([first], [second]) => first - second);
  const written = sorted.map(([at, times]): [string, NoProgressDocument] => [
    hex(at),
    times === Number.POSITIVE_INFINITY ? {} : { times },
  ]);
  return { noProgress: Object.fromEntries(written) };
}
