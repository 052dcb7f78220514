// SPDX-License-Identifier: GPL-2.0-or-later
import { EBUSY, EFAULT, EINVAL, EPERM } from '../../../mm/errno';
import type { Clause } from '../clause';

/** The call returns, with one of the codes that callers expect. */
export const returnsAnAnswer: Clause = {
  id: 'returns-an-answer',
  ofOutcome: true,
  promise:
    'The call returns 0, -EPERM, -EFAULT, -EBUSY, or, only for an empty range, -EINVAL; and it always returns.',
  violations: [],
  check({ record, scenario }, breach) {
    const { start, end } = scenario.range;
    switch (record.ret) {
      case 0:
      case EPERM:
      case EFAULT:
        if (start < end) return;
        break;
      case EBUSY:
        return;
      case EINVAL:
        if (start >= end) return;
    }
    breach(0);
  },
};
