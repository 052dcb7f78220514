// SPDX-License-Identifier: GPL-2.0-or-later
import { jsonText } from '../../../oracle/scenario/printable';
import type { MachineReport } from '../model';

/** The whole report as one JSON object on one line. */
export function renderJson(report: MachineReport): string {
  return `${jsonText(report)}\n`;
}
