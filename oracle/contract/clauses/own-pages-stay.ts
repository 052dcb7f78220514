// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf, ownerOf } from '../../../mm/entry';
import { NO_SLOT } from '../../../mm/page-table';
import { type Address, PTE } from '../../../mm/units';
import type { Clause } from '../clause';
import type { SideRun } from '../side-run';
import { isTriggered } from '../trigger';
import { faultedPages } from './unasked';

/** The owner's own device-private pages are left alone. */
export const ownPagesStay: Clause = {
  id: 'own-pages-stay',
  judges: 'page faults',
  promise:
    'A device-private page of the range’s owner is reported as it is; the range fault does not ' +
    'bring it back to system memory.',
  violations: [
    {
      id: 'own-pages-stay.rest-of-table',
      title: 'a fault before it brings the owner’s own device-private page back to system memory',
      why:
        'A PTE that needs a fault takes all pages up to the end of its PMD with it, whatever stands ' +
        'there. A page fault on a device-private page migrates it, and invalidates the range.',
      driver:
        'Its page leaves the device although the device is using it, and the call ends in -EBUSY: ' +
        'the next attempt starts with a page less on the device. Under pressure a window ping-pongs.',
      matters:
        'Each time a GPU fault hits memory of which parts already live on the GPU: the usual case ' +
        'for nouveau, which sets the owner so that this should not happen.',
      explains(run, page) {
        return run.wasFaultedIn(page, (end) => isTriggered(run, end, 'rest-of-table'));
      },
    },
  ],
  check(run, breach) {
    const { owner } = run.scenario.range;
    if (owner === 0) return;
    faultedPages(run, (page, _, at) => {
      if (stoodAtStart(run, at, owner)) breach(page);
    });
  },
};

/** Whether the call found the owner's page there, and no other thread put it there or took it. */
function stoodAtStart({ space, othersStored }: SideRun, at: Address, owner: number): boolean {
  const slot = space.table.slot(at, PTE);
  if (slot === NO_SLOT || othersStored) return false;
  const high = space.table.high(slot);
  return kindOf(high) === Kind.pteDevicePrivate && ownerOf(high) === owner;
}
