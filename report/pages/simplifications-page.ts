// SPDX-License-Identifier: GPL-2.0-or-later
import type { Simplification } from '../../oracle/simplifications/simplification';
import { rulesText } from '../text/explain/names';

/** `docs/simplifications.md`. */
export function simplificationsPage(simplifications: readonly Simplification[]): string {
  return [
    '<!-- Made by `npm run docs` from oracle/simplifications/. -->',
    '# Where the models are simpler than a kernel',
    '',
    'The page faults of the models follow 20 rules ([model.md](model.md), section 1). A kernel decides some faults',
    'differently, mostly depending on what no scenario contains: whether another process also has the page, whether',
    'huge pages are enabled, what a driver’s fault handler does. If a scenario meets such a rule, its result says so:',
    '',
    '- `hmm-pfn explain` has a section “Where the models are simpler than a kernel”, its JSON report has `notes` and',
    '  a case for each, and its HTML report (`--html`) shows them with the scenario;',
    '- `hmm-pfn run --notes` adds `"notes"` to the results of each scenario (an empty list: it meets none).',
    '',
    'Without a note, none of these applies. Live kernels are judged with the same list',
    '([live-kernel.md](live-kernel.md)), where what a kernel does is predicted from its release and the memory before the call.',
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
        ? ['- *Notes.* None: no scenario document can express this; only a live kernel shows it.']
        : []),
      '',
    ]),
  ].join('\n');
}
