import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memorySink } from '@costrel/logger'
import { openExample } from './testing.ts'

const SUCCESS = /<div class="flash" role="status" data-category="success"[^>]*>([^<]+)</

test('a login and a logout are told once', async () => {
  const client = openExample()
  const page = await client.follow(await client.post('/login', { username: 'ada' }))
  assert.equal(SUCCESS.exec(await page.text())?.[1], 'You were logged in')
  assert.doesNotMatch(await (await client.get('/')).text(), /class="flash"/)

  const left = await client.follow(await client.post('/logout'))
  assert.equal(SUCCESS.exec(await left.text())?.[1], 'You were logged out')
  assert.doesNotMatch(await (await client.get('/')).text(), /class="flash"/)
  assert.deepEqual(client.cookies(), {})
})

test('a refused form is an alert on the same page, and leaves no cookie', async () => {
  const response = await openExample().post('/login', { username: '' })
  assert.deepEqual(response.headers.getSetCookie(), [])
  assert.match(
    await response.text(),
    /role="alert" data-category="error"[^>]*>You were not logged in</,
  )
})

test('the login is logged with its name', async () => {
  const sink = memorySink()
  await openExample({}, {}, sink).post('/login', { username: '100% %s' })
  const [login, line] = sink.records
  assert.equal(login?.message, '100% %s logged in')
  assert.equal(login.template, '%s logged in')
  assert.deepEqual(login.args, ['100% %s'])
  assert.equal(login.name, 'example')
  assert.match(line?.message ?? '', /^POST \/login 303, 0 bytes in /)
})

test('a tampered cookie is one warning', async () => {
  const sink = memorySink()
  const cookie = '__Host-session=1.tampered.with.by.somebody'
  await (await openExample({}, {}, sink).get('/', { headers: { cookie } })).text()
  assert.deepEqual(
    sink.records.map(({ level, message }) => `${level} ${message.replace(/\d+ bytes.*/, '…')}`),
    ['warning session.rejected', 'info GET / 200, …'],
  )
})
