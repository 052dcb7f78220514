// SPDX-License-Identifier: GPL-2.0-or-later
import { show } from './input-error';

/** The path of an object's field, or of a key that is no identifier. */
export function fieldPath(parent: string, key: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${parent}[${show(key)}]`;
  return parent === '' ? key : `${parent}.${key}`;
}
