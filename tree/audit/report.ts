// SPDX-License-Identifier: GPL-2.0-or-later
import type { CauseDetail } from '../../oracle/campaign/cause-tally';
import type { DecisionName } from '../../oracle/campaign/decision';
import type { FoldedCause } from '../../oracle/campaign/fold-causes';
import type { CauseKind } from '../../oracle/campaign/new-causes';
import type { OriginName } from '../../oracle/compare/origin';
import type { ScenarioDocument } from '../../oracle/scenario/schema';
import { type Examined, joined, type RunVerdict, verdictOf } from '../../oracle/verdict/verdict';
import type { ChangedCoverage, CountedFile } from '../coverage/missed-lines';
import type { ChangedFiles } from './changed-functions';
import type { LayoutChange } from './layout-change';
import type { RaceFacts } from './races/race-facts';
import type { RaceExtent } from './races/race-scenarios';
import type { KernelSources } from './scenarios';

/** What an audit of a change to the kernel is asked for. */
export interface AuditKernelOptions extends KernelSources {
  /** In how many scenarios entries change within walks, too. */
  readonly races: RaceExtent;
  /** Where the two trees come from, as the command line has it, to be run again. */
  readonly trees: readonly string[];
  /** `same`: a refactoring, in which any difference is a finding, explained or not. */
  readonly expect: 'same' | null;
}

/** One of the two trees. */
export interface AuditedTreeFacts {
  readonly name: string;
  /** A folder, a commit, a tree with a patch. */
  readonly what: string;
  /** The model that it is nearest to, and in what its sources differ from that. */
  readonly like: string;
  readonly differs: readonly string[];
}

/** What became of the files that a patch changes. */
export interface PatchFacts {
  readonly name: string;
  readonly applied: readonly string[];
  readonly notRun: readonly string[];
}

/** A cause of differences that nothing known explains. */
export interface KernelFinding {
  readonly cause: string;
  readonly kind: CauseKind;
  readonly decision: DecisionName | null;
  readonly count: number;
  /** What the tree before does / what the tree after does, the most frequent first. */
  readonly details: readonly CauseDetail[];
  /** The entries at which it shows. */
  readonly met: readonly OriginName[];
  readonly folded: readonly FoldedCause[];
  /** The effect on drivers. */
  readonly driver: string;
  readonly scenario: ScenarioDocument;
  readonly shrinking: 'shrunk' | 'not shown again' | 'not shrunk';
  /** What both made of it, as a diff; how one of them failed. */
  readonly lines: readonly string[];
}

/** Whether something that a tree does is only after the change, only before, or on both sides. */
export type KernelChange = 'comes' | 'goes' | 'stays';

/** A note of a tree's code: what no array shows. */
export interface KernelNote {
  readonly text: string;
  readonly change: KernelChange;
  readonly before: number;
  readonly after: number;
  readonly where: readonly string[];
  readonly scenario: ScenarioDocument;
}

/** A promise that is broken before the change, after it, or both. */
export interface KernelViolation {
  /** Of the violation; of the clause, for what is not known. */
  readonly id: string;
  readonly change: KernelChange;
}

/** What a prover says of a change, as `prove tree` comes to it. */
export interface KernelProof {
  readonly statements: readonly {
    readonly id: string;
    readonly says: string;
    readonly outcome: 'proved' | 'refuted' | 'undecided';
    /** Where it was refuted or not decided and why, and a counterexample. */
    readonly lines: readonly string[];
  }[];
  /** Known differences between releases without which the trees are not the same. */
  readonly known: readonly { readonly id: string; readonly says: string }[];
  /** Within what all of it was proved. */
  readonly bounds: readonly string[];
  readonly examined: Examined;
}

/** A report with what a prover says of the same change. */
export function withProof(report: AuditKernelReport, proof: KernelProof): AuditKernelReport {
  return { ...report, proof, examined: joined([report.examined, proof.examined]) };
}

/** All that an audit found, as data. */
export interface AuditKernelReport {
  readonly options: AuditKernelOptions;
  readonly before: AuditedTreeFacts;
  readonly after: AuditedTreeFacts;
  readonly patch: PatchFacts | null;
  /** Files that are run and differ, the functions in which they do, and what of that no run judges. */
  readonly changed: Omit<ChangedFiles, 'lines'>;
  /**
   * Of these functions those of which the scenario that shows the first finding runs changed lines; null where
   * that is not known: nothing was found, or the tree has no counters.
   */
  readonly shownIn: readonly string[] | null;
  readonly interrupted: boolean;
  readonly examined: Examined;
  readonly scenarios: { readonly vectors: number; readonly scope: number; readonly random: number };
  readonly compared: number;
  readonly equal: number;
  /** Changes within walks; null if nobody asked for them. */
  readonly races: RaceFacts | null;
  readonly layout: LayoutChange | null;
  readonly causes: readonly KernelFinding[];
  readonly othersNotShown: number;
  /** What is known between the releases of the two, and how often it showed. */
  readonly explained: readonly {
    readonly id: string;
    readonly title: string;
    readonly driver: string;
    readonly count: number;
  }[];
  readonly violations: readonly KernelViolation[];
  readonly notes: readonly KernelNote[];
  /** What keeps both trees from a result, and how often. */
  readonly bothCrash: readonly { readonly what: string; readonly count: number }[];
  /** What a prover says of it; not there if nobody asked. */
  readonly proof?: KernelProof;
  /** What the scenarios reached of the tree after the change; null if nobody asked. */
  readonly coverage: KernelCoverage | null;
}

/** What was reached of a tree's files, or only of the lines that the change wrote. */
export interface KernelCoverage {
  readonly files: readonly CountedFile[];
  /** Of the lines of code that the change wrote. */
  readonly changed: ChangedCoverage;
  /** Null if all that ran was counted; else of how many scenarios it is known, and no file then. */
  readonly sample: number | null;
  /** How many processes ended, and took their counters with them: lines may have been reached nevertheless. */
  readonly processesEnded: number;
}

/** What an audit comes to. */
export function verdictOfAuditKernel(report: AuditKernelReport): RunVerdict {
  return verdictOf(isFound(report), report.examined);
}

function isFound(report: AuditKernelReport): boolean {
  const { options, causes, layout, explained, notes, violations, races, proof } = report;
  if (causes.length > 0 || (layout !== null && layout.release === null)) return true;
  // What comes is a mistake of the change; what goes is its purpose, or an oversight: it is reported.
  if (notes.some(({ change }) => change === 'comes')) return true;
  if (proof?.statements.some(({ outcome }) => outcome === 'refuted')) return true;
  if (options.expect === null) return false;
  if (proof !== undefined && proof.known.length > 0) return true;
  const isChange = ({ change }: { readonly change: KernelChange }): boolean => change !== 'stays';
  return (
    layout !== null ||
    explained.length > 0 ||
    notes.some(isChange) ||
    violations.some(isChange) ||
    (races !== null && races.onlyBefore.length > 0)
  );
}
