// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';
import { ORDER_BITS } from '../../modern/format';
import { layoutOf, type WordLayout } from '../../modern/word-layout';
import { ModernSide } from '../../oracle/run/model-sides';
import type { Side } from '../../oracle/run/side';
import type { FixedFormatName } from '../../oracle/run/side-names';
import type { OpenedTree, TreeFeatures } from './types';

/** Makes the model of exactly a tree's revision and layout, whatever release that is; of the fixed format only. */
export function ownModelOf(
  features: TreeFeatures,
  bits: OpenedTree['bits'],
  name: FixedFormatName,
): { readonly layout: WordLayout; readonly make: (space: AddressSpace) => Side } {
  const layout = layoutOfTree(features, bits);
  const { revision } = features;
  return { layout, make: (space) => new ModernSide(space, name, { revision, layout }) };
}

/** Words as the sources of a tree lay them out, whatever release that is. */
export function layoutOfTree(
  { orderShift, carriesDmaFlags }: TreeFeatures,
  bits: OpenedTree['bits'],
): WordLayout {
  if (orderShift === undefined) return layoutOf('5.8', bits);
  const known = layoutOf(carriesDmaFlags ? '6.16' : '5.9', bits);
  const ones = (count: number): bigint => ((1n << BigInt(count)) - 1n) << BigInt(orderShift);
  return { ...known, orderShift, orderField: ones(ORDER_BITS), flags: ones(bits - orderShift) };
}
