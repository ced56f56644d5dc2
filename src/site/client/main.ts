// The script of every page: search, filter, sort and keys, for what is there without it.
import { makeKeys } from './keys.ts';
import { makeLive } from './table.ts';

document.documentElement.classList.add('has-script');
for (const form of document.querySelectorAll<HTMLFormElement>('form.tools')) {
  const table = document.getElementById(form.dataset['table'] ?? '');
  if (table instanceof HTMLTableElement) makeLive(form, table);
}
for (const table of document.querySelectorAll('table'))
  if (table.dataset['live'] === undefined) makeLive(undefined, table);
makeKeys();

/** Shows the place that a link leads to, wherever it is folded. */
function open(): void {
  const target = document.getElementById(location.hash.slice(1));
  for (let element = target; element !== null; element = element.parentElement)
    if (element instanceof HTMLDetailsElement) element.open = true;
  target?.scrollIntoView();
}
addEventListener('hashchange', open);
if (location.hash !== '') open();

// Paper has no folds.
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details')) details.open = true;
});
