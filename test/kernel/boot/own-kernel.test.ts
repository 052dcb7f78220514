// SPDX-License-Identifier: GPL-2.0-or-later
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { NEEDED_OPTIONS } from '../../../kernel/boot/build-options';
import { type OwnKernelPlaces, ownKernel } from '../../../kernel/boot/own-kernel';
import { temporaryFolder } from './support';

const scratch = temporaryFolder();
const RELEASE = '6.1.7-mine+';
const BUILT_IN = ['VIRTIO_PCI', 'VIRTIO_CONSOLE', 'BLK_DEV_RAM'].map((name) => `${name}=y`);
const AS_MODULES = ['VIRTIO_PCI=m', 'VIRTIO_CONSOLE=m', 'BLK_DEV_RAM=y'];

function newFolder(): string {
  return mkdtempSync(join(scratch, 'own-'));
}

function write(file: string, content: string | Buffer): string {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** An ELF file that is as long as it says, with what a kernel prints first. */
function vmlinux(release: string): Buffer {
  const file = Buffer.alloc(1024);
  file.write('\x7fELF', 'latin1');
  file.writeBigUInt64LE(BigInt(1024 - 64), 0x28);
  file.writeUInt16LE(64, 0x3a);
  file.writeUInt16LE(1, 0x3c);
  file.write(`Linux version %s\0Linux version ${release} (me@here)`, 256, 'latin1');
  return file;
}

/** A bzImage with nothing but its header, and the text of its version. */
function bzImage(release: string): Buffer {
  const file = Buffer.alloc(4096);
  file.write('HdrS', 0x202, 'latin1');
  file.writeUInt16LE(0x20f, 0x206);
  file.writeUInt16LE(0x400, 0x20e);
  file.write(`${release} (me@here) #1`, 0x600, 'latin1');
  return file;
}

/** A kernel as a build leaves it. */
function built({
  image = vmlinux(RELEASE),
  options = ['PVH=y', ...NEEDED_OPTIONS.map((name) => `${name}=y`), ...BUILT_IN],
}: {
  readonly image?: Buffer;
  readonly options?: readonly string[];
} = {}): OwnKernelPlaces {
  const build = newFolder();
  const config = options.map((one) => `CONFIG_${one}\n`).join('');
  write(join(build, 'include/config/auto.conf'), `# made by Kconfig\n${config}`);
  write(join(build, 'include/generated/utsrelease.h'), `#define UTS_RELEASE "${RELEASE}"\n`);
  write(join(build, 'Module.symvers'), '0x1\thmm_range_fault\tvmlinux\tEXPORT_SYMBOL\t\n');
  return { build, image: write(join(build, 'vmlinux'), image), modules: newFolder() };
}

const need = (...options: readonly string[]): readonly string[] => [
  ...NEEDED_OPTIONS.map((name) => `${name}=y`),
  ...options,
];

it('a kernel with everything built in is booted as it is', async () => {
  const places = built();
  expect(await ownKernel(places, newFolder())).toMatchObject({
    ...{ series: '6.1', release: RELEASE, modules: [], own: true },
    ...{ vmlinux: places.image, headers: places.build },
  });
});

it('a bzImage without a PVH entry is booted as it is', async () => {
  const places = built({ image: bzImage(RELEASE), options: need(...BUILT_IN) });
  expect((await ownKernel(places, newFolder())).vmlinux).toBe(places.image);
});

it('modules are copied with what they need, in load order', async () => {
  const places = built({ options: need('PVH=y', ...AS_MODULES) });
  const tree = places.modules ?? '';
  const needs = {
    'kernel/virtio_ring.ko': '',
    'kernel/virtio_pci.ko': ' kernel/virtio_ring.ko',
    'kernel/virtio-console.ko': '',
  };
  for (const name of Object.keys(needs)) write(join(tree, name), `module ${name}`);
  const lines = Object.entries(needs).map(([name, more]) => `${name}:${more}\n`);
  write(join(tree, 'modules.dep'), lines.join(''));
  write(join(tree, 'modules.builtin'), 'kernel/drivers/block/brd.ko\n');
  const { modules } = await ownKernel(places, newFolder());
  expect(modules.map(({ file }) => basename(file))).toEqual([
    'virtio_ring.ko',
    'virtio_pci.ko',
    'virtio_console.ko',
  ]);
  expect(readFileSync(modules[2]?.file ?? '', 'utf8')).toBe('module kernel/virtio-console.ko');
});

it('another build of the same release is another kernel for the module', async () => {
  const [one, other] = [built(), built({ image: Buffer.concat([vmlinux(RELEASE), Buffer.of(1)]) })];
  const versions = [await ownKernel(one, newFolder()), await ownKernel(other, newFolder())];
  expect(versions[0]?.version).not.toBe(versions[1]?.version);
});

it.each([
  [
    'the image of another build',
    { image: vmlinux('6.1.8') },
    /expected the image of 6\.1\.7-mine\+, got that of 6\.1\.8$/,
  ],
  [
    'a bzImage of another build',
    { image: bzImage('6.5.0'), options: need(...BUILT_IN) },
    /expected the image of 6\.1\.7-mine\+, got that of 6\.5\.0$/,
  ],
  ['an image that is cut short', { image: vmlinux(RELEASE).subarray(0, 900) }, /cut short/],
  ['what is no image', { image: Buffer.alloc(4096) }, /not a bzImage: no setup header/],
  [
    'what is no image, without a PVH entry',
    { image: Buffer.alloc(4096), options: need(...BUILT_IN) },
    /expected the image of 6\.1\.7-mine\+, got an image that does not say its release/,
  ],
  ['a vmlinux without a PVH entry', { options: need(...BUILT_IN) }, /give the bzImage/],
  [
    'a configuration without what the guest needs, all that is missing',
    { options: need('PVH=y', 'VIRTIO_PCI=y').filter((one) => !/^(?:HMM|KSM)/.test(one)) },
    /CONFIG_HMM_MIRROR, CONFIG_KSM, CONFIG_VIRTIO_CONSOLE, CONFIG_BLK_DEV_RAM$/,
  ],
  [
    'modules that were not installed',
    { options: need('PVH=y', ...AS_MODULES) },
    /expected the installed modules of the kernel/,
  ],
] as const)('refuses %s', async (_, kernel, message) => {
  await expect(ownKernel(built(kernel), newFolder())).rejects.toThrow(message);
});

it('refuses a folder that no kernel was built in', async () => {
  const places = { ...built(), build: newFolder() };
  await expect(ownKernel(places, newFolder())).rejects.toThrow(
    /utsrelease\.h: expected a part of a kernel that was built/,
  );
});
