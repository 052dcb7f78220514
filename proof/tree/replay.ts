// SPDX-License-Identifier: GPL-2.0-or-later
import type {
  EntryDocument,
  RequestSymbol,
  ScenarioDocument,
  VmaDocument,
  VmaFlag,
} from '../../oracle/scenario/document';
import { hex } from '../../oracle/scenario/json';
import { buildScenario } from '../../oracle/scenario/read';
import { formatDocument, writeScenario } from '../../oracle/scenario/write';
import type { ProofPlace } from './places';
import type { TreeWitness, WitnessEntry, WitnessVma } from './witness';

/** A counterexample as a scenario, or what of it no document holds. */
type Replayable =
  | { readonly kind: 'document'; readonly document: ScenarioDocument }
  | { readonly kind: 'no document'; readonly why: string };

const SHIFTS = { pte: 12, pmd: 21, pud: 30, pgd: 39 } as const;
type Level = keyof typeof SHIFTS;
const VM_HUGETLB = 0x40_0000n;
const VMA_FLAGS: readonly (readonly [VmaFlag, bigint])[] = [
  ...([
    ['read', 0x1n],
    ['write', 0x2n],
    ['shared', 0x8n],
    ['pfnmap', 0x400n],
    ['io', 0x4000n],
    ['mixedmap', 0x1000_0000n],
  ] as const),
];
/** From where page faults allocate: apart from what the counterexample maps. */
const NEXT_PFN = 2n ** 39n;
const LARGEST_PFN = 2n ** 40n - 1n;

/**
 * The counterexample as a scenario that sides and trees run. A page fault goes on there as the model
 * of page faults has it, which the proof leaves open; requests are what the two flags of a word say.
 */
