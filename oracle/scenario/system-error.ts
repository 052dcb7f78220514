// SPDX-License-Identifier: GPL-2.0-or-later

/** The code of an error of the system or of Node, such as `ENOENT`; undefined for any other. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
