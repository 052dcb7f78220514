// SPDX-License-Identifier: GPL-2.0-or-later
import { printable } from '../../oracle/scenario/printable';
import { complaint, misfit, type Occasion, unheard } from './complaint';
import { Unfit } from './reader';
import { type Reply, readReply } from './reply';

/** @throws InputError for a line that is no reply. */
export function replyOf(line: string, occasion: Occasion): Reply {
  return fitting(occasion, () => readReply(line));
}

/**
 * The value of a reply, which is still to be read.
 * @throws InputError for a reply that has none: what the module gave is no answer, or it threw.
 */
export function valueIn(line: string, occasion: Occasion): unknown {
  const reply = replyOf(line, occasion);
  switch (reply.kind) {
    case 'is':
      return reply.value;
    case 'unfit':
      throw misfit(occasion, reply);
    case 'threw':
      throw complaint(occasion, `expected an answer, got an ${printable(reply.text)}`);
    case 'unusable':
      throw complaint(occasion, reply.text);
  }
}

/** @throws InputError for what does not fit. */
export function fitting<Result>(occasion: Occasion, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unfit) throw misfit(occasion, error.misfit);
    if (error instanceof SyntaxError) throw unheard(occasion, { kind: 'out of turn', line: '' });
    throw error;
  }
}
