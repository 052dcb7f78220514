// SPDX-License-Identifier: GPL-2.0-or-later
import type { PageFacts } from '../../drivers/conversion';
import type { AddressSpaceImage, SlotImage } from '../../mm/address-space';
import { Kind, kindOf, ownerOf, pfnOf } from '../../mm/entry';

/**
 * What the struct pages of a scenario say: which pfns are device-private, and whose. A page is what
 * it is whether it is mapped or not, so the entries of events count from the start.
 */
export class ScenarioFacts implements PageFacts {
  private image: AddressSpaceImage | undefined;
  /** The device-private pages, by pfn. */
  readonly owners = new Map<bigint, number>();

  load(image: AddressSpaceImage): void {
    if (image === this.image) return;
    this.image = image;
    this.owners.clear();
    this.take(image.entries);
    for (const { entries } of image.events) this.take(entries);
  }

  deviceOwner(pfn: bigint): number {
    return this.owners.get(pfn) ?? 0;
  }

  get zeroPage(): bigint {
    return BigInt(this.image?.zeroPfn ?? 0);
  }

  isZeroPage(pfn: bigint): boolean {
    return this.image !== undefined && pfn === this.zeroPage;
  }

  private take(entries: readonly SlotImage[]): void {
    for (const { low, high } of entries) {
      if (kindOf(high) === Kind.pteDevicePrivate) {
        this.owners.set(BigInt(pfnOf(low, high)), ownerOf(high));
      }
    }
  }
}
