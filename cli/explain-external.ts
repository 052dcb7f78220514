// SPDX-License-Identifier: GPL-2.0-or-later
import { type ExplainedExternal, explainExternals } from '../oracle/external/explained';
import type { ExternalSide } from '../oracle/external/external-side';
import { printableData } from '../oracle/scenario/printable';
import type { Scenario } from '../oracle/scenario/scenario';
import { explainedExternalLines } from '../report/text/external-text';
import type { Style } from '../report/text/style';

/** What sides from outside made of a scenario, and how a terminal shows it. */
export async function explainedExternals(
  scenario: Scenario,
  sides: readonly ExternalSide[],
  style: Style,
): Promise<{
  readonly externals: readonly ExplainedExternal[];
  readonly lines: readonly string[];
}> {
  const externals = await explainExternals(scenario, sides);
  return { externals, lines: explainedExternalLines(printableData(externals), style) };
}
