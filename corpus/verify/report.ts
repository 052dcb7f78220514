// SPDX-License-Identifier: GPL-2.0-or-later

import type { Agreement } from '../../oracle/campaign/vectors';
import { type RunVerdict, type VerdictPart, verdictOf } from '../../oracle/verdict/verdict';

/** Where one drift showed first. */
export interface DriftExample {
  readonly line: number;
  /** The id of the scenario; what comes before the first and after the last has none. */
  readonly id: string;
  /** What is not as expected, in one line. */
  readonly what: string;
  /** What stands in the file (-), and what is made of it now (+). */
  readonly diff: string;
}

/** Results, or parts of a text, that are no longer what is made now; of one cause. */
export interface Drift {
  readonly cause: string;
  readonly count: number;
  readonly first: DriftExample;
}

/** What one file came to. */
export interface FileReport {
  readonly file: string;
  readonly scenarios: number;
  /** Results by side that are as expected; for texts, fixtures under the name of their form. */
  readonly agreement: Readonly<Record<string, Agreement>>;
  readonly drift: readonly Drift[];
  /** What is not as the manifest says: missing, extra, changed. */
  readonly changes: readonly string[];
  /** What could not be read; the first few, and how many more there are. */
  readonly errors: readonly string[];
  readonly errorsNotShown: number;
  /** Whether it was read to its end. */
  readonly complete: boolean;
}

/** What a verification came to. */
export interface VerifyReport {
  readonly files: readonly FileReport[];
  /** Ended early: then it holds what was done until then. */
  readonly interrupted: boolean;
}

/** What a verification ends with: what cannot be read says nothing of the rest. */
type VerifyOutcome =
  | { readonly kind: 'bad input' }
  | { readonly kind: 'verified'; readonly verdict: RunVerdict };

export function outcomeOf({ files, interrupted }: VerifyReport): VerifyOutcome {
  if (files.some(({ errors }) => errors.length > 0)) return { kind: 'bad input' };
  const drifted = files.some(({ drift, changes }) => drift.length + changes.length > 0);
  const parts = files.map(({ file, scenarios, agreement, complete }): VerdictPart => {
    const compared = Object.values(agreement).reduce((sum, { vectors }) => sum + vectors, 0);
    const notCompared = complete ? [] : [`interrupted after ${scenarios} scenarios`];
    return { what: file, compared, notCompared, required: false };
  });
  return { kind: 'verified', verdict: verdictOf(drifted, { interrupted, parts }) };
}

/** The outcome in a word, as `--json` has it. */
export function outcomeName(outcome: VerifyOutcome): string {
  if (outcome.kind === 'bad input') return outcome.kind;
  const { kind } = outcome.verdict;
  return kind === 'found' ? 'drift' : kind;
}

/** How many unreadable places of a file are listed. */
const ERRORS_SHOWN = 20;

/** Collects what is to be said of one file. */
export class FileFindings {
  scenarios = 0;
  complete = true;
  private readonly agreement = new Map<string, { vectors: number; agreeing: number }>();
  private readonly drift = new Map<string, Drift>();
  private readonly changes: string[] = [];
  private readonly errors: string[] = [];
  private errorCount = 0;

  constructor(readonly file: string) {}

  /** Counts a result of a side, or a fixture of a form. */
  addResult(name: string, agrees: boolean): void {
    const count = this.agreement.get(name) ?? { vectors: 0, agreeing: 0 };
    this.agreement.set(name, count);
    count.vectors++;
    if (agrees) count.agreeing++;
  }

  /** @param example is called only for the first of a cause. */
  addDrift(cause: string, example: () => DriftExample): void {
    const before = this.drift.get(cause);
    const first = before?.first ?? example();
    this.drift.set(cause, { cause, count: (before?.count ?? 0) + 1, first });
  }

  addChange(message: string): void {
    this.changes.push(message);
  }

  addError(message: string): void {
    if (this.errorCount++ < ERRORS_SHOWN) this.errors.push(message);
  }

  get results(): ReadonlyMap<string, number> {
    return new Map([...this.agreement].map(([name, { vectors }]) => [name, vectors]));
  }

  report(): FileReport {
    const { file, scenarios, changes, errors, errorCount, complete } = this;
    const drift = [...this.drift.values()].sort((one, other) => other.count - one.count);
    const agreement = Object.fromEntries(this.agreement);
    const errorsNotShown = errorCount - errors.length;
    return { file, scenarios, agreement, drift, changes, errors, errorsNotShown, complete };
  }
}
