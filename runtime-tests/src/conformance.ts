import { flash } from './flash.ts'
import { flask } from './flask.ts'
import { headerPatch } from './header-patch.ts'
import { hono } from './hono.ts'
import { logger } from './logger.ts'
import { session } from './session.ts'
import { signing } from './signing.ts'
import { store } from './store.ts'

/** Tests of one area: plain functions that throw when the fact in their name does not hold. */
export type Area = Readonly<Record<string, () => void | Promise<void>>>

/** What a test came to. */
export interface Result {
  readonly name: string
  /** The error's text with its stack; `null` when the test passed. */
  readonly problem: string | null
}

/** The names of all tests, `area: fact`. */
export function conformanceNames(): string[] {
  return tests().map(([name]) => name)
}

/** Runs all tests, one after the other. */
export async function runConformance(): Promise<Result[]> {
  const results: Result[] = []
  for (const [name, test] of tests()) results.push({ name, problem: await run(test) })
  return results
}

/** Every test that each runtime must pass. The suite knows no runtime and no test runner. */
const AREAS: Readonly<Record<string, Area>> = {
  signing,
  session,
  store,
  hono,
  flash,
  flask,
  logger,
  'header patch': headerPatch,
}

function tests(): [name: string, test: Area[string]][] {
  return Object.entries(AREAS).flatMap(([area, tests]) =>
    Object.entries(tests).map(([fact, test]): [string, Area[string]] => [`${area}: ${fact}`, test]),
  )
}

async function run(test: () => void | Promise<void>): Promise<string | null> {
  try {
    await test()
    return null
  } catch (error) {
    return error instanceof Error ? `${String(error)}\n${error.stack ?? ''}` : String(error)
  }
}
