// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a command that ended with 0 left. */
export interface Clean {
  readonly folder: string;
  readonly words: readonly string[];
  readonly stdout: string;
}

/** What is missing for an end with 0 to be right; undefined if nothing is. */
export type Shown = (clean: Clean) => string | undefined;

/** A report says that something was compared: its verdict, or what it explains. */
export function shownByReport({ folder, words }: Clean): string | undefined {
  const file = join(folder, 'report.json');
  // An example was written, and nothing judged.
  if (words.includes('--init')) return undefined;
  if (!existsSync(file)) return 'exit 0 without a report';
  const { verdict, examined, sides, schema } = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof schema === 'string' && schema.startsWith('hmm-explain-report/')) {
    return Array.isArray(sides) && sides.length > 0 ? undefined : 'exit 0 and nothing explained';
  }
  if (verdict !== 'clean') return `exit 0 and the verdict ${verdict}`;
  const parts: readonly { readonly compared: number }[] = examined.parts;
  const compared = parts.reduce((sum, part) => sum + part.compared, 0);
  return compared > 0 ? undefined : 'exit 0 and nothing compared';
}

/** Standard output, or a report on it, has this. */
export function shownByText(what: RegExp): Shown {
  return ({ stdout }) =>
    what.test(stdout) ? undefined : `exit 0 without ${what} on standard output`;
}

/** A file was written that has this. */
export function shownByFile(name: string, what: RegExp): Shown {
  return ({ folder }) => {
    const file = join(folder, name);
    const written = existsSync(file) && what.test(readFileSync(file, 'utf8'));
    return written ? undefined : `exit 0 without ${what} in ${name}`;
  };
}

/** A verification that agrees is one of fixtures. */
export function shownByVerification({ stdout }: Clean): string | undefined {
  const { outcome, files } = JSON.parse(stdout);
  if (outcome !== 'clean') return `exit 0 and the outcome ${outcome}`;
  const agreements: readonly { readonly agreement: Readonly<Record<string, unknown>> }[] = files;
  const some = agreements.some(({ agreement }) => Object.keys(agreement).length > 0);
  return some ? undefined : 'exit 0 and nothing verified';
}
