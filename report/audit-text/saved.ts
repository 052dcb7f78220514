// SPDX-License-Identifier: GPL-2.0-or-later
import { savedKind, withExamined } from '../gather/saved-kind';
import { TextReportSchema } from './document';
import { textPart } from './html';

/** The JSON reports of `audit patch` and `audit source`. */
export const SAVED_TEXT = savedKind(TextReportSchema, (report) => {
  // Reports of earlier versions say nothing of what was not read, or is not looked at.
  const { withoutHmm = 0, notRead = [], notLookedAt = [] } = report;
  return [textPart({ ...withExamined(report), withoutHmm, notRead, notLookedAt })];
});
