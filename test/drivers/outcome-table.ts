// SPDX-License-Identifier: GPL-2.0-or-later
import type { PageOutcome } from '../../drivers/conversion';
import type { Access } from '../../drivers/driver';

/*
 * What each driver makes of each kind of word, before and after its port: worked out by hand from
 * the drivers' sources, bit by bit. Page 5 is system memory; pages 0x1234 and 0x1235 are
 * device-private, of the driver's own device and of another; page 1 is the zero page.
 */

export const OWN_PFN = 0x1234n;
export const OTHER_PFN = 0x1235n;
export const ZERO_PFN = 0x1n;
/** Device-private, of the driver's own device, and high up: page 0 of chunk 2^30. */
export const HIGH_PFN = 0x80_0000_0000n;

/** What becomes of one page; a window that is given up names the error. */
export type Outcome = PageOutcome | { readonly kind: 'refused'; readonly code: string };

export interface Row {
  readonly word: bigint;
  readonly access: Access;
  readonly becomes: Outcome;
}

const unmapped = (word: bigint, entry: bigint): Row => ({
  word,
  access: 'read',
  becomes: { kind: 'unmapped', entry },
});

function mapped(
  word: bigint,
  aperture: 'system' | 'vram',
  page: bigint,
  write: boolean,
  entry: bigint,
  pageTableWord: bigint | null,
  access: Access = write ? 'write' : 'read',
): Row {
  return {
    word,
    access,
    becomes: { kind: 'mapped', aperture, page, write, entry, pageTableWord },
  };
}

const refused = (word: bigint, code: string, access: Access = 'read'): Row => ({
  word,
  access,
  becomes: { kind: 'refused', code },
});

const told = (word: bigint, entry: bigint, text: string): Row => ({
  word,
  access: 'none',
  becomes: { kind: 'told', entry, text },
});

const protError = (word: bigint): Row => ({
  word,
  access: 'none',
  becomes: { kind: 'error', entry: 0xffn, code: 'PROT_ERROR' },
});

/*
 * nouveau. An entry for the PFNMAP ioctl: bit 0 V, bit 1 W, bit 4 VRAM, address from bit 12 up. The
 * Pascal word: bit 0 valid, bits 1–2 aperture (2: coherent system memory), bit 3 volatile, bit 6
 * read-only, address >> 4. Page 0x1234 is page 0x34 of chunk 9 (512 pages each), whose buffer lies
 * here at 66 × 2 MiB = 0x8400000: VRAM address 0x8434000; page 0x1235 lies one page further.
 */
export const NOUVEAU_BEFORE: readonly Row[] = [
  unmapped(0x0n, 0x0n),
  // values[error]: no V, so nothing is mapped, and the ioctl gets the word itself.
  unmapped(0xffff_ffff_ffff_fffen, 0xffff_ffff_ffff_fffen),
  mapped(0x5001n, 'system', 0x5n, false, 0x5001n, 0x54dn),
  mapped(0x5003n, 'system', 0x5n, true, 0x5003n, 0x50dn),
  mapped(0x123_4001n, 'vram', 0x8434n, false, 0x843_4011n, 0x84_3441n),
  mapped(0x123_4003n, 'vram', 0x8434n, true, 0x843_4013n, 0x84_3401n),
  mapped(0x123_5003n, 'vram', 0x8435n, true, 0x843_5013n, 0x84_3501n),
  // The buffer of chunk 2^30 is number 7 × 2^30 + 3 of 2^31, counted round: 2^30 + 3.
  mapped(
    0x8_0000_0000_0001n,
    'vram',
    0x80_0000_0600n,
    false,
    0x8_0000_0060_0011n,
    0x8000_0006_0041n,
  ),
  // Page 0xfffffffffff, the last of 44 bits.
  mapped(
    0xff_ffff_ffff_f001n,
    'system',
    0xfff_ffff_ffffn,
    false,
    0xff_ffff_ffff_f001n,
    0xf_ffff_ffff_ff4dn,
  ),
];

