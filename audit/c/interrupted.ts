// SPDX-License-Identifier: GPL-2.0-or-later

/** An audit that was ended from outside before it could come to a report. */
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
