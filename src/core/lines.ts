import { StringDecoder } from 'node:string_decoder';

/** A line longer than this is given in part: nobody reads it, and a stranger must not fill our memory. */
const MAX_LINE = 64 * 1024;

/** Cuts a stream of bytes into lines, across chunks and multi-byte characters. */
export function createLineSplitter(onLine: (line: string) => void): (chunk: Buffer) => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return (chunk) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = (lines.pop() ?? '').slice(0, MAX_LINE);
    for (const line of lines) onLine(line.slice(0, MAX_LINE).replace(/\r$/, ''));
  };
}
