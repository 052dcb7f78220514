// SPDX-License-Identifier: GPL-2.0-or-later
import { rmSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeTemporaryFolder } from '../../oracle/scenario/temporary-folder';

afterEach(() => vi.unstubAllEnvs());

describe('a temporary folder', () => {
  it.each([
    ['/no/such/place', 'got no such folder'],
    ['/dev/null', 'got something else'],
  ])('in %s is refused with the place and what names it', (place, got) => {
    vi.stubEnv('TMPDIR', place);
    expect(() => makeTemporaryFolder('x')).toThrow(
      `${place}: expected a folder for temporary files (TMPDIR names it), ${got}`,
    );
  });

  it('is made where there is room', () => {
    const folder = makeTemporaryFolder('x');
    expect(folder).toContain('hmm-pfn-x-');
    rmSync(folder, { recursive: true });
  });
});
