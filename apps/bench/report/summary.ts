import { markdown } from './markdown.ts'
import type { Results } from './results.ts'
import { isKept, type Verdict } from './verdict.ts'

/** A target, and which verdicts of a run speak of it: the worst one stands for it. */
interface Line {
  readonly what: string
  readonly isAbout: (verdict: Verdict) => boolean
}

const IN_PROCESS: readonly Line[] = [
  { what: 'read, times the floor', isAbout: ({ what }) => what === 'read, times the floor' },
  { what: 'write, times the floor', isAbout: ({ what }) => what === 'write, times the floor' },
  { what: 'untouched, times empty Hono', isAbout: ({ what }) => what.startsWith('untouched,') },
  {
    what: 'read, part of what the next library adds',
    isAbout: ({ what }) => what.startsWith('read, part'),
  },
  {
    what: 'write, part of what the next library adds',
    isAbout: ({ what }) => what.startsWith('write, part'),
  },
]

const OVER_HTTP: Line = {
  what: "requests over HTTP, part of the floor's",
  isAbout: ({ what }) => what.endsWith("part of the floor's requests"),
}

/** Each target beside what each runtime gave; the worst figure where there are several. */
export function toSummary({ inProcess, overHttp }: Results): string {
  return `${toTable(IN_PROCESS, inProcess)}\n\n${toTable([OVER_HTTP], overHttp)}`
}

type Judged = readonly { readonly runtime: string; readonly verdicts: readonly Verdict[] }[]

function toTable(lines: readonly Line[], runs: Judged): string {
  const rows = lines.map((line) => [
    line.what,
    ...runs.map(({ verdicts }) => cell(worst(verdicts.filter(line.isAbout)))),
  ])
  return markdown([['', ...runs.map(({ runtime }) => runtime)], ...rows])
}

function worst(verdicts: readonly Verdict[]): Verdict | undefined {
  const [bad] = verdicts.toSorted((a, b) =>
    a.bound === 'at most' ? b.value - a.value : a.value - b.value,
  )
  return bad
}

function cell(verdict: Verdict | undefined): string {
  if (verdict === undefined) return ''
  const bound = verdict.bound === 'at most' ? '≤' : '≥'
  return `${verdict.value.toFixed(2)} (${bound} ${verdict.target}${isKept(verdict) ? '' : ', missed'})`
}
