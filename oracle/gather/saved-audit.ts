// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { ACCESSES } from '../../drivers/driver';
import { auditPart } from '../report/html/view/audit-view';
import { ScenarioSchema } from '../scenario/schema';
import { oneOf } from '../scenario/schema-words';
import { explainPlaces } from './explained';
import { savedKind } from './saved-kind';
import { Count, Counts, orNull, rows, SourceCounts, Text, Texts, Truth } from './saved-words';

const Explained = orNull(
  Type.Object({ title: Text, why: Text, suffers: Text }, { description: 'title, why and suffers' }),
  'an explanation',
);
const TwoTexts = Type.Tuple([Text, Text], { description: 'two strings' });

const causes = rows(
  {
    id: Text,
    explained: Explained,
    counts: SourceCounts,
    values: orNull(TwoTexts, 'two values'),
    minimal: orNull(
      Type.Object(
        {
          scenario: ScenarioSchema,
          wanted: Type.Array(Type.Enum([...ACCESSES]), { description: 'an array of accesses' }),
          before: Texts,
          after: Texts,
        },
        { description: 'a minimal scenario' },
      ),
      'a minimal scenario',
    ),
  },
  'a cause',
);

const Assumption = Type.Object(
  { windows: Count, successes: Count, pages: Count, withoutPage: Counts, grantedLess: Counts },
  { description: 'counts of an assumption' },
);

const Loops = Type.Object(
  {
    scope: Text,
    schedules: Type.Object({ before: Count, after: Count }, { description: 'before and after' }),
    causes: rows(
      {
        id: Text,
        explained: Explained,
        in: oneOf('both', 'before', 'after'),
        parts: rows(
          {
            ...{ id: Text, text: Text, before: Count, after: Count },
            ...{ fromDestroyedInput: Truth, becauseOfRequests: Truth, steps: Texts },
          },
          'a part of a cause',
        ),
      },
      'a cause',
    ),
  },
  { description: 'what loops come to' },
);

const AuditSchema = Type.Object(
  {
    reports: rows(
      {
        driver: Text,
        title: Text,
        versions: TwoTexts,
        options: Type.Object(
          {
            ...{ seed: Count, runs: Count, scope: oneOf(0, 1, 2), vectors: Texts },
            ...{ loops: Truth, shown: Count, knownShown: Truth },
          },
          { description: 'the options of an audit' },
        ),
        scenarios: SourceCounts,
        windows: Count,
        pages: Count,
        causes,
        notShown: Count,
        loops: orNull(Loops, 'what loops come to'),
        latent: causes,
        proof: Type.Union([
          Type.Object({ reliedOn: Type.Literal(false) }),
          Type.Object({
            reliedOn: Type.Literal(true),
            holds: Truth,
            own: Assumption,
            askingNothing: Assumption,
          }),
        ]),
        table: rows({ met: Text, before: Text, after: Text }, 'a row of the conversion table'),
      },
      'an audit of two versions',
    ),
  },
  { description: 'a report of hmm-pfn audit DRIVER' },
);

/** What `audit DRIVER --json` prints. */
export const SAVED_AUDIT = savedKind('hmm-audit-report', ['reports'], AuditSchema, ({ reports }) =>
  reports.map((report) => auditPart(report, report.driver, explainPlaces)),
);
