// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import {
  decodeLegacy,
  decodeLegacyEntry,
  LegacyFormat,
  type LegacyRevision,
  legacyEntry,
} from '../../legacy/format';
import { AMDGPU, DOCUMENTATION, NOUVEAU } from '../../legacy/known-formats';
import { PageStates, StateKind } from '../../mm/page-states';

/** Flags and values in either half, so that each half of a word decides somewhere. */
const HALVES = new LegacyFormat({
  flags: { valid: 0x1_0000_0000n, write: 0x2_0000_0000n },
  values: { error: 0x5n, none: 0x7_0000_0000n, special: 0x7_0000_0005n },
  pfnShift: 36,
});

const ROWS: readonly (readonly [LegacyFormat, LegacyRevision, bigint, StateKind, bigint])[] = [
  [NOUVEAU, 'v5.7', 0x0n, StateKind.none, 0n],
  [NOUVEAU, 'v5.7', 0xffff_ffff_ffff_fffen, StateKind.error, 0n],
  [NOUVEAU, 'legacy', 0x5001n, StateKind.read, 0x5n],
  [NOUVEAU, 'legacy', 0x5003n, StateKind.write, 0x5n],
  // Without the valid bit there is no page, whatever else there is.
  [NOUVEAU, 'legacy', 0x5002n, StateKind.none, 0n],
  [NOUVEAU, 'v5.7', 0xfff_ffff_ffff_f001n, StateKind.read, 0xffff_ffff_ffffn],
  // Only v5.7 knows a special value; amdgpu's has no valid bit.
  [AMDGPU, 'v5.7', 0xffff_ffff_ffff_fffcn, StateKind.special, 0n],
  [AMDGPU, 'legacy', 0xffff_ffff_ffff_fffcn, StateKind.none, 0n],
  [AMDGPU, 'v5.7', 0xffff_ffff_ffff_fffen, StateKind.error, 0n],
  // Flags above the pfn are read as bits of it.
  [DOCUMENTATION, 'legacy', 0x8000_0000_0000_5000n, StateKind.read, 0x8_0000_0000_0005n],
  [DOCUMENTATION, 'legacy', 0xc000_0000_0000_5000n, StateKind.write, 0xc_0000_0000_0005n],
  // Equal in one half only is not equal.
  [HALVES, 'v5.7', 0x5n, StateKind.error, 0n],
  [HALVES, 'v5.7', 0x7_0000_0000n, StateKind.none, 0n],
  [HALVES, 'v5.7', 0x7_0000_0005n, StateKind.special, 0n],
  [HALVES, 'legacy', 0x7_0000_0005n, StateKind.write, 0n],
  [HALVES, 'v5.7', 0x7_0000_0006n, StateKind.write, 0n],
  [HALVES, 'v5.7', 0x31_0000_0005n, StateKind.read, 3n],
  [HALVES, 'v5.7', 0x32_0000_0005n, StateKind.none, 0n],
  [HALVES, 'v5.7', 0x33_0000_0000n, StateKind.write, 3n],
];

describe('an output word of the customizable format', () => {
  it.each(ROWS.map((row) => [`0x${row[2].toString(16)}`, row[1], row] as const))(
    '%s in %s',
    (_, __, [format, revision, word, kind, pfn]) => {
      expect(decodeLegacyEntry(format, revision, legacyEntry(word))).toEqual({ kind, pfn });
      // In a row of pages, and over states that held something else.
      const low = Number(word & 0xffff_ffffn);
      const high = Number(word >> 32n);
      const states = new PageStates();
      states.kinds.fill(StateKind.malformed);
      states.pfns.fill(0xdead);
      decodeLegacy(format, revision, Uint32Array.of(low, high, 0, 0, low, high), 3, states);
      expect(states.at(0)).toEqual({ kind, pfn });
      expect(states.at(2)).toEqual({ kind, pfn });
      expect(states.at(3)).toEqual({ kind: StateKind.malformed, pfn: 0xdead_0000_deadn });
    },
  );
});
