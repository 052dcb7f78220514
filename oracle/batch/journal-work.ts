// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { Compile } from 'typebox/schema';
import { refuse, show } from '../scenario/input-error';
import { type CampaignShard, ShardSchema, shardName } from './shard';
import { type CampaignSpec, readSpec } from './spec';

/** Whose lines are a chain; those of older builds have no schema, and are none. */
const SCHEMA = 'hmm-journal/2';

/** Whose chunks a journal has: results of others must not get into those of a shard, as each is added up once. */
export interface JournalWork {
  readonly spec: CampaignSpec;
  /** null: the whole campaign. */
  readonly shard: CampaignShard | null;
}

const workCheck = Compile(
  Type.Object({
    schema: Type.Optional(Type.Unknown()),
    spec: Type.Object({}),
    shard: Type.Optional(Type.Unknown()),
  }),
);
const chainCheck = Compile(Type.Object({ schema: Type.Literal(SCHEMA) }));
const shardCheck = Compile(Type.Union([ShardSchema, Type.Null()]));

/** The first line of a journal. */
export function headOf(work: JournalWork): unknown {
  return { schema: SCHEMA, ...work };
}

/** Whether the lines of a journal that begins with this line are a chain. */
export function isChained(first: unknown): boolean {
  return chainCheck.Check(first);
}

/**
 * Reads the first line of a journal.
 * @throws InputError if it is none, or if another build wrote it.
 */
export function workIn(value: unknown, file: string): JournalWork {
  if (!workCheck.Check(value)) {
    return refuse({ file }, { field: '', expected: 'what a campaign is', got: value });
  }
  // Before all else, as another build may have written anything else.
  const spec = readSpec(value.spec, file);
  const { schema, shard } = value;
  if (schema !== SCHEMA) {
    refuse({ file }, { field: 'schema', expected: show(SCHEMA), got: schema });
  }
  if (shardCheck.Check(shard)) return { spec, shard };
  return refuse({ file }, { field: 'shard', expected: 'a shard or null', got: shard });
}

/** How messages name a part of a campaign; null is all of it. */
export function partName(shard: CampaignShard | null): string {
  return shard === null ? 'the whole campaign' : `shard ${shardName(shard)}`;
}
