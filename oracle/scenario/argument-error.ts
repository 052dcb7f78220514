// SPDX-License-Identifier: GPL-2.0-or-later

/**
 * A value that a caller gave and that cannot be used, where no file is to blame: `"name" expected …,
 * got …`. It tells a user's mistake from a RangeError of the engine, such as that of an exhausted
 * stack, which is a defect of ours.
 */
export class ArgumentError extends RangeError {
  constructor(message: string) {
    super(message);
    this.name = 'ArgumentError';
  }
}
