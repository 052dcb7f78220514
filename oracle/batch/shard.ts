// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { count } from '../scenario/schema-entries';

/** A part of a campaign's chunks: those whose number leaves `index - 1` when divided by `of`. */
export interface CampaignShard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

export const ShardSchema = Type.Object({ index: count(1), of: count(1) });

/** How command lines name a shard: `3/64`. */
export function shardName({ index, of }: CampaignShard): string {
  return `${index}/${of}`;
}

/** Whether a chunk of this number is one of a shard's; null is the whole campaign. */
export function isInShard(number: number, shard: CampaignShard | null): boolean {
  return shard === null || number % shard.of === shard.index - 1;
}

/** Whether both are the same part of a campaign. */
export function isSameShard(one: CampaignShard | null, other: CampaignShard | null): boolean {
  return one?.index === other?.index && one?.of === other?.of;
}
