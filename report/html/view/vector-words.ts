// SPDX-License-Identifier: GPL-2.0-or-later
import { goldenFiles } from '../../../oracle/package/files';
import { shellWord } from '../../text/shell-word';

/** The words of a command line that name the vectors of a run; empty for the default ones. */
export function vectorWords(vectors: readonly string[]): readonly string[] {
  if (vectors.length === 0) return ['--no-vectors'];
  return isGolden(vectors) ? [] : ['--vectors', ...vectors.map(shellWord)];
}

/** The vectors of a run for a person. */
export function vectorsText(vectors: readonly string[]): string {
  if (vectors.length === 0) return 'none';
  return isGolden(vectors) ? `the golden ones, ${vectors.length} files` : vectors.join(', ');
}

function isGolden(vectors: readonly string[]): boolean {
  return vectors.join('\n') === goldenFiles().join('\n');
}
