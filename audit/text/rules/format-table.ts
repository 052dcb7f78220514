// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import { type CodeView, nodesIn } from '../code/view';
import {
  type FormatTable,
  formatTablesOf,
  TABLES,
  type TableElement,
  type TableKind,
  tableOfName,
} from '../hmm/format-tables';
import { type Hit, type Rule, type Subject, source } from './rule';

/** Tables of the customizable format that no range fault could be asked by, or read by. */
export const formatTable: Rule = {
  id: 'format-table',
  title: 'a table of the customizable format is mixed up',
  severity: 'bug',
  formats: 'both',
  concerns: 'callers',
  why:
    'Until 5.7 flags[HMM_PFN_VALID] and flags[HMM_PFN_WRITE] are two bits of the driver’s own, and values[] are ' +
    'the words of an error, of nothing and of a special page. No value may have the bit of VALID, and nothing must differ from the others.',
  effect:
    'Reads are asked for as writes and the other way round; an error or a hole is taken for a page. A port that ' +
    'goes by the table carries it over.',
  bad: source(`
    #ifndef HAVE_FIXED_FORMAT
    static const uint64_t example_flags[HMM_PFN_FLAG_MAX] = {
            [HMM_PFN_VALID] = 1 << 0,
            [HMM_PFN_WRITE] = 1 << 1,
    };

    static const uint64_t example_values[HMM_PFN_VALUE_MAX] = {
            [HMM_PFN_ERROR] = ~0ULL,
            [HMM_PFN_NONE] = 0,
            [HMM_PFN_SPECIAL] = ~1ULL,
    };
    #else
    static const unsigned long example_request = HMM_PFN_REQ_FAULT;
    #endif`),
  good: source(`
    #ifndef HAVE_FIXED_FORMAT
    static const uint64_t example_flags[HMM_PFN_FLAG_MAX] = {
            [HMM_PFN_VALID] = 1 << 0,
            [HMM_PFN_WRITE] = 1 << 1,
    };

    static const uint64_t example_values[HMM_PFN_VALUE_MAX] = {
            [HMM_PFN_ERROR] = ~3ULL,
            [HMM_PFN_NONE] = 0,
            [HMM_PFN_SPECIAL] = ~1ULL,
    };
    #else
    static const unsigned long example_request = HMM_PFN_REQ_FAULT;
    #endif`),
  *check(subject: Subject): Generator<Hit> {
    // What was so before a patch is not its doing.
    const before = subject.kind === 'patch' ? hitsIn(subject.before.view, false) : [];
    const were = new Set(before.map(({ reason }) => reason));
    const hits = hitsIn(subject.now.view, subject.kind === 'source');
    yield* hits.filter(({ reason }) => !were.has(reason));
  },
};

/** @param isWhole whether all elements of tables are shown: those that are left out are 0 then. */
function hitsIn(view: CodeView, isWhole: boolean): readonly Hit[] {
  const given = formatTablesOf(view);
  const tables = isWhole ? given.map(withLeftOut) : given;
  return [
    ...given.flatMap((table) => [...misnamed(table)]),
    ...tables.flatMap((table) => [...sharedWithin(table)]),
    ...valuesWithFlag(tables),
    ...indexedByOther(view, tables),
  ];
}

/** Elements in the place of another one, by what they are called or what a comment says. */
function* misnamed({ kind, elements }: FormatTable): Generator<Hit> {
  for (const { name, text, line, said } of elements) {
    const isOfTable = said !== undefined && tableOfName(said) === kind;
    const meant = isOfTable ? said : meantBy(kind, text);
    if (tableOfName(name) !== kind) {
      const reason = `HMM_PFN_${name} is none of ${kind}[]: its number is that of another element`;
      yield { line, reason };
    } else if (meant !== undefined && meant !== name) {
      const by = isOfTable ? 'its comment' : text;
      const reason = `${kind}[HMM_PFN_${name}] is what ${by} calls ${meant}`;
      yield { line, reason, severity: 'suspicious' };
    }
  }
}

