// SPDX-License-Identifier: GPL-2.0-or-later
import { type Examined, type RunVerdict, verdictOf } from '../../oracle/verdict/verdict';
import type { Severity } from './rules/rule';

/** A line that breaks a rule. */
export interface TextFinding {
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

/**
 * Why something was not read: it is not C; a link leads elsewhere; a reviewer quotes a part of a
 * patch. The last two should have been read: a file that cannot be, lines that a patch promises.
 */
export const NOT_READ_KINDS = ['language', 'link', 'quoted', 'unreadable', 'cut'] as const;
export type NotReadKind = (typeof NOT_READ_KINDS)[number];

/** A file, or a part of a patch, that no rule has seen. */
export interface NotRead {
  /** As a verdict names it. */
  readonly file: string;
  readonly kind: NotReadKind;
  readonly reason: string;
}

/** What an audit has read and found. */
export interface TextReport {
  readonly inputs: readonly string[];
  /** Files that were read: of the patches, or those given, or of the folders given. */
  readonly files: number;
  /** C files of folders that have nothing to do with hmm. */
  readonly withoutHmm: number;
  readonly notRead: readonly NotRead[];
  /** In which of them there was something to look at. */
  readonly examined: Examined;
  /** What a clean verdict says nothing of; empty if there was nothing to look at. */
  readonly notLookedAt: readonly string[];
  readonly findings: readonly TextFinding[];
}

/** What an audit of text comes to: only bugs fail; the rest is for a person to judge. */
export function verdictOfText({ findings, examined }: TextReport): RunVerdict {
  return verdictOf(
    findings.some(({ severity }) => severity === 'bug'),
    examined,
  );
}
