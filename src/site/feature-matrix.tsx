import type { JSX } from 'preact';
import { type Filter, Table } from './parts.tsx';
import type { Site, SiteCell } from './schema.ts';
import { named } from './text.ts';

/** Number of features that are shown, which is more than any project has. */
const MAX_FEATURES = 2000;

type MatrixProps = {
  readonly id: string;
  readonly label: string;
  readonly site: Site;
  /** Filter of the cells beside that by architecture. */
  readonly filter: Filter;
  /** Shows a feature on an architecture: the content of its cell, and the value by which it is filtered. */
  readonly show: (
    cell: SiteCell | undefined,
    page: string,
  ) => { readonly value: string; readonly content: JSX.Element };
};

/** Matrix of features by architectures. */
export const FeatureMatrix = ({ id, label, site: { features, arches }, filter, show }: MatrixProps) =>
  features.length === 0 ? (
    <p>
      The configuration names no status document: <code>status:</code> in lanekeeper.yaml says where the
      tables are.
    </p>
  ) : (
    <>
      <Table
        id={id}
        label={label}
        class="matrix"
        columns={[
          { title: 'Feature', sort: 'text' },
          ...arches.map((arch) => ({ title: arch, sort: 'text' as const, arch })),
        ]}
        filters={[{ name: 'arch', label: 'Architecture', values: arches }, filter]}
      >
        {features.slice(0, MAX_FEATURES).map(({ name, page, cells }) => (
          <tr>
            <th scope="row">
              <a href={page}>{named(name)}</a>
            </th>
            {arches.map((arch) => {
              const { value, content } = show(
                cells.find((cell) => cell.arch === arch),
                page,
              );
              return (
                <td data-arch={arch} {...{ [`data-${filter.name}`]: value }}>
                  {content}
                </td>
              );
            })}
          </tr>
        ))}
      </Table>
      {features.length > MAX_FEATURES ? (
        <p>… and {features.length - MAX_FEATURES} more, in the data.</p>
      ) : null}
    </>
  );
