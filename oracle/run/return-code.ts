// SPDX-License-Identifier: GPL-2.0-or-later
import { constants } from 'node:os';
import {
  EBUSY,
  EFAULT,
  EINTR,
  EINVAL,
  ENOMEM,
  EPERM,
  LIVELOCK,
  type ReturnCode,
} from '../../mm/errno';

/** What a range fault returned, as documents write it; `livelock` is no errno. */
export type ReturnName =
  | 0
  | '-EPERM'
  | '-EINTR'
  | '-ENOMEM'
  | '-EFAULT'
  | '-EBUSY'
  | '-EINVAL'
  | 'livelock';

const NAMES: Readonly<Record<Exclude<ReturnCode, 0>, ReturnName>> = {
  [EPERM]: '-EPERM',
  [EINTR]: '-EINTR',
  [ENOMEM]: '-ENOMEM',
  [EFAULT]: '-EFAULT',
  [EBUSY]: '-EBUSY',
  [EINVAL]: '-EINVAL',
  [LIVELOCK]: 'livelock',
};

/** The return code as documents write it. */
export function returnName(code: ReturnCode): ReturnName {
  return code === 0 ? 0 : NAMES[code];
}

const TEXTS = new Map<number, string>(
  ([EPERM, EINTR, ENOMEM, EFAULT, EBUSY, EINVAL, LIVELOCK] as const).map((code) => [
    code,
    `${NAMES[code]}`,
  ]),
);

/** Second names of errnos, which no code of the kernel uses. */
const SECOND_NAMES: ReadonlySet<string> = new Set(['EWOULDBLOCK', 'EDEADLOCK', 'ENOTSUP']);

/** The errnos of this system, by number, as the kernel returns them. */
const otherErrnos = new Map(
  Object.entries(constants.errno)
    .filter(([name]) => !SECOND_NAMES.has(name))
    .map(([name, number]) => [-number, `-${name}`]),
);

/** The return code for a person; a wrong side, or a later kernel, can return what is none of them. */
export function returnText(code: number): string {
  return TEXTS.get(code) ?? otherErrnos.get(code) ?? `${code}`;
}
