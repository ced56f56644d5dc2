import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { createEmulator } from 'emulate';
import { onTestFinished } from 'vitest';
import { REPOSITORY } from './cli.ts';
import { readBody } from './http.ts';
import { git } from './promotion.ts';

/** Something that goes wrong with the next request of a kind. */
type Fault = {
  /** Requests that the fault hits, by method and end of their path: `POST /pulls`. */
  readonly on: string;
  /** Answer instead of GitHub's; or the connection ends before or after GitHub did what was asked. */
  readonly with:
    | {
        readonly status: number;
        readonly headers?: Readonly<Record<string, string>>;
        readonly message: string;
      }
    | 'cut before'
    | 'cut after';
  /** Number of requests that the fault hits. */
  readonly times?: number;
};

export type LocalGitHub = {
  readonly url: string;
  readonly token: string;
  /** Requests in their order, by method and path: `POST /repos/octo/hello/pulls`. */
  readonly requests: readonly string[];
  /** Sentences on what was asked that GitHub’s own description does not allow. */
  readonly violations: readonly string[];
  readonly fail: (fault: Fault) => void;
  readonly pulls: () => Promise<readonly Pull[]>;
  readonly change: (number: number, change: Readonly<Record<string, unknown>>) => Promise<void>;
  /** Adds an artifact to the run 42 of Actions, which the emulator does not know. */
  readonly addArtifact: (name: string, zip: Buffer, change?: { readonly expired?: boolean }) => void;
};

type Pull = {
  readonly number: number;
  readonly state: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly { readonly name: string }[];
};

type Operation = {
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: object;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
};

const TOKEN = 'a-token-that-nobody-may-see';

/**
 * Starts a GitHub on this machine: an emulator that keeps state, behind a proxy that holds every request to
 * GitHub's OpenAPI description, knows the branches of a real git remote, and makes faults on request.
 */
export async function startGitHub(remote: string): Promise<LocalGitHub> {
  const emulator = await createEmulator({
    service: 'github',
    port: 0,
    seed: {
      tokens: { [TOKEN]: { login: 'octo' } },
      github: { users: [{ login: 'octo' }], repos: [{ owner: 'octo', name: 'hello', auto_init: true }] },
    },
  });
  onTestFinished(() => emulator.close());
  const requests: string[] = [];
  const violations: string[] = [];
  const artifacts: StoredArtifact[] = [];
  const faults: { fault: Fault; left: number }[] = [];
  const check = createChecker();
  const ask = async (method: string, path: string, body = ''): Promise<Response> =>
    fetch(`${emulator.url}${path}`, {
      method,
      headers: { authorization: `token ${TOKEN}`, 'content-type': 'application/json' },
      ...(body === '' ? {} : { body }),
    });
  const listPulls = async (): Promise<Pull[]> =>
    (await (await ask('GET', '/repos/octo/hello/pulls?state=all&per_page=100')).json()) as Pull[];

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '' } = request;
    const body = await readBody(request);
    requests.push(`${method} ${url.split('?')[0]}`);
    const fault = faults.find(({ fault: { on }, left }) => left > 0 && matches(on, method, url));
    if (fault !== undefined) fault.left -= 1;
    const wrong = fault?.fault.with;
    if (wrong === 'cut before') return void response.destroy();
    if (typeof wrong === 'object')
      return send(response, wrong.status, JSON.stringify({ message: wrong.message }), wrong.headers);
    // Where GitHub sends who downloads: an address that is secret, and takes no token.
    const download = /^\/download\/(\d+)$/.exec(url)?.[1];
    if (download !== undefined) return void response.end(artifacts[Number(download) - 1]?.zip);
    if (request.headers.authorization !== `token ${TOKEN}`)
      return send(response, 401, JSON.stringify({ message: 'Bad credentials' }));
    violations.push(...check(method, url, body));
    if (url.includes('/actions/')) return answerActions(response, url, artifacts);
    const refusal = await refuse(method, url, body, remote, listPulls);
    if (refusal !== undefined)
      return send(
        response,
        422,
        JSON.stringify({ message: 'Validation Failed', errors: [{ message: refusal }] }),
      );
    const real = await ask(method, url, body);
    const text = await real.text();
    if (wrong === 'cut after') return void response.destroy();
    send(response, real.status, text);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      violations.push(`the proxy failed: ${error}`);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: TOKEN,
    requests,
    violations,
    fail: (fault) => void faults.push({ fault, left: fault.times ?? 1 }),
    pulls: listPulls,
    addArtifact: (name, zip, { expired = false } = {}) => void artifacts.push({ name, zip, expired }),
    change: async (number, change) => {
      await ask('PATCH', `/repos/octo/hello/pulls/${number}`, JSON.stringify(change));
    },
  };
}

