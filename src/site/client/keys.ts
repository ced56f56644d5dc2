/** Makes the keys of a page work: `/` searches, `j` and `k` go from row to row, `Escape` clears. */
export function makeKeys(): void {
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { activeElement } = document;
    if (activeElement instanceof HTMLInputElement) {
      if (event.key === 'Escape') clear(activeElement);
      return;
    }
    if (activeElement instanceof HTMLSelectElement) return;
    if (event.key === '/') {
      event.preventDefault();
      document.querySelector<HTMLInputElement>('form.tools input')?.focus();
    }
    if (event.key === 'j' || event.key === 'k') move(event.key === 'j' ? 1 : -1);
  });
}

function clear(input: HTMLInputElement): void {
  input.value = '';
  input.dispatchEvent(new Event('input', { bubbles: true }));
  input.blur();
}

/**
 * Moves to the first link of another row that is shown.
 *
 * @param step number of rows, down or up.
 */
function move(step: number): void {
  const links = [...document.querySelectorAll('tbody tr:not([hidden])')].flatMap(
    (row) => row.querySelector<HTMLElement>('a, summary') ?? [],
  );
  const row = document.activeElement?.closest('tr');
  const current = links.findIndex((link) => link.closest('tr') === row && row !== undefined && row !== null);
  const next = links[current < 0 ? (step > 0 ? 0 : links.length - 1) : current + step];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}
