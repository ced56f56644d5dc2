import { describe, expect, it, test } from 'vitest';
import { infrastructureError, LanekeeperError } from '../../core/errors.ts';
import type { Apt } from './apt.ts';
import { earlierVersions, unpackKernel } from './kernel-package.ts';

const NEWEST = 'linux-image-6.12.117+deb13-s390x';
const BEFORE = 'linux-image-6.12.107+deb13-s390x';

test.each([
  { name: NEWEST, others: [NEWEST, BEFORE], earlier: [BEFORE] },
  { name: BEFORE, others: [NEWEST, BEFORE], earlier: [] },
  {
    name: 'linux-image-6.12.117+deb13-arm64',
    others: [
      'linux-image-6.9.120+deb13-arm64',
      'linux-image-6.12.9+deb13-arm64',
      'linux-image-6.12.12+deb13-arm64',
      'linux-image-6.12.107+deb13-cloud-arm64',
      'linux-image-6.12.107+deb13-arm64-16k',
      'linux-image-6.12.107+deb13-arm64-dbg',
      'linux-image-6.12.107+deb12-arm64',
      'linux-image-arm64',
    ],
    earlier: [
      'linux-image-6.12.12+deb13-arm64',
      'linux-image-6.12.9+deb13-arm64',
      'linux-image-6.9.120+deb13-arm64',
    ],
  },
])('of $others.length packages, those before $name are $earlier', ({ name, others, earlier }) => {
  expect(earlierVersions(name, others)).toEqual(earlier);
});

/** An archive that lists both kernels and lacks the files of some. */
const archive = (absent: readonly string[], error: Error = infrastructureError('404 Not Found')): Apt => ({
  unpack: async (names) => {
    if (names.some((name) => absent.includes(name))) throw error;
    return `/root of ${names.join(' and ')}`;
  },
  packageBehind: async (name) => (name === 'linux-image-s390x' ? NEWEST : undefined),
  packageNames: async () => [NEWEST, BEFORE, 'linux-image-s390x'],
});

describe('a kernel of an archive', () => {
  const fetchKernel = (apt: Apt, notes: string[] = [], metapackages = ['linux-image-s390x']) =>
    unpackKernel(apt, metapackages, ['busybox-static'], (message) => void notes.push(message));

  it('is the newest', async () => {
    const notes: string[] = [];
    expect(await fetchKernel(archive([]), notes, ['linux-image-cloud-s390x', 'linux-image-s390x'])).toEqual({
      name: NEWEST,
      root: `/root of ${NEWEST} and busybox-static`,
    });
    expect(notes).toEqual([]);
  });

  it('is the one before where a mirror lists the newest and lacks its file', async () => {
    const notes: string[] = [];
    expect((await fetchKernel(archive([NEWEST]), notes)).name).toBe(BEFORE);
    expect(notes).toEqual([`${NEWEST} can’t be fetched: trying the version before`]);
  });

  it('is none where none can be fetched, and why not the newest is said', async () => {
    await expect(fetchKernel(archive([NEWEST, BEFORE]))).rejects.toThrow(
      new LanekeeperError(3, '404 Not Found'),
    );
  });

  it('is not sought further when the user stops it, or when the fault is ours', async () => {
    await expect(fetchKernel(archive([NEWEST], new LanekeeperError(130, 'interrupted')))).rejects.toThrow(
      'interrupted',
    );
    await expect(fetchKernel(archive([NEWEST], new TypeError('ours')))).rejects.toThrow('ours');
  });

  it('has to be there', async () => {
    await expect(fetchKernel(archive([]), [], ['linux-image-m68k'])).rejects.toThrow(
      'found no kernel in the archive, expected one of linux-image-m68k',
    );
  });
});
