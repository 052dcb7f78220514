// SPDX-License-Identifier: GPL-2.0-or-later
import { FEATURE_GROUPS, FEATURES } from '../fixtures/features/vocabulary';
import type { GenerateOptions, GenerateReport } from '../fixtures/generate';
import { printable } from '../scenario/printable';
import { wrapped } from './wrapped';

/** What was written, for a person. */
export function generatedText(
  out: string,
  options: GenerateOptions,
  { counts, files, changed, cover }: GenerateReport,
): string {
  const { seed, profile, sides } = options;
  const noun = counts.scenarios === 1 ? 'scenario' : 'scenarios';
  const width = Math.max(...files.map(({ name }) => name.length));
  const results = Object.entries(counts.results).map(([side, count]) => `${side} ${count}`);
  return [
    `${changed ? 'Wrote' : 'Unchanged:'} ${printable(out)}: ${counts.scenarios} ${noun} ` +
      `(seed ${seed}, profile ${profile}, sides ${sides.join(',')})`,
    ...files.map(({ name, bytes }) => `  ${name.padEnd(width)} ${sizeText(bytes)}`),
    `  results: ${results.join(', ')}`,
    `  features: ${Object.keys(counts.features).length} of ${FEATURES.length}`,
    ...(cover === undefined
      ? []
      : [
          `  covers all ${cover.cells} cells of the coverage tables and all ${cover.causes} causes`,
        ]),
  ].join('\n');
}

/** The vocabulary of `--only`, for a person. */
export function featuresText(): string {
  const groups = FEATURE_GROUPS.map(({ group, says, names }) => {
    const features = names.map((name) => `${group}:${name}`);
    return [`${group}: ${says}`, ...wrapped(features.join(' '), '  ')].join('\n');
  });
  return groups.join('\n\n');
}

function sizeText(bytes: number): string {
  return `${String(bytes).padStart(11)} bytes`;
}
