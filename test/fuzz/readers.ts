// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { readScenario, readVectors, validateScenario } from '../../api/scenario';
import { auditPatch } from '../../audit/text/audit-patch';
import { auditSource } from '../../audit/text/audit-source';
import { parseSelection } from '../../corpus/features/selection';
import { type GenerateOptions, generateFolder } from '../../corpus/generate';
import { readGiven } from '../../corpus/given-scenarios';
import { ownFormat } from '../../corpus/own-format';
import { verifyFixtures } from '../../corpus/verify/verify';
import { readCapture } from '../../kernel/capture/read';
import { documentCases } from '../../kernel/cases/documents';
import { captureText, keptCases } from '../../kernel/report/kept';
import { judgeCapture } from '../../kernel/report/live-report';
import { replayPath } from '../../oracle/check/replay';
import { pickScenario } from '../../oracle/explain/choose';
import { explain } from '../../oracle/explain/explain';
import { runCorpus } from '../../oracle/run/run-corpus';
import { Runner } from '../../oracle/run/runner';
import { SIDE_NAMES } from '../../oracle/run/side-names';
import { tryParseJson } from '../../oracle/scenario/json';
import { runWithNotes } from '../../oracle/simplifications/watch';
import { SAVED_TEXT } from '../../report/audit-text/saved';
import { gatherFile } from '../../report/gather/gather';
import { SAVED_REPORTS } from '../../report/gather/saved-reports';
import { explanationPart } from '../../report/html/view/scenarios-view';
import { explainText } from '../../report/text/explain/explain-text';
import { PLAIN } from '../../report/text/style';
import {
  captureSeeds,
  formatSeeds,
  patchSeeds,
  reportSeeds,
  scenarioSeeds,
  sourceSeeds,
} from './seeds';

/** What reads one kind of input. */
export interface ReaderTarget {
  readonly name: string;
  readonly seeds: readonly Buffer[];
  /**
   * Reads the input and makes of it what a command does.
   * @param folder an empty one.
   * @throws what a command would take for a mistake of the user's, unless there is a defect.
   */
  read(input: Buffer, folder: string): Promise<unknown>;
}

const NEVER = new AbortController().signal;
const ALL = [...SIDE_NAMES];
const KINDS = [...SAVED_REPORTS, SAVED_TEXT];

/** All readers of what comes from outside. */
export async function readerTargets(folder: string): Promise<readonly ReaderTarget[]> {
  return [
    ...scenarioReaders(),
    ...textReaders(),
    ...wordReaders(),
    ...(await reportReaders(folder)),
  ];
}

function scenarioReaders(): readonly ReaderTarget[] {
  const seeds = scenarioSeeds();
  const runner = Runner.of(ALL);
  const layout = { width: 100, style: PLAIN };
  return [
    {
      name: 'run',
      seeds,
      read: (input) => {
        const nowhere = (): undefined => {};
        return runCorpus(Readable.from([input]), runner, {}, nowhere, nowhere, runWithNotes);
      },
    },
    {
      name: 'explain',
      seeds,
      read: async (input) => {
        const picked = await pickScenario(Readable.from([input]), {});
        const chosen = { ...picked, measured: false, entry: undefined };
        const explanation = explain(chosen, runner);
        return [explainText(explanation, layout), explanationPart(explanation)];
      },
    },
    { name: 'api', seeds, read: (input) => throughApi(input) },
    { name: 'from', seeds, read: (input) => readGiven([Readable.from([input])], NEVER) },
    {
      name: 'live',
      seeds,
      read: (input, folder) => documentCases(written(folder, 'scenarios.jsonl', input)),
    },
    {
      name: 'legacy',
      seeds: formatSeeds(),
      read: (input, folder) =>
        ownFormat(written(folder, 'format.json', input), input.length % 2 > 0),
    },
  ];
}

async function throughApi(input: Buffer): Promise<void> {
  const parsed = tryParseJson(input.toString('utf8'));
  if (parsed.kind === 'value') validateScenario(parsed.value);
  await readScenario([input]).catch(unlessInput);
  for await (const { scenario } of readVectors([input])) validateScenario(scenario);
}

/** The first of two readers may refuse what the second is to see, too. */
function unlessInput(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'InputError') throw error;
}

function textReaders(): readonly ReaderTarget[] {
  const capture = captureText('6.1');
  const cases = keptCases(readCapture(capture)).slice(0, 80);
  return [
    { name: 'patch', seeds: patchSeeds(), read: (input) => auditPatch(Readable.from([input])) },
    {
      name: 'source',
      seeds: [...sourceSeeds(), ...patchSeeds()],
      read: (input, folder) => {
        const name = ['driver.c', 'driver.h', 'hmm.rst', 'driver.rs'][input.length % 4] ?? '';
        return auditSource([written(folder, name, input), folder]);
      },
    },
    {
      name: 'capture',
      seeds: captureSeeds(),
      read: async (input) =>
        judgeCapture(readCapture(input.toString('latin1')), '6.1', 'modern-6.1', cases),
    },
  ];
}

/** Readers of words of a command line. */
function wordReaders(): readonly ReaderTarget[] {
  const texts = (...all: readonly string[]): readonly Buffer[] =>
    all.map((one) => Buffer.from(one));
  return [
    {
      name: 'path',
      seeds: texts('3', '12:0:4', 'one-page#7', 'fast-check#2:0:1', '9007199254740991:1:1'),
      read: async (input) => {
        const path = input.toString('utf8').slice(0, 400);
        // The command line refuses what has another shape.
        if (/^([a-z0-9-]+#)?\d+(:\d+)*$/.test(path)) replayPath(7, 'small', path, ALL);
      },
    },
    {
      name: 'features',
      seeds: texts('return:-EBUSY,format:nouveau', 'cause:pte-protnone-valid'),
      read: async (input) => parseSelection(input.toString('utf8').split('\n')),
    },
  ];
}

async function reportReaders(folder: string): Promise<readonly ReaderTarget[]> {
  const fixtures = await fixtureFiles(join(folder, 'fixtures'));
  const seeds = [...(await reportSeeds()), ...scenarioSeeds().slice(0, 8)];
  return [
    {
      name: 'report',
      seeds,
      read: (input, place) =>
        gatherFile(written(place, 'report.json', input), { sides: ALL, limit: 3, kinds: KINDS }),
    },
    // A folder of fixtures of which one file is not as it was written, for each of its files.
    ...[...fixtures.keys()].map((name) => ({
      name: `fixtures:${name}`,
      seeds: [fixtures.get(name) ?? Buffer.alloc(0)],
      read: (input: Buffer, place: string) => {
        for (const [other, bytes] of fixtures) written(place, other, bytes);
        return verifyFixtures([place, written(place, name, input)], () => {}, NEVER);
      },
    })),
  ];
}

/** Small fixtures in every form, with their manifest. */
async function fixtureFiles(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  mkdirSync(folder, { recursive: true });
  const options: GenerateOptions = {
    seed: 1,
    profile: 'small',
    sides: ['v5.7', 'legacy', 'modern'],
    count: 3,
    only: [],
    search: 100,
    vectors: [],
    formats: ['jsonl', 'jsonl.gz', 'c', 'kunit', 'tap'],
    prefix: 'hmm',
    limit: 2 ** 20,
    force: true,
  };
  await generateFolder(folder, options, NEVER);
  const names = readdirSync(folder).sort();
  return new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
}

function written(folder: string, name: string, input: Buffer): string {
  const file = join(folder, basename(name));
  writeFileSync(file, input);
  return file;
}
