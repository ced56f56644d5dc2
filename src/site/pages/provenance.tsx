import { shellLine } from '../../core/shell-line.ts';
import type { RunHeader } from '../../evidence/ledger/run.ts';

/** Facts that were probed of the machine that ran the specs. */
export const MachineFactsList = ({ node }: { node: RunHeader['node'] }) => {
  const { machine } = node;
  const facts: readonly (readonly [string, string])[] =
    machine === null
      ? [['machine', 'nobody probed it']]
      : [
          ['uname -m', machine.uname],
          ['system', `${machine.os}, kernel ${machine.kernel}`],
          ['CPU', `${machine.cpuModel}, ${machine.cpus} of them`],
          ['memory', `${(machine.memoryBytes / 2 ** 30).toFixed(1)} GiB`],
          ['acceleration', machine.accel],
          ['host name', machine.hostname],
        ];
  return (
    <dl>
      <dt>node</dt>
      <dd>
        {node.name} ({node.kind}, {node.emulated ? 'emulated' : 'native'}
        {node.emulator === null ? '' : ` by ${node.emulator}`})
      </dd>
      {facts.map(([name, value]) => (
        <>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </>
      ))}
    </dl>
  );
};

/** Command line that was run: a program and its arguments, as a shell would take them. */
export const CommandLine = ({ command }: { command: RunHeader['command'] }) =>
  command === null ? (
    <p>Nobody knows its command line.</p>
  ) : (
    <pre>
      <code>{shellLine(command)}</code>
    </pre>
  );
