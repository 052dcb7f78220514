// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import type { FaultError } from '../../mm/address-space';
import { EFAULT, ENOMEM, EPERM } from '../../mm/errno';
import type { Disagreement } from '../../oracle/compare/compare';
import { Reading } from '../../oracle/differences/follows';
import { outOfMemoryReported } from '../../oracle/differences/revision/out-of-memory-reported';
import { Runner } from '../../oracle/run/runner';
import type { Side } from '../../oracle/run/side';
import { image, page, request, vma } from '../support/build';

/** Whether it explains what two releases say otherwise of a hole whose second page cannot be faulted. */
function explains(
  error: FaultError,
  aspect: Extract<Disagreement['aspect'], 'ret' | 'walks'> = 'ret',
  change: (left: Side, right: Side) => void = () => {},
): boolean {
  const runner = Runner.of(['modern-6.19', 'modern-7.3']);
  const faultErrors = new Map([[page(1), error]]);
  const mm = image({ vmas: [vma(0, 4)], faultErrors });
  const scenario = { id: 'oom', mm, range: request(0, 'rrr'), format: undefined };
  runner.run(scenario);
  const [left, right] = runner.sides;
  if (left === undefined || right === undefined) throw new Error('two sides are compared');
  change(left, right);
  return outOfMemoryReported.explains(new Reading({ scenario, left, right }, { aspect }));
}

/** The last page fault of a side is another one. */
function faultsAnother({ record }: Side): void {
  record.faults.add(7, false);
}

/** A side has made none. */
function faultsNone({ record }: Side): void {
  record.faults.begin(page(0));
}

describe('a page fault that runs out of memory', () => {
  it('explains which error the call returns', () => {
    expect(explains('oom')).toBe(true);
  });

  it.each<FaultError>(['sigbus', 'sigsegv', 'hwpoison'])('is none that fails with %s', (error) => {
    const asIfReported = (_: Side, { record }: Side): void => {
      record.ret = ENOMEM;
    };
    expect(explains(error, 'ret', asIfReported)).toBe(false);
  });

  it('explains nothing else', () => {
    expect(explains('oom', 'walks')).toBe(false);
  });

  it.each<readonly [string, (left: Side, right: Side) => void]>([
    ['the older side returns another error', (left) => Object.assign(left.record, { ret: EPERM })],
    ['the newer one does', (_, right) => Object.assign(right.record, { ret: EFAULT })],
    ['another fault is the older side’s last', (left) => faultsAnother(left)],
    ['another fault is the newer one’s', (_, right) => faultsAnother(right)],
    ['the older side faulted nothing', (left) => faultsNone(left)],
    ['the newer one did not', (_, right) => faultsNone(right)],
  ])('explains nothing where %s', (_, change) => {
    expect(explains('oom', 'ret', change)).toBe(false);
  });
});
