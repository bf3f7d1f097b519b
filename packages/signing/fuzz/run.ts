/**
 * `pnpm fuzz [seconds]`: damages tokens of the corpus again and again for so long (60 seconds by default) and checks
 * that nothing throws and nothing is accepted that nobody made. A text that made something new happen joins
 * `corpus.json`, which the tests run too; a text that broke a promise is printed, and the status is 1.
 */
import { randomInt } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

import refused from '../vectors/refused.json' with { type: 'json' }
import { mutate } from './mutate.ts'
import { run, VALID } from './targets.ts'

const seconds = Number(process.argv[2] ?? 60)
const file = new URL('corpus.json', import.meta.url)
const kept: unknown = JSON.parse(readFileSync(file, 'utf8'))
if (!Array.isArray(kept)) throw new TypeError('corpus.json must be a list')

const corpus: string[] = kept.map(String)
const seeds = [...VALID, ...refused.cases.map(({ token }) => token), ...corpus]
const seen = new Set(seeds.map((text) => kindOf(text, attempt(text))))
const [before, end] = [corpus.length, performance.now() + seconds * 1000]

// a generator of our own: randomInt draws 1 to 2 µs each
let state = randomInt(1, 2 ** 31)
let executions = seeds.length
while (performance.now() < end) {
  const text = mutate(pick(seeds), pick(seeds), random)
  const kind = kindOf(text, attempt(text))
  executions += 1
  if (seen.has(kind)) continue
  seen.add(kind)
  seeds.push(text)
  corpus.push(text)
}
writeFileSync(file, `${JSON.stringify(corpus, null, 2)}\n`)
console.log(
  `${executions} executions in ${seconds} s, ${seen.size} kinds of outcome, ` +
    `${corpus.length - before} new in the corpus of ${corpus.length}`,
)

function attempt(text: string): string {
  try {
    return run(text)
  } catch (error) {
    console.error(`broken by ${JSON.stringify(text)}\n`, error)
    process.exit(1)
  }
}

/** What happened, and roughly the shape of the text that it happened to. */
function kindOf(text: string, outcome: string): string {
  const parts = Math.min(text.split('.').length, 6)
  return `${outcome} ${parts} ${Math.floor(Math.log2(text.length + 1) / 2)}`
}

function pick(texts: readonly string[]): string {
  return texts[random(texts.length)] ?? ''
}

/** xorshift32 (Marsaglia 2003). */
function random(limit: number): number {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  return (state >>> 0) % limit
}
