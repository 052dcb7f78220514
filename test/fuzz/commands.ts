// SPDX-License-Identifier: GPL-2.0-or-later
import type { Draw } from './draw';
import { mutated } from './mutate';
import {
  driverSeeds,
  formatSeeds,
  moduleSeeds,
  patchSeeds,
  reportSeeds,
  scenarioSeeds,
  sourceSeeds,
} from './seeds';
import { type Shown, shownByFile, shownByReport, shownByText, shownByVerification } from './shown';

/** A command with inputs of its own. */
export interface CommandTarget {
  /** Its names: `audit c`. */
  readonly name: string;
  /** What its files are made from, by name; `input` is on standard input, too. */
  readonly files: Readonly<Record<string, readonly Buffer[]>>;
  /** The words after its names, as they are before anything is changed. */
  words(draw: Draw): readonly string[];
  /** Words after them that are not changed: how much work there is, and what 0 is judged by. */
  kept(draw: Draw): readonly string[];
  /** What is wrong with an end with 0, if something is. */
  readonly shown: Shown;
}

const REPORT = ['--report', 'json', 'report.json'];
const byReport = { kept: () => REPORT, shown: shownByReport };

/** A small amount of work, or none. */
function amount(draw: Draw): readonly string[] {
  return ['--scope', '0', '--runs', draw.of(['0', '20']), '--seed', '3', ...REPORT];
}

/** All commands, by their names; a test holds the names to those of the program. */
export async function commandTargets(): Promise<readonly CommandTarget[]> {
  const scenarios = { 'input.jsonl': scenarioSeeds() };
  return [
    {
      ...byReport,
      name: 'check',
      files: scenarios,
      words: (draw) =>
        draw.of([
          ['--vectors', 'input.jsonl'],
          ['--vectors', 'input.jsonl', '--sides', 'modern'],
          ['--no-vectors'],
          ['--path', 'fast-check#3:0'],
        ]),
      kept: amount,
    },
    {
      ...byReport,
      name: 'explain',
      files: scenarios,
      words: (draw) => draw.of([['input.jsonl'], ['-'], ['gap-is-one-hole']]),
    },
    {
      name: 'run',
      files: scenarios,
      words: (draw) => draw.of([['input.jsonl'], ['--notes'], ['-', 'input.jsonl']]),
      kept: () => [],
      shown: shownByText(/^\{"scenario":.*"expect":/m),
    },
    {
      ...byReport,
      name: 'audit driver',
      files: { ...scenarios, 'driver.cjs': moduleSeeds() },
      words: () => [...['./driver.cjs', '--time-limit', '5', '--vectors', 'input.jsonl']],
      kept: (draw) => ['--scope', '1', '--runs', draw.of(['0', '20']), ...REPORT],
    },
    {
      ...byReport,
      name: 'audit c',
      files: { ...scenarios, ...driverSeeds() },
      words: (draw) => [
        ...['--before', 'old.c', '--after', 'new.c', '--vectors', 'input.jsonl'],
        ...draw.of([['--function', 'convert'], ['--adapter', 'adapter.c'], []]),
      ],
      kept: amount,
    },
    {
      ...byReport,
      name: 'audit patch',
      files: { 'input.patch': patchSeeds() },
      words: (draw) => [draw.of(['input.patch', '-'])],
    },
    {
      ...byReport,
      name: 'audit source',
      files: { 'input.c': sourceSeeds(), 'other.h': patchSeeds() },
      words: (draw) => draw.of([['input.c'], ['.'], ['-', 'other.h']]),
    },
    {
      ...byReport,
      name: 'audit kernel',
      files: { ...scenarios, 'input.patch': patchSeeds() },
      words: (draw) =>
        draw.of([
          ['--tree', '.', '--patch', 'input.patch', '--scenario', 'input.jsonl'],
          ['--before', '.', '--after', '.', '--vectors', 'input.jsonl'],
          ['--git', '.', 'v6.1..v6.12'],
        ]),
      kept: amount,
    },
    {
      ...byReport,
      name: 'campaign',
      files: scenarios,
      words: (draw) =>
        draw.of([
          ['--vectors', 'input.jsonl'],
          ['--vectors', 'input.jsonl', '--store', 'store'],
          ['--no-vectors', '--shard', '1/2', '--result', 'shard.json'],
        ]),
      kept: (draw) => [...amount(draw), '--jobs', '1'],
    },
    {
      ...byReport,
      name: 'merge',
      files: { ...scenarios, 'report.json': await reportSeeds() },
      words: (draw) => draw.of([['input.jsonl'], ['report.json', 'report.json'], ['-']]),
    },
    {
      name: 'worker',
      files: {},
      words: () => ['--engine', 'http://127.0.0.1:1'],
      kept: () => [],
      // No engine is there: a worker that ends with 0 has served nobody.
      shown: () => 'a worker without an engine ended with 0',
    },
    {
      ...byReport,
      name: 'prove format',
      files: { 'format.json': formatSeeds() },
      words: (draw) =>
        draw.of([
          ['format.json'],
          ['-'],
          ['nouveau', '--smt2', 'queries'],
          // No solver: what is there, what cannot be executed, and what answers nothing.
          ['format.json', '--solver', 'no-such-solver'],
          ['nouveau', '--solver', './format.json'],
          ['-', '--solver', 'true'],
        ]),
    },
    {
      ...byReport,
      name: 'prove tree',
      // A tree without mm/hmm.c is refused before anything is proved.
      files: { 'hmm.c': sourceSeeds() },
      words: (draw) => draw.of([['.'], ['.', 'hmm.c'], ['.', '.', '--witness', 'witness']]),
    },
    {
      name: 'fixtures generate',
      files: { ...scenarios, 'format.json': formatSeeds() },
      words: (draw) =>
        draw.of([
          ['--from', 'input.jsonl', '--format', 'jsonl,c,kunit,tap'],
          ['--count', '3', '--legacy', 'format.json', '--search', '50'],
          ['--count', '2', '--only', 'return:-EBUSY', '--search', '50'],
        ]),
      kept: () => ['--out', 'made/'],
      shown: shownByFile('made/manifest.json', /"hmm-fixtures\/1"/),
    },
    {
      name: 'fixtures verify',
      files: scenarios,
      words: (draw) => draw.of([['input.jsonl'], ['-'], ['.']]),
      kept: () => ['--json'],
      shown: shownByVerification,
    },
    {
      name: 'fixtures features',
      files: {},
      words: () => [],
      kept: () => [],
      shown: shownByText(/return/),
    },
    {
      name: 'report',
      files: { ...scenarios, 'report.json': await reportSeeds() },
      words: (draw) => draw.of([['report.json'], ['input.jsonl', 'report.json'], ['-']]),
      kept: () => ['--out', 'page.html'],
      shown: shownByFile('page.html', /<html/),
    },
    {
      ...byReport,
      name: 'attempts',
      files: {},
      words: () => ['--driver', 'test_hmm'],
    },
    {
      name: 'requests',
      files: {},
      words: () => [],
      kept: () => [],
      shown: shownByText(/REQ_FAULT|"effects"/),
    },
  ];
}

/** The files of a case. */
export function filesOf({ files }: CommandTarget, draw: Draw): ReadonlyMap<string, Buffer> {
  return new Map(Object.entries(files).map(([name, seeds]) => [name, mutated(seeds, draw)]));
}
