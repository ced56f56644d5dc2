import { formatStanding } from '../../status/standing.ts';
import { rootOf } from '../layout.tsx';
import { List, Table } from '../parts.tsx';
import type { Site, SiteLane } from '../schema.ts';

/** Rows that are not SUPPORTED yet and that the lane has to do with: what is missing, and until when. */
export const Candidates = ({ site, lane }: { site: Site; lane: SiteLane }) => {
  const candidates = site.features.flatMap(({ name, page, cells }) =>
    cells.flatMap((cell) =>
      cell.arch === lane.arch &&
      cell.status !== 'SUPPORTED' &&
      cell.status !== 'UNSUPPORTED' &&
      cell.specs.some(({ lanes }) => lanes.includes(lane.name))
        ? [{ name, page, cell }]
        : [],
    ),
  );
  if (candidates.length === 0) return <p>None: it selects no spec of a feature that waits for evidence.</p>;
  return (
    <Table
      id="candidates"
      label="Candidates for a promotion"
      columns={[
        { title: 'Feature', sort: 'text' },
        { title: 'Now', sort: 'text' },
        { title: 'Missing' },
        { title: 'Expected', sort: 'text' },
      ]}
    >
      {candidates.map(({ name, page, cell }) => (
        <tr>
          <th scope="row">
            <a href={`${rootOf(lane.page)}${page}#${cell.arch}`}>{name}</a>
          </th>
          <td>{formatStanding(cell)}</td>
          <td>
            {cell.decision.outcome === 'change' ? (
              `nothing: ${formatStanding(cell.decision.to)} is to be proposed`
            ) : (
              <List items={cell.decision.missing} none={cell.decision.reason} />
            )}
          </td>
          <td>
            {cell.decision.expected === null
              ? ''
              : `${cell.decision.expected.on ?? 'no day'}: ${cell.decision.expected.because}`}
          </td>
        </tr>
      ))}
    </Table>
  );
};
