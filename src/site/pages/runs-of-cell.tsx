import { rootOf } from '../layout.tsx';
import { RunLink, Table } from '../parts.tsx';
import type { SiteCell } from '../schema.ts';
import type { SiteContent } from '../types.ts';
import { CommandLine, MachineFactsList } from './provenance.tsx';

/** Number of runs in the window that are shown with all that is known of them. */
const MAX_RUNS = 30;

/** Runs that a cell rests on, with digest, node and command line. */
export const RunsOfCell = ({
  content,
  path,
  cell,
}: {
  content: SiteContent;
  path: string;
  cell: SiteCell;
}) => {
  const shown = cell.runs.slice(0, MAX_RUNS).flatMap((key) => content.runs.get(key) ?? []);
  const indexed = new Map(content.input.evidence.runs.map((run) => [run.key, run]));
  return (
    <>
      <Table
        id={`runs-${cell.arch}`}
        label={`Runs on ${cell.arch}`}
        columns={['Run', 'Counts as', 'Report', 'Node and command'].map((title) => ({ title }))}
      >
        {shown.map((run) => {
          const header = indexed.get(run.key)?.header;
          return (
            <tr>
              <th scope="row">
                <RunLink root={rootOf(path)} run={run} />
              </th>
              <td>{run.counts}</td>
              <td>
                <code class="digest">{run.report}</code>
              </td>
              <td>
                {header === undefined ? null : (
                  <details>
                    <summary>{run.machine ?? 'nobody probed it'}</summary>
                    <MachineFactsList node={header.node} />
                    <CommandLine command={header.command} />
                  </details>
                )}
              </td>
            </tr>
          );
        })}
      </Table>
      {cell.runs.length > shown.length ? (
        <p>… and {cell.runs.length - shown.length} more: see the lanes.</p>
      ) : null}
    </>
  );
};
