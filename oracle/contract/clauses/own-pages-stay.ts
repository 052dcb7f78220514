// SPDX-License-Identifier: GPL-2.0-or-later
import { kindOf, ownerOf } from '../../../mm/entry';
import type { PageNumber } from '../../../mm/units';
import { pageAddress, slotAt } from '../../run/slots';
import { isAmong, kindsThat } from '../../scenario/entry-kinds';
import type { Clause } from '../clause';
import { wasFaultedBy } from '../faulted-pieces';
import type { SideRun } from '../side-run';
import { faultedPages } from './unasked';

const PRIVATE = kindsThat(({ below }) => below === 'device pages');

/** The owner's own device-private pages are not migrated. */
export const ownPagesStay: Clause = {
  id: 'own-pages-stay',
  ofOutcome: true,
  judges: 'page faults',
  promise:
    'A device-private page of the range’s owner is reported as it is; the range fault does not migrate ' +
    'it back to system memory.',
  violations: [
    {
      id: 'own-pages-stay.rest-of-table',
      title:
        'a fault for an earlier page migrates the owner’s own device-private page back to system memory',
      why:
        'If a PTE needs a fault, all pages from there to the end of its PMD are faulted with it, whatever ' +
        'they are. A page fault on a device-private page migrates it, and invalidates the range.',
      driver:
        'Its page leaves the device although the device is using it, and the call ends in -EBUSY: the ' +
        'next attempt starts with one page less on the device. Under pressure a window ping-pongs.',
      matters:
        'Whenever a GPU fault hits memory that is already partly on the GPU: the usual case for nouveau, ' +
        'which sets the owner precisely to prevent this.',
      explains(run, page) {
        return wasFaultedBy(run, page, 'rest-of-table');
      },
    },
  ],
  suspects: 'any call',
  check(run, breach) {
    const { owner } = run.scenario.range;
    if (owner === 0) return;
    faultedPages(run, (page) => {
      if (stoodAtStart(run, page, owner)) breach(page);
    });
  },
};

/** Whether the call found the owner's page, and no other thread placed it there or took it. */
function stoodAtStart(run: SideRun, page: PageNumber, owner: number): boolean {
  if (run.othersStored) return false;
  const { high } = slotAt(run.space.table, pageAddress(run.scenario.range.start, page));
  return isAmong(PRIVATE, kindOf(high)) && ownerOf(high) === owner;
}
