// SPDX-License-Identifier: GPL-2.0-or-later
import { printableData } from '../../oracle/scenario/printable';
import { type RunVerdict, verdictOf } from '../../oracle/verdict/verdict';
import { externalLines } from '../../report/text/external-text';
import type { Style } from '../../report/text/style';
import { notComparedSection, verdictLine, verdictSentence } from '../../report/text/verdict-text';
import type { HeldTree } from './hold-tree';

/** What a comparison of trees with their models comes to. */
export function verdictOfTrees(held: readonly HeldTree[], interrupted: boolean): RunVerdict {
  const parts = held.map(({ name, compared, scenarios, without }) => ({
    what: name,
    compared,
    notCompared: without.map(({ why, count }) => `${count} of ${scenarios} scenarios: ${why}`),
    required: true,
  }));
  const found = held.some(({ causes }) => causes.length > 0);
  return verdictOf(found, { interrupted, parts });
}

/** Each tree with its model, then the differences by cause. */
export function heldTreesText(
  trees: readonly HeldTree[],
  verdict: RunVerdict,
  seed: number,
  style: Style,
): string {
  const held = printableData(trees);
  const scenarios = held.reduce((sum, one) => sum + one.compared, 0);
  return [
    `test:tree  seed ${seed}`,
    '',
    ...held.map(({ name, version, like, differs }) => {
      const own =
        differs.length === 0 ? '' : `; its model differs from that in: ${differs.join('; ')}`;
      return `  ${name}  ${version ?? 'own folder'}, nearest model ${like}${own}`;
    }),
    '',
    ...externalLines(held, style),
    ...notComparedSection(verdict, style),
    verdictLine(
      verdict,
      verdictSentence(verdict, {
        clean: 'no unexplained differences',
        found: 'unexplained differences',
        where: `in ${scenarios} scenarios of ${held.length === 1 ? 'one tree' : `${held.length} trees`}`,
      }),
      style,
    ),
  ].join('\n');
}
