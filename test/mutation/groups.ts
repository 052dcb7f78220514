// SPDX-License-Identifier: GPL-2.0-or-later
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/source-graph';
import type { ScenarioStage } from './stages/index';

/** What sees a mutant: a stage on scenarios, or a file of tests. */
export type Seer = ScenarioStage | `test/${string}`;

/** Sources whose mutants are seen by the same means. */
export interface Group {
  readonly name: string;
  /** Folders, or files. */
  readonly sources: readonly string[];
  /** The score that it has to reach, in percent of the mutants that are not equivalent. */
  readonly bar: number;
  /** In this order: what sees most for its time comes first. */
  readonly seers: readonly Seer[];
}

/** What sees most mistakes of the oracle itself in little time. */
const CHEAP_JUDGES: readonly Seer[] = ['golden vectors', 'minimal scenarios'];
/** What sees the others, the cheapest first. */
const JUDGES: readonly Seer[] = ['planted faults', 'part of scope 1', 'random scenarios'];

/** Every group; a source file belongs to the first that names it. */
export const GROUPS: readonly Group[] = [
  {
    name: 'decoders',
    sources: ['legacy/format.ts', 'modern/format.ts', 'modern/word-layout.ts'],
    bar: 99.5,
    seers: [
      'test/legacy/decode.test.ts',
      'test/modern/format.test.ts',
      'test/modern/decode.test.ts',
      'test/legacy/format.test.ts',
      'test/modern/carrying-pfns.test.ts',
      'test/modern/plain-words.test.ts',
      'golden vectors',
      'minimal scenarios',
      'part of scope 1',
      'random scenarios',
      '32 bits per long',
    ],
  },
  {
    name: 'laws of words',
    sources: ['legacy/word-codec.ts', 'legacy/format-clauses.ts', 'modern/word-codec.ts'],
    bar: 99.5,
    seers: ['test/legacy/well-formed.test.ts', 'test/proof/word-laws.test.ts'],
  },
  {
    name: 'models',
    sources: ['mm', 'legacy', 'modern'],
    bar: 99.5,
    seers: [
      'test/mm/walk.test.ts',
      'test/mm/fault.test.ts',
      'test/mm/notifier.test.ts',
      'test/mm/observer.test.ts',
      'test/mm/fault-trace.test.ts',
      'test/mm/range-pages.test.ts',
      'test/mm/values.test.ts',
      'test/proof/word-laws.test.ts',
      'test/mm/range-record.test.ts',
      'test/mm/address-space.test.ts',
      'test/legacy/decode.test.ts',
      'test/legacy/well-formed.test.ts',
      'test/modern/decode.test.ts',
      'test/modern/format.test.ts',
      'test/modern/hmm-pfns.test.ts',
      'test/modern/carrying-pfns.test.ts',
      'test/modern/revision.test.ts',
      'test/modern/plain-words.test.ts',
      'test/mm/no-progress.test.ts',
      'test/mm/unlocked-surroundings.test.ts',
      'test/mm/vma-change.test.ts',
      'test/scenario/unlocked-call.test.ts',
      'test/mm/page-table.test.ts',
      'test/legacy/format.test.ts',
      'golden vectors',
      'test/range-faults.test.ts',
      'test/golden/newer.test.ts',
      'minimal scenarios',
      'part of scope 1',
      'random scenarios',
      '32 bits per long',
    ],
  },
  {
    name: 'drivers',
    sources: ['drivers'],
    bar: 95,
    seers: [
      'test/drivers/outcomes.test.ts',
      'test/drivers/traits.test.ts',
      'test/drivers/windows.test.ts',
      'test/drivers/encoding.test.ts',
      'test/drivers/attempt-loop.test.ts',
      'test/drivers/run-again.test.ts',
      'test/drivers/range-call.test.ts',
      'test/attempts/actions.test.ts',
      'test/attempts/branches.test.ts',
      'test/attempts/finding.test.ts',
      'test/attempts/runner.test.ts',
      // Instead of test/attempts/enumeration.test.ts, which gives no sign of life while it enumerates.
      'loops of drivers',
      'test/attempts/loop-document.test.ts',
      'test/attempts/planted-loops.test.ts',
      'test/attempts/report.test.ts',
      'test/audit/conversions.test.ts',
    ],
  },
  {
    name: 'comparison',
    sources: [
      'oracle/compare/compare.ts',
      'oracle/compare/compare.ts',
      'oracle/compare/origin.ts',
      'oracle/compare/same-course.ts',
    ],
    bar: 97,
    seers: [
      'test/compare/compare.test.ts',
      'test/compare/origin.test.ts',
      'test/compare/attempts.test.ts',
      'test/contract/alike.test.ts',
      'golden vectors',
      'minimal scenarios',
      'planted faults',
      'test/compare/requests.test.ts',
      'part of scope 1',
      'random scenarios',
      '32 bits per long',
    ],
  },
  {
    name: 'differences',
    sources: ['oracle/differences'],
    bar: 97,
    seers: [
      'test/compare/readings.test.ts',
      'test/compare/asks.test.ts',
      'test/compare/ways.test.ts',
      'test/compare/counted-pieces.test.ts',
      'test/compare/between.test.ts',
      'test/compare/disguises.test.ts',
      'test/compare/out-of-memory.test.ts',
      'test/compare/private-pmds.test.ts',
      'test/compare/format-differences.test.ts',
      'test/compare/laboratory.test.ts',
      'test/compare/verdict.test.ts',
      'test/compare/registry.test.ts',
      'test/compare/large-pfns.test.ts',
      'test/modern/pfn-in-order.test.ts',
      ...CHEAP_JUDGES,
      ...JUDGES,
    ],
  },
  {
    name: 'contract',
    sources: ['oracle/contract'],
    bar: 97,
    seers: [
      // What reads a file of its own in little time.
      'test/contract/calls.test.ts',
      'test/contract/page-facts.test.ts',
      'test/contract/asked.test.ts',
      'test/contract/mirror.test.ts',
      'test/contract/cpu-pages.test.ts',
      'test/contract/cpu-fault.test.ts',
      'test/contract/side-run.test.ts',
      'test/contract/pieces.test.ts',
      'test/contract/triggers.test.ts',
      'test/contract/clauses.test.ts',
      'test/contract/carried-flags.test.ts',
      'test/contract/large-pfns.test.ts',
      'test/modern/pfn-in-order.test.ts',
      ...CHEAP_JUDGES,
      'test/contract/experiments.test.ts',
      'test/contract/rehearsal.test.ts',
      'test/contract/own-faults.test.ts',
      'test/contract/contract-check.test.ts',
      'test/contract/pfn-bits.test.ts',
      'test/contract/alike.test.ts',
      'test/contract/conditions/page-faults.test.ts',
      'test/contract/conditions/failures.test.ts',
      'test/contract/conditions/words.test.ts',
      'test/contract/conditions/frames.test.ts',
      ...JUDGES,
    ],
  },
];

/** The source files of a group, in order. */
export function filesOf(group: Group): readonly string[] {
  const files = sourcesOf(group);
  const before = GROUPS.slice(0, GROUPS.indexOf(group)).flatMap(sourcesOf);
  return files.filter((file) => !before.includes(file));
}

function sourcesOf({ sources }: Group): readonly string[] {
  return sources.flatMap((source) =>
    source.endsWith('.ts')
      ? [source]
      : readdirSync(join(ROOT, source), { recursive: true, encoding: 'utf8' })
          .filter((name) => name.endsWith('.ts'))
          .map((name) => `${source}/${name}`)
          .sort(),
  );
}
