// SPDX-License-Identifier: GPL-2.0-or-later
import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import { PLAIN, type Style } from '../oracle/report/style';
import { printable } from '../oracle/scenario/printable';

const COLOURED: Style = {
  good: (text) => styleText('green', text),
  bad: (text) => styleText('red', text),
  title: (text) => styleText('bold', text),
  dim: (text) => styleText('dim', text),
};

/** Colour on a terminal that has it, unless NO_COLOR is set. */
export function terminalStyle(stream: WriteStream): Style {
  return stream.isTTY && stream.hasColors() ? COLOURED : PLAIN;
}

/** A progress line on a terminal; silent if standard error is not a terminal. */
export class ProgressLine {
  private shownAt = 0;

  constructor(private readonly stream: WriteStream) {}

  /** Shows the stage, at most ten times a second. */
  readonly show = (stage: string, done: number, total: number | undefined): void => {
    const now = Date.now();
    if (!this.stream.isTTY || now - this.shownAt < 100) return;
    this.shownAt = now;
    const of = total === undefined ? '' : ` of ${total}`;
    this.stream.write(`\r\x1b[2K${printable(stage)}: ${done}${of}`);
  };

  readonly clear = (): void => {
    if (this.stream.isTTY && this.shownAt > 0) this.stream.write('\r\x1b[2K');
  };
}
