// SPDX-License-Identifier: GPL-2.0-or-later
import { savedKind } from '../../../oracle/gather/saved-kind';
import { TextReportSchema } from './document';
import { textPart } from './html';

/** The JSON reports of `audit patch` and `audit source`. */
export const SAVED_TEXT = savedKind(TextReportSchema, (report) => [
  // Reports of earlier versions do not say what was cut.
  textPart({ ...report, cut: report.cut ?? [] }),
]);
