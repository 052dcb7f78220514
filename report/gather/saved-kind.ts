// SPDX-License-Identifier: GPL-2.0-or-later
import type Type from 'typebox';
import { Compile } from 'typebox/schema';
import { firstProblem } from '../../oracle/scenario/explain';
import { type Place, refuse } from '../../oracle/scenario/input-error';
import { type Examined, UNSAID } from '../../oracle/verdict/verdict';
import type { PartView } from '../html/view/page-view';

/** A kind of report that was saved as JSON and is read back. */
export interface SavedKind {
  /** The name and the version that its documents bear: `hmm-check-report/1`. */
  readonly schema: string;
  /**
   * The report as parts of a page.
   * @throws InputError that names the first field which is wrong.
   */
  parts(value: unknown, place: Place): readonly PartView[];
}

/** The published schema of a report: its documents name it in `schema`. */
type ReportSchema = Type.TObject<{ readonly schema: Type.TLiteral<string> }>;

/** @param parts what a page shows of a report of this schema. */
export function savedKind<Schema extends ReportSchema>(
  schema: Schema,
  parts: (report: Type.Static<Schema>) => readonly PartView[],
): SavedKind {
  return {
    schema: schema.properties.schema.const,
    parts(value, place) {
      // Not before it is needed: every command would wait for it.
      if (Compile(schema).Check(value)) return parts(value);
      const problem = firstProblem(schema, value, '');
      return refuse(place, problem ?? { field: '', expected: 'a report', got: value });
    },
  };
}

/** A report as it is written now: an older one does not say what it compared. */
export function withExamined<Report extends { readonly examined?: Examined }>(
  report: Report,
): Report & { readonly examined: Examined } {
  return { ...report, examined: report.examined ?? UNSAID };
}
