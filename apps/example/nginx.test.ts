/** Two processes of the example behind a real nginx, on one store, while one of them ends. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { findFreePort } from '../../tools/free-port.ts'
import { reasonWithoutNginx } from '../../tools/nginx.ts'
import { startExampleNginx, type ExampleNginx } from './testing-nginx.ts'
import { startExample, type RunningExample } from './testing-process.ts'
import { testStores, type PreparedStore } from './testing-stores.ts'
import { browseAt, sendVisitors, type Stay } from './testing-visitors.ts'

const NAMES = ['ada', 'grace', 'lin', 'edith']

for (const { name, skip, prepare } of testStores.filter((store) => store.name !== 'sqlite')) {
  describe(
    `behind nginx, on ${name}`,
    { skip: reasonWithoutNginx() || skip, timeout: 120_000 },
    () => {
      const site: Partial<Site> = {}
      before(() => open(site, prepare))
      after(() => close(site))

      test('each process is killed once: nobody is logged out, no visit is lost, who left is out', async () => {
        const { nginx, processes, start } = ready(site)
        const visitors = sendVisitors(nginx.origin, NAMES)
        await visitors.rounds(NAMES.length)
        for (const index of [0, 1] as const) {
          await processes[index].kill()
          await visitors.rounds(2 * NAMES.length)
          processes[index] = await start(index)
          await visitors.rounds(2 * NAMES.length)
        }
        const stays = await visitors.leave()
        for (const { acknowledged, counted } of stays) assert.ok(counted >= acknowledged)
        await assertGone(stays, processes)
      })

      test('a process ends gracefully: no request fails, and none runs twice', async () => {
        const { nginx, processes, start } = ready(site)
        const visitors = sendVisitors(nginx.origin, NAMES)
        await visitors.rounds(NAMES.length)
        for (const index of [0, 1] as const) {
          const { stop, output } = processes[index]
          assert.equal(await stop(), 0)
          assert.doesNotMatch(output(), /session\.unavailable(?!.*(?:no answer in|lately))/)
          await visitors.rounds(2 * NAMES.length)
          processes[index] = await start(index)
          await visitors.rounds(2 * NAMES.length)
        }
        const stays = await visitors.leave()
        for (const { acknowledged, counted, postponed } of stays) {
          assert.ok(counted >= acknowledged && counted <= acknowledged + postponed)
        }
        await assertGone(stays, processes)
      })
    },
  )
}

interface Site {
  readonly store: PreparedStore
  readonly nginx: ExampleNginx
  readonly processes: [RunningExample, RunningExample]
  /** Starts the process of that place, on the port where nginx looks for it. */
  readonly start: (index: 0 | 1) => Promise<RunningExample>
}

async function open(
  site: { -readonly [Key in keyof Site]?: Site[Key] },
  prepare: () => Promise<PreparedStore>,
): Promise<void> {
  const store = await prepare()
  site.store = store
  const ports = [await findFreePort(), await findFreePort()] as const
  const start = (index: 0 | 1): Promise<RunningExample> => {
    const variables = { ...store.variables, NODE_ENV: 'production', PORT: String(ports[index]) }
    return startExample({ variables })
  }
  site.start = start
  site.processes = await Promise.all([start(0), start(1)])
  site.nginx = await startExampleNginx(ports)
}

async function close({ store, nginx, processes }: Partial<Site>): Promise<void> {
  await nginx?.stop()
  await Promise.all((processes ?? []).map((each) => each.stop()))
  await store?.remove()
}

function ready({ store, nginx, processes, start }: Partial<Site>): Site {
  assert.ok(store && nginx && processes && start)
  return { store, nginx, processes, start }
}

/** The cookies with which the visitors were logged in open nothing any more, at either process. */
async function assertGone(
  stays: readonly Stay[],
  processes: readonly RunningExample[],
): Promise<void> {
  for (const { cookie } of stays) {
    for (const { origin } of processes) {
      const response = await browseAt(origin).client.get('/', { headers: { cookie } })
      assert.match(await response.text(), /You are not logged in/)
    }
  }
}
