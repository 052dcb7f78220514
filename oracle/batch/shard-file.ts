// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { Compile } from 'typebox/schema';
import { ENDS } from '../check/campaign-summary';
import { InputError, refuse, show } from '../scenario/input-error';
import { addColumns, type ColumnCounts, isColumns, NO_CHUNKS } from './campaign-state';
import type { CampaignRun } from './run-campaign';
import { readSealedLines, sealed } from './sealed-lines';
import { type CampaignShard, ShardSchema, shardName } from './shard';
import { type CampaignSpec, campaignId, differenceOf, readSpec } from './spec';

const SCHEMA = 'hmm-shard/1';

/** What one shard of a campaign came to, in a file. */
interface ShardFile {
  readonly spec: CampaignSpec;
  readonly shard: CampaignShard;
  readonly run: CampaignRun;
}

const outline = Compile(
  Type.Object({
    schema: Type.Literal(SCHEMA),
    spec: Type.Object({}),
    shard: ShardSchema,
    run: Type.Object({
      counts: Type.Object({}),
      chunks: Type.Integer({ minimum: 0 }),
      end: Type.Enum([...ENDS]),
    }),
  }),
);

/** What a shard came to, as the text of its file. */
export function shardText({ spec, shard, run }: ShardFile): string {
  return sealed({ schema: SCHEMA, spec, shard, run });
}

/** All shards of a campaign as one run. */
interface Merged {
  readonly spec: CampaignSpec;
  readonly run: CampaignRun;
}

/**
 * Adds up the shards of a campaign; in which order they are given does not matter.
 * @throws InputError if they are not all shards of one campaign, each once.
 */
export function mergeShards(files: readonly string[]): Merged {
  const shards = files.map((file) => ({ file, ...readShard(file) }));
  const [first] = shards;
  if (first === undefined) throw new Error('somebody merges no files');
  const byIndex = new Map<number, (typeof shards)[number]>();
  for (const one of shards) {
    refuseOther(first, one);
    const before = byIndex.get(one.shard.index);
    if (before !== undefined) {
      const message = `expected every shard once, got shard ${shardName(one.shard)} in ${before.file}, too`;
      throw new InputError({ file: one.file }, message);
    }
    byIndex.set(one.shard.index, one);
  }
  refuseMissing(first.shard.of, byIndex);
  let counts: ColumnCounts = NO_CHUNKS;
  for (const { run } of shards) counts = addColumns(counts, run.counts);
  const chunks = shards.reduce((sum, { run }) => sum + run.chunks, 0);
  // The reason that says most about what is missing.
  const ends = new Set(shards.map(({ run }) => run.end));
  const end = [...ENDS].reverse().find((one) => ends.has(one)) ?? 'complete';
  return { spec: first.spec, run: { counts, chunks, end } };
}

function readShard(file: string): ShardFile {
  const { values, isCut, beginning } = readSealedLines(file);
  const [value, ...more] = values;
  if (isCut || more.length > 0 || values.length === 0) {
    throw new InputError({ file }, `expected the result of a shard, got ${notWhole(beginning)}`);
  }
  if (!outline.Check(value)) {
    return refuse({ file }, { field: '', expected: 'the result of a shard', got: value });
  }
  const { spec, shard, run } = value;
  const { counts } = run;
  if (!isColumns(counts)) {
    return refuse({ file }, { field: 'run.counts', expected: 'counts', got: counts });
  }
  const { chunks, end } = run;
  return { spec: readSpec(spec, file), shard, run: { counts, chunks, end } };
}

/** Whether a file with this beginning is what {@link shardText} writes, be it cut short. */
export function isShardFile(beginning: string): boolean {
  return /^[\da-f]{16} \{"schema":"hmm-shard\//.test(beginning);
}

/** What a file is that is not one whole line; of a file that was cut in its first bytes nobody can tell. */
function notWhole(beginning: string): string {
  if (beginning === '') return 'an empty file';
  if (isShardFile(beginning)) return 'a file that was cut short, or written to since';
  return `something else, which begins with ${show(beginning)}`;
}

type Named = ShardFile & { readonly file: string };

function refuseOther(first: Named, one: Named): void {
  if (campaignId(first.spec) !== campaignId(one.spec)) {
    const difference = differenceOf(one.spec, first.spec) ?? 'something else';
    const message = `expected a shard of the campaign of ${first.file}, got one of another: ${difference}`;
    throw new InputError({ file: one.file }, message);
  }
  if (first.shard.of !== one.shard.of) {
    const message = `expected one of ${first.shard.of} shards, as ${first.file} is, got ${shardName(one.shard)}`;
    throw new InputError({ file: one.file }, message);
  }
}

function refuseMissing(of: number, byIndex: ReadonlyMap<number, Named>): void {
  const missing = Array.from({ length: of }, (_, index) => index + 1).filter(
    (index) => !byIndex.has(index),
  );
  if (missing.length === 0) return;
  const named = missing.slice(0, 8).join(', ');
  const more = missing.length > 8 ? ` and ${missing.length - 8} more` : '';
  const { file = '' } = [...byIndex.values()][0] ?? {};
  throw new InputError(
    { file },
    `expected all ${of} shards of this campaign, got none for ${named}${more}`,
  );
}
