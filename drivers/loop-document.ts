// SPDX-License-Identifier: GPL-2.0-or-later
import Type from 'typebox';
import { Check } from 'typebox/schema';
import { Ask } from '../mm/range';
import { isBefore, type KernelVersion, RELEASES, UNLOCKED_CALL_SINCE } from '../modern/revision';
import { firstProblem } from '../oracle/scenario/explain';
import type { Problem } from '../oracle/scenario/input-error';
import { CLOSED, count } from '../oracle/scenario/schema-entries';
import type { Access, DriverModel, Encoding } from './driver';
import type { Loop } from './loop';
import { LoopSchema, loopProblem } from './loop-schema';

const LOOP_SCHEMA = 'hmm-loop/1';

/** How a driver asks for its pages. */
export type LoopRequests =
  /** In the array, each page by what the device wants of it; the mask lets that through. */
  | { readonly by: 'page' }
  /** By the defaults, all pages alike; the mask of 0 shuts the array out. */
  | { readonly by: 'default' };

/** A loop that somebody wants to know about: `hmm-loop/1`, in JSON or as a module's default export. */
export interface LoopDocument {
  readonly schema: typeof LOOP_SCHEMA;
  /** Begins the ids of causes. */
  readonly id: string;
  /** For a person; the id, if it is not given. */
  readonly title?: string;
  /** The release whose `hmm_range_fault()` it calls. */
  readonly revision: KernelVersion;
  /** `dev_private_owner`: 0 is none, 1 the device's own, which is the default. */
  readonly owner?: number;
  readonly requests: LoopRequests;
  readonly loop: Loop;
}

/** The most owners a word of an address space can name. */
const OWNERS = 15;

const FIRST = RELEASES[0] ?? '5.8';
const LAST = RELEASES[RELEASES.length - 1] ?? FIRST;
/** What a release is, in an error message. */
export const RELEASE_EXPECTED = `a release from ${FIRST} to ${LAST}, such as 6.12`;

const ById = Type.String({
  pattern: '^[a-z0-9][a-z0-9._-]{0,59}$',
  description: 'a name of lowercase letters, digits, dots, dashes and underscores',
});

const LoopDocumentSchema = Type.Object(
  {
    schema: Type.Literal(LOOP_SCHEMA, { description: LOOP_SCHEMA }),
    id: ById,
    title: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: 'text of 1 to 200 characters' }),
    ),
    revision: Type.Enum([...RELEASES], { description: RELEASE_EXPECTED }),
    owner: Type.Optional(count(0, OWNERS)),
    requests: Type.Union(
      [
        Type.Object(
          { by: Type.Literal('page') },
          { ...CLOSED, description: 'requests page by page' },
        ),
        Type.Object({ by: Type.Literal('default') }, { ...CLOSED, description: 'a default' }),
      ],
      { description: 'an object with by page or default' },
    ),
    loop: LoopSchema,
  },
  { ...CLOSED, description: 'a loop document' },
);

/** The first thing that is wrong with a plain value that should be a loop document. */
export function loopDocumentProblem(value: unknown, field: string): Problem | undefined {
  if (!isLoopDocument(value)) {
    const problem = firstProblem(LoopDocumentSchema, value, field);
    return problem ?? { field, expected: 'a loop document', got: value };
  }
  const at = field === '' ? 'loop' : `${field}.loop`;
  if (value.loop.call.kind === 'unlocked' && isBefore(value.revision, UNLOCKED_CALL_SINCE)) {
    const expected = `a release from ${UNLOCKED_CALL_SINCE} on, for a loop that calls hmm_range_fault_unlocked_timeout()`;
    return {
      field: field === '' ? 'revision' : `${field}.revision`,
      expected,
      got: value.revision,
    };
  }
  return loopProblem(value.loop, at);
}

/** Whether a plain value has the shape of a loop document. */
export function isLoopDocument(value: unknown): value is LoopDocument {
  return Check(LoopDocumentSchema, value);
}

/** The driver, up to where its loop ends, that a document describes. */
export function loopModel(document: LoopDocument): DriverModel {
  const { id, title = id, revision, owner = 1, requests, loop } = document;
  const asks = requests.by === 'page' ? BY_PAGE : BY_DEFAULT;
  return {
    ...{ id, title, owner, loop, ...asks },
    format: { kind: 'fixed', revision },
    windowLimit: null,
  };
}

const BY_PAGE: Pick<DriverModel, 'encode' | 'builds'> = {
  encode: (accesses): Encoding => ({
    defaults: Ask.nothing,
    mask: Ask.write,
    asks: accesses.map(askOf),
  }),
  // What nobody accessed lies only between two pages that somebody did.
  builds: (accesses) => accesses.length > 0 && accesses[0] !== 'none' && accesses.at(-1) !== 'none',
};

const BY_DEFAULT: Pick<DriverModel, 'encode' | 'builds'> = {
  encode: (accesses): Encoding => ({
    defaults: accesses.some(isWrite) ? Ask.write : Ask.read,
    mask: Ask.nothing,
    // Of an array that nobody has initialised: what would ask the most.
    asks: accesses.map(() => Ask.all),
  }),
  builds: ([first, ...others]) =>
    (first === 'read' || first === 'write') && others.every((access) => access === first),
};

function askOf(access: Access): Ask {
  if (access === 'none' || access === 'prefetch') return Ask.nothing;
  return isWrite(access) ? Ask.write : Ask.read;
}

function isWrite(access: Access): boolean {
  return access === 'write' || access === 'atomic';
}
