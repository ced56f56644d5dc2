import * as z from 'zod';
import type { StatusDocumentSettings } from './schema-types.ts';

export const STATUSES = ['SUPPORTED', 'PENDING', 'UNSUPPORTED', 'UNVERIFIED'] as const;

const words = z
  .array(z.string().min(1))
  .min(1)
  .describe(
    'Words that a document has for the status, the first one when we write; {} stands for a qualifier.',
  );

/** Schema of a document, or a table of Go code, that says what is supported. */
export const statusDocumentSchema = z
  .strictObject({
    path: z.string().min(1).describe('Path of the document, from the folder that holds lanes/.'),
    format: z
      .enum(['markdown-table', 'go-map', 'registry'])
      .default('markdown-table')
      .describe('How the document is read and edited.'),
    arch: z.string().optional().describe('Architecture that the whole document is about, in Go’s terms.'),
    suite: z
      .string()
      .optional()
      .describe('Name of the suite that verifies what the document says; the default one when absent.'),
    vocabulary: z
      .union([
        z.enum(['plain', 'user-guide']),
        z.strictObject({
          SUPPORTED: words,
          PENDING: words,
          UNSUPPORTED: words,
          UNVERIFIED: words,
        }),
      ])
      .default('plain')
      .describe(
        'plain: SUPPORTED, SUPPORTED (virtio bus), … user-guide: Supported, support virtio bus, Not supported yet, …',
      ),
    constants: z
      .record(z.string(), z.string())
      .optional()
      .describe('Go constants of a go-map by architecture, beside amd64: AMD64, arm64: ARM64, s390x: S390X.'),
  })
  .describe('Where a status is written down.');

/** A remote of git. One that begins with a dash would be an option, and options of git can name programs to run. */
const remote = z.string().regex(/^[^\s-]/, 'expected the name or the URL of a git remote');

export const evidenceSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('directory'),
      path: z
        .string()
        .min(1)
        .default('reports/evidence')
        .describe('Path of the ledger, from the folder that holds lanes/.'),
    }),
    z.strictObject({
      kind: z.literal('git-branch'),
      remote: remote.default('origin').describe('Name or URL of a git remote.'),
      branch: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/, 'expected the name of a branch')
        .default('lanekeeper-evidence')
        .describe('Name of a branch of its own, which shares no commit with the others.'),
    }),
  ])
  .describe('Where the ledger is kept.');

export const promotionSchema = z
  .strictObject({
    repository: z
      .string()
      .regex(/^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/, 'expected owner/name')
      .optional()
      .describe('Repository on GitHub, as owner/name; GITHUB_REPOSITORY when absent.'),
    apiUrl: z
      .string()
      .optional()
      .describe('Address of the API of GitHub Enterprise; GITHUB_API_URL or GitHub’s own when absent.'),
    remote: remote.default('origin').describe('Name or URL of the git remote that takes the branch.'),
    base: z.string().min(1).default('main').describe('Branch that the pull request asks to change.'),
    branch: z.string().min(1).default('lanekeeper/promotion').describe('Branch of the pull request.'),
    labels: z.array(z.string().min(1)).default([]).describe('Labels that the pull request gets.'),
  })
  .describe('The pull request that promotions are proposed by.');

export type Vocabulary = Exclude<StatusDocumentSettings['vocabulary'], string>;
export type Status = (typeof STATUSES)[number];
