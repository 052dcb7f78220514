// SPDX-License-Identifier: GPL-2.0-or-later
import { WRITE_BIT } from '../../../mm/entry';
import { StateKind } from '../../../mm/page-states';
import type { OriginName } from '../../compare/origin';
import type { Clause, Violation } from '../clause';
import { hugetlbPieceStart } from '../entry-requests';

const hugetlbFirstPageOnly: Violation = {
  id: 'requested-is-there.hugetlb-first-page-only',
  title: 'in a hugetlb mapping only the request of the first page counts',
  why:
    'The hugetlb callback is called once for the piece of a huge page in the range, and reads one word ' +
    'of the input: that of the first page of the piece. The other requests are not read.',
  driver:
    'It requested a page, the call succeeded, but the page is not present, or not writable. A driver ' +
    'that trusts success (amdgpu, test_hmm) maps it anyway, or fails with its own -EFAULT.',
  matters:
    'Never with one request for the whole range (defaults, and a mask of 0); with requests page by page, ' +
    'as nouveau makes them, whenever the first page of the window was not the one that faulted.',
  explains(run, page) {
    const piece = hugetlbPieceStart(run, page);
    if (piece === undefined || piece === page) return false;
    const asksMore = run.asksWrite(page) ? !run.asksWrite(piece) : !run.asksFault(piece);
    return asksMore;
  },
};

const OWN_PRIVATE: readonly OriginName[] = ['pte-own-device-private', 'pmd-own-device-private'];

const ownDevicePrivateReadOnly: Violation = {
  id: 'requested-is-there.own-device-private-read-only',
  title: 'the owner’s own device-private page satisfies a write request although it is read-only',
  why:
    'A device-private page of the range’s owner is reported before the request is checked, so nothing ' +
    'makes it writable.',
  driver:
    'It requested write access and gets VALID without WRITE on success. A driver that retries until the ' +
    'page is writable never stops; test_hmm warns (WARN_ON) and returns -EFAULT.',
  matters:
    'To every driver that sets an owner and requests write access: nouveau, test_hmm, and later ones. ' +
    'Memory that was read-only when it was migrated stays so on the device; and a fork makes every ' +
    'private page read-only, including those on a device, in both parent and child.',
  explains(run, page) {
    const isReadOnly = (run.entryOf(page) & WRITE_BIT) === 0;
    const { kinds } = run.side.states;
    return (
      OWN_PRIVATE.includes(run.entryName(page)) && isReadOnly && kinds[page] === StateKind.read
    );
  },
};

/** What was requested is present, or the call fails. */
export const requestedIsThere: Clause = {
  id: 'requested-is-there',
  ofOutcome: true,
  judges: 'successes',
  promise:
    'On success, a page whose effective request had FAULT is VALID, and one whose effective request ' +
    'also had WRITE is VALID and WRITE.',
  sees: 'what the call left',
  violations: [hugetlbFirstPageOnly, ownDevicePrivateReadOnly],
  suspects: ({ state, faults, writes }) => faults && !isSatisfied(state, writes),
  check(run, breach) {
    const { kinds } = run.side.states;
    for (let page = 0; page < run.record.pages; page++) {
      if (run.asksFault(page) && !isSatisfied(kinds[page], run.asksWrite(page))) breach(page);
    }
  },
};

function isSatisfied(state: number | undefined, writes: boolean): boolean {
  return state === StateKind.write || (state === StateKind.read && !writes);
}
