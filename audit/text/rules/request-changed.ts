// SPDX-License-Identifier: GPL-2.0-or-later

import { linesOfNode } from '../code/fragment';
import { guardText } from '../code/guards';
import type { CodeLine } from '../code/lines';
import { askText } from '../hmm/ask';
import { linesWith, takesFaultAway } from '../hmm/changed-lines';
import { type HeldRequest, isSame, isUnknown } from '../hmm/request-paths';
import {
  conditionsRelated,
  differencesOf,
  type RequestTable,
  type Row,
  rowAsking,
  type TableDifference,
  tableOf,
} from '../hmm/request-tables';
import { requestsMade } from '../hmm/requests-made';
import type { StoreTarget } from '../hmm/stores';
import { noLongerRepeated } from './policy-once';
import { type Hit, type PatchSide, patch, type Rule, type Subject } from './rule';

/** Requests that the patch rewrites so that they ask for something else than before. */
export const requestChanged: Rule = {
  id: 'request-changed',
  title: 'a request asks for something different than before',
  severity: 'suspicious',
  formats: 'both',
  concerns: 'callers',
  why:
    'A port should request the same faults. A driver’s own valid bit becomes HMM_PFN_REQ_FAULT, its ' +
    'write bit HMM_PFN_REQ_WRITE; 0 requests nothing, so the page is only reported.',
  effect:
    'Pages that used to be faulted in stay unmapped on the device, or write access is requested for ' +
    'a read-only page, so that the whole range fails.',
  bad: patch(`
    @@ -10,3 +10,3 @@ static void encode(struct fault *fault, u64 *pfns)
             case PREFETCH:
    -                pfns[i++] = EXAMPLE_PFN_V;
    +                hmm_pfns[i++] = 0;
                     break;`),
  good: patch(`
    @@ -10,3 +10,3 @@ static void encode(struct fault *fault, u64 *pfns)
             default:
    -                pfns[i++] = EXAMPLE_PFN_V | EXAMPLE_PFN_W;
    +                hmm_pfns[i++] = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE;
                     break;`),
  *check(subject: Subject): Generator<Hit> {
    if (subject.kind !== 'patch') return;
    const { before, now } = subject;
    const notes = [...notCompared(now, 'added')];
    yield* notes.length > 0 ? notes : notCompared(before, 'removed');
    // A patch that takes the range fault itself away needs no request any more.
    const endsFaults = takesFaultAway(before.view, now.view);
    const [old, fresh] = [tablesOf(before), tablesOf(now)];
    const isSameFunction = (one: FunctionTable) => (other: FunctionTable) =>
      one.name === other.name && one.target === other.target;
    for (const is of fresh) {
      const was = old.find(isSameFunction(is));
      if (was !== undefined) yield* changes(was.table, is.table);
    }
    if (endsFaults) return;
    const gone = old.filter((was) => !fresh.some(isSameFunction(was)));
    for (const target of TARGETS) {
      const ofTarget = gone.filter((one) => one.target === target);
      yield* movedAway(before, now, ofTarget, fresh);
    }
  },
};

/** Functions with more ways than are told apart that the patch changes, whatever of them it changes. */
function* notCompared({ view, words }: PatchSide, change: 'added' | 'removed'): Generator<Hit> {
  for (const { pieces } of view.functions.filter((fn) => requestsMade(words, fn) === undefined)) {
    const lines = pieces.flatMap(({ fragment, node }) => linesOfNode(fragment, node));
    const line = lines.find((one) => one.change === change && one.text.trim() !== '');
    const reason =
      'the function has too many ways to its range fault: its requests were not compared';
    if (line !== undefined) yield { line, reason, severity: 'note' };
  }
}

const TARGETS = ['default_flags', 'pfn_flags_mask', 'entry'] as const;

/** What a function asks for by a target. */
interface FunctionTable {
  readonly name: string;
  readonly target: StoreTarget;
  readonly table: RequestTable;
}

function tablesOf({ view, words }: PatchSide): FunctionTable[] {
  return view.functions.flatMap((fn, index) => {
    const made = requestsMade(words, fn) ?? [];
    // What nothing names is the function of the same hunk.
    const name = fn.name === '' ? `#${index}` : fn.name;
    return TARGETS.flatMap((target) => {
      const table = tableOf(made.filter((one) => one.target === target));
      return table.rows.length === 0 ? [] : [{ name, target, table }];
    });
  });
}

/** What a function asks for that it did not, what it no longer asks for, and what it asks for elsewhere. */
function* changes(was: RequestTable, is: RequestTable): Generator<Hit> {
  if (was.isOpen || is.isOpen) {
    yield* openTable(is);
    return;
  }
  const added = is.values.filter((one) => !was.values.some((other) => isSame(one, other)));
  const gone = was.values.filter((one) => !is.values.some((other) => isSame(one, other)));
  // One that begins before the lines that are shown and one that does not cannot be compared.
  if ([...added, ...gone].some(({ rest }) => rest !== '')) return;
  const differences = differencesOf(was, is);
  if (added.length === 0 && gone.length === 0) {
    const [different] = differences;
    if (different !== undefined) yield* reversed(was, is, different);
    else if (conditionsRelated(was, is) === 'replaced') yield* replaced(was, is);
    return;
  }
  const pairs =
    differences.length > 0 ? differences : [{ was: { held: gone }, is: { held: added } }];
  // What is added to a request that changed differs, too: that is the same change.
  const parts = pairs.toSorted((one, other) => Number(isPart(one)) - Number(isPart(other)));
  const known = new Set<number>();
  for (const pair of parts) {
    const [old, fresh] = [only(pair.was.held), only(pair.is.held)];
    const line = changedLine(fresh, is);
    if (old === undefined || fresh === undefined || line === undefined) continue;
    const change = old.bits ^ fresh.bits;
    if (fresh.isPart && known.has(change)) continue;
    known.add(change);
    const reason = `${old.text} asked for ${bitsText(old)}, ${fresh.text} asks for ${bitsText(fresh)}`;
    yield { line, reason };
  }
  if (known.size === 0) yield* asSets(was, is, added[0], gone.at(-1));
}

