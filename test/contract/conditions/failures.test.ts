// SPDX-License-Identifier: GPL-2.0-or-later
import { describe } from 'vitest';
import { Kind } from '../../../mm/entry';
import { pfn } from '../../../mm/units';
import { entry, event, page, vma } from '../../support/build';
import { FRAME, OWNER } from '../../support/met';
import {
  type Case,
  expectAll,
  MODERN_ENDS,
  MODERN_WALK,
  none,
  present,
  table,
  type WrongLine,
} from './held';

describe('failures', () => {
  const swapFails: WrongLine = {
    file: MODERN_WALK,
    within: 'pte',
    right: 'case Kind.pteSwap: return this.faultIn($vma, $at, $end, $need, $entry);',
    wrong: 'return this.faultIn($vma, $at, $end, $need, $entry);',
  };
  const foreign = entry(0, { kind: Kind.pteDevicePrivate, owner: OWNER + 1 }, FRAME);
  const own = entry(0, { kind: Kind.pteDevicePrivate, owner: OWNER }, FRAME);
  expectAll([
    {
      clause: 'efault-is-final',
      because: 'a page that can be had is not made impossible by one that nobody asked for',
      fault: {
        file: MODERN_WALK,
        within: 'hole',
        right: 'return this.faultIn($1, $2, $3, $need, Kind.hole);',
        wrong: 'return this.stopAt(EFAULT, Ending.impossible, Kind.hole, $2, $3);',
      },
      ...{ mm: { faultErrors: new Map([[page(0), 'sigbus']]) }, asks: '.r', finds: ['0 new'] },
    },
    {
      clause: 'efault-is-final',
      because: 'swapped memory has no owner',
      ...{ fault: swapFails, mm: { entries: [entry(0, { kind: Kind.pteSwap })] } },
      ...{ asks: 'r', range: { owner: OWNER }, finds: ['0 new'] },
    },
    {
      clause: 'efault-is-final',
      because: 'the owner’s own page is nobody else’s',
      fault: {
        file: MODERN_WALK,
        within: 'pte',
        right: 'ownerOf($entry) === this.owner',
        wrong: "ownerOf($entry) === this.owner && this.need.ofPage($3, 0) === 'nothing'",
      },
      ...{ mm: { entries: [own] }, asks: 'r', range: { owner: OWNER }, finds: ['0 new'] },
    },
    {
      clause: 'efault-is-final',
      because: 'another owner’s page is refused by old kernels',
      ...{ mm: { entries: [foreign] }, asks: 'r', range: { owner: OWNER } },
      finds: ['0 other-device-private'],
    },
    {
      clause: 'efault-is-final',
      because: 'and by no other ones',
      side: 'modern-6.1',
      fault: {
        file: MODERN_WALK,
        within: 'pte',
        right:
          'if (this.revision.foreignPrivateFaulted) return this.faultIn($vma, $at, $end, $need, $entry);',
        wrong: '',
      },
      ...{ mm: { entries: [foreign] }, asks: 'r', range: { owner: OWNER }, finds: ['0 new'] },
    },
    {
      clause: 'eperm-denies-write',
      because: 'a VMA that may be written denies nothing',
      fault: {
        file: MODERN_ENDS,
        within: 'faultIn',
        right: '$write && !$vma.write',
        wrong: '$write',
      },
      ...{ mm: { entries: table }, asks: 'w', finds: ['0 new'] },
    },
    {
      clause: 'eperm-denies-write',
      because: 'nor does a page that is writable',
      fault: {
        file: MODERN_WALK,
        within: 'presentPte',
        right: 'const $need = this.need.ofPage($page, $flags);',
        wrong: 'const $need = this.need.ofPage($page, $1.write ? $flags : VALID);',
      },
      ...{ mm: { vmas: [vma(0, 8, 'read')], entries: [present(0, { write: true })] } },
      ...{ asks: 'w', finds: ['0 new'] },
    },
    {
      clause: 'ebusy-is-stale',
      because: 'an error is none that was found after the sequence went out of date',
      fault: {
        file: 'modern/range-fault.ts',
        within: 'retryUntilDone',
        right: 'if (checkRetry($space, $number)) return EBUSY;',
        wrong: 'checkRetry($space, $number);',
      },
      ...{ mm: { vmas: [], events: [event(1, { invalidate: true })] }, asks: 'r' },
      finds: ['0 new'],
    },
    {
      clause: 'ebusy-is-stale',
      because: 'an event that changes entries only puts no sequence out of date',
      ...{ mm: { entries: table, events: [event(2, { entries: [none(6)] })] }, asks: 'r' },
      finds: [],
    },
    {
      clause: 'failure-changes-nothing',
      because: 'a write that is denied fails, too',
      ...{ mm: { vmas: [vma(0, 2), vma(2, 4, 'read')] }, asks: 'r.w' },
      finds: ['0 earlier-piece'],
    },
    {
      clause: 'failure-changes-nothing',
      because: 'a piece that nobody asked for explains nothing',
      fault: {
        file: MODERN_WALK,
        within: 'hole',
        right: 'this.needOfSpan($2, $3, 0)',
        wrong: "'read fault'",
      },
      ...{ mm: { vmas: [vma(0, 2)] }, asks: '..r', finds: ['0 new'] },
    },
    {
      clause: 'fails-for-who-asked',
      because: 'a page fault that fails is no write that is denied',
      fault: {
        file: MODERN_ENDS,
        within: 'faultIn',
        right: 'return this.stopAt(EFAULT, Ending.faultFailed, $origin, $start, $end);',
        wrong: 'return this.stopAt(EPERM, Ending.faultFailed, $origin, $start, $end);',
      },
      ...{ mm: { faultErrors: new Map([[page(0), 'sigbus']]) }, asks: 'r', finds: ['0 new'] },
    },
    {
      clause: 'returns-an-answer',
      because: 'a page fault that dropped the lock gives a call all of its time again',
      side: 'modern-7.3',
      fault: {
        file: 'modern/unlocked-call.ts',
        within: 'begin',
        right: '$around.dropped && $call.timeout > 0',
        wrong: 'this.deadline === Number.POSITIVE_INFINITY && $call.timeout > 0',
      },
      mm: {
        lockDrops: new Map([[page(0), { result: 'retry', times: 1 }]]),
        events: [1, 2].map((walk) => event(walk, { invalidate: true, elapsed: 2 })),
      },
      ...{ asks: 'r', range: { call: { timeout: 3 } }, finds: ['0 new'] },
    },
    {
      clause: 'returns-an-answer',
      because: 'the last jiffy of a timeout is no end of it',
      side: 'modern-7.3',
      fault: {
        file: 'modern/unlocked-call.ts',
        within: 'attempt',
        right: '$around.now > this.deadline',
        wrong: '$around.now >= this.deadline',
      },
      mm: { events: [event(1, { invalidate: true, elapsed: 2 })] },
      ...{ asks: 'r', range: { call: { timeout: 2 } }, finds: ['0 new'] },
    },
    {
      clause: 'returns-an-answer',
      because: 'the page that ran out of memory need not be the first of its piece',
      side: 'modern-7.3',
      fault: {
        file: MODERN_ENDS,
        within: 'faultIn',
        right: 'this.reportsNoMemory($at)',
        wrong: 'this.reportsNoMemory($2)',
      },
      ...{ mm: { faultErrors: new Map([[page(1), 'oom']]) }, asks: 'rr', finds: ['0 new'] },
    },
    ...(['before', 'after'] as const).map(
      (where): Case => ({
        clause: 'order-of-neighbours',
        because: `another owner’s page ${where} one that is faulted, or the other way round`,
        mm: {
          vmas: [vma(0, 2)],
          entries: [
            entry(where === 'before' ? 0 : 1, { kind: Kind.pteDevicePrivate, owner: OWNER }, FRAME),
            none(where === 'before' ? 1 : 0),
          ],
        },
        ...{ asks: 'rr', finds: ['0 rest-of-table'] },
      }),
    ),
    {
      clause: 'order-of-neighbours',
      because: 'a page is faulted with another one, whatever else the call waits for',
      mm: {
        vmas: [vma(0, 4)],
        entries: [
          entry(0, { kind: Kind.pteMigration }, FRAME),
          ...[none(1), none(2)],
          entry(3, { kind: Kind.pteMigration }, FRAME + 3),
        ],
      },
      ...{ asks: 'rr.r', finds: ['2 rest-of-table'] },
    },
    {
      clause: 'order-of-neighbours',
      because: 'the other order can have no result',
      side: 'modern-32',
      mm: {
        ...{ vmas: [vma(0, 2)], nextPfn: pfn(2 ** 29) },
        entries: [entry(0, { kind: Kind.pteSwap }), none(1)],
      },
      ...{ asks: '.r', finds: [] },
    },
    {
      clause: 'order-of-neighbours',
      because: 'which page fails first may decide how the call fails',
      mm: {
        vmas: [vma(0, 8, 'read')],
        entries: [none(0), entry(1, { kind: Kind.pteHwpoison })],
      },
      ...{ asks: 'wr', finds: [] },
    },
    {
      clause: 'order-of-neighbours',
      because: 'a wait takes no neighbour with it',
      fault: {
        file: MODERN_WALK,
        within: 'presentPte',
        right: 'const $flags = accessFlags($entry);',
        wrong:
          'this.kept = this.kept || ($entry & WRITE_BIT); const $flags = accessFlags($entry | this.kept);',
      },
      mm: {
        vmas: [vma(0, 2)],
        entries: [entry(0, { kind: Kind.pteMigration, write: true }, FRAME), present(1)],
      },
      ...{ asks: 'r.', finds: ['1 new'] },
    },
  ]);
});
