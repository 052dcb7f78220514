// SPDX-License-Identifier: GPL-2.0-or-later
import type { Simplification } from '../simplifications/simplification';
import { rulesText } from './explain-notes';

/** `docs/simplifications.md`. */
export function simplificationsPage(simplifications: readonly Simplification[]): string {
  return [
    '<!-- Made by `npm run docs` from oracle/simplifications/. -->',
    '# Where the models are simpler than a kernel',
    '',
    'The page faults of the models follow 18 rules ([model.md](model.md), section 1). A kernel decides some faults',
    'otherwise, mostly by what no scenario holds: whether another process has the page too, whether huge pages are',
    'enabled, what a driver’s handler does. Where a scenario meets such a rule, its answer says so:',
    '',
    '- `hmm-pfn explain` has a section “Where the models are simpler than a kernel”, its JSON report `notes` and a',
    '  case for each, and the page of `--html` shows them with the scenario;',
    '- `hmm-pfn run --notes` writes `"notes"` beside each scenario’s results (an empty list: it meets none).',
    '',
    'Without a note, none of these applies. Live kernels are judged by the same list',
    '([live-kernel.md](live-kernel.md)): a case that is not equal to the model must be explained by one of these.',
    '',
    ...simplifications.map(({ id, title }) => `- [${id}](#${id}): ${title}`),
    '',
    ...simplifications.flatMap((one) => [
      `## ${one.id}`,
      '',
      `**${one.title.charAt(0).toUpperCase()}${one.title.slice(1)}** (${rulesText(one.rules)}).`,
      '',
      `- *The models.* ${one.model}`,
      `- *A kernel.* ${one.kernel}`,
      `- *Since.* ${one.since.charAt(0).toUpperCase()}${one.since.slice(1)}.`,
      ...(one.meets === null
        ? ['- *Notes.* None: no scenario document can hold this; only a live kernel shows it.']
        : []),
      '',
    ]),
  ].join('\n');
}
