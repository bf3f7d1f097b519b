/** The part of the stylesheet for pages that list things: the inspector and the devices. */
export const tableStyle: string = `h2 {
  margin: 2rem 0 0.75rem;
  font-size: 1.2rem;
}
dl {
  display: grid;
  grid-template-columns: max-content 1fr;
  gap: 0.5rem 1.25rem;
  margin: 0 0 1.75rem;
}
dt,
th {
  color: var(--quiet);
  font-weight: 600;
}
dd {
  margin: 0;
  overflow-wrap: anywhere;
}
meter {
  display: block;
  width: 100%;
}
table {
  width: 100%;
  border-collapse: collapse;
}
caption {
  margin-bottom: 0.5rem;
  font-size: 1.2rem;
  font-weight: 700;
  overflow-wrap: anywhere;
  text-align: start;
}
th,
td {
  padding: 0.35rem 0;
  border-bottom: 1px solid var(--line);
  text-align: start;
}
td,
thead th:last-child {
  text-align: end;
  font-variant-numeric: tabular-nums;
}
main .devices :is(th, td) {
  padding: 0.5rem 0.5rem 0.5rem 0;
  font-size: 0.95rem;
  line-height: 1.35;
  text-align: start;
}
main .devices :is(th, td):last-child {
  padding-right: 0;
  text-align: end;
}
.devices tbody th {
  color: inherit;
}
.devices strong {
  white-space: nowrap;
}
main button.small {
  width: auto;
  min-height: 2.25rem;
  padding: 0.25rem 0.8rem;
}
.actions {
  display: grid;
  gap: 1rem;
  padding-top: 1.5rem;
}
.actions p {
  margin: 0;
}
.unseen {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
.log {
  padding: 0;
  font: 0.85rem/1.6 ui-monospace, monospace;
  list-style: none;
  overflow-wrap: anywhere;
}
.log li + li {
  margin-top: 0.4rem;
}
.log span {
  color: var(--quiet);
}
`
