// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * What every verdict is made of, whatever command gives it: whether something was found, and how
 * much was compared to come to that. A run that compared nothing has no verdict, and one that was
 * ended early speaks of what it did; neither is ever a pass.
 */

/** A part of what a run set out to compare: a file, a scope, random scenarios. */
export interface VerdictPart {
  /** As a verdict names it. */
  readonly what: string;
  /** How many comparisons were made. */
  readonly compared: number;
  /** What was not compared, and why; no full stop. */
  readonly notCompared: readonly string[];
  /** Of how many scenarios nobody knows what this does, as it has no result; not given: of none. */
  readonly undone?: number;
  /** Whether a run without any comparison here is no pass: a user named it. */
  readonly required: boolean;
}

/** What a run compared, part by part. */
export interface Examined {
  /** Ended early: then the parts hold what was done until then. */
  readonly interrupted: boolean;
  readonly parts: readonly VerdictPart[];
}

/** What a run comes to. */
export type RunVerdict = { readonly examined: Examined } & (
  | { readonly kind: 'clean' }
  /** Something that nothing known explains, or a wrong result. */
  | { readonly kind: 'found' }
  /** Nothing was found in what was done until then. */
  | { readonly kind: 'interrupted' }
  /** Nothing was found because of these parts nothing was looked at; all of them if there are none. */
  | { readonly kind: 'nothing-compared'; readonly missing: readonly string[] }
);
export type VerdictKind = RunVerdict['kind'];

export const VERDICT_KINDS: readonly VerdictKind[] = [
  'clean',
  'found',
  'nothing-compared',
  'interrupted',
];

/** Parts of vectors, a scope and random scenarios; where nobody asked for any, one that says so. */
export function askedFor(parts: readonly VerdictPart[]): readonly VerdictPart[] {
  if (parts.length > 0) return parts;
  const notCompared = ['none was requested'];
  return [
    { what: 'vectors, a scope, random scenarios', compared: 0, notCompared, required: false },
  ];
}

/** A report of a version that did not say what it had compared. */
export const UNSAID: Examined = {
  interrupted: false,
  parts: [
    {
      what: 'the report',
      compared: 0,
      notCompared: ['it was written by a version that does not record what it compared'],
      required: true,
    },
  ],
};

/**
 * The verdict of a run. What was found stands whatever else was left out; an early end explains
 * why nothing was compared.
 */
export function verdictOf(found: boolean, examined: Examined): RunVerdict {
  if (found) return { kind: 'found', examined };
  if (examined.interrupted) return { kind: 'interrupted', examined };
  const missing = examined.parts
    .filter(({ required, compared }) => required && compared === 0)
    .map(({ what }) => what);
  return missing.length > 0 || comparisons(examined) === 0
    ? { kind: 'nothing-compared', examined, missing }
    : { kind: 'clean', examined };
}

/** How many comparisons were made in all parts together. */
export function comparisons({ parts }: Examined): number {
  return parts.reduce((sum, { compared }) => sum + compared, 0);
}

/** Several runs as one. */
export function joined(examined: readonly Examined[]): Examined {
  return {
    interrupted: examined.some(({ interrupted }) => interrupted),
    parts: examined.flatMap(({ parts }) => parts),
  };
}

/** What was not compared: a line for each part and reason. */
export function notComparedLines({ parts }: Examined): readonly string[] {
  return parts.flatMap(({ what, notCompared }) => notCompared.map((why) => `${what}: ${why}`));
}

/** How many scenarios have no result, and of what; a part of a sentence each. */
export function undoneTexts({ parts }: Examined): readonly string[] {
  return parts.flatMap(({ what, undone = 0 }) => {
    if (undone === 0) return [];
    return [
      undone === 1 ? `1 scenario of ${what} was not` : `${undone} scenarios of ${what} were not`,
    ];
  });
}

/** The sentence of a verdict over nothing. */
export function nothingText(missing: readonly string[]): string {
  const where = missing.length === 0 ? '' : ` of ${missing.join(', ')}`;
  return `Nothing${where} was compared: this is not a pass.`;
}

/** The verdict of a run that has found something beside what it compared, or nothing. */
export function alsoFound({ examined, ...verdict }: RunVerdict, isFound: boolean): RunVerdict {
  return isFound && verdict.kind !== 'found'
    ? { kind: 'found', examined }
    : { examined, ...verdict };
}
