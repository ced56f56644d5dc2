import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { type Manager, TOOLS, type Tool, type ToolName } from './tool-table.ts';

export type { ToolName };

/** The row of a tool; a name that has none is that of a program, such as the command of a suite. */
const toolCalled = (name: string): Tool =>
  Object.hasOwn(TOOLS, name) ? TOOLS[name as ToolName] : { kind: 'program', packages: {} };

/** What a tool that is a program may be called; empty for a file. */
function namesOf(name: string): readonly string[] {
  const tool = toolCalled(name);
  return tool.kind === 'program' ? (tool.names ?? [name]) : [];
}

/**
 * Absolute path of a tool that is a program, by the first of its names that can be executed; `undefined` where none
 * can. Relative folders of the PATH don't count: in each folder that a process runs in they would mean another.
 */
export function findProgram(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return namesOf(name)
    .flatMap((each) => (isAbsolute(each) ? [each] : folders.map((folder) => join(folder, each))))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Absolute path of a tool that is a file; `undefined` where it is in none of its places. */
export const findFile = (name: string): string | undefined => placesOf(name)?.find(existsSync);

/** Where a tool that is a file may be; `undefined` where that can't be told. */
function placesOf(name: string): readonly string[] | undefined {
  const tool = toolCalled(name);
  if (tool.kind === 'file') return tool.paths;
  if (tool.kind === 'program') return undefined;
  const program = findProgram(tool.program);
  // The package that brings the program brings its files; and one without any beside it is a wrapper, or built here,
  // and knows better where they are.
  if (program === undefined) return undefined;
  const folders = tool.folders
    .map((folder) => resolve(dirname(realpathSync(program)), folder))
    .filter((folder) => existsSync(folder));
  return folders.length === 0 ? undefined : folders.map((folder) => join(folder, name));
}

const isMissing = (name: string): boolean =>
  toolCalled(name).kind === 'program'
    ? findProgram(name) === undefined
    : placesOf(name) !== undefined && findFile(name) === undefined;

/** The tools of a list that are not on this machine, each once. */
export const missingTools = <Name extends string>(names: readonly Name[]): readonly Name[] =>
  [...new Set(names)].filter(isMissing);

/** What is missing, and the one command that brings it, in a sentence; none when nothing is. */
export function describeMissing(names: readonly string[]): readonly string[] {
  const missing = missingTools(names);
  if (missing.length === 0) return [];
  const programs = missing.flatMap((name) => {
    const choice = namesOf(name);
    return choice.length === 1 ? choice : [];
  });
  const found = [
    ...(programs.length === 0 ? [] : [`${inWords(programs)} not on the PATH`]),
    ...missing.flatMap(describeChoice),
  ];
  return [`${found.join(', and ')}: ${howToInstall(missing)}`];
}

/** Names as the subject of a sentence, with their verb: `a is`, `a, b and c are`. */
const inWords = (names: readonly string[]): string =>
  names.length === 1 ? `${names[0]} is` : `${names.slice(0, -1).join(', ')} and ${names.at(-1)} are`;

/** What is missing of a tool that may be in several places, or have several names. */
function describeChoice(name: string): readonly string[] {
  const names = namesOf(name);
  if (names.length > 0) return names.length === 1 ? [] : [`none of ${names.join(', ')} is on the PATH`];
  const places = placesOf(name) ?? [];
  return [
    places.length === 1 ? `found no file ${places[0]}` : `found none of the files ${places.join(', ')}`,
  ];
}

/** The one command that brings tools, with in words those that no package brings. */
export function howToInstall(names: readonly string[]): string {
  const command = installCommand(names);
  const others = names.filter((name) => packageOf(name, managerHere()) === undefined);
  return [
    ...(command.length > 0 ? [command.join(' ')] : []),
    ...(others.length > 0 ? [`install ${others.join(', ')}`] : []),
  ].join(', and ');
}

const packageOf = (name: string, manager: Manager): string | undefined => toolCalled(name).packages[manager];

const UNATTENDED: Readonly<Record<Manager, readonly string[]>> = {
  'apt-get': ['--yes', '--no-install-recommends'],
  dnf: ['--assumeyes', '--setopt=install_weak_deps=False'],
  brew: [],
};

/**
 * The command that installs tools by the package manager that is here; empty where it has a package of none.
 *
 * @param options.unattended for a machine to run: it asks nothing, and installs nothing beside them.
 */
export function installCommand(
  names: readonly string[],
  { unattended = false }: { readonly unattended?: boolean } = {},
): readonly string[] {
  const manager = managerHere();
  const packages = new Set(names.flatMap((name) => packageOf(name, manager) ?? []));
  if (packages.size === 0) return [];
  return [
    ...(manager === 'brew' || process.getuid?.() === 0 ? [] : ['sudo']),
    ...[manager, 'install', ...(unattended ? UNATTENDED[manager] : []), ...packages],
  ];
}

/** The package manager that is there; Debian’s where none is, because somebody has to be told something. */
function managerHere(): Manager {
  const known: readonly Manager[] = ['apt-get', 'dnf', 'brew'];
  return (
    known.find((name) => findProgram(name) !== undefined) ??
    known.find((name) => existsSync(join('/usr/bin', name))) ??
    'apt-get'
  );
}
