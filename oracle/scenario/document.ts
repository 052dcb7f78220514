// SPDX-License-Identifier: GPL-2.0-or-later
import type { FaultError } from '../../mm/address-space';
import type { InnerEnd } from '../../mm/range-record';
import type { EntryPlace, FieldName } from './kind-row';
import type { KIND_TABLE } from './kind-table';

/*
 * The document `hmm-scenario/2`, of which `hmm-scenario/1` is a part, and its results, as docs/scenario.md describes them. The schema in
 * schema.ts checks values; the compiler holds the two to each other. Documents are data: nobody
 * changes one that somebody else may hold.
 */

/** A 64-bit word, an address in bytes or a pfn: lowercase hex, `0x`, no leading zeros. */
export type Hex = string;

/** The versions of the document, older before newer: each has all that the one before it has. */
export type ScenarioVersion = 'hmm-scenario/1' | 'hmm-scenario/2';

/** One call of `hmm_range_fault()` on one address space. */
export interface ScenarioDocument {
  /** The least version that has all that the document says; a later one is read, too. */
  readonly schema: ScenarioVersion;
  /** Any text; results and reports repeat it. */
  readonly id: string;
  readonly mm: AddressSpaceDocument;
  readonly range: RangeDocument;
  /** Which entry point is called: `hmm_range_fault_unlocked_timeout()` (7.3); or `hmm_range_fault()`, if missing. */
  readonly call?: 'unlocked';
  /** Its time in jiffies; 0, and if missing: without end. */
  readonly timeout?: number;
  /** What other threads do during the call, in order. */
  readonly events?: readonly (EventDocument | ReadEventDocument)[];
  /** The driver's customizable format: needed on the sides that have one, `v5.7` and `legacy`. */
  readonly legacy?: LegacyDocument;
}

/** A scenario that every side can run: its driver's customizable format is there. */
export interface ScenarioWithFormat extends ScenarioDocument {
  readonly legacy: LegacyDocument;
}

/** Whether a scenario has what `v5.7` and `legacy` need. */
export function hasFormat(scenario: ScenarioDocument): scenario is ScenarioWithFormat {
  return scenario.legacy !== undefined;
}

/** The process whose memory is mirrored. */
export interface AddressSpaceDocument {
  /** The first free page frame; page faults allocate upwards from here. */
  readonly nextPfn: Hex;
  /** The shared zero page. */
  readonly zeroPfn: Hex;
  /** Sorted, not overlapping, page aligned. */
  readonly vmas: readonly VmaDocument[];
  /** Entries are stored in this order, each onto what is there; a slot not named is none. */
  readonly entries: readonly EntryDocument[];
  /** Pages whose fault fails, by their address. */
  readonly faultErrors?: Readonly<Record<Hex, FaultError>>;
  /** Pages whose faults drop the mmap lock, by their address; a call that keeps the lock lets none do so. */
  readonly lockDrops?: Readonly<Record<Hex, LockDropDocument>>;
  /** Pages whose page faults and waits come back without having done anything, by their address. */
  readonly noProgress?: Readonly<Record<Hex, NoProgressDocument>>;
}

/** How page faults of a page drop the mmap lock. */
export interface LockDropDocument {
  /** `retry`: before anything was done (`VM_FAULT_RETRY`); `completed`: after all was. */
  readonly result: 'retry' | 'completed';
  /** How many of them, the first ones; each, if missing. */
  readonly times?: number;
}

/** How often page faults and waits of a page do nothing. */
export interface NoProgressDocument {
  /** How many of them, the first ones; each, if missing: the call does not come back. */
  readonly times?: number;
}

/** A flag of a VMA (`vm_flags`). */
export type VmaFlag = 'read' | 'write' | 'shared' | 'io' | 'pfnmap' | 'mixedmap';

/** A mapping `[start, end)` (`struct vm_area_struct`). */
export type VmaDocument = {
  readonly start: Hex;
  /** The first address after it; 2^47 at most. */
  readonly end: Hex;
  readonly flags: readonly VmaFlag[];
} & (
  | { readonly backing: 'anon' }
  /** `filePfn` is the frame of the first page. */
  | { readonly backing: 'file'; readonly filePfn: Hex }
  /** 21 for pages of 2 MiB, 30 for pages of 1 GiB. */
  | { readonly backing: 'hugetlb'; readonly hugePageShift: 21 | 30 }
);

/**
 * A page-table entry: what stands in the slot of `level` that `at` is the start of. What it
 * can be at a level (`is`), and which of the {@link EntryFields} it then has, is the table "Entries"
 * of docs/scenario.md; the type is made from `kind-table.ts`.
 */
export type EntryDocument = { readonly at: Hex } & DocumentOf<
  (typeof KIND_TABLE)[keyof typeof KIND_TABLE]
>;

/** The document of an entry whose kind has this row; none for one that stands in no slot. */
type DocumentOf<Row> = Row extends {
  readonly at: infer At;
  readonly is: infer Is;
  readonly fields: readonly (infer Field extends FieldName)[];
}
  ? AtEachLevel<LevelOf<Extract<keyof At, EntryPlace>>, Is, Pick<EntryFields, Field>>
  : never;
