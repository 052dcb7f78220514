// SPDX-License-Identifier: GPL-2.0-or-later
import type { CutPart } from './diff/patch';
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

/** A part of a patch that was read only as far as it is there. */
export interface Unread extends CutPart {
  /** The input that it stands in. */
  readonly file: string;
  /** The file that it changes, if that is known. */
  readonly changes: string | null;
}

/** What an audit has read and found. */
export interface TextReport {
  readonly inputs: readonly string[];
  /** What was not read, because it is not there. */
  readonly cut: readonly Unread[];
  /** Files that were read: of the patches, or those given. */
  readonly files: number;
  readonly findings: readonly Finding[];
}

/** Whether a part that nobody cut on purpose is missing: nothing can be said of the whole. */
export function isDamaged({ cut }: TextReport): boolean {
  return cut.some(({ quoted }) => !quoted);
}

/** Notes are worth knowing and no reason to fail. */
export function isCleanText({ findings }: TextReport): boolean {
  return findings.every(({ severity }) => severity === 'note');
}
