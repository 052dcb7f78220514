// SPDX-License-Identifier: GPL-2.0-or-later
import { basename, dirname } from 'node:path';
import type { RangeFaultProfile } from '../oracle/generate/profiles';
import { packageVersion } from '../oracle/package/files';
import type { SideName } from '../oracle/run/side-names';
import type { Source } from '../oracle/scenario/bytes';
import type { ScenarioVersion } from '../oracle/scenario/document';
import { unwritable } from '../oracle/scenario/system-error';
import { formatDocument } from '../oracle/scenario/write';
import { CorpusCounts } from './counts';
import { type CoverCounts, coverFixtures } from './cover/cover-source';
import type { CountedCode } from './cover/way-goals';
import { parseSelection } from './features/selection';
import { FixtureMaker } from './fixture';
import type { FixtureFormatName } from './formats/registry';
import { FORM_NAME, FORM_VERSION, type Renderer } from './formats/renderer';
import { type GivenCounts, givenFixtures } from './given-source';
import {
  MANIFEST_NAME,
  type Manifest,
  type ManifestCounts,
  type ManifestFile,
  manifestText,
} from './manifest';
import { type FixtureOutput, fileName, finished, openOutputs, put, textOutputs } from './outputs';
import type { OwnFormat } from './own-format';
import { type FoundFixture, randomFixtures, TooRare } from './random-source';
import { ownFiles } from './write/own-files';
import { type StagedFile, Staging } from './write/staging';

/** Which fixtures to make, and in which forms. */
export interface GenerateOptions {
  readonly seed: number;
  readonly profile: RangeFaultProfile;
  readonly sides: readonly SideName[];
  /** How many random ones; undefined for a covering corpus, which is as large as it must be. */
  readonly count: number | undefined;
  /** Files of scenarios: fixtures are made of these, whatever `count`, `seed` and `profile` are. */
  readonly from?: readonly Source[] | undefined;
  /** The customizable format of all scenarios, in place of their own ones. */
  readonly legacy?: OwnFormat | undefined;
  /** Terms of features: see {@link parseSelection}. */
  readonly only: readonly string[];
  /** At most this many scenarios are examined. */
  readonly search: number;
  /** Corpora whose scenarios may become a part of a covering corpus. */
  readonly vectors: readonly string[];
  readonly formats: readonly FixtureFormatName[];
  readonly prefix: string;
  /** The kernel tree that a covering corpus covers, in the place of tables and causes. */
  readonly tree?: TreeFacts;
  readonly code?: CountedCode;
  /** Characters that a file for a compiler may have. */
  readonly limit: number;
  /** Whether files that were not written by an earlier run are replaced. */
  readonly force: boolean;
}

/** A kernel tree, by what its files say. */
interface TreeFacts {
  readonly name: string;
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
}

/** What was written. */
export interface GenerateReport {
  readonly counts: ManifestCounts;
  /** The newest version of the document that one of the scenarios needs. */
  readonly scenarioSchema: ScenarioVersion;
  readonly files: readonly ManifestFile[];
  /** Whether any file changed; not so if all were there as they are. */
  readonly changed: boolean;
  /** What a covering corpus reaches. */
  readonly cover: CoverCounts | undefined;
  /** What came of the user's scenarios, if they were made of these. */
  readonly given: GivenCounts | undefined;
}

/**
 * Writes fixtures and their manifest into a folder. All files are complete before the first one gets
 * its name, and the manifest gets it last.
 *
 * @throws InputError if the folder cannot be written, would lose something, or a file gets too large.
 * @throws TooRare, CoverIncomplete, NoneSelected if there are no such fixtures, BadLines for files
 *   that hold something else; then nothing is written.
 */
export function generateFolder(
  folder: string,
  options: GenerateOptions,
  signal: AbortSignal,
): Promise<GenerateReport> {
  return staged(folder, async (staging) => {
    const outputs = await openOutputs(staging, options, fileName(options.prefix));
    const made = await writeAll(options, outputs, signal);
    const files = await finished(outputs, made.counts.scenarios);
    const text = manifestText(manifestOf(options, made, files));
    const manifest = await staging.file(MANIFEST_NAME);
    await manifest.write(text);
    const { sha256 } = await manifest.finish();
    const last: StagedFile = { name: MANIFEST_NAME, sha256 };
    signal.throwIfAborted();
    const own = await ownFiles(folder);
    const changed = await staging.commit([...files, last], own, options.force);
    return { ...made, files, changed };
  });
}

