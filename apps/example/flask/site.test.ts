import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { after, before, describe, test } from 'node:test'
import { createTestClient } from '@costrel/http/testing'
import { startSite, type Site } from './site.ts'

const probe = spawnSync('python3', ['-c', 'import flask'])
const skip = probe.status !== 0 && 'python3 cannot import flask (Debian: python3-flask)'

describe('a site of Flask and us', { skip }, () => {
  let site: Site
  before(async () => {
    site = await startSite('q3K9vXw2mZr8TtLb5NcYdHs7', 0)
  })
  after(() => site.stop())

  test('is one to its visitor: the session and its messages cross the border', async () => {
    const client = createTestClient(async (request) => fetch(request), { baseUrl: site.origin })
    const page = async (path: string): Promise<string> => (await client.get(path)).text()
    assert.match(await page('/'), /You are not logged in/)

    await client.post('/login', { username: 'Ada <3' })
    const theme = await page('/theme')
    assert.match(theme, /<li>You were logged in<\/li>.*Ada &lt;3 has the theme light/s)

    await client.post('/theme', { theme: 'dark' })
    const home = await page('/')
    assert.match(home, /<li>Saved\.<\/li>.*Logged in as Ada &lt;3 \(dark\)/)
    assert.doesNotMatch(await page('/'), /<li>/)
    assert.equal(await page('/score'), '1.0')

    await client.post('/logout')
    assert.match(await page('/'), /<li>You were logged out<\/li>.*You are not logged in/)
    assert.match(await page('/theme'), /stranger has the theme light/)
    assert.deepEqual(client.cookies(), {})
  })
})
