// SPDX-License-Identifier: GPL-2.0-or-later
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';

/** What of gcov's output is read. */
const GcovSchema = Type.Object({
  files: Type.Array(
    Type.Object({
      file: Type.String(),
      lines: Type.Array(
        Type.Object({
          line_number: Type.Number(),
          count: Type.Number(),
          branches: Type.Array(Type.Object({ count: Type.Number(), throw: Type.Boolean() })),
        }),
      ),
      functions: Type.Array(
        Type.Object({
          name: Type.String(),
          start_line: Type.Number(),
          end_line: Type.Number(),
          execution_count: Type.Number(),
        }),
      ),
    }),
  ),
});

export type GcovFile = Static<typeof GcovSchema>['files'][number];

/** What gcov printed: one JSON object a unit, each on a line. */
export function gcovFiles(output: string): readonly GcovFile[] {
  const documents = output.split('\n').filter((line) => line.startsWith('{'));
  return documents.flatMap((line) => Value.Parse(GcovSchema, JSON.parse(line)).files);
}
