import { strict as assert } from 'node:assert'
import { after, test } from 'node:test'
import { OURS } from '../peers/names.ts'
import { required } from './contestants.ts'
import { startLoad } from './load.ts'
import { measureHttp } from './run.ts'
import { startWorkerd } from '../workerd.ts'

const load = startLoad('autocannon')
after(() => load.end())

for (const field of required()) {
  test(`${field.runtime} serves a session, which is asked and counted`, async () => {
    const contestants = field.contestants.filter(({ name }) => name === OURS)
    const { rows } = await measureHttp(
      { ...field, contestants },
      { load, requests: ['read', 'write'], rounds: 1, seconds: 0.3 },
    )
    const [row] = rows
    assert.equal(row?.name, OURS)
    for (const request of ['read', 'write'] as const) {
      assert.equal(row.rates[request]?.samples.length, 1)
      assert.ok((row.rates[request]?.perSecond ?? 0) > 0, request)
    }
  })
}

test('a server that does not do the work is not asked', async () => {
  const contestants = [{ name: 'nobody', kind: 'ours', start: startNobody } as const]
  const measured = measureHttp(
    { runtime: 'workerd', contestants },
    { load, requests: ['read'], rounds: 1, seconds: 0.3 },
  )
  await assert.rejects(measured, /nobody: \/login answers 500/)
})

function startNobody() {
  return startWorkerd({ main: 'over-http/worker.ts', vars: { PEER: 'nobody' } })
}
