// SPDX-License-Identifier: GPL-2.0-or-later
import { LegacyFormat } from '../../legacy/format';
import { partsOf } from './printed-parts';

/** The kinds of `stand-ins/host.h`, in its order. */
const WITNESS_KINDS = [
  ...(['none', 'table', 'present', 'devmap', 'swap', 'migration', 'device-private'] as const),
  ...(['device-exclusive', 'hwpoison', 'uffd-wp marker', 'marker', 'nonpresent', 'bad'] as const),
] as const;
type WitnessKind = (typeof WITNESS_KINDS)[number];
type WitnessLevel = 'pgd' | 'pud' | 'pmd' | 'pte' | 'huge';

/** An entry of the slot with this number, from the slot of the range's start. */
export interface WitnessEntry {
  readonly level: WitnessLevel;
  readonly slot: number;
  readonly kind: WitnessKind;
  readonly write: boolean;
  readonly protnone: boolean;
  readonly special: boolean;
  /** Of device-private memory: 0 or 1. */
  readonly owner: number;
  readonly pfn: bigint;
  /** Of hugetlb: there is no table for it. */
  readonly missing: boolean;
}

/** An entry that another thread made another within the walk: what it became. */
type WitnessChange = WitnessEntry & { readonly level: 'pud' | 'pmd' };

export interface WitnessVma {
  readonly start: bigint;
  readonly end: bigint;
  /** As in the kernel. */
  readonly flags: bigint;
  /** Of hugetlb: 9 or 18. */
  readonly order: number;
}

/** What a tree did. */
export interface WitnessResult {
  readonly ret: number;
  readonly words: readonly bigint[];
  readonly faults: readonly { readonly at: bigint; readonly flags: number }[];
  readonly waits: number;
  readonly walks: number;
  readonly resume: bigint;
  readonly faultUnderLock: boolean;
}

/** An address space, a request, and what the trees did: the solver's counterexample. */
export interface TreeWitness {
  readonly entries: readonly WitnessEntry[];
  readonly vmas: readonly WitnessVma[];
  /** Undefined if no entry changed. */
  readonly change: WitnessChange | undefined;
  /** The customizable format, where the first tree has one: its request is in words of that. */
  readonly format: LegacyFormat | undefined;
  /** The bits of a word that ask for a fault, and for one to write. */
  readonly asks: { readonly fault: bigint; readonly write: bigint };
  readonly defaults: bigint;
  readonly mask: bigint;
  /** The caller's owner: 0, 1, or 2 for neither. */
  readonly caller: number;
  readonly words: readonly bigint[];
  /** What page faults come to, by number: VM_FAULT_* bits. */
  readonly faults: readonly number[];
  /** Whether the sequence is stale before the first walk, and before the second. */
  readonly retry: readonly boolean[];
  readonly zeroPfn: bigint;
  readonly results: readonly WitnessResult[];
}

interface Step {
  readonly stepType?: string;
  readonly outputID?: string;
  readonly values?: readonly { readonly binary?: string }[];
}
interface Part {
  readonly result?: readonly { readonly trace?: readonly Step[] }[];
}

/**
 * Reads the first counterexample of what `--trace --json-ui` printed: values that the program shows,
 * each after the name of what they belong to. Undefined if there is none.
 */
export function readWitness(printed: string): TreeWitness | undefined {
  const traces = (partsOf(printed) ?? [])
    .flatMap((part: Part) => part.result ?? [])
    .flatMap(({ trace }) => trace ?? []);
  const shown = traces.flatMap(({ stepType, outputID, values }) =>
    stepType === 'output' && outputID !== undefined
      ? [{ name: outputID, value: BigInt(`0b${values?.[0]?.binary ?? '0'}`) }]
      : [],
  );
  if (shown.length === 0) return undefined;
  return witnessOf(groupsOf(shown));
}

/** Values under a heading, which has a number itself. */
interface Group {
  readonly heading: string;
  readonly number: number;
  readonly values: readonly { readonly name: string; readonly value: bigint }[];
}

const LEVELS = ['pgd', 'pud', 'pmd', 'pte', 'huge'] as const;
const CHANGING_LEVELS = ['pud', 'pmd'] as const;
const HEADINGS: readonly string[] = [
  ...[...LEVELS, 'vma', 'fault', 'format', 'request', 'result', 'change', 'became'],
];

