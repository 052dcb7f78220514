// SPDX-License-Identifier: GPL-2.0-or-later
import { explainCheck } from '../oracle/check/explained';
import type { CheckReport } from '../oracle/check/report';
import { checkPart } from '../report/html/view/check-view';
import type { PartView } from '../report/html/view/page-view';

/** What the page of a check, or of a campaign, shows. */
export function checkPage(report: CheckReport): PartView {
  return checkPart(explainCheck(report));
}
