// SPDX-License-Identifier: GPL-2.0-or-later
import { placeIn } from '../code/flow';
import { lineOf } from '../code/fragment';
import type { CodeLine } from '../code/lines';
import { type CodeView, type FunctionView, functionText, homeOf } from '../code/view';
import { ASKS_WRITE, askInText, FAULT } from '../hmm/ask';
import { rangeFaults, rangeOf } from '../hmm/attempt';
import { functionNamed, parametersOf } from '../hmm/functions';
import { type Policy, policiesAt } from '../hmm/policy';
import { eventsOf } from '../hmm/ranges';
import { functionTakes } from '../hmm/reaches';
import { type RequestMade, requestsMade } from '../hmm/requests-made';
import { isIn, type RequestStore } from '../hmm/stores';
import { type Hit, type PatchSide, type Rule, type Subject, source } from './rule';

/** `HMM_PFN_REQ_WRITE` alone, where no default brings the FAULT that it needs. */
export const writeWithoutFault: Rule = {
  id: 'write-without-fault',
  title: 'a request of WRITE without FAULT has no effect',
  severity: 'bug',
  formats: 'both',
  concerns: 'callers',
  why:
    'The range fault considers HMM_PFN_REQ_WRITE only where HMM_PFN_REQ_FAULT is also requested, by ' +
    'the page or by default_flags.',
  effect: 'The page is not faulted: the device finds it unmapped, or mapped read-only.',
  bad: source(`
    static int example(struct hmm_range *range)
    {
            range->default_flags = 0;
            range->pfn_flags_mask = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE;
            range->hmm_pfns[0] = HMM_PFN_REQ_WRITE;
            return hmm_range_fault(range);
    }`),
  good: source(`
    static int example(struct hmm_range *range)
    {
            range->default_flags = HMM_PFN_REQ_FAULT;
            range->pfn_flags_mask = HMM_PFN_REQ_WRITE;
            range->hmm_pfns[0] = HMM_PFN_REQ_WRITE;
            return hmm_range_fault(range);
    }`),
  *check({ now }: Subject): Generator<Hit> {
    const seen = new Set<CodeLine>();
    for (const { line, text } of [...askedInVain(now), ...heldInVain(now), ...storedInVain(now)]) {
      if (seen.has(line)) continue;
      seen.add(line);
      yield { line, reason: `${text} has no effect here: it comes without FAULT` };
    }
  },
};

/** A request of WRITE, where it stands. */
interface InVain {
  readonly line: CodeLine;
  readonly text: string;
}

/** What a range fault is asked for on one of the ways to it: WRITE by default, and FAULT neither by default nor by a page. */
function askedInVain(now: PatchSide): readonly InVain[] {
  // What begins before the lines that are shown may have had FAULT.
  const faulting = now.view.functions.filter((fn) => fn.whole && functionTakes(fn, 'fault'));
  const mayAsk = now.stores.some(
    ({ target, ask }) => target === 'entry' && (ask === undefined || (ask.may & FAULT) !== 0),
  );
  return faulting.flatMap((fn) => {
    const made = requestsMade(now.words, fn);
    if (made === undefined) return neverWithFault(now, fn, mayAsk);
    return made.flatMap(({ target, path, held }): InVain[] => {
      const [request] = target === 'default_flags' && held.length === 1 ? held : [];
      if (request?.line === undefined || request.rest !== '' || request.bits !== ASKS_WRITE)
        return [];
      const masks = made.filter((one) => one.target === 'pfn_flags_mask' && one.path === path);
      if (mayAsk && !masks.every(keepsFaultOut)) return [];
      return [{ line: request.line, text: request.text }];
    });
  });
}

/** As {@link askedInVain}, of a function with more ways than are told apart: where FAULT is asked for on none. */
function neverWithFault(now: PatchSide, fn: FunctionView, mayAsk: boolean): readonly InVain[] {
  return rangeFaults(fn).flatMap(({ fragment, node }): InVain[] => {
    const [place, base] = [placeIn(fn, fragment, node), rangeOf(node)];
    const line = lineOf(fragment, node);
    if (place === undefined || base === undefined || line === undefined) return [];
    const isInVain = ({ defaults, mask }: Policy): boolean => {
      if (defaults?.sure !== true || (defaults.may & FAULT) !== 0) return false;
      const isKeptOut = mask?.sure === true && (mask.may & FAULT) === 0;
      return (defaults.may & ASKS_WRITE) !== 0 && (isKeptOut || !mayAsk);
    };
    const found = policiesAt(now, fn, base, place).some(isInVain);
    return found ? [{ line, text: `WRITE in the default_flags of ${base}` }] : [];
  });
}

