// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { EBUSY, LIVELOCK } from '../../mm/errno';
import { returnText } from '../../oracle/run/result';

describe('the text of a return code', () => {
  it.each([
    [0, '0'],
    [EBUSY, '-EBUSY'],
    [LIVELOCK, 'livelock'],
    // A wrong side can return what no range fault does.
    [1, '1'],
    [-999, '-999'],
  ])('%i is %s', (code, text) => {
    expect(returnText(code)).toBe(text);
  });
});
