import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SessionTooLarge } from '../index.ts'
import { createBrowser } from './browser.test.ts'

/** Bytes of the cookie's name and value after this text was set, or the error. */
async function sizeWith(length: number, name?: string): Promise<number | SessionTooLarge> {
  const browser = createBrowser(name === undefined ? {} : { cookie: { name } })
  try {
    const response = await browser.visit((session) => session.set('text', 'x'.repeat(length)))
    return response.headers.getSetCookie().join().split(';', 1)[0]?.replace('=', '').length ?? 0
  } catch (error) {
    if (error instanceof SessionTooLarge) return error
    throw error
  }
}

describe('a cookie over 4,096 bytes', () => {
  test('is an error from the first length on that does not fit', async () => {
    const results: (number | SessionTooLarge)[] = []
    for (let length = 2800; length < 3000; length++) results.push(await sizeWith(length))
    const sizes = results.map((result) => (typeof result === 'number' ? result : result.bytes))
    for (const [index, result] of results.entries()) {
      assert.equal(result instanceof SessionTooLarge, (sizes[index] ?? 0) > 4096)
    }
    assert.ok(sizes.some((size) => size > 4090 && size <= 4096))
    assert.ok(sizes.some((size) => size > 4096))
  })

  test('counts the name', async () => {
    const long = `__Host-${'n'.repeat(1000)}`
    assert.equal(typeof (await sizeWith(2500)), 'number')
    assert.ok((await sizeWith(2500, long)) instanceof SessionTooLarge)
  })

  test('is an error that lists the bytes of each key, the largest first', async () => {
    const visit = createBrowser().visit((session) => {
      session.set('small', 1)
      session.set('big', 'x'.repeat(5000))
      session.set('umlauts', 'üü')
      session.set('list', [1, 'a'])
    })
    await assert.rejects(visit, (error) => {
      assert.ok(error instanceof SessionTooLarge)
      const { keys, bytes, message, code } = error
      const expected = { big: 5002, list: 7, umlauts: 6, small: 1 }
      assert.deepEqual(
        [keys, Object.keys(keys), code],
        [expected, Object.keys(expected), 'too-large'],
      )
      assert.ok(bytes > 6000 && message.includes(String(bytes)) && message.includes('big: 5002'))
      assert.doesNotMatch(message, /xx|ü/)
      return true
    })
  })

  test('is an error of any length, never a shortened or missing session', async () => {
    for (const length of [10_000, 100_000, 1_000_000]) {
      assert.ok((await sizeWith(length)) instanceof SessionTooLarge)
    }
  })

  test('leaves the browser with the cookie that it has', async () => {
    const browser = createBrowser()
    await browser.visit((session) => session.set('a', 1))
    const visit = browser.visit((session) => session.set('b', 'x'.repeat(5000)))
    await assert.rejects(visit, SessionTooLarge)
    assert.deepEqual(await browser.read((session) => session.toObject()), { a: 1 })
  })
})
