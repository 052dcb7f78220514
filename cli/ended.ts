// SPDX-License-Identifier: GPL-2.0-or-later

/** Whether the command of this process has come to its end, successfully or not. */
let ended = false;

/** Records that the command has finished, or has failed in a known way. */
export function endedAsIntended(): void {
  ended = true;
}

/** Whether {@link endedAsIntended} was called. */
export function hasEnded(): boolean {
  return ended;
}