/** As {@link generateFolder}, but one file, in the first of the formats, and no manifest. */
export function generateFile(
  path: string,
  options: GenerateOptions,
  signal: AbortSignal,
): Promise<GenerateReport> {
  return staged(dirname(path), async (staging) => {
    const outputs = await openOutputs(staging, options, () => basename(path));
    const made = await writeAll(options, outputs, signal);
    const files = await finished(outputs, made.counts.scenarios);
    signal.throwIfAborted();
    const changed = await staging.commit(files, new Map(), options.force);
    return { ...made, files, changed };
  });
}

/**
 * Writes fixtures in the first of the formats, unpacked, as one text.
 * @param write takes a piece of it; a promise that it returns is waited for.
 */
export async function generateText(
  options: GenerateOptions,
  write: (text: string) => Promise<void> | undefined,
  signal: AbortSignal,
): Promise<Made> {
  const outputs = textOutputs(options, write);
  try {
    return await writeAll(options, outputs, signal);
  } catch (error) {
    if (!(error instanceof TooRare) || error.found === 0) throw error;
    throw new TooRare(error.options, error.found, error.held, 'what was written is incomplete');
  }
}

/** What was written, in whatever form. */
export type Made = Pick<GenerateReport, 'counts' | 'scenarioSchema' | 'cover' | 'given'>;

/** Runs what writes into a folder; whatever ends it, no partial file stays. */
async function staged<Result>(
  folder: string,
  run: (staging: Staging) => Promise<Result>,
): Promise<Result> {
  let staging: Staging | undefined;
  try {
    staging = await Staging.in(folder);
    return await run(staging);
  } catch (error) {
    throw unwritable(folder, error);
  } finally {
    await staging?.abandon();
  }
}

async function writeAll(
  options: GenerateOptions,
  outputs: readonly FixtureOutput[],
  signal: AbortSignal,
): Promise<Made> {
  const maker = new FixtureMaker(options.sides);
  const counts = new CorpusCounts(options.sides);
  const said: Said = { cover: undefined, given: undefined };
  const write = async (text: (renderer: Renderer) => Iterable<string>): Promise<void> => {
    for (const output of outputs) {
      await put(output, text(output.renderer), counts.scenarios, options.limit);
    }
  };
  for await (const found of sourceOf(maker, options, said, signal)) {
    signal.throwIfAborted();
    // Not before there is a fixture: where there is none, nothing is written.
    if (counts.scenarios === 0) await write((renderer) => [renderer.begin()]);
    counts.add(found);
    await write((renderer) => renderer.add(found.fixture));
  }
  await write((renderer) => [renderer.end()]);
  return { counts: counts.result(), scenarioSchema: counts.scenarioSchema, ...said };
}

/** What sources say of themselves before their first fixture. */
interface Said {
  cover: CoverCounts | undefined;
  given: GivenCounts | undefined;
}

function sourceOf(
  maker: FixtureMaker,
  options: GenerateOptions,
  said: Said,
  signal: AbortSignal,
): AsyncGenerator<FoundFixture> {
  const { count, from, legacy } = options;
  const only = parseSelection(options.only);
  if (from !== undefined) {
    const found = (counts: GivenCounts): void => {
      said.given = counts;
    };
    return givenFixtures(maker, { from, only, legacy }, found, signal);
  }
  if (count !== undefined) return randomFixtures(maker, { ...options, count, only });
  const reached = (counts: CoverCounts): void => {
    said.cover = counts;
  };
  return coverFixtures(maker, options, reached, signal);
}

function manifestOf(
  options: GenerateOptions,
  { counts, scenarioSchema, given }: Made,
  files: readonly ManifestFile[],
): Omit<Manifest, 'sha256'> {
  const { count, seed, profile, sides, only, formats, prefix, legacy, tree } = options;
  const isGiven = given !== undefined;
  return {
    schema: `${FORM_NAME}/${FORM_VERSION}`,
    scenarioSchema,
    tool: { name: 'hmm-pfn', version: packageVersion() },
    arguments: {
      cover: count === undefined && !isGiven,
      ...(isGiven ? { from: { scenarios: given.scenarios, sha256: given.sha256 } } : {}),
      ...(count === undefined || isGiven ? {} : { count }),
      ...(isGiven ? {} : { seed, profile }),
      ...{ sides, only, formats, prefix },
      ...(legacy === undefined ? {} : { legacy: formatDocument(legacy.format) }),
      ...(tree === undefined ? {} : { tree }),
    },
    counts,
    files,
  };
}
