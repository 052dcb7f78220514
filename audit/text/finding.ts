// SPDX-License-Identifier: GPL-2.0-or-later
import { type Examined, type RunVerdict, verdictOf } from '../../oracle/verdict/verdict';
import type { Severity } from './rules/rule';

/** A line that breaks a rule. */
export interface Finding {
  readonly rule: string;
  readonly title: string;
  readonly severity: Severity;
  /** Where it stands in the input. */
  readonly file: string;
  readonly line: number;
  /** Where it stands in the kernel tree; null as far as the input does not tell. */
  readonly tree: { readonly file: string | null; readonly line: number | null };
  /** What the patch does to the line; `whole` in a source file. */
  readonly change: 'added' | 'removed' | 'context' | 'whole';
  /** The line itself. */
  readonly text: string;
  /** What is wrong with it. */
  readonly reason: string;
}

/** What an audit has read and found. */
export interface TextReport {
  readonly inputs: readonly string[];
  /** Files that were read: of the patches, or those given. */
  readonly files: number;
  /** In which of them there was something to look at. */
  readonly examined: Examined;
  readonly findings: readonly Finding[];
}

/** Notes are worth knowing and no reason to fail. */
export function isCleanText({ findings }: TextReport): boolean {
  return findings.every(({ severity }) => severity === 'note');
}

/** What an audit of text comes to. */
export function verdictOfText(report: TextReport): RunVerdict {
  return verdictOf(!isCleanText(report), report.examined);
}
