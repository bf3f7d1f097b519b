import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { findPostgres } from '../testing/postgres.ts'
import { findRedis } from '../testing/redis.ts'
import { openPostgres, openRedis, type Remote } from '../testing/remote-stores.ts'
import { answer, createSite, type Site, type Visitor } from '../testing/site.ts'

const READ = 1000
const WRITE = 2000
// What a busy machine may add.
const SLACK = 400

const noRedis = await findRedis()
const noPostgres = await findPostgres()

suite('a slow network', { concurrency: true }, () => {
  describeEngine('Redis', openRedis, noRedis ?? false)
  describeEngine('PostgreSQL', openPostgres, noPostgres ?? false)
})

function describeEngine(name: string, open: () => Promise<Remote>, skip: string | false): void {
  suite(`before ${name}`, { concurrency: 1 }, () => {
    let remote: Remote
    let site: Site
    let ann: Visitor

    before(async () => {
      if (skip !== false) return
      remote = await open()
      site = createSite([remote.store])
      ann = site.visitor()
      await ann.visit((session) => session.login('ann'))
    })
    after(() => (skip === false ? remote.close() : undefined))

    for (const delay of [20, 100, 900]) {
      test(`of ${delay} ms keeps the deadlines`, { skip }, async () => {
        remote.proxy.setDelay(delay)
        const read = await time(() => answer(ann, (session) => session.user))
        assert.ok(read.took >= delay - 2 && read.took < READ + SLACK, `${read.took} ms`)
        assert.ok(read.status === 200 || read.took >= READ - 5, `${read.status} in ${read.took} ms`)
        const write = await time(() => answer(ann, (session) => session.set('delay', delay)))
        assert.ok(write.took < READ + WRITE + SLACK, `${write.took} ms`)
        assert.ok(write.status === 200 || write.took >= READ - 5)
      })

      test(
        `of ${delay} ms loses no update, and counts none that it refused`,
        { skip },
        async () => {
          remote.proxy.setDelay(0)
          const visitor = site.visitor()
          await visitor.visit((session) => session.set('n', 0))
          remote.proxy.setDelay(delay)
          const answers = await Promise.all(
            Array.from({ length: 8 }, () => time(() => increment(site.visitor(visitor.cookie)))),
          )
          remote.proxy.setDelay(0)
          const count = (status: number): number =>
            answers.filter((a) => a.status === status).length
          const [done, refused, unknown] = [count(200), count(409), count(503)]
          assert.equal(done + refused + unknown, 8)
          if (delay < 900) assert.ok(done > 0 && unknown === 0, `${done} done, ${unknown} unknown`)
          // The opening, and two seconds of trying.
          const longest = READ + WRITE + SLACK
          assert.ok(answers.every(({ took }) => took < longest))
          const n = Number(await readSlowly(visitor))
          assert.ok(n >= done && n <= done + unknown, `${n} of ${done}, and ${unknown} unknown`)
        },
      )
    }

    test(
      'that is too slow costs nobody who needs no session, and is used again',
      { skip },
      async () => {
        remote.proxy.setDelay(0)
        await readSlowly(ann)
        const late = await ann.begin()
        late.session.set('late', 1)
        remote.proxy.setDelay(3000)
        const write = await time(() => late.end())
        assert.ok(write.status === 503 && write.took < WRITE + SLACK, `${write.took} ms`)
        const reads = await Promise.all(
          [1, 2, 3].map(() => time(() => answer(ann, (session) => session.user))),
        )
        assert.ok(reads.every(({ status, took }) => status === 503 && took < READ + SLACK))
        for (const [what, status, act] of [
          ['touches nothing', 200, () => {}],
          ['reads', 503, (session) => session.user],
        ] satisfies [string, number, Parameters<typeof answer>[1]][]) {
          const open = await time(() => answer(ann, act))
          assert.ok(
            open.status === status && open.took < 50,
            `${what}: ${open.status}, ${open.took} ms`,
          )
        }
        remote.proxy.setDelay(0)
        await readSlowly(ann)
      },
    )
  })
}

function increment(visitor: Visitor): Promise<Response> {
  return answer(visitor, (session) => session.update('n', (n) => Number(n ?? 0) + 1))
}

/** The counter, once what was late has passed. */
async function readSlowly(visitor: Visitor): Promise<unknown> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const { session } = await visitor.begin()
    try {
      return session.get('n')
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  throw new Error('the store did not come back')
}

async function time(run: () => Promise<Response>): Promise<{ status: number; took: number }> {
  const begun = performance.now()
  const { status } = await run()
  return { status, took: performance.now() - begun }
}
