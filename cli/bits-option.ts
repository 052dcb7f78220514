// SPDX-License-Identifier: GPL-2.0-or-later
import { InvalidArgumentError, Option } from 'commander';
import type { OpenedTree } from '../tree/side/types';

/** How wide a long is that trees are compiled for. */
export type Bits = OpenedTree['bits'];

/** The option `--bits`, of all that compiles trees. */
export function bitsOption(): Option {
  return new Option(
    '--bits <number>',
    'how wide a long is that trees are compiled for: 32 needs a compiler that has -m32',
  )
    .choices(['64', '32'])
    .argParser(bitsOf)
    .default(64);
}

function bitsOf(text: string): Bits {
  if (text === '64') return 64;
  if (text === '32') return 32;
  throw new InvalidArgumentError('expected 64 or 32.');
}
