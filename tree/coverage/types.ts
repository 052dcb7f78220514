// SPDX-License-Identifier: GPL-2.0-or-later

/** How often a line of a tree's file was run, and its branches. */
export interface LineCoverage {
  /** From 1. */
  readonly line: number;
  readonly count: number;
  /** How often each of the ways was taken that the code can take there. */
  readonly branches: readonly number[];
}

/** What was reached of one file of a tree. Lines without code are not listed. */
export interface FileCoverage {
  /** As it stands in a kernel tree. */
  readonly path: string;
  readonly lines: readonly LineCoverage[];
  readonly functions: readonly FunctionCoverage[];
}

/** A function of the file. */
interface FunctionCoverage {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** How often it was called. */
  readonly count: number;
}

/** A line of the tree after a change, which the change wrote. */
export interface ChangedTreeLine {
  readonly path: string;
  readonly line: number;
  /** Whether the change took away what stood before this line, which it left as it was. */
  readonly gone?: true;
  /** Of what it took away: the conditions of the preprocessor that stood around it, as `conditionsOf()` has them. */
  readonly under?: readonly string[];
  /** Whether the line, or what stood before it, is a condition of the preprocessor. */
  readonly isCondition?: true;
}