/** Variables that hold WRITE alone, get no FAULT later, and are what default_flags become. */
function heldInVain(now: PatchSide): readonly InVain[] {
  return now.view.functions.flatMap((fn) =>
    [...eventsOf(fn)].flatMap(([name, events]) => {
      const changes = events.filter(({ base, effect }) => base === name && effect.kind !== 'given');
      return changes.flatMap(({ piece, node, effect }, at): InVain[] => {
        const value = effect.kind === 'other' ? effect.value : undefined;
        const line = lineOf(piece.fragment, node);
        const ask = value === undefined ? undefined : askInText(value.text, now.words);
        if (line === undefined || ask?.must !== ASKS_WRITE || ask.may !== ASKS_WRITE) return [];
        const isChanged = changes.slice(at + 1).some((one) => one.effect.kind !== 'other');
        if (isChanged || !becomesDefaults(fn, name, 0)) return [];
        return [{ line, text: value?.text ?? name }];
      });
    }),
  );
}

const CALL_LIMIT = 3;

/** Whether default_flags become what a variable of a function holds, here or where a call gives it. */
function becomesDefaults(fn: FunctionView, name: string, depth: number): boolean {
  if (depth > CALL_LIMIT || !fn.whole) return false;
  const isStored = [...eventsOf(fn).values()]
    .flat()
    .some(
      ({ effect }) =>
        effect.kind === 'set' && effect.field === 'default_flags' && effect.value.text === name,
    );
  if (isStored) return true;
  return (eventsOf(fn).get(name) ?? []).some(({ base, effect }) => {
    if (base !== name || effect.kind !== 'given') return false;
    const callee = functionNamed(homeOf(fn), effect.callee);
    const parameter = callee === undefined ? '' : (parametersOf(callee)[effect.parameter] ?? '');
    return (
      callee !== undefined && parameter !== '' && becomesDefaults(callee, parameter, depth + 1)
    );
  });
}

/** Whether no request of a page's for a fault counts. */
function keepsFaultOut({ held }: RequestMade): boolean {
  return held.length > 0 && held.every(({ bits, rest }) => rest === '' && (bits & FAULT) === 0);
}

/** Stores of WRITE alone. */
function storedInVain(now: PatchSide): readonly InVain[] {
  return now.stores.filter((store) => {
    if (store.ask?.must !== ASKS_WRITE || store.ask.may !== ASKS_WRITE || store.adds) return false;
    if (!/HMM_PFN_(REQ_)?WRITE/.test(store.text) || store.target === 'pfn_flags_mask') return false;
    if (addsFaultLater(now, store) || isConversion(now.view, store)) return false;
    return store.target !== 'entry' || lacksDefault(now, store);
  });
}

/** Whether defaults are in sight near the store, and none of them has FAULT. */
function lacksDefault({ view, stores }: PatchSide, store: RequestStore): boolean {
  const fn = view.functions.find((one) => isIn(one, store));
  const near = stores.filter(
    (one) =>
      one.target === 'default_flags' &&
      (fn === undefined ? one.fragment === store.fragment : isIn(fn, one)),
  );
  const known = near.length > 0 ? near : stores.filter((one) => one.target === 'default_flags');
  return known.every(({ ask }) => ask !== undefined && (ask.may & FAULT) === 0);
}

/** `request = WRITE; request |= FAULT;` */
function addsFaultLater({ stores }: PatchSide, store: RequestStore): boolean {
  return stores.some(
    (one) =>
      one.adds &&
      one.target === store.target &&
      one.fragment === store.fragment &&
      Math.abs(one.row - store.row) < 12 &&
      (one.ask === undefined || (one.ask.may & FAULT) !== 0),
  );
}

/** A function that tests entries writes outputs of its own, not requests. */
function isConversion(view: CodeView, store: RequestStore): boolean {
  const fn = view.functions.find((one) => isIn(one, store));
  return fn !== undefined && /&\s*HMM_PFN_(VALID|WRITE)\b/.test(functionText(fn));
}
