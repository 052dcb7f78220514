// SPDX-License-Identifier: GPL-2.0-or-later
import { createHash } from 'node:crypto';
import Type from 'typebox';
import { Check } from 'typebox/schema';
import type { ChunkPlan } from '../chunk/plan';
import { streamName } from '../chunk/random-stream';
import { buildName } from '../package/build';
import { SIDE_NAMES } from '../run/side-names';
import { firstProblem } from '../scenario/explain';
import { InputError, refuse } from '../scenario/input-error';
import { CLOSED, count, oneOf } from '../scenario/schema-entries';
import { type Minimums, MinimumsSchema } from './minimums';
import { StreamSchema } from './stream-schema';

const SCHEMA = 'hmm-campaign/1';

/** What a campaign is: two with the same specification come to the same report. */
export interface CampaignSpec {
  readonly schema: typeof SCHEMA;
  /** The build that runs it: results of another one do not belong to it. */
  readonly build: string;
  readonly plan: ChunkPlan;
  /** What it has to reach; null if nothing. */
  readonly minimums: Minimums | null;
}

const PlanSchema = Type.Object(
  {
    sides: Type.Array(Type.Enum([...SIDE_NAMES])),
    vectors: Type.Array(
      Type.Object(
        {
          file: Type.String(),
          sha256: Type.String(),
          documents: count(1),
          starts: Type.Array(count(1)),
        },
        CLOSED,
      ),
    ),
    scope: oneOf(0, 1, 2, 3),
    everyCall: Type.Optional(Type.Boolean()),
    streams: Type.Array(StreamSchema),
    runs: Type.Union([count(1), Type.Null()]),
    together: Type.Boolean(),
  },
  { ...CLOSED, description: 'a plan' },
);

const SpecSchema = Type.Object(
  {
    schema: Type.Literal(SCHEMA),
    build: Type.String(),
    plan: PlanSchema,
    minimums: Type.Union([MinimumsSchema, Type.Null()]),
  },
  { ...CLOSED, description: 'the specification of a campaign' },
);

/** A campaign that this build runs. */
export function campaignSpec(plan: ChunkPlan, minimums: Minimums | null): CampaignSpec {
  return { schema: SCHEMA, build: buildName(), plan, minimums };
}

/** The id of a campaign: the same for the same specification. */
export function campaignId(spec: CampaignSpec): string {
  return createHash('sha256').update(JSON.stringify(spec)).digest('hex').slice(0, 16);
}

/**
 * Reads the specification of a campaign that somebody began.
 * @throws InputError if it is none, or if another build began it.
 */
export function readSpec(value: unknown, file: string): CampaignSpec {
  if (!Check(SpecSchema, value)) {
    const problem = firstProblem(SpecSchema, value);
    return refuse({ file }, problem ?? { field: '', expected: 'a campaign', got: value });
  }
  if (value.build !== buildName()) {
    const message =
      `expected a campaign of this build (${buildName()}), got one of ${value.build}: ` +
      'results of different code are not added up';
    throw new InputError({ file }, message);
  }
  return value;
}

/** The command line of a campaign without what does not change its report: where, and how fast. */
export function campaignArguments({ plan }: CampaignSpec): readonly string[] {
  const { sides, vectors, scope, everyCall = false, streams, runs } = plan;
  const files = vectors.map(({ file }) => file);
  return [
    'campaign',
    ...['--sides', sides.join(',')],
    ...(files.length === 0 ? ['--no-vectors'] : ['--vectors', ...files]),
    ...['--scope', String(scope)],
    ...(everyCall ? ['--every-call'] : []),
    ...(streams.length === 0
      ? ['--runs', '0']
      : [
          ...(runs === null ? [] : ['--runs', String(runs)]),
          ...['--seed', [...new Set(streams.map(({ seed }) => seed))].join(',')],
          ...['--profile', [...new Set(streams.map(({ profile }) => profile))].join(',')],
          ...(streams.some(({ guided }) => guided === true) ? ['--guided'] : []),
        ]),
  ];
}

/** The difference between two campaigns, for whoever took one for the other. */
export function differenceOf(began: CampaignSpec, asked: CampaignSpec): string | undefined {
  const [one, other] = [factsOf(began), factsOf(asked)];
  for (const [name, value] of Object.entries(one)) {
    if (value !== other[name]) return `${name} ${value}, not ${other[name]}`;
  }
  return undefined;
}

function factsOf({ plan, minimums }: CampaignSpec): Readonly<Record<string, string>> {
  return {
    sides: plan.sides.join(','),
    vectors: plan.vectors.map(({ file, sha256 }) => `${file} (${sha256.slice(0, 12)})`).join(', '),
    scope: `${plan.scope}${plan.everyCall === true ? ' with every call' : ''}`,
    streams: plan.streams.map(streamName).join(','),
    runs: plan.runs === null ? 'as many as there is time for' : String(plan.runs),
    minimums: minimums === null ? 'none' : JSON.stringify(minimums),
  };
}
