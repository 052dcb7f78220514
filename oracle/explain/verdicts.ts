// SPDX-License-Identifier: GPL-2.0-or-later
import { type Judged, type Judgement, showsOnlyKnown } from '../campaign/judge';
import type { Aspect, Incomparable } from '../compare/compare';
import type { Breach } from '../contract/contract-check';
import { lazy } from '../package/lazy';
import type { SideName } from '../run/side-names';

/** Only where sides differ, or something is new. */
const diffs = lazy((): typeof import('../compare/sides-diff') => require('../compare/sides-diff'));
const newCauses = lazy((): typeof import('../campaign/new-causes') =>
  require('../campaign/new-causes'),
);

/** Neighbouring pages of the range. */
export interface PageSpan {
  readonly first: number;
  readonly pages: number;
}

/** What no known difference or violation explains: a decision, a promise, a side's own fault. */
export interface FreshCause {
  readonly cause: string;
  /** The id of the promise that is broken, if it is one. */
  readonly broken: string | null;
  /** Where it shows, and what each side did there. */
  readonly detail: string;
  /** What a side threw, a line each; empty if none did. */
  readonly thrown: readonly string[];
}

/** What is to be said of a scenario. */
export interface ExplainedVerdicts {
  readonly pairs: readonly ExplainedPair[];
  /** The promises of the contract that sides broke; undefined if they were not held to it. */
  readonly broken: readonly BrokenPromise[] | undefined;
  /** What no known difference or violation explains. */
  readonly fresh: readonly FreshCause[];
}

/** A comparison of two neighbouring sides. */
export type ExplainedPair = { readonly left: SideName; readonly right: SideName } & (
  | { readonly verdict: 'equal' }
  /** Without a diff if a side came to no result. */
  | {
      readonly verdict: 'incomparable';
      readonly why: Incomparable;
      readonly diff: string | undefined;
    }
  | { readonly verdict: 'differ'; readonly causes: readonly Cause[]; readonly diff: string }
);

/** What one known difference explains of a comparison; without an id, what none explains. */
export interface Cause {
  readonly id: string | undefined;
  readonly title: string | undefined;
  /** What differs, apart from pages. */
  readonly aspects: readonly Aspect[];
  readonly pages: readonly PageSpan[];
}

/** A promise that sides broke, in a way that is known or, without an id, new. */
export interface BrokenPromise {
  readonly clause: string;
  readonly promise: string;
  readonly sides: readonly SideName[];
  readonly id: string | undefined;
  readonly title: string | undefined;
  readonly pages: readonly PageSpan[];
}

/** The judgement as data; the sides must just have run. */
export function explainVerdicts(judgement: Judgement, held: boolean): ExplainedVerdicts {
  return {
    pairs: judgement.comparisons.map(explainPair),
    broken: held ? brokenPromises(judgement.breaches) : undefined,
    fresh: showsOnlyKnown(judgement) ? [] : freshCauses(judgement),
  };
}

function freshCauses(judgement: Judgement): readonly FreshCause[] {
  return newCauses()
    .newCauses(judgement)
    .map(({ cause, broken, detail, thrown }) => ({ cause, broken, detail, thrown }));
}

function explainPair({ pair, verdict }: Judged): ExplainedPair {
  const names = { left: pair.left.name, right: pair.right.name };
  switch (verdict.kind) {
    case 'equal':
      return { ...names, verdict: 'equal' };
    case 'incomparable': {
      return { ...names, verdict: 'incomparable', why: verdict.why, diff: undefined };
    }
    case 'differ':
      return {
        ...names,
        verdict: 'differ',
        causes: causes(verdict.findings),
        diff: diffs().sidesDiff(pair),
      };
  }
}

type Findings = Extract<Judged['verdict'], { readonly kind: 'differ' }>['findings'];

function causes(findings: Findings): readonly Cause[] {
  const groups = grouped(findings, ({ difference }) => difference);
  return [...groups].map(([difference, group]) => {
    const aspects = new Set<Aspect>();
    const pages: number[] = [];
    for (const { disagreement } of group) {
      if (disagreement.aspect !== 'page') aspects.add(disagreement.aspect);
      if ('page' in disagreement) pages.push(disagreement.page);
    }
    return {
      id: difference?.id,
      title: difference?.title,
      aspects: [...aspects],
      pages: spans(pages),
    };
  });
}

/** Violations by clause and cause; sides that violate it on the same pages are listed together. */
function brokenPromises(breaches: readonly Breach[]): readonly BrokenPromise[] {
  const broken = new Map<string, BrokenPromise>();
  const groups = grouped(
    breaches,
    ({ clause, side, violation }) => `${clause.id} ${violation?.id} ${side.name}`,
  );
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const { clause, violation, side } = first;
    const pages = spans(group.map(({ page }) => page));
    const key = `${clause.id} ${violation?.id} ${JSON.stringify(pages)}`;
    const sides = [...(broken.get(key)?.sides ?? []), side.name];
    const { id, promise } = clause;
    const known = { id: violation?.id, title: violation?.title };
    broken.set(key, { clause: id, promise, sides, ...known, pages });
  }
  return [...broken.values()];
}

/** Pages in ascending order and runs; one that is named twice counts once. */
function spans(pages: readonly number[]): readonly PageSpan[] {
  const found: { first: number; pages: number }[] = [];
  for (const page of [...new Set(pages)].sort((one, other) => one - other)) {
    const last = found.at(-1);
    if (last !== undefined && last.first + last.pages === page) last.pages++;
    else found.push({ first: page, pages: 1 });
  }
  return found;
}

/** Items by a key that they have in common, in the order in which keys first come up. */
function grouped<Item, Key>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
