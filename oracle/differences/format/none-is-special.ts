// SPDX-License-Identifier: GPL-2.0-or-later
import { formatDefectIds } from '../../../legacy/format-clauses';
import { formatDifference } from './difference';

export const noneIsSpecial = formatDifference({
  id: 'format-none-is-special',
  title: 'values[none] equals values[special]: special pages of v5.7 are decoded as none',
  legacy: 'v5.7 reports a special page with the word that means "can be faulted"',
  why: 'The decoder compares with values[none] first; only v5.7 stores values[special] at all.',
  driver: 'It treats pages that no range fault can map as holes.',
  hits: (decision, format) =>
    decision.kind === 'error' && decision.special && formatDefectIds(format).has('none-is-special'),
});
