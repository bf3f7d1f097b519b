import { appendFileSync, readFileSync } from 'node:fs'

/** What one test process logged and made, and what of it met. */
export interface Watched {
  readonly lines: number
  /** Secrets, cookies and tokens that were searched for. */
  readonly secrets: number
  /** Lines that hold one. */
  readonly leaks: readonly string[]
}

const lines: string[] = []
const secrets = new Set<string>()

/** Remembers a log record, as a line of JSON. */
export function noteLine(line: string): void {
  lines.push(line)
}

/** Remembers what no line may hold. What is shorter than 16 characters is no secret. */
export function noteSecret(text: string): void {
  if (text.length >= 16) secrets.add(text)
}

/** Searches all lines of this process, and adds what came of it to a file. */
export function writeWatched(file: string): Watched {
  const leaks = lines.filter((line) => [...secrets].some((secret) => line.includes(secret)))
  const watched = { lines: lines.length, secrets: secrets.size, leaks }
  appendFileSync(file, `${JSON.stringify(watched)}\n`)
  return watched
}

/** The sum over all processes that wrote to the file. */
export function readWatched(file: string): Watched {
  const all = readFileSync(file, 'utf8').split('\n').filter(Boolean).map(parse)
  return {
    lines: all.reduce((sum, { lines }) => sum + lines, 0),
    secrets: all.reduce((sum, { secrets }) => sum + secrets, 0),
    leaks: all.flatMap(({ leaks }) => leaks),
  }
}

function parse(line: string): Watched {
  return JSON.parse(line)
}
