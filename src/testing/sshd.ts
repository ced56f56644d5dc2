import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../system/tools.ts';
import { until } from './processes.ts';

export type LocalSshd = {
  /** Name of the host for a node of kind ssh; `configFile` is the configuration that knows it. */
  readonly host: string;
  readonly configFile: string;
  /** Name of another account of this machine, which the server lets in. */
  readonly account: string;
  /** Cuts all connections that there are, as a network does. */
  readonly cut: () => void;
  /** Lists what is left of a session: folders, and processes of the account. */
  readonly leftovers: () => readonly string[];
  readonly stop: () => void;
};

/** Reason why there can be no server; `undefined` where there can. */
export const whyNoSshd = (): string | undefined =>
  process.getuid?.() !== 0
    ? 'only root can make a second account'
    : findProgram('sshd') !== undefined
      ? undefined
      : 'there is no sshd';

/** Starts a real OpenSSH server on this machine, with keys of its own, for an account that goes when it stops. */
export async function startSshd(): Promise<LocalSshd> {
  const account = `lanekeeper-${process.pid}`;
  const folder = mkdtempSync(join(tmpdir(), 'lanekeeper-sshd-'));
  chmodSync(folder, 0o755);
  // Without a password, but not locked: sshd lets no locked account in.
  execFileSync('useradd', ['--create-home', '--password', '*', '--shell', '/bin/sh', account]);
  const key = (name: string): string => {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
    return readFileSync(join(folder, `${name}.pub`), 'utf8');
  };
  const hostKey = key('host');
  writeFileSync(join(folder, 'authorized'), key('user'));
  mkdirSync('/run/sshd', { recursive: true });
  const port = await freePort();
  writeFileSync(
    join(folder, 'sshd_config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${join(folder, 'host')}`,
      `AuthorizedKeysFile ${join(folder, 'authorized')}`,
      'PasswordAuthentication no',
      'StrictModes no',
      'UsePAM no',
      `AllowUsers ${account}`,
      `PidFile ${join(folder, 'pid')}`,
    ].join('\n'),
  );
  writeFileSync(join(folder, 'known_hosts'), `[127.0.0.1]:${port} ${hostKey}`);
  writeFileSync(
    join(folder, 'ssh_config'),
    [
      'Host tester',
      '  HostName 127.0.0.1',
      `  Port ${port}`,
      `  User ${account}`,
      `  IdentityFile ${join(folder, 'user')}`,
      '  IdentitiesOnly yes',
      `  UserKnownHostsFile ${join(folder, 'known_hosts')}`,
    ].join('\n'),
  );
  const server = spawn(findProgram('sshd') ?? 'sshd', ['-D', '-e', '-f', join(folder, 'sshd_config')], {
    stdio: 'ignore',
  });
  await until(() => existsSync(join(folder, 'pid')));
  const cut = (): void => void spawnSync('pkill', ['-KILL', '-f', `^sshd: ${account}`]);
  const uid = execFileSync('id', ['-u', account], { encoding: 'utf8' }).trim();
  const foldersLeft = (): readonly string[] =>
    readdirSync('/tmp')
      .map((name) => join('/tmp', name))
      .filter((path) => statSync(path, { throwIfNoEntry: false })?.uid === Number(uid));
  return {
    host: 'tester',
    configFile: join(folder, 'ssh_config'),
    account,
    cut,
    leftovers: () => [...foldersLeft(), ...processesOf(uid)],
    stop: () => {
      server.kill();
      cut();
      spawnSync('pkill', ['-KILL', '-U', uid]);
      spawnSync('userdel', ['--remove', '--force', account]);
      for (const path of [folder, ...foldersLeft()]) rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Processes of an account but the server's own, which end a moment after their connections. */
const processesOf = (uid: string): readonly string[] =>
  spawnSync('ps', ['-U', uid, '-o', 'args='], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter((line) => line !== '' && !line.startsWith('sshd:'));

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
