// What the user chose, kept in the part of the address behind `#`, so that it can be sent to somebody.

/** Choices of the page’s first table; a plain `#name` leads to a place of the page instead. */
export const readState = (): URLSearchParams =>
  new URLSearchParams(location.hash.includes('=') ? location.hash.slice(1) : '');

export function writeState(state: URLSearchParams): void {
  const text = state.toString();
  history.replaceState(null, '', text === '' ? location.pathname + location.search : `#${text}`);
}
