// SPDX-License-Identifier: GPL-2.0-or-later
import { Command, Option } from 'commander';
import { DRIVERS } from '../drivers/registry';
import { renderAttempts } from '../oracle/attempts/render';
import { enumerateAttempts } from '../oracle/attempts/report';

interface Arguments {
  readonly driver?: string;
  readonly json?: true;
}

/** `hmm-pfn attempts` */
export function attemptsCommand(): Command {
  const ids = DRIVERS.map(({ id }) => id);
  return new Command('attempts')
    .description(
      'Run the drivers’ loops around the range fault under every schedule of other threads in a ' +
        'bounded scope: requests that are lost or grow between attempts, and loops that cannot end.',
    )
    .addOption(new Option('--driver <id>', 'one loop only').choices(ids))
    .option('--json', 'one JSON object instead of text')
    .action(({ driver, json }: Arguments) => {
      const drivers = DRIVERS.filter(({ id }) => driver === undefined || id === driver);
      const report = enumerateAttempts(drivers);
      process.stdout.write(json ? `${JSON.stringify(report)}\n` : renderAttempts(report));
    });
}
