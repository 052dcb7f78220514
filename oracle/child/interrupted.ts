// SPDX-License-Identifier: GPL-2.0-or-later

/** The end of a run that somebody ended before there was anything to report. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}

/** What a promise comes to; undefined if that was interrupted. */
export async function unlessInterrupted<Value>(
  promise: Promise<Value>,
): Promise<Value | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof Interrupted) return undefined;
    throw error;
  }
}
