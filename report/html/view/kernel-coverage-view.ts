// SPDX-License-Identifier: GPL-2.0-or-later
import type { KernelCoverage } from '../../../tree/audit/report';
import { coverageText } from '../../text/coverage-text';
import type { TableBlock } from './page-view';

/** What was reached of a tree: the lines of the change that were not, then each file with its counts. */
export function coverageBlocks(coverage: KernelCoverage | null): readonly TableBlock[] {
  if (coverage === null) return [];
  const { changed, files } = coverage;
  return [
    {
      kind: 'table',
      title: 'Changed lines that nothing reached',
      intro: `${changed.lines - changed.missed.length} of ${changed.lines} changed lines of code were reached.`,
      head: ['place', 'line', 'why'],
      rows: changed.missed.map(({ path, line, text, why }) => [`${path}:${line}`, text, why ?? '']),
      marked: changed.missed.map(() => true),
    },
    ...waysBlocks(changed.missedBranches),
    ...files.map(sourceBlock),
  ];
}

/** Changed lines that were reached, but not left by each of their ways. */
function waysBlocks(missed: KernelCoverage['changed']['missedBranches']): readonly TableBlock[] {
  if (missed.length === 0) return [];
  return [
    {
      kind: 'table',
      title: 'Changed lines of which not every way was taken',
      intro: 'A condition, or a part of one, that was only ever true, or only ever false.',
      head: ['place', 'line', 'ways not taken', 'why'],
      rows: missed.map(({ path, line, text, ways, of, why }) => [
        `${path}:${line}`,
        text,
        of === 0 ? 'not counted' : `${ways} of ${of}`,
        why ?? '',
      ]),
      marked: missed.map(() => true),
    },
  ];
}

/** The source with how often each line ran; those that never ran are marked. */
function sourceBlock(file: KernelCoverage['files'][number]): TableBlock {
  const counts = new Map(file.lines.map(({ line, count }) => [line, count]));
  return {
    kind: 'table',
    title: `Coverage of ${file.path}`,
    intro: coverageText(file),
    head: ['line', 'times', 'source'],
    rows: file.source.map((text, index) => [index + 1, counts.get(index + 1) ?? '', text]),
    marked: file.source.map((_, index) => counts.get(index + 1) === 0),
  };
}
