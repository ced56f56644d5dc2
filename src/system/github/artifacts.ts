import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { infrastructureError } from '../../core/errors.ts';
import { askGitHub, type GitHub } from './client.ts';
import type { Repository } from './pull-request.ts';

/** Size of the largest archive, in bytes, that can be one of reports. */
const MAX_ARTIFACT_BYTES = 1024 ** 3;

export type Artifact = { readonly name: string; readonly path: string };

/** The page of a run, and its artifacts, downloaded as zips into a folder; those that have expired are told. */
export async function downloadArtifacts(
  github: GitHub,
  repository: Repository,
  run: number,
  prefix: string,
  folder: string,
  note: (message: string) => void,
): Promise<readonly Artifact[]> {
  const listed = await askGitHub(`listing the artifacts of the run ${run}`, () =>
    github.paginate(github.rest.actions.listWorkflowRunArtifacts, {
      ...repository,
      run_id: run,
      per_page: 100,
    }),
  );
  const wanted = listed.filter(({ name }) => name.startsWith(prefix));
  const artifacts: Artifact[] = [];
  for (const { id, name, expired, size_in_bytes: size } of wanted) {
    if (expired || size > MAX_ARTIFACT_BYTES) {
      note(`the artifact ${name} ${expired ? 'has expired' : `has ${size} bytes`}: left out`);
      continue;
    }
    const path = join(folder, `${id}.zip`);
    await askGitHub(`downloading the artifact ${name}`, async () => {
      const { data } = await github.rest.actions.downloadArtifact({
        ...repository,
        artifact_id: id,
        archive_format: 'zip',
        request: { parseSuccessResponseBody: false },
      });
      await save(data as ReadableStream<Uint8Array>, path);
    });
    artifacts.push({ name, path });
  }
  return artifacts;
}

/** Writes a download to a file. GitHub says how large an artifact is, but more may come: that is an error. */
async function save(stream: ReadableStream<Uint8Array>, path: string): Promise<void> {
  let bytes = 0;
  const counted = Readable.fromWeb(stream as never).on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_ARTIFACT_BYTES)
      counted.destroy(
        infrastructureError(`GitHub sent more than ${MAX_ARTIFACT_BYTES} bytes of an artifact`),
      );
  });
  await pipeline(counted, createWriteStream(path));
}
