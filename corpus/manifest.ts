// SPDX-License-Identifier: GPL-2.0-or-later
import { createHash } from 'node:crypto';
import Type from 'typebox';
import type { Immutable } from '../oracle/scenario/immutable';
import { LegacySchema } from '../oracle/scenario/schema';
import { CLOSED, count, oneOf } from '../oracle/scenario/schema-entries';
import { FIXTURE_FORMATS } from './formats/registry';
import { FORM_NAME, FORM_VERSION } from './formats/renderer';

/** The manifest's name in its folder. */
export const MANIFEST_NAME = 'manifest.json';

const text = (description: string) => Type.String({ description });
const texts = (description: string) =>
  Type.Array(Type.String(), { description: `an array of ${description}` });
const counts = (description: string) => Type.Record(Type.String(), count(0), { description });

const digest = Type.String({
  pattern: '^[0-9a-f]{64}$',
  description: 'a SHA-256 in 64 hex digits',
});

const FileSchema = Type.Object(
  {
    name: Type.String({
      pattern: '^[A-Za-z0-9_][A-Za-z0-9_.-]*$',
      description: 'the name of a file beside the manifest',
    }),
    format: oneOf(...FIXTURE_FORMATS),
    scenarios: count(0),
    bytes: count(0),
    sha256: digest,
    lines: Type.Object(
      {
        stride: count(1),
        digests: Type.String({
          pattern: '^(?:[0-9a-f]{8}(?: [0-9a-f]{8})*)?$',
          description:
            'the first digits of the SHA-256 of the (unpacked) text up to the end of line stride, ' +
            '2 stride, …, with spaces between: by them a changed line is found',
        }),
      },
      { ...CLOSED, description: 'digests of the beginnings of a file' },
    ),
  },
  { ...CLOSED, description: 'a file of the corpus' },
);

const TreeSchema = Type.Object(
  {
    name: text('what it was called'),
    files: Type.Array(Type.Object({ path: text('a file of the tree'), sha256: digest }, CLOSED), {
      description: 'an array of the files that ran',
    }),
  },
  { ...CLOSED, description: 'the kernel tree whose lines and ways a covering corpus reaches' },
);

const ArgumentsSchema = Type.Object(
  {
    cover: Type.Boolean({
      description: 'whether it is the smallest corpus that reaches everything',
    }),
    count: Type.Optional(count(1)),
    seed: Type.Optional(count(0)),
    profile: Type.Optional(oneOf('small', 'huge', 'mixed', 'recent')),
    from: Type.Optional(
      Type.Object(
        { scenarios: count(1), sha256: digest },
        {
          ...CLOSED,
          description:
            'scenarios of files: how many were read, and the SHA-256 of their canonical documents, ' +
            'a line each',
        },
      ),
    ),
    sides: texts('sides'),
    only: texts('terms of features, of each of which a scenario has at least one'),
    formats: texts('forms of files'),
    prefix: text('what names in C and names of files begin with'),
    legacy: Type.Optional(LegacySchema),
    tree: Type.Optional(TreeSchema),
  },
  { ...CLOSED, description: 'the arguments of "hmm-pfn fixtures generate"' },
);

/** What stands beside a corpus: which arguments made it, and what it must hold. */
export const ManifestSchema = Type.Object(
  {
    schema: Type.Literal(`${FORM_NAME}/${FORM_VERSION}`),
    scenarioSchema: oneOf('hmm-scenario/1', 'hmm-scenario/2'),
    tool: Type.Object(
      { name: Type.Literal('hmm-pfn'), version: text('the version that wrote the corpus') },
      { ...CLOSED, description: 'what wrote the corpus' },
    ),
    arguments: ArgumentsSchema,
    counts: Type.Object(
      {
        scenarios: count(0),
        results: counts('results by side'),
        features: counts('how many scenarios have each feature; those that none has are left out'),
      },
      { ...CLOSED, description: 'what the corpus holds' },
    ),
    files: Type.Array(FileSchema, { description: 'an array of files' }),
    sha256: Type.String({
      pattern: '^[0-9a-f]{64}$',
      description: 'the SHA-256 of this file with zeros in place of these 64 digits',
    }),
  },
  { ...CLOSED, description: 'a manifest of fixtures' },
);

export type Manifest = Immutable<Type.Static<typeof ManifestSchema>>;
export type ManifestFile = Manifest['files'][number];
export type ManifestCounts = Manifest['counts'];

const ZEROS = '0'.repeat(64);

/** A manifest's text, with its own digest put in. */
export function manifestText(content: Omit<Manifest, 'sha256'>): string {
  const blank = `${JSON.stringify({ ...content, sha256: ZEROS }, null, 2)}\n`;
  return blank.replace(ZEROS, manifestDigest(blank));
}

/** The digest that belongs into a manifest, from its bytes with any digest in its place. */
export function manifestDigest(bytes: string): string {
  const blank = bytes.replace(/("sha256": ")[0-9a-f]{64}("\n\}\n)$/, `$1${ZEROS}$2`);
  return createHash('sha256').update(blank).digest('hex');
}