type LevelOf<At extends EntryPlace> = At extends 'hugetlb' ? 'pmd' | 'pud' : At;
type AtEachLevel<Level, Is, Fields> = Level extends string
  ? { readonly level: Level; readonly is: Is } & Fields
  : never;

/** The fields that entries have besides their place and kind. */
export interface EntryFields extends Mapping {
  /** Whether it is a special mapping, one without a `struct page`; false if missing. */
  readonly special?: boolean;
  /** The owner of a device-private page, 1 to 4095. */
  readonly owner: number;
}

/** The frame of an entry; of the first page, if it maps several. */
export interface Frame {
  /** Below 2^40. */
  readonly pfn: Hex;
  /** False if missing. */
  readonly write?: boolean;
}

/** A present entry. */
export interface Mapping extends Frame {
  /** Whether it is a NUMA-hinting entry, which the CPU may not use; false if missing. */
  readonly protnone?: boolean;
}

/** What a driver can ask of a page: `.` nothing, `r` read, `w` write, `x` write without fault. */
export type RequestSymbol = '.' | 'r' | 'w' | 'x';

/** The neutral part of `struct hmm_range`. */
export interface RangeDocument {
  readonly start: Hex;
  readonly end: Hex;
  /** `default_flags`. */
  readonly default: RequestSymbol;
  /** `pfn_flags_mask`; `*` is all ones. */
  readonly mask: RequestSymbol | '*';
  /** A symbol a page, run-length coded: `"512r"`, `"r2.w"`; since version 2 also `*`, all ones. */
  readonly requests: string;
  /** `dev_private_owner`, 0 to 4095; 0 is none. */
  readonly owner: number;
}

/** What another thread does before a walk begins. */
export interface EventDocument {
  /** The number of the walk, from 1 on. */
  readonly beforeWalk: number;
  /** Whether the interval notifier is called; false if missing. */
  readonly invalidate?: boolean;
  /** What it stores into the page table. */
  readonly entries?: readonly EntryDocument[];
  /** All VMAs that there are from then on; since version 2. They change before the entries are stored. */
  readonly vmas?: readonly VmaDocument[];
  /** Pages of files that have another frame from then on, by their address; since version 2. */
  readonly filePages?: Readonly<Record<Hex, Hex>>;
  /** How much time passes until then, in jiffies; only for the call `unlocked`. */
  readonly elapsed?: number;
  /** Whether a fatal signal comes; only for the call `unlocked`. */
  readonly killed?: boolean;
}

/** What another thread does within a walk; since version 2. No model follows it, only kernel trees do. */
export interface ReadEventDocument {
  /** Right before this read, from 1 on, of the slot that the first of the entries names. */
  readonly atRead: number;
  /** Whether the interval notifier is called; false if missing. */
  readonly invalidate?: boolean;
  /** What it stores into the page table; at least one entry. */
  readonly entries: readonly EntryDocument[];
}

/** Whether an event is a change within a walk. */
export function isReadEvent(event: EventDocument | ReadEventDocument): event is ReadEventDocument {
  return 'atRead' in event;
}

/** Whether an event is a change before a walk. */
export function isEventBeforeWalk(
  event: EventDocument | ReadEventDocument,
): event is EventDocument {
  return !isReadEvent(event);
}

/** What a driver set in `struct hmm_range` until 5.7; words of 64 bits. */
export interface LegacyDocument {
  readonly flags: { readonly valid: Hex; readonly write: Hex };
  readonly values: { readonly error: Hex; readonly none: Hex; readonly special: Hex };
  /** `pfn_shift`, 0 to 63 bits. */
  readonly pfnShift: number;
}

/** What one side made of a scenario. */
export interface ResultDocument {
  /** What the call returned; `livelock` if its walks would repeat without end. */
  readonly ret: 0 | '-EBUSY' | '-EFAULT' | '-EPERM' | '-EINTR' | '-ENOMEM' | '-EINVAL' | 'livelock';
  /** The page count that v5.7 returns, after a success. */
  readonly pages?: number;
  /** The whole array as the call left it, a raw word a page. */
  readonly pfns: readonly Hex[];
  /** The calls of `handle_mm_fault()`, in order, failed ones too. */
  readonly faults: readonly FaultDocument[];
  /** Walks begun. */
  readonly walks: number;
  /** The inner attempts of the call `unlocked`, in order. */
  readonly attempts?: readonly AttemptDocument[];
}

/** One inner attempt of `hmm_range_fault_unlocked_timeout()`. */
export interface AttemptDocument {
  /** How many invalidations there had been when it read the sequence. */
  readonly sequence: number;
  /** When it did so, in jiffies since the call began. */
  readonly time: number;
  readonly walks: number;
  /** The index of the first page that it has put nothing out for. */
  readonly stoppedAt: number;
  readonly end: InnerEnd;
}

/** Neighbouring pages that were faulted in a row, in one way. */
export interface FaultDocument {
  readonly at: Hex;
  readonly pages: number;
  readonly write: boolean;
}
