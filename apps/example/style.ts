import { tableStyle } from './table-style.ts'

/** The one stylesheet. It follows the reader's light or dark scheme, or the page's own. */
export const style: string = `:root {
  color-scheme: light dark;
  --page: light-dark(#f3f5f4, #121816);
  --card: light-dark(#ffffff, #1b2421);
  --text: light-dark(#17211e, #e6edea);
  --quiet: light-dark(#4c5a55, #a9b8b2);
  --line: light-dark(#7b8a84, #74857e);
  --accent: light-dark(#0b5f4a, #7fd6b8);
  --on-accent: light-dark(#ffffff, #0b1f18);
  --problem: light-dark(#a3151f, #ff9d9d);
}
:root[data-theme='light'] {
  color-scheme: light;
}
:root[data-theme='dark'] {
  color-scheme: dark;
}
* {
  box-sizing: border-box;
}
body {
  margin: 0;
  padding: clamp(1rem, 6vh, 4rem) 1rem;
  background: var(--page);
  color: var(--text);
  font: 1.0625rem/1.55 system-ui, sans-serif;
}
header,
main {
  max-width: 27rem;
  margin-inline: auto;
}
header {
  margin-bottom: 1rem;
}
header a {
  color: var(--quiet);
  font-weight: 600;
}
main {
  padding: clamp(1.25rem, 5vw, 2.25rem);
  border-radius: 0.75rem;
  background: var(--card);
  box-shadow: 0 1px 3px rgb(0 0 0 / 0.2);
}
h1 {
  margin: 0 0 1rem;
  font-size: 1.6rem;
  line-height: 1.25;
  overflow-wrap: anywhere;
  text-wrap: balance;
}
p {
  margin: 0 0 1.25rem;
}
.flash {
  margin-bottom: 1.5rem;
  padding: 0.7rem 1rem;
  border-left: 0.3rem solid var(--accent);
  border-radius: 0.35rem;
  background: var(--page);
  overflow-wrap: anywhere;
}
.flash[role='alert'] {
  border-color: var(--problem);
}
form,
main > :last-child {
  margin: 0;
}
label {
  display: block;
  margin-bottom: 0.35rem;
  font-weight: 600;
}
input,
button,
.button {
  min-height: 2.9rem;
  padding: 0.6rem 1rem;
  border-radius: 0.5rem;
  font: inherit;
}
input {
  width: 100%;
  margin-bottom: 1.25rem;
  border: 1px solid var(--line);
  background: var(--page);
  color: inherit;
}
input[aria-invalid] {
  margin-bottom: 0.6rem;
  border: 2px solid var(--problem);
}
.problem {
  color: var(--problem);
}
main > .aside {
  margin-top: 1.5rem;
}
a {
  color: var(--accent);
}
${tableStyle}button,
.button {
  display: inline-block;
  border: 1px solid transparent;
  background: var(--accent);
  color: var(--on-accent);
  font-weight: 600;
  text-decoration: none;
  cursor: pointer;
}
:is(button, .button):hover {
  filter: brightness(1.12);
}
:focus-visible {
  outline: 3px solid var(--accent);
  outline-offset: 3px;
}
@media (max-width: 30rem) {
  main :is(button, .button) {
    width: 100%;
    text-align: center;
  }
}
`
