// SPDX-License-Identifier: GPL-2.0-or-later

import { enumerateAttempts } from '../drivers/attempts/report';
import { findingsPage } from '../kernel/report/findings-page';
import { KEPT_KERNELS, keptReport, keptReproductions } from '../kernel/report/kept';
import { exampleOf } from '../oracle/check/minimal-files';
import { CLAUSES, VIOLATIONS } from '../oracle/contract/registry';
import { DIFFERENCES } from '../oracle/differences/registry';
import { SIMPLIFICATIONS } from '../oracle/simplifications/registry';
import { contractPage, differencesPage } from '../report/pages/reference';
import { reviewPage } from '../report/pages/review-page';
import { scopesPage } from '../report/pages/scopes-page';
import { simplificationsPage } from '../report/pages/simplifications-page';
import { mutationPage } from '../test/mutation/page';
import { treeMutantsPage } from '../test/proof/tree-mutants/page';
import { KEPT_RESULTS, readResults } from '../test/proof/tree-mutants/results';
import { withBlocks } from './blocks';

/** The pages of docs/ that are made from the code, in whole or in part, by file name. */
export const DOC_PAGES: Readonly<Record<string, () => string>> = {
  'differences.md': () => differencesPage(DIFFERENCES, exampleOf),
  'contract.md': () => contractPage(CLAUSES, exampleOf),
  'live-kernel.md': () => findingsPage(KEPT_KERNELS.map(keptReport), CLAUSES, keptReproductions()),
  'simplifications.md': () => simplificationsPage(SIMPLIFICATIONS),
  'scopes.md': scopesPage,
  'review.md': () => reviewPage(DIFFERENCES, VIOLATIONS, enumerateAttempts()),
  'mutation.md': () => mutationPage(),
  'tree-mutants.md': () => treeMutantsPage(readResults(KEPT_RESULTS)),
  'model.md': () => withBlocks('docs/model.md'),
  'glossary.md': () => withBlocks('docs/glossary.md'),
  'audit.md': () => withBlocks('docs/audit.md'),
};

/** The pages at the top that are made from the code in part. */
export const TOP_PAGES: Readonly<Record<string, () => string>> = {
  'README.md': () => withBlocks('README.md'),
  'ARCHITECTURE.md': () => withBlocks('ARCHITECTURE.md'),
};
