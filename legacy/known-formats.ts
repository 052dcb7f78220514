// SPDX-License-Identifier: GPL-2.0-or-later
import { LegacyFormat } from './format';

/** nouveau's format until 5.7: `NVIF_VMM_PFNMAP_V0_V` and `_W`; error and special are the same. */
export const NOUVEAU = new LegacyFormat({
  flags: { valid: 0x1n, write: 0x2n },
  values: { error: 0xffff_ffff_ffff_fffen, none: 0x0n, special: 0xffff_ffff_ffff_fffen },
  pfnShift: 12,
});

/** amdgpu's format for userptr until 5.7. */
export const AMDGPU = new LegacyFormat({
  flags: { valid: 0x1n, write: 0x2n },
  values: { error: 0xffff_ffff_ffff_fffen, none: 0x0n, special: 0xffff_ffff_ffff_fffcn },
  pfnShift: 12,
});

/**
 * The example of the kernel's documentation: bits 63 and 62, above the pfn field. It faults
 * correctly, but its entries decode to a wrong page. The documentation gives no values and no
 * shift; these are nouveau's none and shift, and values without the valid bit.
 */
export const DOCUMENTATION = new LegacyFormat({
  flags: { valid: 1n << 63n, write: 1n << 62n },
  values: { error: 0x7fff_ffff_ffff_fffen, none: 0x0n, special: 0x7fff_ffff_ffff_fffcn },
  pfnShift: 12,
});

/** The formats that have a name. */
export const KNOWN_FORMATS: Readonly<Record<string, LegacyFormat>> = {
  nouveau: NOUVEAU,
  amdgpu: AMDGPU,
  documentation: DOCUMENTATION,
};
