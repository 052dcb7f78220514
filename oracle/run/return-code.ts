// SPDX-License-Identifier: GPL-2.0-or-later
import { EBUSY, EFAULT, EINVAL, EPERM, LIVELOCK, type ReturnCode } from '../../mm/errno';

const NAMES = {
  [EPERM]: '-EPERM',
  [EFAULT]: '-EFAULT',
  [EBUSY]: '-EBUSY',
  [EINVAL]: '-EINVAL',
  [LIVELOCK]: 'livelock',
} as const;
export type ReturnName = 0 | (typeof NAMES)[keyof typeof NAMES];

/** The return code as documents write it. */
export function returnName(code: ReturnCode): ReturnName {
  return code === 0 ? 0 : NAMES[code];
}
