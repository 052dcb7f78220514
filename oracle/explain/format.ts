// SPDX-License-Identifier: GPL-2.0-or-later
import { isDeepStrictEqual } from 'node:util';
import { KNOWN_FORMATS } from '../../legacy/known-formats';
import { formatDefects } from '../../legacy/well-formed';
import type { Side } from '../run/side';
import { formatOf, type Scenario } from '../scenario/scenario';
import { askedOf, askSymbol, meantOf, symbolOf } from './asked';
import type { ExplainedFormat } from './explanation';

/** What is to be said of the customizable format; undefined if no side has it. */
export function explainFormat(
  scenario: Scenario,
  sides: readonly Side[],
): ExplainedFormat | undefined {
  const side = sides.find(({ name }) => name === 'v5.7' || name === 'legacy');
  if (side === undefined) return undefined;
  const { range } = scenario;
  const format = formatOf(scenario);
  const known = Object.entries(KNOWN_FORMATS).find(([, one]) =>
    isDeepStrictEqual(one.fields, format.fields),
  );
  const meant = meantOf(range).map(askSymbol);
  const asked = askedOf(side, range).map(askSymbol);
  const asksOtherwise = [...new Set(range.asks)].flatMap((ask) => {
    const words = { meant: meant[ask] ?? '.', asked: asked[ask] ?? '.' };
    return words.meant === words.asked ? [] : [{ request: symbolOf(ask), ...words }];
  });
  return { name: known?.[0], defects: formatDefects(format), asksOtherwise };
}
