// SPDX-License-Identifier: GPL-2.0-or-later

import type { CodeLine } from '../code/lines';
import { ASKS_WRITE, askText, FAULT } from '../hmm/ask';
import { addedLines, takesFaultAway } from '../hmm/changed-lines';
import type { RequestStore } from '../hmm/stores';
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
  suffers:
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
    yield* requestsRemoved(before, now);
    yield* conditionsReversed(before.stores, now.stores);
    for (const [old, fresh] of blocks(before.stores, now.stores)) {
      for (const target of ['default_flags', 'pfn_flags_mask', 'entry'] as const) {
        const gone = old.filter((store) => store.target === target && isPlain(store));
        const come = fresh.filter((store) => store.target === target && isPlain(store));
        if (gone.length === come.length) yield* pairwise(gone, come);
        else if (gone.length > 0 && come.length > 0) yield* asSets(gone, come);
      }
    }
  },
};

function isPlain({ ask }: RequestStore): boolean {
  return ask !== undefined;
}

/** Removed and added stores that stand together: nothing but changed lines between them. */
function blocks(
  before: readonly RequestStore[],
  now: readonly RequestStore[],
): [RequestStore[], RequestStore[]][] {
  const found = new Map<string, [RequestStore[], RequestStore[]]>();
  const put = (store: RequestStore, change: 'removed' | 'added', side: 0 | 1): void => {
    if (store.line.change !== change) return;
    const key = blockOf(store);
    const block = found.get(key) ?? [[], []];
    block[side].push(store);
    found.set(key, block);
  };
  for (const store of before) put(store, 'removed', 0);
  for (const store of now) put(store, 'added', 1);
  return [...found.values()];
}

/** The input line of the context above names the block, the same on both sides. */
function blockOf({ fragment, row }: RequestStore): string {
  let above = row;
  while (above >= 0 && fragment.lines[above]?.change !== 'context') above -= 1;
  const line = fragment.lines[above]?.input.line;
  if (line !== undefined) return String(line);
  let below = row;
  while (below < fragment.lines.length && fragment.lines[below]?.change !== 'context') below += 1;
  return `before ${fragment.lines[below]?.input.line ?? 'the end'}`;
}

function* pairwise(gone: readonly RequestStore[], come: readonly RequestStore[]): Generator<Hit> {
  for (const [index, fresh] of come.entries()) {
    const old = gone[index];
    if (old?.ask === undefined || fresh.ask === undefined) continue;
    if (old.ask.must === fresh.ask.must && old.ask.may === fresh.ask.may) continue;
    const was = `${old.text} asked for ${askText(old.ask)}`;
    yield { line: fresh.line, reason: `${was}, ${fresh.text} asks for ${askText(fresh.ask)}` };
  }
}

/** The code is structured differently now; what it can request should still be the same. */
function* asSets(gone: readonly RequestStore[], come: readonly RequestStore[]): Generator<Hit> {
  const old = new Set(gone.map(({ ask }) => ask?.must));
  for (const { ask, line, text } of come) {
    if (ask === undefined || old.has(ask.must)) continue;
    const was = [...new Set(gone.map((store) => store.text))].join(', ');
    yield { line, reason: `${text} asks for ${askText(ask)}, which none of ${was} did` };
  }
  const fresh = new Set(come.map(({ ask }) => ask?.must));
  const last = come.at(-1);
  for (const { ask, text } of gone) {
    if (ask === undefined || fresh.has(ask.must) || last === undefined) continue;
    if (ask.must === 0 || (ask.must & (FAULT | ASKS_WRITE)) === 0) continue;
    yield { line: last.line, reason: `${text} asked for ${askText(ask)}, and nothing does so now` };
  }
}

/** A store that asked for something, where the patch adds no store of this kind at all. */
function* requestsRemoved(before: PatchSide, now: PatchSide): Generator<Hit> {
  // A patch that takes the range fault itself away needs no request any more.
  if (takesFaultAway(before.view, now.view)) return;
  for (const target of ['default_flags', 'pfn_flags_mask', 'entry'] as const) {
    const isOf = (one: { readonly target: string }) => one.target === target;
    if (now.stores.some((one) => isOf(one) && one.line.change === 'added')) continue;
    const field = target === 'entry' ? /\bHMM_PFN_REQ_/ : new RegExp(`\\b${target}\\b`);
    if (addedLines(now.view, field) > 0) continue;
    const moved = noLongerRepeated(before, now).map(({ line }) => line);
    for (const { line, ask, text } of before.stores.filter(isOf)) {
      if (line.change !== 'removed' || ask === undefined || ask.may === 0) continue;
      // Set once instead of each time is another rule's.
      if (moved.includes(line)) continue;
      yield {
        line,
        reason: `the request for ${text} is gone, and nothing that is added asks for it`,
      };
      break;
    }
  }
}

/** A store that stays, under the opposite of the condition that it had. */
function* conditionsReversed(
  before: readonly RequestStore[],
  now: readonly RequestStore[],
): Generator<Hit> {
  const then = new Map(before.map((store) => [store.line.input.line, conditionAbove(store)]));
  for (const store of now) {
    const condition = conditionAbove(store);
    const old = then.get(store.line.input.line);
    if (store.line.change !== 'context' || condition?.line.change !== 'added') continue;
    if (old?.line.change !== 'removed' || !isNegation(old.text, condition.text)) continue;
    const reason = `${store.text} was requested if (${old.text}), and is now if (${condition.text})`;
    yield { line: condition.line, reason };
  }
}

const CONDITION = /^\s{0,99}(?:\}\s{0,9}else\s{1,9})?if\s{0,9}\((.{1,200})\)\s{0,9}\{?\s{0,9}$/;

/** The `if` on the line above a store. */
function conditionAbove({
  fragment,
  row,
}: RequestStore): { readonly text: string; readonly line: CodeLine } | undefined {
  const line = fragment.lines[row - 1];
  const text = CONDITION.exec(fragment.code[row - 1] ?? '')?.[1];
  return text === undefined || line === undefined ? undefined : { text, line };
}

/** Whether one condition is the other with a `!` before it, or with the other comparison. */
function isNegation(one: string, other: string): boolean {
  const [left = '', right = ''] = [one, other].map((text) => text.replace(/[\s()]/g, ''));
  if (left === `!${right}` || right === `!${left}`) return true;
  const turned = left.includes('==') ? left.replace('==', '!=') : left.replace('!=', '==');
  return turned !== left && turned === right;
}
