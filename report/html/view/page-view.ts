// SPDX-License-Identifier: GPL-2.0-or-later
import type { VerdictKind } from '../../../oracle/verdict/verdict';
import type { CoverageView } from './coverage-view';
import type { Fact } from './fact';
import type { ScenarioView } from './scenario-view';

/** A page: one report after the other. */
export interface PageView {
  readonly title: string;
  readonly parts: readonly PartView[];
}

/** One report. */
export interface PartView {
  /** What was run: `hmm-pfn check`. */
  readonly title: string;
  /** Seed, options and what else is needed to run it again. */
  readonly facts: readonly Fact[];
  /** What is known of its subject, in sentences. */
  readonly about: readonly Fact[];
  /** The command that runs it again; undefined if a file is all there is. */
  readonly replay: string | undefined;
  /** `known`: a scenario that shows what is wrong, and known; that is no pass. */
  readonly verdict: { readonly kind: VerdictKind | 'known'; readonly text: string };
  /** What the reader must know first: that it was interrupted, say. */
  readonly warnings: readonly string[];
  readonly blocks: readonly Block[];
}

/** A section of a report. */
export type Block =
  | AgreementBlock
  | CausesBlock
  | { readonly kind: 'coverage'; readonly title: string; readonly sides: readonly CoverageView[] }
  | TableBlock
  | {
      readonly kind: 'scenarios';
      readonly title: string;
      readonly scenarios: readonly ScenarioView[];
    };

/** How far the sides' results are those that were measured. */
export interface AgreementBlock {
  readonly kind: 'agreement';
  readonly title: string;
  readonly sides: readonly {
    readonly side: string;
    readonly agreeing: number;
    readonly vectors: number;
  }[];
  readonly misses: readonly {
    readonly place: string;
    readonly side: string;
    readonly field: string;
    readonly expected: string;
    readonly got: string;
  }[];
  readonly missesNotShown: number;
}

export interface CausesBlock {
  readonly kind: 'causes';
  readonly title: string;
  /** Whether nothing known explains them, or they are mistakes. */
  readonly fresh: boolean;
  /** The word that marks each of them then: NEW. */
  readonly mark: string;
  readonly intro: string;
  /** What is counted of each cause: `vectors`, `scope`, `random`. */
  readonly columns: readonly string[];
  readonly causes: readonly CauseView[];
  readonly notShown: number;
}

/** One cause: what it is, how often it showed, why it is there, and a scenario that shows it. */
export interface CauseView {
  readonly id: string;
  readonly title: string;
  readonly counts: readonly number[];
  /** The reasoning, as terms and texts. */
  readonly facts: readonly Fact[];
  /** What sides, or versions, make of the scenario; a diff if lines begin with - and +. */
  readonly lines: readonly string[];
  readonly scenario: ScenarioView | undefined;
  readonly replay: string | undefined;
}

export interface TableBlock {
  readonly kind: 'table';
  readonly title: string;
  readonly intro: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** Rows of which the last two cells differ, which is to be seen. */
  readonly marked: readonly boolean[];
}