export const NOUVEAU_AFTER: readonly Row[] = [
  unmapped(0x0n, 0x0n),
  // ERROR, and a pfn without VALID: nothing of such a word is looked at.
  unmapped(0x2000_0000_0000_0000n, 0x0n),
  unmapped(0x5n, 0x0n),
  mapped(0x8000_0000_0000_0005n, 'system', 0x5n, false, 0x5001n, 0x54dn),
  mapped(0xc000_0000_0000_0005n, 'system', 0x5n, true, 0x5003n, 0x50dn),
  mapped(0x8000_0000_0000_1234n, 'vram', 0x8434n, false, 0x843_4011n, 0x84_3441n),
  mapped(0xc000_0000_0000_1234n, 'vram', 0x8434n, true, 0x843_4013n, 0x84_3401n),
  mapped(0xc000_0000_0000_1235n, 'vram', 0x8435n, true, 0x843_5013n, 0x84_3501n),
  mapped(
    0x8000_0080_0000_0000n,
    'vram',
    0x80_0000_0600n,
    false,
    0x8_0000_0060_0011n,
    0x8000_0006_0041n,
  ),
];

/*
 * amdgpu. The buffer gets the page, with the rights that the whole mapping was asked for; it never
 * asks where the page is. Before, a word without a page gives up the whole; after, nothing is looked at.
 */
export const AMDGPU_BEFORE: readonly Row[] = [
  refused(0x0n, '-ENOMEM'),
  refused(0xffff_ffff_ffff_fffen, '-ENOMEM'),
  refused(0xffff_ffff_ffff_fffcn, '-ENOMEM'),
  refused(0x5000n, '-ENOMEM'),
  mapped(0x5001n, 'system', 0x5n, false, 0x5n, null),
  mapped(0x5003n, 'system', 0x5n, true, 0x5n, null),
  mapped(0x5003n, 'system', 0x5n, false, 0x5n, null, 'read'),
  mapped(0x123_4001n, 'system', 0x1234n, false, 0x1234n, null),
];

export const AMDGPU_AFTER: readonly Row[] = [
  mapped(0x0n, 'system', 0x0n, false, 0x0n, null),
  mapped(0x2000_0000_0000_0000n, 'system', 0x0n, false, 0x0n, null),
  mapped(0x8000_0000_0000_0005n, 'system', 0x5n, false, 0x5n, null),
  mapped(0xc000_0000_0000_0005n, 'system', 0x5n, true, 0x5n, null),
  mapped(0xe000_0000_0000_0005n, 'system', 0x5n, false, 0x5n, null, 'read'),
  mapped(0x8000_0000_0000_1234n, 'system', 0x1234n, false, 0x1234n, null),
];

/* test_hmm, fault: the page with tag 3 in its lowest bits if it may be written. */
export const TEST_HMM_FAULT_BEFORE: readonly Row[] = [
  refused(0x0n, '-EFAULT'),
  refused(0xffff_ffff_ffff_fffen, '-EFAULT'),
  refused(0x5001n, '-EFAULT', 'write'),
  mapped(0x5001n, 'system', 0x5n, false, 0x14n, null),
  mapped(0x5003n, 'system', 0x5n, true, 0x17n, null),
  mapped(0x5003n, 'system', 0x5n, true, 0x17n, null, 'read'),
  mapped(0x123_4003n, 'vram', 0x1234n, true, 0x48d3n, null),
];

export const TEST_HMM_FAULT_AFTER: readonly Row[] = [
  refused(0x0n, '-EFAULT'),
  refused(0x2000_0000_0000_0000n, '-EFAULT'),
  refused(0xa000_0000_0000_0005n, '-EFAULT'),
  refused(0x8000_0000_0000_0005n, '-EFAULT', 'write'),
  mapped(0x8000_0000_0000_0005n, 'system', 0x5n, false, 0x14n, null),
  mapped(0xc000_0000_0000_0005n, 'system', 0x5n, true, 0x17n, null),
  mapped(0xc000_0000_0000_1234n, 'vram', 0x1234n, true, 0x48d3n, null),
];

