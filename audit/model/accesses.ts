// SPDX-License-Identifier: GPL-2.0-or-later
import type { Access } from '../../drivers/driver';
import { Ask, type RangeRequest } from '../../mm/range';

/*
 * An audit asks what the device wants of each page; how that is asked is the driver's. So that an
 * ordinary scenario can say it, and be shrunk and stored like any other, its asks are read as
 * accesses: nothing, read and write as they are, a write without a fault as a prefetch; and all
 * writes are atomics if the defaults ask for a write.
 */

/** What the device wants of the pages of a scenario, in an audit. */
export function accessesOf({ asks, defaults }: RangeRequest): readonly Access[] {
  return Array.from(asks, (ask) => accessOf(ask, defaults));
}

function accessOf(ask: number, defaults: Ask): Access {
  switch (ask) {
    case Ask.read:
      return 'read';
    case Ask.write:
      return defaults === Ask.write ? 'atomic' : 'write';
    case Ask.writeOnly:
      return 'prefetch';
    default:
      return 'none';
  }
}

/** The asks that stand for an access in a scenario whose defaults are those of {@link defaultsOf}. */
export function askOfAccess(access: Access): Ask {
  switch (access) {
    case 'read':
      return Ask.read;
    case 'write':
    case 'atomic':
      return Ask.write;
    case 'prefetch':
      return Ask.writeOnly;
    case 'none':
      return Ask.nothing;
  }
}

/** The defaults of a scenario whose writes are these. */
export function defaultsOf(accesses: readonly Access[]): Ask {
  return accesses.includes('atomic') ? Ask.write : Ask.nothing;
}
