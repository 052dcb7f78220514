// SPDX-License-Identifier: GPL-2.0-or-later
import { formatDefectIds } from '../../../legacy/well-formed';
import { formatDifference } from './difference';

export const noneIsError = formatDifference({
  id: 'format-none-is-error',
  title: 'values[none] equals values[error]: errors read as none',
  legacy: 'reports a page that cannot be accessed by the word that means "can be faulted"',
  why: 'The decoder compares with values[none] first.',
  driver: 'It asks again and again for pages that can never be had, or treats an error as a hole.',
  hits: (decision, format) =>
    decision.kind === 'error' && formatDefectIds(format).has('none-is-error'),
});
