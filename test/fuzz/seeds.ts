// SPDX-License-Identifier: GPL-2.0-or-later
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { auditPatch } from '../../audit/text/audit-patch';
import { captureText } from '../../kernel/report/kept';
import { type CheckOptions, check } from '../../oracle/check/check';
import { replayPath } from '../../oracle/check/replay';
import { pickScenario } from '../../oracle/explain/choose';
import { explain } from '../../oracle/explain/explain';
import { Runner } from '../../oracle/run/runner';
import type { SideName } from '../../oracle/run/side-names';
import { textDocument } from '../../report/audit-text/document';
import { checkDocument, replayDocument } from '../../report/machine/schema/check';
import { explainDocument } from '../../report/machine/schema/explain';

const ROOT = resolve(__dirname, '../..');
const GOLDEN: readonly SideName[] = ['v5.7', 'legacy', 'modern'];
const NEVER = new AbortController().signal;

/** A file of the checkout. */
function file(...path: readonly string[]): Buffer {
  return readFileSync(join(ROOT, ...path));
}

/** The files of a folder whose names end so. */
function filesOf(folder: string, ending: RegExp): readonly Buffer[] {
  const names = readdirSync(join(ROOT, folder)).filter((name) => ending.test(name));
  return names.sort().map((name) => file(folder, name));
}

/** Well-formed scenarios: minimal ones, and some vectors of each golden file, a few to an input. */
export function scenarioSeeds(): readonly Buffer[] {
  const vectors = filesOf('fixtures/golden', /\.jsonl\.gz$/).map((golden) => {
    const lines = gunzipSync(golden).toString('latin1').split('\n');
    const some = [1, 7, 60, 300].flatMap((line) => lines[line % lines.length] ?? []);
    return Buffer.from(`${some.join('\n')}\n`, 'latin1');
  });
  return [...filesOf('fixtures/minimal', /\.json$/), ...vectors, counterexample()];
}

/** What fast-check prints of a failing property. */
function counterexample(): Buffer {
  const { scenario }: { scenario: unknown } = JSON.parse(
    file('fixtures/minimal/count-covers.gap.json').toString('utf8'),
  );
  const text = JSON.stringify([scenario]);
  return Buffer.from(
    `Property failed after 3 tests\n{ seed: -42, path: "2:0", endOnFailure: true }\nCounterexample: ${text}\nShrunk 1 time(s)\n`,
  );
}

/** Patches as such, and as mails. */
export function patchSeeds(): readonly Buffer[] {
  const patches = filesOf('examples/port', /\.patch$/);
  const [first = Buffer.alloc(0)] = patches;
  const text = first.toString('latin1');
  const head = 'From a Mon Sep 17 00:00:00 2001\nFrom: A <a@b>\nSubject: [PATCH] hmm\n';
  const quoted = text.replaceAll(/^/gm, '> ');
  return [
    ...patches,
    Buffer.from(`${head}\n${text}-- \n2.30\n\n${head}\n${text}`, 'latin1'),
    Buffer.from(`${head}Content-Transfer-Encoding: base64\n\n${first.toString('base64')}\n`),
    Buffer.from(
      `${head}Content-Transfer-Encoding: quoted-printable\n\n${text.replaceAll('=', '=3D')}`,
      'latin1',
    ),
    Buffer.from(
      `${head}Content-Type: multipart/mixed; boundary="b"\n\n--b\n\n${text}\n--b--\n`,
      'latin1',
    ),
    Buffer.from(`${head}\nOn Monday B wrote:\n${quoted}\nNo.\n`, 'latin1'),
  ];
}

/** C of drivers, before and after a port. */
export function sourceSeeds(): readonly Buffer[] {
  return [...filesOf('examples/audit-c', /\.c$/), ...filesOf('test/audit-c/driver', /\.c$/)];
}

/** The three files of `audit c`, by their names. */
export function driverSeeds(): Readonly<Record<string, readonly Buffer[]>> {
  const names = ['old.c', 'new.c', 'adapter.c'];
  return Object.fromEntries(names.map((name) => [name, [file('examples/audit-c', name)]]));
}

/** Modules for `audit driver`; none that runs long. */
export function moduleSeeds(): readonly Buffer[] {
  return ['correct.cjs', 'unknown-key.cjs'].map((name) => file('test/audit/hostile', name));
}

/** The beginning and the end of what a guest wrote. */
export function captureSeeds(): readonly Buffer[] {
  const lines = captureText('6.1').split('\n');
  return [
    [...lines.slice(0, 60), ...lines.slice(-12)],
    [...lines.slice(0, 20), ...lines.slice(200, 260)],
  ].map((some) => Buffer.from(some.join('\n'), 'latin1'));
}

/** Formats for `--legacy`. */
export function formatSeeds(): readonly Buffer[] {
  const [minimal = Buffer.alloc(0)] = filesOf('fixtures/minimal', /^format-/);
  const { scenario }: { scenario: { legacy: unknown } } = JSON.parse(minimal.toString('utf8'));
  return [Buffer.from(JSON.stringify(scenario.legacy)), Buffer.from(JSON.stringify(scenario))];
}

/** Reports of each kind that `report` reads and that takes no second to make. */
export async function reportSeeds(): Promise<readonly Buffer[]> {
  const run = { command: 'check', arguments: ['check'], seed: 1, exitCode: 0 } as const;
  const minimal = join(ROOT, 'fixtures/minimal/hugetlb-none-valid.json');
  const options: CheckOptions = {
    sides: GOLDEN,
    profile: 'small',
    scope: 0,
    runs: 60,
    seed: 1,
    vectors: [minimal],
  };
  const picked = await pickScenario(minimal, {});
  const chosen = { ...picked, measured: false, entry: undefined };
  const documents = [
    checkDocument(await check(options, () => {}, NEVER), run),
    replayDocument(replayPath(1, 'small', '3', GOLDEN), run),
    explainDocument(explain(chosen, Runner.of(GOLDEN)), run),
    textDocument(await auditPatch(join(ROOT, 'examples/port/first-try.patch')), {
      ...run,
      command: 'audit patch',
    }),
  ];
  return documents.map((document) => Buffer.from(`${JSON.stringify(document)}\n`));
}
