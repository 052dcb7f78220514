// SPDX-License-Identifier: GPL-2.0-or-later

/** A text as C keeps it: whatever stands after the first zero is not part of it. */
export function untilZero(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
