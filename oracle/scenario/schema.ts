// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { INNER_ENDS } from '../../mm/range-record';
import type { Immutable } from './immutable';
import {
  CLOSED,
  count,
  EntrySchema,
  Flag,
  FrameSchema,
  JIFFIES_LIMIT,
  LOCK_DROPS_LIMIT,
  oneOf,
  PageAddress,
  VmaEnd,
  Word,
} from './schema-entries';
import { type ModelName, SIDE_NAMES } from './sides';

const vmaFields = {
  start: PageAddress,
  end: VmaEnd,
  flags: Type.Array(oneOf('read', 'write', 'shared', 'io', 'pfnmap', 'mixedmap'), {
    description: 'an array of VMA flags',
  }),
};

const VmaSchema = Type.Union(
  [
    Type.Object(
      { ...vmaFields, backing: Type.Literal('anon') },
      { ...CLOSED, description: 'an anon VMA' },
    ),
    Type.Object(
      { ...vmaFields, backing: Type.Literal('file'), filePfn: FrameSchema },
      { ...CLOSED, description: 'a file VMA' },
    ),
    Type.Object(
      { ...vmaFields, backing: Type.Literal('hugetlb'), hugePageShift: oneOf(21, 30) },
      { ...CLOSED, description: 'a hugetlb VMA' },
    ),
  ],
  { description: 'a VMA' },
);

function entriesOf<Entry extends Type.TSchema>(entry: Entry) {
  return Type.Array(entry, { description: 'an array of page-table entries' });
}

const LockDropSchema = Type.Object(
  { result: oneOf('retry', 'completed'), times: Type.Optional(count(1, LOCK_DROPS_LIMIT)) },
  { ...CLOSED, description: 'a drop of the mmap lock' },
);

const NoProgressSchema = Type.Object(
  { times: Type.Optional(count(1, LOCK_DROPS_LIMIT)) },
  { ...CLOSED, description: 'a number of page faults and waits that do nothing' },
);

const VmasSchema = Type.Array(VmaSchema, { description: 'an array of VMAs' });

/** Whether an object may have other fields than those that it names. */
type Bounds = typeof CLOSED | Record<string, never>;

const addressSpaceOf = <Entry extends Type.TSchema>(entry: Entry, bounds: Bounds) =>
  Type.Object(
    {
      nextPfn: FrameSchema,
      zeroPfn: FrameSchema,
      vmas: VmasSchema,
      entries: entriesOf(entry),
      faultErrors: Type.Optional(
        Type.Record(PageAddress, oneOf('sigbus', 'oom', 'hwpoison', 'sigsegv'), {
          propertyNames: PageAddress,
          description: 'an object from page addresses to fault errors',
        }),
      ),
      lockDrops: Type.Optional(
        Type.Record(PageAddress, LockDropSchema, {
          propertyNames: PageAddress,
          description: 'an object from page addresses to drops of the mmap lock',
        }),
      ),
      noProgress: Type.Optional(
        Type.Record(PageAddress, NoProgressSchema, {
          propertyNames: PageAddress,
          description: 'an object from page addresses to page faults and waits that do nothing',
        }),
      ),
    },
    { ...bounds, description: 'an address space' },
  );

const RangeSchema = Type.Object(
  {
    start: PageAddress,
    end: PageAddress,
    default: oneOf('.', 'r', 'w', 'x'),
    mask: oneOf('.', 'r', 'w', 'x', '*'),
    requests: Type.String({
      // One symbol class and no groups: it takes no stack, however long the text is.
      pattern: '^[0-9.rwx*]*$',
      description: 'a run-length string of the symbols . r w x *',
    }),
    owner: count(0, 4095),
  },
  { ...CLOSED, description: 'a range' },
);

const eventOf = <Entry extends Type.TSchema>(entry: Entry) =>
  Type.Object(
    {
      beforeWalk: count(1),
      invalidate: Type.Optional(Flag),
      entries: Type.Optional(entriesOf(entry)),
      vmas: Type.Optional(VmasSchema),
      filePages: Type.Optional(
        Type.Record(PageAddress, FrameSchema, {
          propertyNames: PageAddress,
          description: 'an object from page addresses to pfns',
        }),
      ),
      elapsed: Type.Optional(count(1, JIFFIES_LIMIT)),
      killed: Type.Optional(Flag),
    },
    { ...CLOSED, description: 'an event' },
  );

