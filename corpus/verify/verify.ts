// SPDX-License-Identifier: GPL-2.0-or-later
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../oracle/scenario/input-error';
import { isPartial } from '../../oracle/scenario/partial-name';
import { formatOfName } from '../formats/registry';
import { MANIFEST_NAME } from '../manifest';
import { type ManifestOnDisk, readManifest } from '../read-manifest';
import { FileFindings, type FileReport, type VerifyReport } from './report';
import { verifyCorpus } from './verify-corpus';
import { verifyListed, verifyManifest } from './verify-manifest';
import { verifyText } from './verify-text';

/** How a verification tells where it is. */
type VerifyProgress = (file: string, done: number) => void;

/**
 * Runs fixtures again, and reports what is no longer as it was.
 *
 * @param targets files, folders, or `-` for JSON Lines from the standard input. Of a folder with a
 * manifest, all that the manifest says is checked; of one without, each file that may hold fixtures.
 * @param signal ends it early; the report then says so and holds what was done.
 */
export async function verifyFixtures(
  targets: readonly string[],
  progress: VerifyProgress,
  signal: AbortSignal,
): Promise<VerifyReport> {
  const files: FileReport[] = [];
  for (const target of targets) {
    if (signal.aborted) break;
    if (await isFolder(target)) files.push(...(await verifyFolder(target, progress, signal)));
    else files.push((await verifyFile(target, progress, signal)).report());
  }
  return { files, interrupted: signal.aborted };
}

/** Verifies one file by its content; the findings may still get more. */
async function verifyFile(
  file: string,
  progress: VerifyProgress,
  signal: AbortSignal,
): Promise<FileFindings> {
  const findings = new FileFindings(file === '-' ? '<stdin>' : file);
  const tell = (done: number): void => progress(file, done);
  const format = formatOfName(file);
  const isText = format === 'c' || format === 'kunit' || format === 'tap';
  if (isText) await verifyText(file, file, findings, tell, signal);
  else await verifyCorpus(file, findings, tell, signal);
  if (findings.complete && findings.scenarios === 0 && findings.report().errors.length === 0) {
    findings.addError(`${findings.file}: expected fixtures, got none`);
  }
  return findings;
}

async function verifyFolder(
  folder: string,
  progress: VerifyProgress,
  signal: AbortSignal,
): Promise<readonly FileReport[]> {
  const names = (await readdir(folder)).filter((name) => !isPartial(name)).sort();
  let onDisk: ManifestOnDisk | undefined;
  try {
    onDisk = await readManifest(folder);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const findings = new FileFindings(join(folder, MANIFEST_NAME));
    findings.addError(error.message);
    return [findings.report()];
  }
  return onDisk === undefined
    ? verifyUnlisted(folder, names, progress, signal)
    : verifyAllListed(folder, names, onDisk, progress, signal);
}

async function verifyAllListed(
  folder: string,
  names: readonly string[],
  onDisk: ManifestOnDisk,
  progress: VerifyProgress,
  signal: AbortSignal,
): Promise<readonly FileReport[]> {
  const reports = [verifyManifest(onDisk, names).report()];
  for (const listed of onDisk.manifest.files) {
    const file = join(folder, listed.name);
    if (signal.aborted) break;
    if (!names.includes(listed.name)) continue;
    const findings = await verifyFile(file, progress, signal);
    if (findings.complete) await verifyListed(file, listed, onDisk.manifest, findings);
    reports.push(findings.report());
  }
  return reports;
}

/** Without a manifest, what is there is verified; what is missing, nobody knows. */
async function verifyUnlisted(
  folder: string,
  names: readonly string[],
  progress: VerifyProgress,
  signal: AbortSignal,
): Promise<readonly FileReport[]> {
  const fixtures = names.filter(
    (name) => formatOfName(name) !== undefined || name.endsWith('.json'),
  );
  if (fixtures.length === 0) {
    const findings = new FileFindings(folder);
    findings.addError(`${folder}: expected ${MANIFEST_NAME} or files with fixtures, got none`);
    return [findings.report()];
  }
  const reports: FileReport[] = [];
  for (const name of fixtures) {
    if (signal.aborted) break;
    reports.push((await verifyFile(join(folder, name), progress, signal)).report());
  }
  return reports;
}

async function isFolder(target: string): Promise<boolean> {
  if (target === '-') return false;
  try {
    return (await stat(target)).isDirectory();
  } catch {
    // What cannot be read is reported when it is read as a file.
    return false;
  }
}
