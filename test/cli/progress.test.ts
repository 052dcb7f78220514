// SPDX-License-Identifier: GPL-2.0-or-later
import { openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { WriteStream } from 'node:tty';
import { expect, it } from 'vitest';
import { ProgressLine } from '../../cli/terminal';
import { temporaryFolder } from '../support/surroundings';

/** A file that a program takes for a terminal, and what was written to it. */
function terminal(isTTY: boolean): { readonly stream: WriteStream; written(): string } {
  const file = join(temporaryFolder(), 'terminal');
  const descriptor = openSync(file, 'w+');
  const stream = Object.assign(Object.create(WriteStream.prototype), {
    isTTY,
    columns: 80,
    write: (text: string): boolean => {
      writeSync(descriptor, text);
      return true;
    },
  });
  return { stream, written: () => readFileSync(file, 'utf8') };
}

it('shows how much of a stage is done, and a count where nobody knows how much there is', () => {
  const { stream, written } = terminal(true);
  const line = new ProgressLine(stream);
  line.show('vectors', 500, undefined);
  line.show('scope 1', 2000, 300_492);
  line.clear();
  expect(written()).toContain('vectors: 500');
  expect(written()).toMatch(/scope 1 =*-+ 2,000 of 300,492, .* left/);
});

it('writes nothing where nobody watches', () => {
  const { stream, written } = terminal(false);
  const line = new ProgressLine(stream);
  line.show('scope 1', 2000, 300_492);
  line.clear();
  expect(written()).toBe('');
});

it('does not take a stage’s name for a field of its own, nor for an order to the terminal', () => {
  const { stream, written } = terminal(true);
  const line = new ProgressLine(stream);
  line.show('{bar}\u001b[2J', 1, 2);
  line.clear();
  expect(written()).not.toContain('\u001b[2J');
  expect(written()).toContain(' bar \\u001b[2J');
});
