// SPDX-License-Identifier: GPL-2.0-or-later
import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import type { SingleBar } from 'cli-progress';
import { lazy } from '../oracle/package/lazy';
import { printable } from '../oracle/scenario/printable';
import { PLAIN, type Style } from '../report/text/style';

/** Only on a terminal. */
const progress = lazy((): typeof import('cli-progress') => require('cli-progress'));

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

/** A progress line on a terminal; silent if the stream is not a terminal. */
export class ProgressLine {
  private bar: SingleBar | undefined;
  private stage = '';
  /** Where the stage began. */
  private from = { done: 0, at: 0 };

  constructor(private readonly stream: WriteStream) {}

  /**
   * Shows the stage: a bar with the time left, or a count if the total is unknown.
   *
   * @param done how much of the stage is done, of `total`.
   * @param until when it ends, if that is what ends it; milliseconds, as `Date.now` counts them.
   */
  readonly show = (
    stage: string,
    done: number,
    total: number | undefined,
    until?: number,
  ): void => {
    if (!this.stream.isTTY) return;
    if (stage !== this.stage || this.bar === undefined) {
      this.clear();
      this.stage = stage;
      this.from = { done, at: Date.now() };
      this.bar = new (progress().SingleBar)({
        stream: this.stream,
        format: formatOf(printable(stage), total !== undefined, until !== undefined),
        formatValue: (value, _, type) =>
          type === 'value' || type === 'total' ? COUNT.format(value) : String(value),
        formatTime: timeText,
        hideCursor: false,
        clearOnComplete: true,
        fps: REDRAWN_A_SECOND,
        etaBuffer: ETA_SAMPLES,
      });
      this.bar.start(total ?? 0, done, { rate: '…', left: '…' });
    }
    if (total !== undefined) this.bar.setTotal(total);
    this.bar.update(done, { rate: this.rateAt(done), left: leftUntil(until) });
  };

  /** How much is done a second, on average. */
  private rateAt(done: number): string {
    const seconds = (Date.now() - this.from.at) / 1000;
    return seconds < 1 ? '…' : COUNT.format(Math.round((done - this.from.done) / seconds));
  }

  readonly clear = (): void => {
    this.bar?.stop();
    this.bar = undefined;
  };
}

const COUNT = new Intl.NumberFormat('en');
/** Often enough to look alive, and seldom enough to cost nothing. */
const REDRAWN_A_SECOND = 5;
/** Stages have parts of very different speed; the time left follows the last few seconds. */
const ETA_SAMPLES = 50;

/** Braces in a stage’s name would be taken for a field. */
function formatOf(stage: string, hasTotal: boolean, hasEnd: boolean): string {
  const name = stage.replaceAll(/[{}]/g, ' ');
  if (hasTotal) return `${name} {bar} {value} of {total}, {rate}/s, {eta_formatted} left`;
  return `${name}: {value}, {rate}/s${hasEnd ? ', {left} left' : ''}`;
}

function leftUntil(until: number | undefined): string {
  return until === undefined ? '' : timeText(Math.max(0, until - Date.now()) / 1000);
}

/** Seconds as `1:05`; the library says in words where it cannot tell yet. */
function timeText(seconds: unknown): string {
  const known = Number(seconds);
  if (!Number.isFinite(known)) return '…';
  const rest = String(Math.ceil(known) % 60).padStart(2, '0');
  return `${Math.floor(Math.ceil(known) / 60)}:${rest}`;
}
