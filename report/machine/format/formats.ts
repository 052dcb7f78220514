// SPDX-License-Identifier: GPL-2.0-or-later
import { lazy } from '../../../oracle/package/lazy';
import type { MachineReport } from '../model';

/** What writes a format is loaded only for those who want it: XML takes a library. */
const json = lazy((): typeof import('./json') => require('./json'));
const junit = lazy((): typeof import('./junit') => require('./junit'));
const ktap = lazy((): typeof import('./ktap') => require('./ktap'));
const sarif = lazy((): typeof import('./sarif') => require('./sarif'));

/** How a report is written down, and how its beginning differs from that of other files. */
interface ReportFormat {
  render(report: MachineReport): string;
  /** Whether a text that begins so was written in this format. */
  begins(text: string): boolean;
}

/** Every form in which `--report` writes. */
export const REPORT_FORMATS = {
  json: {
    render: (report) => json().renderJson(report),
    begins: (text) => text.startsWith('{"schema":"hmm-'),
  },
  junit: {
    render: (report) => junit().renderJunit(report),
    begins: (text) => /^<\?xml [^>]*>\s*<testsuites name="hmm-pfn /.test(text),
  },
  ktap: {
    render: (report) => ktap().renderKtap(report),
    begins: (text) => text.startsWith('KTAP version 1\n'),
  },
  sarif: {
    render: (report) => sarif().renderSarif(report),
    begins: (text) => /^\{\s*"\$schema": "[^"]*sarif/.test(text),
  },
} as const satisfies Readonly<Record<string, ReportFormat>>;
export type ReportFormatName = keyof typeof REPORT_FORMATS;

export const REPORT_FORMAT_NAMES: readonly ReportFormatName[] = ['json', 'junit', 'ktap', 'sarif'];

/** Whether a text of which this is the beginning may be a report, in any format. */
export function beginsLikeReport(text: string): boolean {
  return REPORT_FORMAT_NAMES.some((name) => REPORT_FORMATS[name].begins(text));
}
