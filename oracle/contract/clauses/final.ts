// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf, ownerOf } from '../../../mm/entry';
import { isPageFailure } from '../../../mm/errno';
import { StateKind } from '../../../mm/page-states';
import type { PageNumber } from '../../../mm/units';
import { metBy, originOf } from '../../compare/origin';
import type { Clause } from '../clause';
import { canBeHad } from '../cpu-fault';
import { failedPiece } from '../failed-piece';
import type { SideRun } from '../side-run';

/** ERROR only where there is nothing to map, now or later. */
export const errorIsFinal: Clause = {
  id: 'error-is-final',
  ofUnlocked: 'too',
  ofOutcome: true,
  sees: 'what the call left',
  promise:
    'A page reported as ERROR (or, by v5.7, as special) cannot be made present: it lies outside any VMA, in ' +
    'a VMA that no range fault maps, in a special mapping, or in a PMD that is not present or corrupt.',
  violations: [
    {
      id: 'error-is-final.other-private-pmd',
      since: 'privatePmdsReported',
      newer: true,
      title:
        'another owner’s device-private huge page is reported as ERROR, although a request for it succeeds',
      why:
        'A request for it is faulted, which brings it back to system memory. Without one it falls through ' +
        'to ERROR with every other PMD that is not present. A device-private PTE is none in the same place.',
      driver:
        'A driver that takes a snapshot first, and requests only what is not an error, never gets this ' +
        'memory, although any request for it would.',
      matters: 'Since 6.18, with two devices of different owners in one process.',
      explains: (run, page) =>
        run.privatePmdsReported && run.entryName(page) === 'pmd-other-device-private',
    },
  ],
  suspects: ({ state }) => state === StateKind.error || state === StateKind.special,
  check(run, breach) {
    const { kinds } = run.side.states;
    for (let page = 0; page < run.record.stoppedAt; page++) {
      const kind = kinds[page];
      if (kind !== StateKind.error && kind !== StateKind.special) continue;
      if (!isFinal(run, page, kind) && !run.changedMeanwhile(page)) breach(page);
    }
  },
};

function isFinal({ side, cpu, scenario }: SideRun, page: PageNumber, kind: StateKind): boolean {
  const met = originOf(cpu.highs[page] ?? 0, scenario.range.owner);
  const { reported, requested } = metBy(side.name, met);
  switch (reported) {
    case 'error':
      // These have the one value only, whatever the revision.
      return kind === StateKind.error && requested === 'refused';
    case 'special page':
    case 'special bare':
      return !cpu.isZeroPage(page);
    case 'none':
    case 'page':
    case 'bare':
    case 'nothing':
      return false;
  }
}

/** `-EFAULT` is final. An experiment: the CPU's own page faults are tried on what the call left. */
export const efaultIsFinal: Clause = {
  id: 'efault-is-final',
  ofOutcome: true,
  judges: 'failures',
  sees: 'what the call left',
  experiment: true,
  promise:
    'The call returns -EFAULT only if a page fault failed, or if neither a page fault nor waiting can ' +
    'make a requested page present.',
  violations: [
    {
      id: 'efault-is-final.other-device-private',
      title:
        'a request for another owner’s device-private page fails, although a fault would bring it back',
      why:
        'The PTE callback faults pages that are missing or swapped out, and waits for those that are ' +
        'migrating; any other non-present entry is -EFAULT. An ordinary page fault by the CPU on a ' +
        'device-private page migrates it back to system memory.',
      driver:
        'A GPU fault on memory that another device has taken cannot be served: until the CPU happens to ' +
        'touch the page, the driver reports an invalid access that the application did not make.',
      matters:
        'With two devices of different owners in one process, or one driver with one owner per device; ' +
        'until 5.18. Later kernels fault such pages.',
      explains({ foreignPrivateFaulted, scenario, cpu }, page) {
        const high = cpu.highs[page] ?? 0;
        return (
          kindOf(high) === Kind.pteDevicePrivate &&
          ownerOf(high) !== scenario.range.owner &&
          !foreignPrivateFaulted
        );
      },
    },
    {
      id: 'efault-is-final.device-exclusive',
      newer: true,
      title: 'a request for a device-exclusive page fails up to 5.13',
      why:
        'To kernels before 5.14 it is a PTE that is neither swap nor migrating, which is -EFAULT. A page ' +
        'fault on it would make the device give it back.',
      driver: 'It gets -EFAULT for memory that the process has.',
      matters:
        'To who takes device-exclusive pages to such a kernel: none of these releases makes any itself.',
      explains: ({ exclusiveFaulted, cpu }, page) =>
        !exclusiveFaulted && kindOf(cpu.highs[page] ?? 0) === Kind.pteDeviceExclusive,
    },
    {
      id: 'efault-is-final.devmap-pte',
      newer: true,
      title: 'a request for a device’s page in a PTE (DAX) fails up to 5.14',
      why:
        'Such a PTE is marked as special, too, and a request for a special page is -EFAULT. The test did not ' +
        'ask whether it is a page of a device, which has a struct page.',
      driver: 'It gets -EFAULT for memory that the process has.',
      matters: 'With files on memory devices (DAX) that are not mapped by huge pages; until 5.14.',
      explains: ({ devmapPtesReported, cpu }, page) =>
        !devmapPtesReported && kindOf(cpu.highs[page] ?? 0) === Kind.pteDevmap,
    },
    {
      id: 'efault-is-final.uffd-wp-marker',
      newer: true,
      title: 'a request for a page with a uffd-wp marker fails up to 5.18',
      why:
        'To kernels before 5.19 it is a PTE that is neither swap nor migrating, which is -EFAULT. A page ' +
        'fault on it brings the page.',
      driver: 'It gets -EFAULT for memory that the process has.',
      matters: 'To who takes markers to such a kernel: none of these releases makes any itself.',
      explains: ({ wpMarkersAreNone, cpu }, page) =>
        !wpMarkersAreNone && kindOf(cpu.highs[page] ?? 0) === Kind.pteUffdWpMarker,
    },
    {
      id: 'efault-is-final.private-pmd',
      newer: true,
      title: 'a request for a device-private huge page fails up to 6.17, whoever owns it',
      why:
        'To kernels before 6.18 it is a PMD that is neither present nor migrating, which is -EFAULT. A page ' +
        'fault on it would bring it back to system memory.',
      driver: 'It gets -EFAULT for memory that the process has.',
      matters:
        'To who takes huge pages of device memory to such a kernel: none of these releases makes any itself.',
      explains: ({ privatePmdsReported, cpu }, page) =>
        !privatePmdsReported && kindOf(cpu.highs[page] ?? 0) === Kind.pmdDevicePrivate,
    },
  ],
  suspects: 'any call',
  check(run, breach) {
    if (!isPageFailure(run.record.ret)) return;
    const piece = failedPiece(run);
    if (piece.byFault) return;
    for (let page = piece.first; page < piece.stop; page++) {
      if (run.asksFault(page) && !canBeHad(run, page, run.asksWrite(page))) return;
    }
    breach(piece.first);
  },
};
