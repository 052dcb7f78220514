// SPDX-License-Identifier: GPL-2.0-or-later
import { lineOf } from '../code/fragment';
import type { CodeLine } from '../code/lines';
import type { Node } from '../code/syntax';
import { type CodeView, type FunctionView, type Located, nodesOf } from '../code/view';
import type { Vocabulary } from '../hmm/ask';
import type { KernelFormat } from '../hmm/kernel-format';
import type { RequestStore } from '../hmm/stores';

/**
 * bug: wrong whatever the surrounding code does; a patch that fixes it would be accepted.
 * suspicious: wrong unless code that is not visible makes it right. note: worth knowing.
 */
export type Severity = 'bug' | 'suspicious' | 'note';

/** A side of a file and the requests that it stores. */
export interface PatchSide {
  readonly view: CodeView;
  readonly stores: readonly RequestStore[];
  /** The driver's own names for the bits. */
  readonly words: Vocabulary;
}

/** What a rule checks: a file as it is, or what a patch does to one. */
export type Subject = {
  readonly now: PatchSide;
  /** The kernels that the code is read for: branches of the preprocessor for others are gone. */
  readonly format: KernelFormat;
  /** Names of the removed interface that the input defines itself, which are not the removed ones. */
  readonly defined: ReadonlySet<string>;
  /** Whether the fixed format is in use: a port, done or in progress. */
  readonly porting: boolean;
} & ({ readonly kind: 'source' } | { readonly kind: 'patch'; readonly before: PatchSide });

/** The same function before a patch; undefined if there was none, or nothing was before. */
export function functionBefore(subject: Subject, { name }: FunctionView): FunctionView | undefined {
  if (subject.kind !== 'patch') return undefined;
  return subject.before.view.functions.find((one) => one.name === name);
}

/** A line that breaks a rule, and how. */
export interface Hit {
  readonly line: CodeLine;
  /** One sentence about this very line. */
  readonly reason: string;
  /** If it is not the rule's own. */
  readonly severity?: Severity;
}

/** What is found at a call of a function; nothing if the call has no line of its own. */
export function hitAt(fn: FunctionView, call: Node, hit: Omit<Hit, 'line'>): readonly Hit[] {
  const place = nodesOf(fn, 'call_expression').find(({ node }) => node === call);
  const line = place === undefined ? undefined : lineOf(place.fragment, call);
  return line === undefined ? [] : [{ line, ...hit }];
}

/** A note on what of a function a rule does not follow, at the first of the places; none if there are none. */
export function* notFollowed(
  { kind }: Subject,
  fn: FunctionView,
  places: readonly Located[],
  what: string,
): Generator<Hit> {
  const [first] = places;
  const line = first === undefined ? undefined : lineOf(first.fragment, first.node);
  // A patch is read for what it changes.
  if (line === undefined || (kind === 'patch' && line.change !== 'added')) return;
  const more = places.length === 1 ? '' : ` (and of ${places.length - 1} more)`;
  const reason = `not looked at: ${what}${more}, as ${fn.name}() is too long or nested too deeply`;
  yield { line, reason, severity: 'note' };
}

/** Code in the style of a driver, whole functions or a patch. */
export interface RuleExample {
  readonly kind: Subject['kind'];
  readonly text: string;
}

export interface Rule {
  /** Never changes once it is published. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** Why it matters. */
  readonly why: string;
  /** The effect on a driver that breaks it. */
  readonly effect: string;
  /** Whether it holds for both formats, or only where the fixed one is in use. */
  readonly formats: 'both' | 'fixed';
  /** Whether it holds in mm/hmm.c and its header, too, or only for those who call it. */
  readonly concerns: 'callers' | 'all';
  readonly bad: RuleExample;
  readonly good: RuleExample;
  check(subject: Subject): Iterable<Hit>;
}

/** An example's lines, without the margin that the source has here. */
export function source(text: string): RuleExample {
  return { kind: 'source', text: unindented(text) };
}

/** As {@link source}, of a patch to one C file; hunks begin with `@@`. */
export function patch(text: string): RuleExample {
  const head = '--- a/drivers/gpu/drm/example/svm.c\n+++ b/drivers/gpu/drm/example/svm.c\n';
  return { kind: 'patch', text: head + unindented(text) };
}

function unindented(text: string): string {
  const lines = text.replace(/^\n/, '').trimEnd().split('\n');
  const margin = /^ */.exec(lines[0] ?? '')?.[0].length ?? 0;
  return `${lines.map((line) => line.slice(margin)).join('\n')}\n`;
}
