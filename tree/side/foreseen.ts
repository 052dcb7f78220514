// SPDX-License-Identifier: GPL-2.0-or-later
import type { TreeReplies } from '../wire/reply-batch';
import type { ReplyView } from '../wire/reply-view';
import { type Batch, Outcome } from '../wire/types';

/**
 * Replies to what was foreseen to be run on a tree, found by the bytes of the scenario: whoever asks has made it anew.
 * Those of the last two trips are kept, as one is under way while what belongs to the other is judged.
 */
export class Foreseen {
  private now: Trip | undefined;
  private next: Trip | undefined;

  /** @param first the first scenario of the batch that was only foreseen; the others are asked for by whoever told them. */
  take(batch: Batch, first: number, replies: () => TreeReplies): void {
    this.now = this.next;
    this.next = first < batch.count ? new Trip(batch, first, replies) : undefined;
  }

  /** The reply to a batch of one scenario; undefined if that was not foreseen, or not run. */
  replyTo({ bytes }: Batch): ReplyView | undefined {
    if (this.now === undefined && this.next === undefined) return undefined;
    const key = keyOf(bytes, 0, bytes.length);
    return this.now?.replyTo(key) ?? this.next?.replyTo(key);
  }
}

/** The scenarios of one trip that were only foreseen. */
class Trip {
  private readonly numbers = new Map<string, number>();

  constructor(
    { bytes, count }: Batch,
    first: number,
    private readonly replies: () => TreeReplies,
  ) {
    const frames = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let number = 0, at = 0; number < count; number++) {
      const stop = at + 4 * frames.getUint32(at, true);
      if (number >= first) this.numbers.set(keyOf(bytes, at, stop), number);
      at = stop;
    }
  }

  replyTo(key: string): ReplyView | undefined {
    const number = this.numbers.get(key);
    if (number === undefined) return undefined;
    const view = this.replies().view(number);
    return view.outcome === Outcome.notRun ? undefined : view;
  }
}

function keyOf({ buffer, byteOffset }: Uint8Array, from: number, to: number): string {
  return Buffer.from(buffer, byteOffset + from, to - from).toString('latin1');
}
