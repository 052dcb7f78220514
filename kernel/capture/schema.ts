// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { LEVEL_NAMES, NAMES_AT } from '../../oracle/scenario/entry-kinds';
import type { Immutable } from '../../oracle/scenario/immutable';
import { CLOSED, count, Flag, oneOf, Word } from '../../oracle/scenario/schema-entries';

/*
 * What the guest tells, and the host of its boots, as kernel/protocol.md has it. Addresses can lie anywhere in 64 bits here;
 * what a scenario can hold is judged when one is made of it.
 */

const Natural = count(0);
const MaybeFlag = Type.Optional(Flag);

/** `[word, count, step]`: `count` words, each `step` more than the one before. */
const RunSchema = Type.Tuple([Word, count(1), count(0, 1)], { description: 'a run of words' });
const RunsSchema = Type.Array(RunSchema, { description: 'an array of runs of words' });

const VmaReportSchema = Type.Object(
  {
    start: Word,
    end: Word,
    flags: Type.Array(oneOf('read', 'write', 'shared', 'io', 'pfnmap', 'mixedmap'), {
      description: 'an array of VMA flags',
    }),
    backing: oneOf('anon', 'file', 'hugetlb'),
    hugePageShift: Type.Optional(Natural),
    raw: Word,
    pgoff: Word,
    mayWrite: MaybeFlag,
    exec: MaybeFlag,
    uffdMissing: MaybeFlag,
    uffdWp: MaybeFlag,
    uffdMinor: MaybeFlag,
    locked: MaybeFlag,
    hugepage: MaybeFlag,
    nohugepage: MaybeFlag,
    device: MaybeFlag,
    mapsWritable: MaybeFlag,
  },
  { ...CLOSED, description: 'a VMA' },
);

/** What the guest calls a slot: as documents do, or a marker, which they cannot hold. */
const SLOT_NAMES = [
  ...new Set(LEVEL_NAMES.flatMap((level) => [...NAMES_AT[level].keys()])),
  'marker',
];

const SlotReportSchema = Type.Object(
  {
    at: Word,
    level: oneOf('pte', 'pmd', 'pud', 'pgd'),
    is: oneOf(...SLOT_NAMES),
    n: Type.Optional(count(1)),
    raw: Type.Optional(Word),
    pfn: Type.Optional(Word),
    step: Type.Optional(Natural),
    write: MaybeFlag,
    protnone: MaybeFlag,
    special: MaybeFlag,
    devmap: MaybeFlag,
    zero: MaybeFlag,
    normal: MaybeFlag,
    young: MaybeFlag,
    dirty: MaybeFlag,
    softDirty: MaybeFlag,
    uffdWp: MaybeFlag,
    exclusive: MaybeFlag,
    alone: MaybeFlag,
    outside: MaybeFlag,
    order: Type.Optional(Natural),
    markerBits: Type.Optional(Natural),
    owner: Type.Optional(Natural),
  },
  { ...CLOSED, description: 'an entry of the page table' },
);

const SlotsSchema = Type.Array(SlotReportSchema, { description: 'an array of entries' });

/** `# hmm-probe-info`: the kernel that runs. */
export const InfoSchema = Type.Object(
  {
    abi: Type.Literal(1),
    release: Type.String(),
    zeroPfn: Word,
    hugeZeroPfn: Type.Union([Word, Type.Null()], { description: 'a pfn or null' }),
    hmm: Type.Object(
      {
        valid: Word,
        write: Word,
        error: Word,
        orderShift: Type.Union([Natural, Type.Null()], { description: 'a number or null' }),
      },
      { ...CLOSED, description: 'the bits of an output word' },
    ),
    hugetlb: Type.Record(Type.String(), Natural),
    nodes: Natural,
    swapPages: Natural,
    memoryKiB: Natural,
    walkSymbol: Type.Optional(Type.String()),
    faultSymbol: Type.Optional(Type.String()),
  },
  { ...CLOSED, description: 'what is known of the kernel' },
);

/** `# hmm-probe` with a result. */
export const ResultReportSchema = Type.Object(
  {
    case: Type.String(),
    start: Word,
    end: Word,
    default: Word,
    mask: Word,
    owner: Type.Optional(Natural),
    unlocked: MaybeFlag,
    timeout: Type.Optional(Natural),
    in: RunsSchema,
    ret: Type.Integer(),
    errno: Type.Optional(Type.String()),
    livelock: MaybeFlag,
    attempts: Natural,
    walks: Natural,
    pfns: RunsSchema,
    faults: Type.Array(Type.Tuple([Word, count(1), oneOf('r', 'w')]), {
      description: 'an array of fault rows',
    }),
    faultResult: Type.Optional(Word),
    faultsLost: Type.Optional(Natural),
    invalidations: Type.Tuple([Natural, Natural]),
    signals: Type.Optional(Type.Object({ bus: Natural, segv: Natural }, CLOSED)),
    vmas: Type.Array(VmaReportSchema, { description: 'an array of VMAs' }),
    vmasAfter: Type.Optional(Type.Array(VmaReportSchema, { description: 'an array of VMAs' })),
    before: SlotsSchema,
    after: SlotsSchema,
  },
  { ...CLOSED, description: 'a result' },
);

/** `# hmm-probe` of a case that the guest could not bring about. */
export const SkipReportSchema = Type.Object(
  {
    case: Type.String(),
    skip: Type.Object(
      { step: Natural, line: Natural, text: Type.String(), errno: Type.String() },
      { ...CLOSED, description: 'a step that failed' },
    ),
  },
  { ...CLOSED, description: 'a skipped case' },
);

/** `# hmm-probe-end`: the guest came to its end. */
export const EndSchema = Type.Object(
  { ok: Natural, skip: Natural, notOk: Natural, poisoned: Type.Optional(Natural) },
  { ...CLOSED, description: 'the end of a run' },
);

/** `# hmm-host`: how a boot ended, as the host saw it. */
export const BootSchema = Type.Object(
  {
    boot: count(1),
    purpose: oneOf('all', 'rest', 'again', 'alone'),
    end: oneOf('powered off', 'panic', 'failed', 'hang', 'time limit', 'starved', 'interrupted'),
    whole: Flag,
    message: Type.Optional(Type.String()),
    culprit: Type.Optional(Type.String()),
  },
  { ...CLOSED, description: 'the end of a boot' },
);

/** How a boot ended; the last line of each boot. */
export type BootReport = Immutable<Type.Static<typeof BootSchema>>;
/** What the guest says of the kernel that runs, in its first line. */
export type InfoReport = Immutable<Type.Static<typeof InfoSchema>>;
/** A case that was carried out: the memory that was there, and what the call did. */
export type ResultReport = Immutable<Type.Static<typeof ResultReportSchema>>;
/** A case that could not be brought about, and the step at which. */
export type SkipReport = Immutable<Type.Static<typeof SkipReportSchema>>;
/** How many cases came to what, by the guest's own count. */
export type EndReport = Immutable<Type.Static<typeof EndSchema>>;
/** A VMA of the guest's process. */
export type VmaReport = ResultReport['vmas'][number];
/** A slot of the dumped page table, or a run of `n` like ones. */
export type SlotReport = ResultReport['before'][number];
/** `[word, count, step]`. */
export type WordRun = ResultReport['pfns'][number];
