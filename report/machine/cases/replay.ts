// SPDX-License-Identifier: GPL-2.0-or-later
import { type ReplayReport, verdictOfReplay } from '../../../oracle/check/replay';
import { KNOWN_ENTRIES } from '../../../oracle/explain/known';
import { COMMAND } from '../../../oracle/package/command';
import { shellWord } from '../../text/shell-word';
import type { Findings } from '../model';
import { SIDE_RULES } from '../rules';
import { knownCase, newCase, nothingNew } from './sides';

/** What one replayed scenario shows, as cases. */
export function replayFindings(report: ReplayReport): Findings {
  const { scenario, known, fresh } = report;
  const replay = `${COMMAND} explain - <<< ${shellWord(JSON.stringify(scenario))}`;
  const cases = [
    ...KNOWN_ENTRIES.filter(({ id }) => known.includes(id)).map((entry) => knownCase(entry, 1)),
    ...fresh.map((one) =>
      newCase(one, {
        ...{ count: 1, scenario, replay },
        details: [one.detail, ...one.text.split('\n')],
      }),
    ),
    ...(fresh.length === 0 ? [nothingNew('one scenario', verdictOfReplay(report).examined)] : []),
  ];
  return { suites: [{ id: 'scenario', name: scenario.id, cases }], rules: SIDE_RULES };
}
