/**
 * Runs the conformance suite on every runtime, all at once, and makes one test of each of its tests on each of them.
 * `tools/reporter.ts` counts those in the suites named `conformance on …`.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { promisify } from 'node:util'
import { bun, deno, node, node22, type Runtime } from '../tools/runtimes.ts'
import { workerdName } from './workerd-name.ts'
import { conformanceNames, type Result } from './src/conformance.ts'
import { startWorkers } from './wrangler.ts'

const MODULE = join(import.meta.dirname, 'src/process.ts')

const runs: [runtime: string, results: Promise<unknown>][] = [
  ...[node, node22, bun, deno].map(startProcess),
  [workerdName, runInWorkerd()],
]

for (const [runtime, results] of runs) {
  results.catch(() => 'each of its tests says so')
  describe(`conformance on ${runtime}`, () => {
    for (const fact of conformanceNames()) {
      test(fact, async () => {
        const result = findResult(await results, fact)
        assert.ok(result, `${runtime} did not run it`)
        assert.ok(result.problem === null, String(result.problem))
      })
    }
  })
}

function startProcess(runtime: Runtime): [runtime: string, results: Promise<unknown>] {
  return [runtime.name, runInProcess(runtime)]
}

async function runInProcess({ executable, args }: Runtime): Promise<unknown> {
  const { stdout } = await promisify(execFile)(executable, [...args, MODULE], { timeout: 50_000 })
  return JSON.parse(stdout)
}

async function runInWorkerd(): Promise<unknown> {
  const server = await startWorkers({ name: 'conformance', main: 'src/worker.ts' })
  try {
    const response = await server.fetch('/')
    return await response.json()
  } finally {
    await server.close()
  }
}

function findResult(results: unknown, fact: string): Result | undefined {
  assert.ok(Array.isArray(results))
  return results.find(({ name }: Result) => name === fact)
}
