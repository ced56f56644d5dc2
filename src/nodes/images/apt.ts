import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { infrastructureError } from '../../core/errors.ts';
import type { Command } from '../../core/types.ts';
import { describeMissing, findFile, type ToolName } from '../../system/tools.ts';
import { runStep, type StepOptions } from './steps.ts';

/** Tools that make an image of Debian. */
export const DEBIAN_TOOLS = [
  'apt-get',
  'apt-cache',
  'dpkg-deb',
  'xz',
  'debian-archive-keyring',
] as const satisfies readonly ToolName[];

/** Packages of a Debian release and architecture, apart from what is installed here. */
export type Apt = {
  /** Folder with the unpacked content of packages. */
  readonly unpack: (names: readonly string[]) => Promise<string>;
  /** Names of all packages that begin like one does, up to its first number. */
  readonly packageNames: (name: string) => Promise<readonly string[]>;
  /** The real package that one without content depends on first. */
  readonly packageBehind: (name: string) => Promise<string | undefined>;
};

/** Gives apt lists and a state of its own in a folder; apt checks their signatures as ever. */
export async function openApt(
  folder: string,
  { arch, release, mirror = findMirror() }: { arch: string; release: string; mirror?: string | undefined },
  options: StepOptions,
): Promise<Apt> {
  const [missing] = describeMissing(DEBIAN_TOOLS);
  if (missing !== undefined)
    throw infrastructureError(
      `an image of kind debian is made by tools of Debian; ${missing}; or use one of kind kernel`,
    );
  const path = (name: string): string => join(folder, name);
  for (const name of ['lists/partial', 'cache/archives/partial', 'packages', 'root'])
    mkdirSync(path(name), { recursive: true });
  writeFileSync(path('status'), '');
  writeFileSync(
    path('sources.list'),
    `deb [signed-by=${findFile('debian-archive-keyring')} arch=${arch}] ${mirror} ${release} main\n`,
  );
  const settings = [
    `APT::Architecture=${arch}`,
    `APT::Architectures=${arch}`,
    `Dir::Etc::SourceList=${path('sources.list')}`,
    'Dir::Etc::SourceParts=/dev/null',
    'Dir::Etc::Preferences=/dev/null',
    'Dir::Etc::PreferencesParts=/dev/null',
    `Dir::State::Lists=${path('lists')}`,
    `Dir::State::status=${path('status')}`,
    `Dir::Cache=${path('cache')}`,
    'Acquire::Languages=none',
    'Acquire::Retries=3',
    // The folder is ours alone; apt's own user can't write there.
    'APT::Sandbox::User=root',
  ].flatMap((setting) => ['-o', setting]);
  const apt = (program: 'apt-get' | 'apt-cache', ...args: string[]): Command => ({
    argv: [program, ...settings, ...args],
    cwd: path('packages'),
    env: { LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive' },
  });
  const step = (command: Command): Promise<string> => runStep(command, options);

  options.note(`fetching the package lists of Debian ${release} for ${arch}`);
  await step(apt('apt-get', '--quiet', '--error-on=any', 'update'));
  return {
    unpack: async (names) => {
      options.note(`fetching ${names.join(', ')} for ${arch}`);
      await step(apt('apt-get', '--quiet', 'download', ...names));
      for (const file of readdirSync(path('packages')))
        await step({
          argv: ['dpkg-deb', '--extract', path(`packages/${file}`), path('root')],
          cwd: folder,
          env: {},
        });
      return path('root');
    },
    packageNames: async (name) => {
      const stem = /^\D*/.exec(name)?.[0] ?? '';
      return (await step(apt('apt-cache', 'pkgnames', stem))).split('\n');
    },
    packageBehind: async (name) => {
      const known = await step(apt('apt-cache', 'pkgnames', name));
      if (!known.split('\n').includes(name)) return undefined;
      const shown = await step(apt('apt-cache', 'show', name));
      return /^Depends: ([a-z0-9.+-]+)/m.exec(shown)?.[1];
    },
  };
}

/** The first address of a Debian archive in the host's own sources, in either of their two forms. */
function findMirror(): string {
  const parts = '/etc/apt/sources.list.d';
  const files = [
    '/etc/apt/sources.list',
    ...(existsSync(parts) ? readdirSync(parts).map((name) => join(parts, name)) : []),
  ];
  for (const file of files.filter((path) => /\.(list|sources)$/.test(path) && existsSync(path))) {
    const address = /^\s*(?:deb|URIs:)\s.*?(https?:\/\/\S*\/debian)\/?(?=\s|$)/m.exec(
      readFileSync(file, 'utf8'),
    );
    if (address?.[1] !== undefined) return address[1];
  }
  throw infrastructureError(
    'found no address of a Debian archive in the sources of apt: set "mirror" in the image of the node',
  );
}
