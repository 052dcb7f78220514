// SPDX-License-Identifier: GPL-2.0-or-later
import { noRoomDocument } from '../run/no-room';
import { returnName } from '../run/result-names';
import type { Side } from '../run/side';
import { forSide, type SideName } from '../run/side-names';
import { type NoRoomClaim, noRoomWhy } from '../scenario/no-result';
import type { Beside } from '../scenario/read';
import type { ResultDocument } from '../scenario/schema';
import { firstMismatch, type Mismatch } from './mismatch';

/** What a corpus says of a side beside a scenario. */
export type Claim =
  | { readonly kind: 'result'; readonly result: ResultDocument }
  /** Its words have no room for a pfn, or for the range. */
  | { readonly kind: 'no room'; readonly noRoom: NoRoomClaim };

/** What stands beside a scenario for a side; undefined if that claims nothing. */
export function claimOf({ expect, noRoom }: Beside, side: SideName): Claim | undefined {
  const result = forSide(expect, side);
  if (result !== undefined) return { kind: 'result', result };
  const claimed = forSide(noRoom, side);
  return claimed && { kind: 'no room', noRoom: claimed };
}

/** The first in which a side is not what a corpus claims of it; undefined if it is all of that. */
export function claimMismatch(side: Side, claim: Claim): Mismatch | undefined {
  switch (claim.kind) {
    case 'result':
      return firstMismatch(side, claim.result);
    case 'no room':
      return noRoomMismatch(side, claim.noRoom);
  }
}

function noRoomMismatch(
  { failure, overflow, record }: Side,
  claimed: NoRoomClaim,
): Mismatch | undefined {
  const expected = noRoomWhy(claimed);
  if (failure !== undefined) return { field: 'ret', expected, got: failure.message };
  if (overflow === undefined) {
    return { field: 'ret', expected, got: String(returnName(record.ret)) };
  }
  const document = noRoomDocument(overflow);
  const got = 'givenUp' in document ? document.givenUp : noRoomWhy(document);
  return got === expected ? undefined : { field: 'overflow', expected, got };
}
