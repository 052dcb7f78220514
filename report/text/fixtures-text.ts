// SPDX-License-Identifier: GPL-2.0-or-later
import type { CoverCounts } from '../../corpus/cover/cover-source';
import { FEATURE_GROUPS, FEATURES } from '../../corpus/features/vocabulary';
import type { GenerateOptions, GenerateReport } from '../../corpus/generate';
import type { GivenCounts } from '../../corpus/given-source';
import { show } from '../../oracle/scenario/input-error';
import { printable } from '../../oracle/scenario/printable';
import { PROSE_WIDTH, wrappedLines } from './style';

/** What was written, for a person. */
export function generatedText(
  out: string,
  options: GenerateOptions,
  { counts, files, changed, cover, given }: GenerateReport,
): string {
  const { seed, profile, sides, legacy } = options;
  const noun = counts.scenarios === 1 ? 'scenario' : 'scenarios';
  const width = Math.max(...files.map(({ name }) => name.length));
  const results = Object.entries(counts.results).map(([side, count]) => `${side} ${count}`);
  return [
    `${changed ? 'Wrote' : 'Unchanged:'} ${printable(out)}: ${counts.scenarios} ${noun} ` +
      `(${given === undefined ? `seed ${seed}, profile ${profile}` : `of ${given.scenarios} given`}, ` +
      `sides ${sides.join(',')}${legacy === undefined ? '' : `, format ${printable(legacy.name)}`})`,
    ...files.map(({ name, bytes }) => `  ${name.padEnd(width)} ${sizeText(bytes)}`),
    `  results: ${results.join(', ')}`,
    `  features: ${Object.keys(counts.features).length} of ${FEATURES.length}`,
    ...(cover === undefined ? [] : [coverText(cover)]),
    ...(given === undefined ? [] : givenNotes(given).map((note) => `  ${note}`)),
  ].join('\n');
}

function coverText(cover: CoverCounts): string {
  if (cover.of === 'code') {
    return (
      `  covers ${cover.reached} lines and ways of the code; of ${cover.tried} scenarios ` +
      'none takes another one'
    );
  }
  const { cells, causes, otherFormats } = cover;
  const others =
    otherFormats === 0 ? '' : ` that show in this format (${otherFormats} need another one)`;
  return `  covers all ${cells} cells of the coverage tables and all ${causes} causes${others}`;
}

/** What a user should know about the given scenarios. */
export function givenNotes({
  withoutResult,
  otherResults,
  firstOther,
}: GivenCounts): readonly string[] {
  const shown = withoutResult.slice(0, IDS_SHOWN).map((id) => show(id));
  const more = withoutResult.length > IDS_SHOWN ? ', …' : '';
  return [
    ...(withoutResult.length === 0
      ? []
      : [
          `left out, because a pfn does not fit into the words of any side: ${withoutResult.length} ` +
            `(${shown.join(', ')}${more})`,
        ]),
    ...(otherResults === 0
      ? []
      : [`different from the given files: ${otherResults} results, first ${firstOther}`]),
  ];
}

const IDS_SHOWN = 5;

/** The vocabulary of `--only`, for a person. */
export function featuresText(): string {
  const groups = FEATURE_GROUPS.map(({ group, says, names }) => {
    const features = names.map((name) => `${group}:${name}`);
    return [`${group}: ${says}`, ...wrappedLines(features.join(' '), PROSE_WIDTH, '  ')].join('\n');
  });
  return groups.join('\n\n');
}

function sizeText(bytes: number): string {
  return `${String(bytes).padStart(11)} bytes`;
}
