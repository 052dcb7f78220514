// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { AttemptSchema, EventSchema } from '../../../oracle/scenario/schema';
import { oneOf, Word } from '../../../oracle/scenario/schema-entries';
import { EntrySchema, FailsSchema, MetSchema, StateNameSchema } from './explain-words';
import { Count, closed, ReturnNameSchema, SideSchema, Text } from './words';

const ReportedSchema = closed({
  ...{ at: Word, pages: Count, met: MetSchema },
  ...{ state: StateNameSchema, pfn: Word, step: oneOf(0, 1) },
});

const piece = { start: Word, end: Word, pages: Count, reported: Type.Array(ReportedSchema) };
const PieceSchema = Type.Union([
  closed({
    ...{ ...piece, call: Type.Literal('test_walk') },
    ...{ vma: Count, outcome: oneOf('walk', 'skip', 'fail') },
  }),
  closed({
    ...{ ...piece, call: oneOf('pte_hole', 'pud_entry', 'pmd_entry', 'hugetlb_entry') },
    ...{ vma: Type.Optional(Count), entry: Type.Optional(EntrySchema) },
  }),
]);

const FaultRunSchema = closed({
  ...{ at: Word, pages: Count, write: Type.Boolean(), rule: Count, success: Type.Boolean() },
  ...{ error: Type.Optional(FailsSchema), before: EntrySchema, after: EntrySchema },
  invalidates: Type.Boolean(),
});

const EndingSchema = closed({
  how: oneOf('faulted', 'waited', 'denied', 'fault-failed', 'impossible', 'lock-dropped'),
  ...{ met: MetSchema, start: Word, end: Word, pages: Count },
  ...{ need: oneOf('read', 'write'), page: Count, faults: Type.Array(FaultRunSchema) },
});

const round = { walk: Count, events: Type.Array(EventSchema) };
const RoundSchema = Type.Union([
  closed({
    ...{ ...round, begun: Type.Literal(true), from: Word, pieces: Type.Array(PieceSchema) },
    end: Type.Optional(EndingSchema),
  }),
  closed({ ...round, begun: Type.Literal(false), because: oneOf('stale', 'livelock') }),
]);

const ExpectedSchema = Type.Union([
  closed({ agrees: Type.Literal(true) }),
  closed({ agrees: Type.Literal(false), field: Text, expected: Text, got: Text }),
]);

/** What each side did, step by step. */
export const ExplainedSidesSchema = Type.Array(
  closed({
    ...{ name: SideSchema, ret: ReturnNameSchema, count: Type.Optional(Count), walks: Count },
    stoppedAt: Count,
    overflow: Type.Optional(
      Type.Union([
        closed({ page: Count, pfn: Word }),
        closed({ start: Word, end: Word }),
        closed({ givenUp: Text }),
      ]),
    ),
    threw: Type.Optional(Type.Array(Text)),
    expected: Type.Optional(ExpectedSchema),
    rounds: Type.Array(RoundSchema),
    attempts: Type.Optional(Type.Array(AttemptSchema)),
  }),
);
