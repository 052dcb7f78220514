// SPDX-License-Identifier: GPL-2.0-or-later
import { EBUSY, EFAULT, EINVAL, EPERM, LIVELOCK, type ReturnCode } from '../../mm/errno';

/** What a range fault returned, as documents write it; `livelock` is no errno. */
export type ReturnName = 0 | '-EPERM' | '-EFAULT' | '-EBUSY' | '-EINVAL' | 'livelock';

const NAMES: Readonly<Record<Exclude<ReturnCode, 0>, ReturnName>> = {
  [EPERM]: '-EPERM',
  [EFAULT]: '-EFAULT',
  [EBUSY]: '-EBUSY',
  [EINVAL]: '-EINVAL',
  [LIVELOCK]: 'livelock',
};

/** The return code as documents write it. */
export function returnName(code: ReturnCode): ReturnName {
  return code === 0 ? 0 : NAMES[code];
}