export function treeDocument(witness: TreeWitness, place: ProofPlace, id: string): Replayable {
  const missing = withoutDocument(witness, place);
  if (missing !== undefined) return { kind: 'no document', why: missing };
  const vmas = witness.vmas.map(vmaDocument);
  const entries = [
    ...witness.entries
      .flatMap((one) => entryDocument(one, place))
      .filter((entry) => isPlaced(entry, witness, place)),
    ...hugeEntries(witness, place),
  ];
  const symbol = (word: bigint): RequestSymbol => symbolOf(word, witness);
  const document: ScenarioDocument = {
    schema: 'hmm-scenario/2',
    id,
    mm: {
      ...{ nextPfn: hex(NEXT_PFN), zeroPfn: hex(clamped(witness.zeroPfn)), vmas },
      entries,
      faultErrors: faultErrors(witness, place),
    },
    range: {
      start: hex(place.start),
      end: hex(place.start + place.pages * 4096),
      default: symbol(witness.defaults),
      mask: symbol(witness.mask),
      requests: witness.words.map(symbol).join(''),
      owner: witness.caller + 1,
    },
    ...(witness.retry[0] === true ? { events: [{ beforeWalk: 1, invalidate: true }] } : {}),
    ...(witness.format === undefined ? {} : { legacy: formatDocument(witness.format) }),
  };
  try {
    // Written anew, it has the least version that holds it.
    return {
      kind: 'document',
      document: writeScenario(buildScenario(document, { file: id }, 'followed')),
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { kind: 'no document', why: error.message };
  }
}

/** What of a counterexample a document has no word for. */
function withoutDocument(witness: TreeWitness, place: ProofPlace): string | undefined {
  if (witness.change !== undefined) return 'an entry changes within the walk';
  if (place.resume > 0) return 'the walk begins in the middle of its range';
  return undefined;
}

/** Whether a walk can come to an entry: every level above it has a table. */
export function isReached(
  { level, slot }: WitnessEntry,
  { entries, vmas }: TreeWitness,
  place: ProofPlace,
): boolean {
  if (level === 'huge') return vmas.some(({ flags }) => (flags & VM_HUGETLB) !== 0n);
  if (vmas.every(({ flags }) => (flags & VM_HUGETLB) !== 0n)) return false;
  const at = addressOf(slot, SHIFTS[level], place);
  return LEVELS_ABOVE[level].every((above) => {
    const size = 2 ** SHIFTS[above];
    const number = Math.floor(at / size) - Math.floor(place.start / size);
    return entries.some(
      (one) => one.level === above && one.slot === Math.max(number, 0) && one.kind === 'table',
    );
  });
}

const LEVELS_ABOVE: Readonly<Record<Level, readonly Level[]>> = {
  pgd: [],
  pud: ['pgd'],
  pmd: ['pgd', 'pud'],
  pte: ['pgd', 'pud', 'pmd'],
};

function addressOf(slot: number, shift: number, { start }: ProofPlace): number {
  const size = 2 ** shift;
  return (Math.floor(start / size) + slot) * size;
}

function vmaDocument({ start, end, flags, order }: WitnessVma): VmaDocument {
  const bounds = { start: hex(start), end: hex(end) };
  const names = VMA_FLAGS.flatMap(([name, bit]) => ((flags & bit) === 0n ? [] : [name]));
  if ((flags & VM_HUGETLB) === 0n) return { ...bounds, flags: names, backing: 'anon' };
  const hugePageShift = order === 18 ? 30 : 21;
  return { ...bounds, flags: names, backing: 'hugetlb', hugePageShift };
}

function entryDocument(entry: WitnessEntry, place: ProofPlace): readonly EntryDocument[] {
  const { level, slot, kind, write, protnone, special, owner } = entry;
  if (level === 'huge') return [];
  const at = hex(addressOf(slot, SHIFTS[level], place));
  const pfn = hex(clamped(entry.pfn));
  switch (level) {
    case 'pgd':
      return kind === 'table' ? [{ at, level, is: 'table' }] : [];
    case 'pud':
      if (kind === 'table') return [{ at, level, is: 'table' }];
      if (kind === 'nonpresent') return [{ at, level, is: kind }];
      return kind === 'devmap' ? [{ at, level, is: kind, pfn, write }] : [];
    case 'pmd':
      switch (kind) {
        case 'present':
          return [{ at, level, is: 'huge', pfn, write, protnone }];
        case 'devmap':
        case 'migration':
          return [{ at, level, is: kind, pfn, write }];
        case 'device-private':
          return [
            { at, level, is: kind, pfn: hex(deviceFrame(entry.pfn)), write, owner: owner + 1 },
          ];
        case 'table':
        case 'nonpresent':
        case 'bad':
          return [{ at, level, is: kind }];
        default:
          return [];
      }
    case 'pte':
      switch (kind) {
        case 'present':
          return [{ at, level, is: 'present', pfn, write, protnone, special }];
        case 'swap':
          return [{ at, level, is: 'swap' }];
        case 'devmap':
        case 'migration':
        case 'device-exclusive':
          return [{ at, level, is: kind, pfn, write }];
        case 'device-private':
          return [{ at, level, is: 'device-private', pfn, write, owner: owner + 1 }];
        case 'hwpoison':
          return [{ at, level, is: 'hwpoison', pfn }];
        case 'uffd-wp marker':
          return [{ at, level, is: 'uffd-wp-marker' }];
        case 'marker':
          // Of poison or of a guard page: to a walk they are the same.
          return [{ at, level, is: 'poison-marker' }];
        default:
          return [];
      }
  }
}

/** Entries of a VMA of hugetlb, at the level of its size. */
function hugeEntries({ entries, vmas }: TreeWitness, place: ProofPlace): readonly EntryDocument[] {
  const vma = vmas.find(({ flags }) => (flags & VM_HUGETLB) !== 0n);
  if (vma === undefined) return [];
  const level: Level = vma.order === 18 ? 'pud' : 'pmd';
  return entries.flatMap((entry): readonly EntryDocument[] => {
    const { slot, kind, write, protnone, missing } = entry;
    if (entry.level !== 'huge' || missing) return [];
    const at = hex(addressOf(slot, SHIFTS[level], place));
    const pfn = hex(clamped(entry.pfn));
    if (kind === 'present') return [{ at, level, is: 'present', pfn, write, protnone }];
    if (kind === 'migration') return [{ at, level, is: 'migration', pfn, write }];
    return kind === 'hwpoison' ? [{ at, level, is: 'hwpoison', pfn }] : [];
  });
}

/** Whether an entry stands where a walk comes to it, and no VMA of hugetlb has entries of its own. */
function isPlaced({ at, level }: EntryDocument, witness: TreeWitness, place: ProofPlace): boolean {
  const shift = BigInt(SHIFTS[level]);
  const start = BigInt(at);
  const end = start + (1n << shift);
  const over = witness.vmas.filter((vma) => vma.start < end && vma.end > start);
  if (over.some(({ flags }) => (flags & VM_HUGETLB) !== 0n)) return false;
  const slot = Number((start >> shift) - (BigInt(place.start) >> shift));
  const entry = witness.entries.find((one) => one.level === level && one.slot === slot);
  return over.length > 0 && entry !== undefined && isReached(entry, witness, place);
}

const FAULT_NAMES: ReadonlyMap<number, 'oom' | 'sigbus' | 'hwpoison' | 'sigsegv'> = new Map([
  ...([
    [1, 'oom'],
    [2, 'sigbus'],
    [16, 'hwpoison'],
    [64, 'sigsegv'],
  ] as const),
]);

/** The pages that are faulted first get the results of the first page faults. */
function faultErrors(
  { faults, results }: TreeWitness,
  { start, pages }: ProofPlace,
): Readonly<Record<string, 'oom' | 'sigbus' | 'hwpoison' | 'sigsegv'>> {
  const made = results.map((result) => result.faults).find((those) => those.length > 0) ?? [];
  const errors = made.flatMap(({ at }, number) => {
    const name = FAULT_NAMES.get(faults[number] ?? 0);
    const inRange = at >= BigInt(start) && at < BigInt(start + pages * 4096);
    return name === undefined || !inRange ? [] : [[hex(at), name] as const];
  });
  return Object.fromEntries(errors);
}

function symbolOf(word: bigint, { asks }: TreeWitness): RequestSymbol {
  const fault = (word & asks.fault) !== 0n;
  const write = (word & asks.write) !== 0n;
  return fault ? (write ? 'w' : 'r') : write ? 'x' : '.';
}

function clamped(pfn: bigint): bigint {
  return pfn > LARGEST_PFN ? LARGEST_PFN : pfn;
}

/** No device's memory begins at frame 0, which a document refuses: one huge page further on. */
function deviceFrame(pfn: bigint): bigint {
  return pfn === 0n ? 512n : clamped(pfn);
}
