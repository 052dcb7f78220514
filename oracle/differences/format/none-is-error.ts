// SPDX-License-Identifier: GPL-2.0-or-later
import { formatDefectIds } from '../../../legacy/format-clauses';
import { formatDifference } from './difference';

export const noneIsError = formatDifference({
  id: 'format-none-is-error',
  title: 'values[none] equals values[error]: errors are decoded as none',
  legacy: 'reports an inaccessible page with the word that means "can be faulted"',
  why: 'The decoder compares with values[none] first.',
  driver: 'It keeps requesting pages that can never be faulted in, or treats an error as a hole.',
  hits: (decision, format) =>
    decision.kind === 'error' && formatDefectIds(format).has('none-is-error'),
});
