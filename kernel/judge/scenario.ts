// SPDX-License-Identifier: GPL-2.0-or-later
import { AMDGPU } from '../../legacy/known-formats';
import { Ask } from '../../mm/range';
import { PAGE_SIZE } from '../../mm/units';
import { encodeRequest } from '../../modern/format';
import type { RequestSymbol } from '../../oracle/scenario/document';
import { entryRow } from '../../oracle/scenario/entry-kinds';
import { hex } from '../../oracle/scenario/json';
import { ASKS, writeRequests } from '../../oracle/scenario/requests';
import type {
  EntryDocument,
  EventDocument,
  ScenarioDocument,
  VmaDocument,
} from '../../oracle/scenario/schema';
import { formatDocument } from '../../oracle/scenario/write';
import type { InfoReport, ResultReport, VmaReport, WordRun } from '../capture/schema';
import { bitsOfWords, FRAME_RANGES, type FrameRanges } from './frames';
import { entriesOf, Inexpressible, pagesWith } from './slots';

/** Pages whose fault fails, as far as it is known beforehand. */
export type FaultErrors = NonNullable<ScenarioDocument['mm']['faultErrors']>;

/** What the report does not say, but the recipe. */
export interface FromRecipe {
  readonly faultErrors: FaultErrors;
  /** The walk after which the guest makes the sequence stale; undefined: only if walks repeat. */
  readonly walks: number | undefined;
  /** What another thread does while the call waits for a page, which the page table before it does not show. */
  readonly during?: (report: ResultReport, info: InfoReport) => During;
}

/** What happens during a call, in words of documents. */
export interface During {
  readonly lockDrops: NonNullable<ScenarioDocument['mm']['lockDrops']>;
  readonly events: readonly EventDocument[];
}

/** The words of each symbol, by their width. */
const SYMBOLS: Readonly<Record<32 | 64, ReadonlyMap<bigint, RequestSymbol>>> = {
  32: symbols(32),
  64: symbols(64),
};

function symbols(bits: 32 | 64): ReadonlyMap<bigint, RequestSymbol> {
  return new Map(
    (['.', 'r', 'w', 'x'] as const).map((symbol) => [encodeRequest(ASKS[symbol], bits), symbol]),
  );
}

/**
 * The scenario that was really there: VMAs and page table as the kernel had them right before the
 * call, and the call.
 * @throws Inexpressible for what no scenario document can hold.
 */
export function scenarioOf(
  report: ResultReport,
  info: InfoReport,
  known: FromRecipe,
): ScenarioDocument {
  const bits = bitsOfWords(info.hmm);
  const ranges = FRAME_RANGES[bits];
  const unlocked = report.unlocked === true;
  const failing = { ...(unlocked ? {} : errorsOfSlots(report)), ...known.faultErrors };
  const entries = entriesOf(report.before);
  const requests = requestsOf(report.in, bits);
  const during = known.during?.(report, info);
  const events = [
    ...eventsOf(report, known.walks ?? (report.livelock ? report.walks : undefined)),
    ...(during?.events ?? []),
  ];
  const isNewer = unlocked || requests.includes('*') || isOfVersion2(entries);
  return {
    schema: isNewer ? 'hmm-scenario/2' : 'hmm-scenario/1',
    id: report.case,
    mm: {
      nextPfn: hex(ranges.fresh),
      zeroPfn: info.zeroPfn,
      vmas: report.vmas.map((vma, index) => vmaOf(vma, index, ranges)),
      entries: [...entries],
      ...(Object.keys(failing).length === 0 ? {} : { faultErrors: failing }),
      ...(during === undefined ? {} : { lockDrops: during.lockDrops }),
    },
    range: {
      start: report.start,
      end: report.end,
      default: symbolOf(report.default, bits),
      mask: isAllOnes(report.mask, bits) ? '*' : symbolOf(report.mask, bits),
      requests,
      owner: report.owner ?? 0,
    },
    ...(events.length === 0 ? {} : { events }),
    ...(unlocked ? { call: 'unlocked' as const } : {}),
    ...(report.timeout === undefined ? {} : { timeout: report.timeout }),
    // No side that is held to a kernel has a format of its own; a document must name one.
    legacy: formatDocument(AMDGPU),
  };
}

/** Whether an entry is of a kind that documents have since their second version. */
function isOfVersion2(entries: readonly EntryDocument[]): boolean {
  return entries.some((entry) => entryRow(entry).since === 2);
}

function vmaOf(vma: VmaReport, index: number, ranges: FrameRanges): VmaDocument {
  const { start, end, flags, backing } = vma;
  if (BigInt(end) > 2n ** 47n) throw new Inexpressible('a scenario has no VMA above 2^47');
  const common = { start, end, flags: [...flags] };
  if (backing === 'anon') return { ...common, backing };
  if (backing === 'file') {
    return { ...common, backing, filePfn: hex(ranges.file + index * ranges.filePages) };
  }
  if (vma.hugePageShift !== 21 && vma.hugePageShift !== 30) {
    throw new Inexpressible(`a scenario has no huge pages of 2^${vma.hugePageShift} bytes`);
  }
  return { ...common, backing, hugePageShift: vma.hugePageShift };
}

/** Pages that a userfaultfd would have to provide: nobody waits for it here. */
function errorsOfSlots({ before, vmas, start, end }: ResultReport): FaultErrors {
  const errors: Record<string, 'sigbus'> = {};
  const isMapped = pagesWith(before, ({ is }) => is !== 'none' && is !== 'table');
  for (const vma of vmas) {
    if (vma.uffdMissing !== true || vma.backing === 'hugetlb') continue;
    const first = Math.max(Number(vma.start), Number(start));
    const stop = Math.min(Number(vma.end), Number(end));
    for (let at = first; at < stop; at += PAGE_SIZE) {
      if (!isMapped(at)) errors[hex(at)] = 'sigbus';
    }
  }
  return errors;
}

/**
 * What made the sequence stale: others before the first walk, or the module after a walk. A call that
 * reads the sequence itself does so after what others did before.
 */
function eventsOf(
  { invalidations, unlocked }: ResultReport,
  walks: number | undefined,
): EventDocument[] {
  return [
    ...(invalidations[0] > 0 && unlocked !== true ? [{ beforeWalk: 1, invalidate: true }] : []),
    ...(walks === undefined ? [] : [{ beforeWalk: walks + 1, invalidate: true }]),
  ];
}

function isAllOnes(word: string, bits: 32 | 64): boolean {
  return BigInt(word) === encodeRequest(Ask.all, bits);
}

function symbolOf(word: string, bits: 32 | 64): RequestSymbol {
  const symbol = SYMBOLS[bits].get(BigInt(word));
  if (symbol === undefined) throw new Inexpressible(`a scenario has no request ${word}`);
  return symbol;
}

function requestsOf(input: readonly WordRun[], bits: 32 | 64): string {
  const asks = input.flatMap(([word, pages, step]) => {
    if (step !== 0 && pages > 1) throw new Inexpressible('a scenario has no requests with pfns');
    const ask = isAllOnes(word, bits) ? Ask.all : ASKS[symbolOf(word, bits)];
    return Array.from({ length: pages }, () => ask);
  });
  return writeRequests(Uint8Array.from(asks));
}
