// SPDX-License-Identifier: GPL-2.0-or-later
import { ACCESSES, type Access } from '../../drivers/driver';
import { NOUVEAU } from '../../legacy/known-formats';
import { slotImage } from '../../mm/address-space';
import { attributeBits, Kind } from '../../mm/entry';
import { Ask } from '../../mm/range';
import { advance, PMD, PMD_SIZE } from '../../mm/units';
import { PTE_BLOCKS } from '../../oracle/generate/blocks';
import { effectiveAsk } from '../../oracle/scenario/requests';
import type { Scenario } from '../../oracle/scenario/scenario';
import { BASE, entryOf, imageOf, PLAIN_VMA, requestOf, vmas } from '../../oracle/scope/building';
import { askOfAccess, defaultsOf } from '../model/accesses';
import type { Policies, VersionPolicy } from './policy';

/** Something that the versions ask for differently, before any entry is converted. */
export interface RequestDifference {
  readonly cause: string;
  /** A page that shows it: asked for as the device accesses it. */
  readonly scenario: Scenario;
}

/** Holds what the adapter says of the requests of both versions against each other. */
export function requestDifferences(policies: Policies): readonly RequestDifference[] {
  const { before, after } = policies;
  const found: RequestDifference[] = [];
  for (const access of ACCESSES) {
    const asks = [askedFor(access, before), askedFor(access, after)] as const;
    if (asks[0] === undefined || asks[1] === undefined || asks[0] === asks[1]) continue;
    found.push({
      cause: `request: the access "${access}" asks for ${asks[0]} before, ${asks[1]} after`,
      scenario: pageWith('none', access, policies),
    });
  }
  const owners = [before.range?.owner, after.range?.owner];
  if (owners[0] !== undefined && owners[1] !== undefined && owners[0] !== owners[1]) {
    const name = (owner: number | undefined): string => (owner === 0 ? 'none' : 'the device');
    found.push({
      cause: `owner: dev_private_owner is ${name(owners[0])} before, ${name(owners[1])} after`,
      scenario: pageWith('device-private-1', 'read', policies),
    });
  }
  return found;
}

/** What an access comes to under a version's defaults and mask; undefined if it says nothing. */
function askedFor(access: Access, { range, requests }: VersionPolicy): string | undefined {
  if (range === null && requests === null) return undefined;
  const ask = requests === null ? askOfAccess(access) : requests[access];
  const { defaults, mask } = range ?? { defaults: Ask.nothing, mask: Ask.all };
  const { faults, writes } = effectiveAsk(ask, mask, defaults);
  if (!faults) return 'nothing';
  return writes ? 'write' : 'read';
}

const PAGE_BY_PAGE = { defaults: Ask.nothing, mask: Ask.all } as const;

/** A page like most others, in a format that every driver's can stand for. */
export function ordinaryPage(): Scenario {
  const policy = { range: null, requests: null };
  return pageWith('none', 'read', {
    ...{ before: policy, after: policy, format: NOUVEAU, filtered: false },
  });
}

/** One page with a PTE of this name. */
function pageWith(block: string, access: Access, { format, before }: Policies): Scenario {
  const found = PTE_BLOCKS.find(({ name }) => name === block);
  const table = slotImage(BASE, PMD, 0, attributeBits({ kind: Kind.table }));
  // The range faults are asked by the adapter's policy; these tell an atomic access from a write.
  const defaults = defaultsOf([access]);
  const owner = before.range?.owner ?? 1;
  const entries = found === undefined ? [table] : [table, entryOf(found, BASE, 0)];
  return {
    id: 'request',
    mm: imageOf(vmas(PLAIN_VMA, BASE, advance(BASE, PMD_SIZE)), entries),
    range: {
      ...requestOf(BASE, Uint8Array.of(askOfAccess(access)), PAGE_BY_PAGE, owner),
      defaults,
    },
    format,
  };
}
