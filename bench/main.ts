// SPDX-License-Identifier: GPL-2.0-or-later
import { benchAuditKernel } from './audit-kernel';
import { benchCampaign, benchProperty } from './campaign';
import { benchGolden } from './golden';
import { benchGuided } from './guided';
import { benchHtml } from './html';
import { benchRun } from './run';
import { benchTrees } from './tree';

/** Prints how fast the parts are; nothing depends on the figures. */
async function main(): Promise<void> {
  console.log(
    `node ${process.version}, one thread; the best of several rounds after two seconds for warming up`,
  );
  for (const line of await benchGolden()) console.log(line);
  for (const line of benchCampaign()) console.log(line);
  console.log(benchProperty());
  for (const line of benchGuided()) console.log(line);
  console.log(await benchRun());
  for (const line of await benchHtml()) console.log(line);
  for (const line of await benchTrees()) console.log(line);
  for (const line of benchAuditKernel()) console.log(line);
}

void main();
