// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../mm/address-space';
import { CustomizableCall } from './customizable-call';
import type { DriverFormat, DriverModel } from './driver';
import { FixedCall } from './fixed-call';
import { PiecewiseCall } from './piecewise-call';
import type { RangeCall } from './range-call';

/** The range fault that a driver was built against, on this address space. */
export function makeRangeCall(format: DriverFormat, space: AddressSpace): RangeCall {
  return format.kind === 'customizable'
    ? new CustomizableCall(space, format.revision, format.format)
    : new FixedCall(space, format.revision);
}

/** The calls of a driver's loop: one for the whole range, or one for each piece. */
export function makeLoopCall(
  { format, loop }: Pick<DriverModel, 'format' | 'loop'>,
  space: AddressSpace,
): RangeCall {
  if (loop.pieces.kind === 'whole') return makeRangeCall(format, space);
  const ownSequence = loop.sequence === 'each-piece';
  return new PiecewiseCall(space, loop.pieces.pages, ownSequence, () =>
    makeRangeCall(format, space),
  );
}
