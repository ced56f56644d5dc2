import { ZodError } from 'zod';

/** What is wrong with a document, in a line: of a schema's findings the first. */
export function complaintOf(error: unknown): string {
  if (!(error instanceof ZodError)) return (error as Error).message;
  const [issue] = error.issues;
  return `${issue?.path.join('.') || 'the whole'}: ${issue?.message}`;
}
