import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createTestClient } from '@costrel/http/testing'
import { findFlasks } from './flasks.ts'
import { startSite, type Site } from './site.ts'

const SECRET_KEY = 'q3K9vXw2mZr8TtLb5NcYdHs7'

for (const flask of findFlasks()) {
  describe(`a site of ${flask.name} and us`, { skip: flask.skip }, () => {
    let site: Site
    before(async () => {
      site = await startSite(SECRET_KEY, 0, [flask])
    })
    after(() => site.stop())

    test('is one to its visitor: the session and its messages cross the border', async () => {
      const client = createTestClient(async (request) => fetch(request), { baseUrl: site.origin })
      const page = async (path: string): Promise<string> => (await client.get(path)).text()
      assert.match(await page('/'), /You are not logged in/)

      await client.post('/login', { username: 'Ada <3' })
      const account = await page('/account')
      assert.match(account, />You were logged in<\/div>.*The account of Ada &lt;3</s)

      await client.post('/account', { theme: 'dark' })
      const home = await page('/')
      assert.match(home, /data-theme="dark".*>Saved\.<\/div>.*Logged in as Ada &lt;3</s)
      assert.doesNotMatch(await page('/'), /class="flash"/)
      assert.equal(await page('/score'), '1.0')

      await client.post('/account/logout')
      assert.match(await page('/'), />You were logged out<\/div>.*You are not logged in/s)
      assert.match(await page('/account'), /You are not logged in/)
      assert.deepEqual(client.cookies(), {})
    })

    test('says why it cannot listen', async () => {
      const taken = Number(new URL(site.origin).port)
      await assert.rejects(startSite(SECRET_KEY, taken, [flask]), { code: 'EADDRINUSE' })
    })
  })
}

test('a machine without Flask is told how to get it', async () => {
  const none = findFlasks('/nowhere', '/nowhere/python3')
  assert.match(String(none[0].skip), /^\/nowhere\/python3 cannot import flask/)
  await assert.rejects(
    startSite(SECRET_KEY, 0, none),
    /^Error: No python3 here has Flask\. Install/,
  )
})

test('a secret that can be guessed is refused before Flask is looked for', async () => {
  const none = findFlasks('/nowhere', '/nowhere/python3')
  await assert.rejects(startSite('dev', 0, none), /^RangeError: secretKey.* can be guessed/)
})
