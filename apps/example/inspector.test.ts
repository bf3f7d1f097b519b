import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memorySink } from '@costrel/logger'
import { createMemoryStore } from '@costrel/session'
import { openExample } from './testing.ts'

const DEVELOPMENT = { DEVELOPMENT: '1' } as const
const LOCAL = { baseUrl: 'http://localhost:3000' }

test('in production there is no inspector', async () => {
  const client = openExample()
  await client.post('/login', { username: 'ada' })
  const response = await client.get('/inspector')
  assert.equal(response.status, 404)
  assert.doesNotMatch(await (await client.get('/')).text(), /inspector/)
})

test('it shows format, size, bytes of each key, age and both timeouts', async () => {
  const client = openExample(DEVELOPMENT, LOCAL)
  await client.post('/login', { username: 'zoë' })
  const { session = '' } = client.cookies()
  const page = await (await client.get('/inspector')).text()
  const bytes = 'session'.length + session.length
  assert.match(page, /<dd>signed<\/dd>/)
  assert.match(
    page,
    new RegExp(`max="4096" high="3072" value="${bytes}"></meter>\\s+${bytes} of 4096`),
  )
  assert.match(page, /username<\/th>\s+<td>6</)
  assert.match(page, /\(user\)<\/th>\s+<td>6</)
  assert.match(page, /visits<\/th>\s+<td>1</)
  assert.match(page, /Age<\/dt>\s+<dd>0 s</)
  assert.match(page, /Idle timeout<\/dt>\s+<dd>(?:30 min|29 min 59 s) left of 30 min</)
  assert.match(page, /Absolute timeout<\/dt>\s+<dd>(?:12 h|11 h 59 min) left of 12 h</)
  assert.ok(!page.includes(session), 'the cookie stands on the page')
})

test('with a store it says that the cookie is a token, and shows what the session holds', async () => {
  const client = openExample(DEVELOPMENT, LOCAL, memorySink(), createMemoryStore())
  await client.post('/login', { username: 'zoë' })
  const page = await (await client.get('/inspector')).text()
  assert.match(page, /<dd>signed token, the session is in a store<\/dd>/)
  assert.match(page, /device<\/th>\s+<td>17</)
  assert.match(page, /Idle timeout<\/dt>\s+<dd>(?:30 min|29 min 59 s) left of 30 min</)
  assert.ok(!page.includes(client.cookies()['session'] ?? ''), 'the cookie stands on the page')
})

test('it shows a visitor their own last log lines, and nobody else', async () => {
  const ada = openExample(DEVELOPMENT, LOCAL)
  await ada.post('/login', { username: '<b>ada' })
  for (let count = 0; count < 30; count++) await (await ada.get('/')).text()
  const page = await (await ada.get('/inspector')).text()
  assert.equal(page.match(/<li>/g)?.length, 20)
  assert.match(page, /info<\/span> GET \/ 200/)

  const stranger = openExample(DEVELOPMENT, LOCAL)
  const nothing = await (await stranger.get('/inspector')).text()
  assert.match(nothing, /no valid session cookie/)
  assert.doesNotMatch(nothing, /<li>/)
})

test('it shows the login itself, as text', async () => {
  const client = openExample(DEVELOPMENT, LOCAL)
  await client.post('/login', { username: '<b>ada' })
  const page = await (await client.get('/inspector')).text()
  assert.match(page, /info<\/span> &lt;b&gt;ada logged in<.+POST \/login 303/s)
})

test('a tampered cookie is no session to it', async () => {
  const headers = { cookie: 'session=1.tampered.with.by.somebody' }
  const response = await openExample(DEVELOPMENT, LOCAL).get('/inspector', { headers })
  assert.match(await response.text(), /no valid session cookie/)
})