function groupsOf(shown: Group['values']): readonly Group[] {
  const groups: { heading: string; number: number; values: Group['values'][number][] }[] = [];
  for (const { name, value } of shown) {
    if (HEADINGS.includes(name)) groups.push({ heading: name, number: Number(value), values: [] });
    else groups.at(-1)?.values.push({ name, value });
  }
  return groups;
}

function witnessOf(groups: readonly Group[]): TreeWitness {
  const of = (heading: string): readonly Group[] => groups.filter((one) => one.heading === heading);
  const request = of('request')[0];
  const faults = of('fault');
  const events = faults.at(-1);
  return {
    entries: LEVELS.flatMap((level) => of(level).map((group) => entryOf(level, group))),
    vmas: of('vma').map((group) => ({
      start: firstValueOf(group, 'start'),
      end: firstValueOf(group, 'end'),
      flags: firstValueOf(group, 'flags'),
      order: Number(firstValueOf(group, 'order')),
    })),
    change: changeOf(of('change')[0], of('became')[0]),
    format: formatOf(of('format')[0]),
    asks: {
      fault: firstValueOf(request, 'fault bits'),
      write: firstValueOf(request, 'write bits'),
    },
    defaults: firstValueOf(request, 'defaults'),
    mask: firstValueOf(request, 'mask'),
    caller: Number(firstValueOf(request, 'caller')),
    words: allValuesOf(request, 'word'),
    faults: faults.map(({ number }) => number),
    retry: allValuesOf(events, 'retry').map((value) => value !== 0n),
    zeroPfn: firstValueOf(events, 'zero'),
    results: of('result').map(resultOf),
  };
}

function changeOf(change: Group | undefined, became: Group | undefined): WitnessChange | undefined {
  if (change === undefined || change.number === 0 || became === undefined) return undefined;
  const level = CHANGING_LEVELS[Number(firstValueOf(change, 'level'))] ?? 'pmd';
  return { ...entryOf(level, became), level };
}

function formatOf(group: Group | undefined): LegacyFormat | undefined {
  if (group === undefined) return undefined;
  return new LegacyFormat({
    flags: { valid: firstValueOf(group, 'valid'), write: firstValueOf(group, 'writable') },
    values: {
      error: firstValueOf(group, 'error'),
      none: firstValueOf(group, 'none'),
      special: firstValueOf(group, 'special'),
    },
    pfnShift: Number(firstValueOf(group, 'shift')),
  });
}

function entryOf(level: WitnessLevel, group: Group): WitnessEntry {
  const is = (name: string): boolean => firstValueOf(group, name) !== 0n;
  return {
    ...{ level, slot: group.number },
    kind: WITNESS_KINDS[Number(firstValueOf(group, 'kind'))] ?? 'none',
    ...{ write: is('write'), protnone: is('protnone'), special: is('special') },
    owner: Number(firstValueOf(group, 'owner')),
    pfn: firstValueOf(group, 'pfn'),
    missing: is('missing'),
  };
}

function resultOf(group: Group): WitnessResult {
  const flags = allValuesOf(group, 'flags');
  const count = Number(firstValueOf(group, 'faults'));
  return {
    ret: Number(BigInt.asIntN(64, firstValueOf(group, 'returned'))),
    words: allValuesOf(group, 'output'),
    faults: allValuesOf(group, 'faulted')
      .slice(0, count)
      .map((at, index) => ({ at, flags: Number(flags[index] ?? 0n) })),
    waits: Number(firstValueOf(group, 'waits')),
    walks: Number(firstValueOf(group, 'walks')),
    resume: firstValueOf(group, 'resume'),
    faultUnderLock: firstValueOf(group, 'locked') !== 0n,
  };
}

function allValuesOf(group: Group | undefined, wanted: string): readonly bigint[] {
  return (group?.values ?? []).filter(({ name }) => name === wanted).map(({ value }) => value);
}

function firstValueOf(group: Group | undefined, wanted: string): bigint {
  return allValuesOf(group, wanted)[0] ?? 0n;
}