/* test_hmm, snapshot: 1 read, 2 write; 0x10 zero page, 0x20 another device's, 0x30 its own; 0xff error. */
export const TEST_HMM_SNAPSHOT_BEFORE: readonly Row[] = [
  told(0x0n, 0x00n, 'none'),
  protError(0xffff_ffff_ffff_fffen),
  told(0x5000n, 0x00n, 'none'),
  told(0x5001n, 0x01n, 'read'),
  told(0x5003n, 0x02n, 'write'),
  told(0x1001n, 0x11n, 'read'),
  told(0x1003n, 0x12n, 'write'),
  told(0x123_4001n, 0x31n, 'read'),
  told(0x123_5003n, 0x22n, 'write'),
];

export const TEST_HMM_SNAPSHOT_AFTER: readonly Row[] = [
  told(0x0n, 0x00n, 'none'),
  protError(0x2000_0000_0000_0000n),
  told(0x5n, 0x00n, 'none'),
  told(0x8000_0000_0000_0005n, 0x01n, 'read'),
  told(0xc000_0000_0000_0005n, 0x02n, 'write'),
  told(0x8000_0000_0000_0001n, 0x11n, 'read'),
  told(0xc000_0000_0000_0001n, 0x12n, 'write'),
  told(0xc000_0000_0000_1234n, 0x32n, 'write'),
  told(0x8000_0000_0000_1235n, 0x21n, 'read'),
];

/*
 * The drivers of today. The order stands in bits 56 to 60 of a word of 6.12, and in bits 53 to 57
 * since 6.16, below three flags from the input (bits 58 to 60). A window here has one page, so an
 * order makes no difference but to the pfn, of which its bits are none.
 */

/* xe, 6.12: the address, with the rights that were asked for; a word without VALID is asserted against. */
export const XE_BEFORE: readonly Row[] = [
  refused(0x0n, 'xe_assert'),
  refused(0x2000_0000_0000_0000n, 'xe_assert'),
  mapped(0x8000_0000_0000_0005n, 'system', 0x5n, false, 0x5000n, null),
  mapped(0x8000_0000_0000_0005n, 'system', 0x5n, true, 0x5000n, null),
  mapped(0xc900_0000_0000_0207n, 'system', 0x207n, true, 0x20_7000n, null),
];

/* gpusvm: no flag is looked at. */
const GPUSVM_ANY: readonly Row[] = [
  mapped(0x0n, 'system', 0x0n, false, 0x0n, null),
  mapped(0x8000_0000_0000_0005n, 'system', 0x5n, false, 0x5000n, null),
  mapped(0x8000_0000_0000_0005n, 'system', 0x5n, true, 0x5000n, null),
  mapped(0x8000_0000_0000_1234n, 'vram', 0x1234n, true, 0x123_4000n, null),
  // Order 9, and all three flags from the input.
  mapped(0xdd20_0000_0000_0207n, 'system', 0x207n, true, 0x20_7000n, null),
];
export const GPUSVM_BEFORE = GPUSVM_ANY;
export const GPUSVM_AFTER = GPUSVM_ANY;

/* ODP: the address with bit 0 to read and bit 1 to write. */
export const ODP_BEFORE: readonly Row[] = [
  { word: 0x0n, access: 'prefetch', becomes: { kind: 'unmapped', entry: 0x0n } },
  mapped(0x8000_0000_0000_0005n, 'system', 0x5n, false, 0x5001n, null, 'prefetch'),
  mapped(0xc000_0000_0000_0005n, 'system', 0x5n, true, 0x5003n, null, 'prefetch'),
  mapped(0xc000_0000_0000_0005n, 'system', 0x5n, false, 0x5001n, null, 'read'),
  mapped(0xc900_0000_0000_0207n, 'system', 0x207n, true, 0x20_7003n, null),
];
export const ODP_AFTER: readonly Row[] = [
  unmapped(0x0n, 0x0n),
  mapped(0xc000_0000_0000_0005n, 'system', 0x5n, true, 0x5003n, null, 'prefetch'),
  mapped(0xc000_0000_0000_0005n, 'system', 0x5n, false, 0x5001n, null, 'read'),
  mapped(0xdd20_0000_0000_0207n, 'system', 0x207n, true, 0x20_7003n, null),
  // Since 7.3 the rights are those of the word.
  mapped(0x8000_0000_0000_0005n, 'system', 0x5n, false, 0x5001n, null, 'write'),
];
