import { strict as assert } from 'node:assert'
import { test } from 'node:test'
import { updateReadme } from './readme.ts'
import type { Results } from './results.ts'
import type { Verdict } from './verdict.ts'

const verdict = (what: string, value: number): Verdict => ({
  what,
  value,
  bound: 'at most',
  target: 0.1,
  margin: 1,
})

const RESULTS: Results = {
  machine: 'a machine',
  date: '2026-11-22',
  command: 'pnpm bench',
  inProcess: [
    {
      runtime: 'Node',
      rows: [],
      verdicts: [
        verdict('read, part of what a adds', 0.05),
        verdict('read, part of what b adds', 0.2),
      ],
    },
  ],
  overHttp: [],
  leftOut: [],
  growth: [],
  bundles: [],
  bundleVerdicts: [],
  importTimes: [],
  memory: { sessions: 1, bytes: 1 },
}

test('the README says machine, date, command and the worst figure, and keeps the rest', () => {
  const readme = '# Bench\n<!-- made by pnpm bench -->\nold\n<!-- until here -->\nrest\n'
  const updated = updateReadme(readme, RESULTS)
  assert.match(
    updated,
    /^# Bench\n<!-- made by pnpm bench -->\n\na machine\. 2026-11-22, `pnpm bench`\./,
  )
  assert.match(
    updated,
    /\| read, part of what the next library adds +\| 0\.20 \(≤ 0\.1, missed\) \|/,
  )
  assert.match(updated, /<!-- until here -->\nrest\n$/)
  assert.doesNotMatch(updated, /old/)
  assert.equal(updateReadme(updated, RESULTS), updated)
})

test('a README without its marks is an error', () => {
  assert.throws(() => updateReadme('# Bench\n', RESULTS), /lost its marks/)
})
