// SPDX-License-Identifier: GPL-2.0-or-later
import type Type from 'typebox';
import { Compile } from 'typebox/schema';
import type { PartView } from '../report/html/view/page-view';
import { firstProblem } from '../scenario/explain';
import { type Place, refuse } from '../scenario/input-error';

/** A kind of report that was saved as JSON and is read back. */
export interface SavedKind {
  /** `hmm-check-report`; a report names it with its version, as `hmm-check-report/1`. */
  readonly name: string;
  /** Fields by which a report is known that does not name its kind. */
  readonly fields: readonly string[];
  /**
   * The report as parts of a page.
   * @throws InputError that names the first field which is wrong.
   */
  parts(value: unknown, place: Place): readonly PartView[];
}

/**
 * A kind of report, by the fields that a page reads of it; others may stand beside them.
 *
 * @param parts what a page shows of it.
 */
export function savedKind<Schema extends Type.TSchema>(
  name: string,
  fields: readonly string[],
  schema: Schema,
  parts: (report: Type.Static<Schema>) => readonly PartView[],
): SavedKind {
  return {
    name,
    fields,
    parts(value, place) {
      // Not before it is needed: every command would wait for it.
      if (Compile(schema).Check(value)) return parts(value);
      const problem = firstProblem(schema, value, '');
      return refuse(place, problem ?? { field: '', expected: `a report ${name}`, got: value });
    },
  };
}
