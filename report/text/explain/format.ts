// SPDX-License-Identifier: GPL-2.0-or-later
import type { ExplainedFormat, Explanation } from '../../../oracle/explain/explanation';
import { type Layout, wrappedLines } from './layout';
import { ASK_WORDS } from './names';

/** The driver's customizable format, and what is wrong with it. */
export function formatLines(
  { scenario }: Explanation,
  { name, defects, asksOtherwise }: ExplainedFormat,
  { width, style }: Layout,
): string[] {
  // It was explained, so it is there.
  if (scenario.legacy === undefined) return [];
  const { flags, values, pfnShift } = scenario.legacy;
  const known = name === undefined ? '' : `, as ${name}`;
  return [
    `  flags   VALID ${flags.valid}  WRITE ${flags.write}  pfn_shift ${pfnShift}${known}`,
    `  values  error ${values.error}  none ${values.none}  special ${values.special}`,
    ...(defects.length === 0 ? [] : [style.bad('  ill-formed:')]),
    ...defects.flatMap(({ id, consequence }) =>
      wrappedLines(`${id}: ${consequence}`, width, '    ', '      '),
    ),
    ...asksOtherwise.map(({ request, meant, asked }) => {
      const [what, means, asks] = [ASK_WORDS[request], ASK_WORDS[meant], ASK_WORDS[asked]];
      return `    a request for ${what} means ${means}, and asks ${asks}`;
    }),
  ];
}
