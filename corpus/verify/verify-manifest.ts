// SPDX-License-Identifier: GPL-2.0-or-later
import { readBytes } from '../../oracle/scenario/bytes';
import { InputError } from '../../oracle/scenario/input-error';
import { MANIFEST_NAME, type Manifest, type ManifestFile, manifestDigest } from '../manifest';
import type { ManifestOnDisk } from '../read-manifest';
import { fileDigest } from '../write/file-digest';
import { changedLines, TextDigest } from '../write/text-digest';
import { FileFindings } from './report';

/** Holds a manifest to its own digest, and to the names in its folder. */
export function verifyManifest(
  { file, text, manifest }: ManifestOnDisk,
  names: readonly string[],
): FileFindings {
  const findings = new FileFindings(file);
  const digest = manifestDigest(text);
  if (digest !== manifest.sha256) {
    findings.addChange(
      `sha256: expected ${digest}, the digest of this file, got ${manifest.sha256}: ` +
        'the manifest was changed',
    );
  }
  const listed = manifest.files.map(({ name }) => name);
  for (const name of listed) if (!names.includes(name)) findings.addChange(`${name}: missing`);
  for (const name of names) {
    if (listed.includes(name) || name === MANIFEST_NAME) continue;
    findings.addChange(`${name}: extra, the manifest does not list it`);
  }
  return findings;
}

/** Holds a file to what the manifest says of it; its fixtures were verified before. */
export async function verifyListed(
  file: string,
  listed: ManifestFile,
  manifest: Manifest,
  findings: FileFindings,
): Promise<void> {
  checkCounts(listed, manifest, findings);
  const present = await fileDigest(file);
  if (present === undefined || present.sha256 === listed.sha256) return;
  const size =
    present.bytes === listed.bytes ? '' : ` (${present.bytes} bytes instead of ${listed.bytes})`;
  const where = await changedPlace(file, listed);
  findings.addChange(`SHA-256: expected ${listed.sha256}, got ${present.sha256}${size}: ${where}`);
}

function checkCounts(listed: ManifestFile, manifest: Manifest, findings: FileFindings): void {
  if (findings.scenarios !== listed.scenarios) {
    findings.addChange(`scenarios: expected ${listed.scenarios}, got ${findings.scenarios}`);
  }
  if (listed.format !== 'jsonl' && listed.format !== 'jsonl.gz') return;
  for (const [side, expected] of Object.entries(manifest.counts.results)) {
    const got = findings.results.get(side) ?? 0;
    if (got !== expected) {
      findings.addChange(`results of ${side}: expected ${expected}, got ${got}`);
    }
  }
}

/** Where a file was changed, as far as the digests of its beginnings tell. */
async function changedPlace(file: string, { lines }: ManifestFile): Promise<string> {
  const digest = new TextDigest();
  try {
    for await (const chunk of readBytes(file, file)) digest.update(chunk);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return 'it cannot be unpacked';
  }
  const digests = lines.digests.split(' ').filter((one) => one !== '');
  const changed = changedLines({ stride: lines.stride, digests }, digest.lineDigests);
  if (changed === undefined) {
    return `the text is the same up to line ${lines.stride * digests.length}`;
  }
  const [first, last] = changed;
  if (last === undefined) return `changed from line ${first} on`;
  return first === last ? `changed in line ${first}` : `changed in lines ${first} to ${last}`;
}