/** What is asked for is not known in full, and the patch changes a store or a condition on the way to it. */
function* openTable({ values, decided }: RequestTable): Generator<Hit> {
  const lines = [...values.map(({ line }) => line), ...decided];
  const line = lines.find((one) => one?.change === 'added');
  const reason = 'what is asked for here is not known in full: the requests were not compared';
  if (line !== undefined) yield { line, reason, severity: 'note' };
}

/** The code is structured differently now; what it can ask for should still be the same. */
function* asSets(
  was: RequestTable,
  is: RequestTable,
  first: HeldRequest | undefined,
  last: HeldRequest | undefined,
): Generator<Hit> {
  const line = changedLine(first ?? is.values.at(-1), is);
  if (line === undefined) return;
  if (first !== undefined) {
    const texts = [...new Set(was.values.map(({ text }) => text))].join(', ');
    yield { line, reason: `${first.text} asks for ${bitsText(first)}, which none of ${texts} did` };
  } else if (last !== undefined && last.bits !== 0) {
    yield { line, reason: `${last.text} asked for ${bitsText(last)}, and nothing does so now` };
  }
}

function isPart({ is }: { readonly is: { readonly held: readonly HeldRequest[] } }): boolean {
  return is.held.some((one) => one.isPart);
}

function only(held: readonly HeldRequest[]): HeldRequest | undefined {
  return held.length === 1 ? held[0] : undefined;
}

/** The same requests, by conditions that are others than before: whether they mean the same, no text tells. */
function* replaced(was: RequestTable, is: RequestTable): Generator<Hit> {
  const line = is.decided.find(({ change }) => change === 'added');
  const asks = is.rows.find(({ held }) => held.some(({ bits }) => bits !== 0));
  const held = asks?.held.at(-1);
  const then = asks === undefined ? undefined : rowAsking(was, asks);
  if (line === undefined || asks === undefined || held === undefined || then === undefined) return;
  const reason = `${held.text} was requested if (${guardText(then.guard)}), and is now if (${guardText(asks.guard)}): whether that is the same was not compared`;
  yield { line, reason, severity: 'note' };
}

/** The same requests, under other conditions. */
function* reversed(
  was: RequestTable,
  is: RequestTable,
  different: TableDifference,
): Generator<Hit> {
  // Where nothing is asked for on one of the two ways, the other is named.
  const asks = different.was.held.length > 0 ? different.was : different.is;
  const [then, since] = [rowAsking(was, asks), rowAsking(is, asks)];
  const held = asks.held.at(-1);
  if (then === undefined || since === undefined || held === undefined) return;
  const line = is.decided.find(({ change }) => change === 'added') ?? held.line;
  if (line === undefined) return;
  const [old, fresh] = [guardText(then.guard), guardText(since.guard)];
  const reason =
    old === fresh
      ? `if (${guardText(different.where)}) ${rowText(different.was)} was requested, and ${rowText(different.is)} is now`
      : `${held.text} was requested if (${old}), and is now if (${fresh})`;
  yield { line, reason };
}

function rowText({ held }: Row): string {
  const bits = held.reduce((sum, one) => sum | one.bits, 0);
  return askText({ must: bits, may: bits });
}

function bitsText({ bits }: HeldRequest): string {
  return askText({ must: bits, may: bits });
}

/** The line that makes the difference: that of the store, or of a condition on the way to it. */
function changedLine(held: HeldRequest | undefined, table: RequestTable): CodeLine | undefined {
  if (held?.line?.change === 'added') return held.line;
  return table.decided.find(({ change }) => change === 'added') ?? held?.line;
}

/** Requests of functions that make none any more, where nothing that is added asks for the same. */
function* movedAway(
  before: PatchSide,
  now: PatchSide,
  gone: readonly FunctionTable[],
  fresh: readonly FunctionTable[],
): Generator<Hit> {
  const removed = new Set(linesWith(before.view, 'removed').map(({ line }) => line));
  // Set once instead of each time is another rule's.
  for (const { line } of noLongerRepeated(before, now)) removed.delete(line);
  const lost = gone
    .flatMap(({ table }) => (table.isOpen ? [] : table.values))
    .filter(({ bits, line }) => bits !== 0 && line !== undefined && removed.has(line));
  if (lost.length === 0) return;
  const others = now.view.program.views.filter((view) => view !== now.view);
  const elsewhere = others.flatMap((view) => tablesOf({ ...now, view }));
  const taken = [...fresh, ...elsewhere].flatMap(({ table }) =>
    table.values.filter(({ line, rest }) => line?.change === 'added' || isUnknown(rest)),
  );
  // An initialiser or a call that a hunk cuts off is in no function; what it names is still added.
  const added = linesWith(now.view, 'added').map(({ code }) => code);
  const isNamed = (text: string): boolean => {
    const flags = text.match(/HMM_PFN_REQ_\w+/g) ?? [];
    return flags.length > 0 && flags.every((flag) => added.some((code) => code.includes(flag)));
  };
  const missing = lost.find(
    ({ bits, text }) =>
      !isNamed(text) && !taken.some((one) => isUnknown(one.rest) || (one.bits & bits) === bits),
  );
  if (missing?.line === undefined) return;
  const reason = `the request for ${missing.text} is gone, and nothing that is added asks for it`;
  yield { line: missing.line, reason };
}
