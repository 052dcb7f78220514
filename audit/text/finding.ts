// SPDX-License-Identifier: GPL-2.0-or-later
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

/** A file that no rule has seen. */
export interface NotRead {
  readonly file: string;
  /** It is not C; it is a link that leads elsewhere; or it should have been read, and cannot be. */
  readonly kind: 'language' | 'link' | 'unreadable';
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
  readonly findings: readonly Finding[];
}

/**
 * What an audit of text comes to. `bugs`: a bug was found. `nothing-read`: there is no verdict.
 * `incomplete`: no bug was found, and files could not be read. What is suspicious, and notes, are
 * for a person to judge and no reason to fail.
 */
export type TextVerdict = 'bugs' | 'clean' | 'nothing-read' | 'incomplete';

export function textVerdictOf({ findings, files, notRead }: TextReport): TextVerdict {
  if (findings.some(({ severity }) => severity === 'bug')) return 'bugs';
  if (files === 0) return 'nothing-read';
  return notRead.some(({ kind }) => kind === 'unreadable') ? 'incomplete' : 'clean';
}