/** A change within a walk, since `hmm-scenario/2`. */
const readEventOf = <Entry extends Type.TSchema>(entry: Entry) =>
  Type.Object(
    {
      atRead: count(1),
      invalidate: Type.Optional(Flag),
      entries: Type.Array(entry, {
        minItems: 1,
        description: 'an array of page-table entries, with at least one',
      }),
    },
    { ...CLOSED, description: 'a change within a walk' },
  );

/** A driver's customizable format: flags, values and the shift of the pfn. */
export const LegacySchema = Type.Object(
  {
    flags: Type.Object({ valid: Word, write: Word }, { ...CLOSED, description: 'a set of flags' }),
    values: Type.Object(
      { error: Word, none: Word, special: Word },
      { ...CLOSED, description: 'a set of values' },
    ),
    pfnShift: count(0, 63),
  },
  { ...CLOSED, description: 'a legacy format' },
);

export const EventSchema = eventOf(EntrySchema);
const ReadEventSchema = readEventOf(EntrySchema);

function scenarioOf<Entry extends Type.TSchema, Event extends Type.TSchema>(
  entry: Entry,
  event: Event,
  bounds: Bounds,
) {
  return Type.Object(
    {
      schema: oneOf('hmm-scenario/1', 'hmm-scenario/2'),
      id: Type.String({ description: 'a string' }),
      mm: addressSpaceOf(entry, bounds),
      range: RangeSchema,
      call: Type.Optional(oneOf('unlocked')),
      timeout: Type.Optional(count(0, JIFFIES_LIMIT)),
      events: Type.Optional(Type.Array(event, { description: 'an array of events' })),
      legacy: Type.Optional(LegacySchema),
    },
    { ...bounds, description: 'a scenario document' },
  );
}

/** A scenario document, `hmm-scenario/1` or `/2`: its JSON Schema, and the source of its type. */
export const ScenarioSchema = scenarioOf(
  EntrySchema,
  Type.Union([EventSchema, ReadEventSchema], { description: 'an event' }),
  CLOSED,
);

/**
 * As {@link ScenarioSchema}, but entries can be anything, and the scenario and its address space can have any
 * further fields: for who looks at these by other means.
 */
export const ScenarioFrameSchema = scenarioOf(
  Type.Unknown(),
  Type.Union([eventOf(Type.Unknown()), readEventOf(Type.Unknown())]),
  {},
);

/** An inner attempt of a call that starts again itself. */
export const AttemptSchema = Type.Object(
  {
    sequence: count(0),
    time: count(0),
    walks: count(0),
    stoppedAt: count(0),
    end: oneOf(...INNER_ENDS),
  },
  { ...CLOSED, description: 'an inner attempt' },
);

/** What one side made of a scenario. */
export const ResultSchema = Type.Object(
  {
    ret: oneOf(
      ...([0, '-EBUSY', '-EFAULT', '-EPERM', '-EINTR', '-ENOMEM', '-EINVAL'] as const),
      'livelock',
    ),
    pages: Type.Optional(count(0)),
    pfns: Type.Array(Word, { description: 'an array of words' }),
    faults: Type.Array(
      Type.Object(
        { at: PageAddress, pages: count(1), write: Flag },
        { ...CLOSED, description: 'a row of the fault trace' },
      ),
      { description: 'an array of fault rows' },
    ),
    walks: count(0),
    attempts: Type.Optional(
      Type.Array(AttemptSchema, { description: 'an array of inner attempts' }),
    ),
  },
  { ...CLOSED, description: 'a result' },
);

/** The results that are known of a scenario, by side. */
export const ExpectSchema = Type.Object(
  Object.fromEntries(SIDE_NAMES.map((side) => [side, Type.Optional(ResultSchema)])),
  { ...CLOSED, description: 'results by side' },
);

/** A scenario with expected results: a line of a golden file. */
export const VectorSchema = Type.Object(
  { scenario: ScenarioSchema, expect: ExpectSchema },
  { ...CLOSED, description: 'a scenario with expected results' },
);

export type {
  EntryDocument,
  EventDocument,
  LegacyDocument,
  RangeDocument,
  ReadEventDocument,
  ResultDocument,
  ScenarioDocument,
  ScenarioVersion,
  ScenarioWithFormat,
  VmaDocument,
} from './document';
export type ExpectDocument = {
  readonly [Side in ModelName]?: Immutable<Type.Static<typeof ResultSchema>>;
};
export type VectorDocument = Immutable<Type.Static<typeof VectorSchema>>;
