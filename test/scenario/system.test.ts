// SPDX-License-Identifier: GPL-2.0-or-later
import { rmSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemMessage } from '../../oracle/scenario/system-error';
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

it('what the system has run out of is said first', () => {
  const error = Object.assign(new Error('spawn cc EMFILE'), {
    code: 'EMFILE',
    syscall: 'spawn cc',
  });
  expect(systemMessage(error)).toMatch(/^the limit of open files is too low .*: spawn cc EMFILE$/);
  expect(systemMessage(new Error('other'))).toBe('other');
});
