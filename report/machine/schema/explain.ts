// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import type { Explanation } from '../../../oracle/explain/explanation';
import type { ExplainedExternal } from '../../../oracle/external/explained';
import type { Immutable } from '../../../oracle/scenario/immutable';
import { ScenarioSchema } from '../../../oracle/scenario/schema';
import { CLOSED, oneOf, Word } from '../../../oracle/scenario/schema-entries';
import type { TreeNote } from '../../../tree/side/noted';
import { explainFindings } from '../cases/explain';
import { withTreeNotes } from '../cases/tree-notes';
import { headerFields } from '../model';
import { machineReport, type RunFacts } from '../report';
import { ExplainedSidesSchema } from './explain-sides';
import { AskName, EntrySchema, FailsSchema, MetSchema, StateNameSchema } from './explain-words';
import { Count, closed, orNull, SideSchema, Text, Texts, TreeNotesSchema } from './words';

const NAME = 'hmm-explain-report/1';

const FormatSchema = closed({
  name: Type.Optional(Text),
  defects: Type.Array(closed({ id: Text, consequence: Text })),
  asksOtherwise: Type.Array(closed({ request: AskName, meant: AskName, asked: AskName })),
});

const word = {
  side: SideSchema,
  word: Word,
  step: Word,
  bits: closed({
    flags: Texts,
    values: Texts,
    pfn: Type.Optional(Text),
    unnamed: Type.Optional(Text),
  }),
};
const WordSchema = Type.Union([
  closed({
    ...{ ...word, holds: Type.Literal('output') },
    ...{ met: MetSchema, state: StateNameSchema, pfn: Text },
  }),
  closed({ ...word, holds: oneOf('request', 'something else') }),
]);

const PageRunSchema = closed({
  ...{ first: Count, pages: Count, at: Word, vma: Type.Optional(Count) },
  ...{ slot: EntrySchema, pfn: Type.Optional(Word), fails: Type.Optional(FailsSchema) },
  ...{ request: AskName, effective: AskName, words: Type.Array(WordSchema) },
});

const Spans = Type.Array(closed({ first: Count, pages: Count }));
const sides = { left: SideSchema, right: SideSchema };
const PairSchema = Type.Union([
  closed({ ...sides, verdict: Type.Literal('equal') }),
  closed({
    ...{ ...sides, verdict: Type.Literal('incomparable') },
    why: Type.Union([
      closed({ id: Type.Literal('pfn-overflow'), page: Count }),
      closed({ id: Type.Literal('range-too-wide') }),
      closed({ id: Type.Literal('tree-given-up') }),
    ]),
    diff: Type.Optional(Text),
  }),
  closed({
    ...{ ...sides, verdict: Type.Literal('differ') },
    causes: Type.Array(
      closed({
        id: Type.Optional(Text),
        title: Type.Optional(Text),
        aspects: Texts,
        pages: Spans,
      }),
    ),
    diff: Text,
  }),
]);

const BrokenSchema = closed({
  clause: Text,
  promise: Text,
  sides: Type.Array(SideSchema),
  id: Type.Optional(Text),
  title: Type.Optional(Text),
  pages: Spans,
});

const NoteSchema = closed({
  ...{ id: Text, rules: Type.Array(Count), title: Text, model: Text, kernel: Text, since: Text },
  ...{ sides: Type.Array(SideSchema), pages: Spans },
});

const entry = { id: Text, title: Text, why: Text, driver: Text };
const KnownEntrySchema = Type.Union([
  closed({ ...entry, kind: Type.Literal('difference'), does: Type.Record(Text, Text) }),
  closed({ ...entry, kind: Type.Literal('violation'), promise: Text, matters: Text }),
]);

/** What `hmm-pfn explain` reports. */
export const ExplainReportSchema = Type.Object(
  {
    ...headerFields(NAME),
    entry: Type.Optional(KnownEntrySchema),
    source: closed({ file: Text, line: Count, measured: Type.Boolean() }),
    scenario: ScenarioSchema,
    format: Type.Optional(FormatSchema),
    pages: Type.Array(PageRunSchema),
    pagesLeftOut: Count,
    sides: ExplainedSidesSchema,
    notes: Type.Array(NoteSchema, {
      description: 'where a rule of the model that the scenario meets is simpler than a kernel',
    }),
    pairs: Type.Array(PairSchema),
    broken: Type.Optional(Type.Array(BrokenSchema)),
    fresh: Type.Array(closed({ cause: Text, broken: orNull(Text), detail: Text, thrown: Texts })),
    external: Type.Optional(
      Type.Array(
        closed({
          ...{ name: Text, like: SideSchema, verdict: oneOf('equal', 'other', 'failed', 'none') },
          ...{ why: Text, lines: Texts },
        }),
        {
          description: 'what sides from outside made of it, each held to the model that it is like',
        },
      ),
    ),
    treeNotes: TreeNotesSchema,
  },
  { ...CLOSED, description: 'a report of hmm-pfn explain' },
);
type ExplainDocument = Immutable<Type.Static<typeof ExplainReportSchema>>;

/**
 * @param external what sides from outside made of the scenario.
 * @param treeNotes what kernel trees noted beside their results.
 */
export function explainDocument(
  explanation: Explanation,
  run: RunFacts,
  external: readonly ExplainedExternal[] = [],
  treeNotes: readonly TreeNote[] = [],
): ExplainDocument {
  const own = { ...explanation, external, treeNotes };
  const findings = withTreeNotes(explainFindings(explanation, external), treeNotes);
  return machineReport(NAME, run, findings, own);
}
