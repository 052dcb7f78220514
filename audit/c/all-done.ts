// SPDX-License-Identifier: GPL-2.0-or-later

/**
 * The results of all promises, in order; or the first one's reason to fail, but only when none of
 * them is at work any more. A compiler that still writes into a folder keeps it from being removed.
 */
export async function allDone<const Promises extends readonly Promise<unknown>[]>(
  promises: Promises,
): Promise<{ -readonly [Place in keyof Promises]: Awaited<Promises[Place]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
