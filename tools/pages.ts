// SPDX-License-Identifier: GPL-2.0-or-later

import { findingsPage } from '../kernel/report/findings-page';
import { KEPT_KERNELS, keptReport, keptReproductions } from '../kernel/report/kept';
import { enumerateAttempts } from '../oracle/attempts/report';
import { exampleOf } from '../oracle/check/minimal-files';
import { CLAUSES, VIOLATIONS } from '../oracle/contract/registry';
import { DIFFERENCES } from '../oracle/differences/registry';
import { contractPage, differencesPage } from '../oracle/report/reference';
import { reviewPage } from '../oracle/report/review-page';
import { scopesPage } from '../oracle/report/scopes-page';
import { simplificationsPage } from '../oracle/report/simplifications-page';
import { SIMPLIFICATIONS } from '../oracle/simplifications/registry';
import { mutationPage } from '../test/mutation/page';

/** The pages of docs/ that are made from the code, by file name. */
export const PAGES: Readonly<Record<string, () => string>> = {
  'differences.md': () => differencesPage(DIFFERENCES, exampleOf),
  'contract.md': () => contractPage(CLAUSES, exampleOf),
  'live-kernel.md': () => findingsPage(KEPT_KERNELS.map(keptReport), CLAUSES, keptReproductions()),
  'simplifications.md': () => simplificationsPage(SIMPLIFICATIONS),
  'scopes.md': scopesPage,
  'review.md': () => reviewPage(DIFFERENCES, VIOLATIONS, enumerateAttempts()),
  'mutation.md': () => mutationPage(),
};