type StoredArtifact = { readonly name: string; readonly zip: Buffer; readonly expired: boolean };

/** Answers with the list of a run's artifacts, two to a page, and where each can be downloaded. */
function answerActions(response: ServerResponse, url: string, artifacts: readonly StoredArtifact[]): void {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const id = /\/actions\/artifacts\/(\d+)\/zip$/.exec(pathname)?.[1];
  if (id !== undefined) return void response.writeHead(302, { location: `/download/${id}` }).end();
  if (!pathname.endsWith('/actions/runs/42/artifacts'))
    return send(response, 404, JSON.stringify({ message: 'Not Found' }));
  const page = Number(searchParams.get('page') ?? 1);
  const listed = artifacts.map(({ name, zip, expired }, index) => ({
    id: index + 1,
    name,
    size_in_bytes: zip.length,
    expired,
  }));
  const next = `<http://${response.req.headers.host}${pathname}?page=${page + 1}&per_page=100>; rel="next"`;
  send(
    response,
    200,
    JSON.stringify({ total_count: listed.length, artifacts: listed.slice((page - 1) * 2, page * 2) }),
    listed.length > page * 2 ? { link: next } : {},
  );
}

const matches = (on: string, method: string, url: string): boolean =>
  on.startsWith(`${method} `) && (url.split('?')[0] ?? '').endsWith(on.slice(method.length + 1));

function send(response: ServerResponse, status: number, body: string, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(body);
}

/** Message of what GitHub refuses and the emulator takes. */
async function refuse(
  method: string,
  url: string,
  body: string,
  remote: string,
  pulls: () => Promise<readonly Pull[]>,
): Promise<string | undefined> {
  if (method !== 'POST' || !url.endsWith('/pulls')) return undefined;
  const { head, base } = JSON.parse(body) as { head: string; base: string };
  const branches = git(remote, 'for-each-ref', '--format=%(refname:short)', 'refs/heads').split('\n');
  if (!branches.includes(head)) return `head: ${head} is invalid`;
  if (git(remote, 'rev-parse', head) === git(remote, 'rev-parse', base))
    return `No commits between ${base} and ${head}`;
  return (await pulls()).some(({ state }) => state === 'open')
    ? `A pull request already exists for octo:${head}.`
    : undefined;
}

/** Holds requests to the description of the operations that we use; any other operation is a violation. */
function createChecker(): (method: string, url: string, body: string) => readonly string[] {
  const { paths } = JSON.parse(readFileSync(join(REPOSITORY, 'fixtures/github/openapi.json'), 'utf8')) as {
    paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  };
  const ajv = new Ajv({ strict: false, coerceTypes: true, allErrors: true, validateFormats: false });
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const query = operation.parameters.filter((parameter) => parameter.in === 'query');
      return {
        method: method.toUpperCase(),
        path: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`),
        query: ajv.compile({
          type: 'object',
          properties: Object.fromEntries(query.map(({ name, schema }) => [name, schema])),
          required: query.filter(({ required }) => required === true).map(({ name }) => name),
          additionalProperties: false,
        }),
        body: bodyValidator(ajv, operation),
      };
    }),
  );
  return (method, url, body) => {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const found = operations.find(
      (operation) => operation.method === method && operation.path.test(pathname),
    );
    if (found === undefined) return [`${method} ${pathname} is no operation that is known`];
    const problems = (validate: ValidateFunction | undefined, value: unknown): readonly string[] =>
      validate === undefined || validate(value)
        ? []
        : (validate.errors ?? []).map(
            ({ instancePath, message }) => `${method} ${pathname}: ${instancePath} ${message}`,
          );
    return [
      ...problems(found.query, Object.fromEntries(searchParams)),
      ...(body === '' ? [] : problems(found.body, JSON.parse(body))),
    ];
  };
}

/** Compiles a check of a request's body. GitHub ignores fields that it doesn't know: to us they are slips. */
function bodyValidator(ajv: Ajv, { requestBody }: Operation): ValidateFunction | undefined {
  const schema = requestBody?.content['application/json']?.schema;
  if (schema === undefined) return undefined;
  return ajv.compile('properties' in schema ? { ...schema, additionalProperties: false } : schema);
}
