// SPDX-License-Identifier: GPL-2.0-or-later
// @ts-check

/**
 * Copies a text; where there is no clipboard, selects it.
 * @param {HTMLButtonElement} button
 * @param {string} id
 */
const copy = async (button, id) => {
  const source = document.getElementById(id);
  if (source === null) return;
  try {
    await navigator.clipboard.writeText(source.textContent ?? '');
    button.textContent = 'Copied';
  } catch {
    getSelection()?.selectAllChildren(source);
    button.textContent = 'Selected: copy it with Ctrl+C';
  }
};

/**
 * Builds what was left as text until somebody needs it.
 * @param {Element} holder what has the text in it; it stays, or is replaced
 * @param {boolean} [stays]
 */
const build = (holder, stays = true) => {
  const waiting = holder.querySelector(':scope > noscript');
  if (waiting === null) return;
  const template = document.createElement('template');
  template.innerHTML = waiting.textContent ?? '';
  (stays ? waiting : holder).replaceWith(template.content);
};

/** Builds further strips of a picture when they come near the window. */
const strips = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      strips.unobserve(target);
      build(target, false);
    }
  },
  { rootMargin: '1500px' },
);

/**
 * Builds all strips that a part of the page still lacks.
 * @param {ParentNode} root
 */
const buildStrips = (root) => {
  for (const one of root.querySelectorAll('.later')) build(one, false);
};

addEventListener('beforeprint', () => buildStrips(document));

/**
 * Makes a part of the page do what it does only with a script.
 * @param {ParentNode} root
 */
const enhance = (root) => {
  for (const one of root.querySelectorAll('button[data-copies], .hint')) {
    if (one instanceof HTMLElement) one.hidden = false;
  }
  for (const one of root.querySelectorAll('.later')) strips.observe(one);
  for (const figure of root.querySelectorAll('.picture')) showFirst(figure);
};

/** @param {HTMLDetailsElement} details */
const opened = (details) => {
  if (details.querySelector(':scope > noscript') === null) return;
  build(details);
  enhance(details);
};

document.addEventListener(
  'toggle',
  (event) => {
    if (event.target instanceof HTMLDetailsElement && event.target.open) opened(event.target);
  },
  true,
);

/** Opens what the address points to. */
const follow = () => {
  const wanted = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = wanted?.closest('details');
  if (!(details instanceof HTMLDetailsElement)) return;
  opened(details);
  details.open = true;
  details.scrollIntoView();
};
addEventListener('hashchange', follow);

const filter = document.querySelector('.filter');
const input = filter?.querySelector('input');
const output = filter?.querySelector('output');
if (filter instanceof HTMLElement && input && output) {
  const findable = [...document.querySelectorAll('.findable')];
  filter.hidden = findable.length < 2;
  filter.addEventListener('submit', (event) => event.preventDefault());
  input.addEventListener('input', () => {
    const words = input.value.toLowerCase().split(/\s+/);
    let shown = 0;
    for (const one of findable) {
      if (!(one instanceof HTMLElement)) continue;
      const text = one.dataset['find'] ?? '';
      one.hidden = !words.every((word) => text.includes(word));
      if (!one.hidden) shown++;
    }
    output.textContent = input.value === '' ? '' : `${shown} of ${findable.length}`;
  });
}

enhance(document);
follow();
