// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../mm/address-space';
import { CustomizableCall } from './customizable-call';
import type { DriverFormat } from './driver';
import { FixedCall } from './fixed-call';
import type { RangeCall } from './range-call';

/** The range fault that a driver was built against, on this address space. */
export function makeRangeCall(format: DriverFormat, space: AddressSpace): RangeCall {
  return format.kind === 'customizable'
    ? new CustomizableCall(space, format.revision, format.format)
    : new FixedCall(space, format.release);
}