const CALLED: Readonly<Record<TableKind, readonly (readonly [string, RegExp])[]>> = {
  flags: [
    ['WRITE', /^\w*_(?:W|WRITE|WRITABLE|WRITEABLE)$/],
    ['VALID', /^\w*_(?:V|VALID|PRESENT)$/],
  ],
  values: [
    ['ERROR', /^~?\w*_(?:ERR|ERROR)$/],
    ['NONE', /^\w*_(?:NONE|EMPTY)$/],
    ['SPECIAL', /^~?\w*_SPECIAL$/],
  ],
};

function meantBy(kind: TableKind, text: string): string | undefined {
  return CALLED[kind].find(([, pattern]) => pattern.test(text))?.[0];
}

/** Two flags with a bit in common, one without a bit, or nothing that is like another value. */
function* sharedWithin({ kind, elements }: FormatTable): Generator<Hit> {
  const [first, second] = ['VALID', 'WRITE'].map((name) => named(elements, name));
  if (kind === 'flags') {
    for (const one of [first, second]) {
      if (one?.value === 0n)
        yield { line: one.line, reason: `flags[HMM_PFN_${one.name}] is no bit` };
    }
    const [valid, write] = [first?.value, second?.value];
    if (valid === undefined || write === undefined || second === undefined) return;
    const reason = `flags[HMM_PFN_WRITE] shares a bit with flags[HMM_PFN_VALID]`;
    if ((valid & write) !== 0n) yield { line: second.line, reason };
    return;
  }
  const none = named(elements, 'NONE');
  for (const other of elements) {
    const isSame = none?.value !== undefined && none.value === other.value && other !== none;
    const reason = `values[HMM_PFN_${other.name}] is the same as values[HMM_PFN_NONE]`;
    if (isSame) yield { line: other.line, reason };
  }
}

/** What a driver of 5.7 has no more; all other elements every driver's table has to have. */
const GONE = 'DEVICE_PRIVATE';

/** The table with the elements that its initialiser leaves out, which are 0, at its first line. */
function withLeftOut(table: FormatTable): FormatTable {
  const { kind, elements } = table;
  const [first] = elements;
  if (first === undefined) return table;
  const needed = TABLES[kind].filter((name) => name !== GONE);
  const leftOut = needed.filter((name) => named(elements, name) === undefined);
  const { line } = first;
  const zeros = leftOut.map((name) => ({ name, text: '0', value: 0n, line, said: undefined }));
  return { ...table, elements: [...elements, ...zeros] };
}

function named(elements: readonly TableElement[], name: string): TableElement | undefined {
  return elements.find((one) => one.name === name);
}

/** Values that are valid entries by the flags, if there is one table of each to go by. */
function valuesWithFlag(tables: readonly FormatTable[]): readonly Hit[] {
  const flags = tables.filter(({ kind }) => kind === 'flags');
  const values = tables.filter(({ kind }) => kind === 'values');
  const [flag] = flags;
  const valid = flag === undefined ? undefined : named(flag.elements, 'VALID')?.value;
  if (flags.length !== 1 || values.length !== 1 || valid === undefined) return [];
  return (values[0]?.elements ?? []).flatMap(({ name, value, line }): Hit[] => {
    const reason = `values[HMM_PFN_${name}] has the bit of flags[HMM_PFN_VALID]: it is taken for a page`;
    return value !== undefined && (value & valid) !== 0n ? [{ line, reason }] : [];
  });
}

/** `range->flags[HMM_PFN_NONE]`: a number that means something else there. */
function indexedByOther(view: CodeView, tables: readonly FormatTable[]): readonly Hit[] {
  return nodesIn(view, 'subscript_expression').flatMap(({ fragment, node }): Hit[] => {
    const [, array = '', index = ''] =
      /(\w{1,80})\s{0,9}\[\s{0,9}HMM_PFN_(\w{1,40})\s{0,9}\]$/.exec(node.text.slice(0, 200)) ?? [];
    const named = tables.find(({ variable }) => variable === array)?.kind;
    const kind = named ?? (array === 'flags' || array === 'values' ? array : undefined);
    const meant = tableOfName(index);
    const line = lineOf(fragment, node);
    if (kind === undefined || meant === undefined || meant === kind || line === undefined)
      return [];
    return [{ line, reason: `${array}[] has no HMM_PFN_${index}, which is one of ${meant}[]` }];
  });
}
