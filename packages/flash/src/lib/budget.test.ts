import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { FlashError, type FlashEvent } from '../index.ts'
import { bytesOf, createSite, texts, type Site } from './page.test.ts'

const NAME = '__Host-flash.12345678'

describe('one message', () => {
  test('of 1,024 bytes of name and value is kept, one byte more throws at flash with its size', async () => {
    const site = createSite()
    const longest = await longestText(site)
    await site.flash(longest)
    const [[name = '', value = ''] = []] = Object.entries(site.cookies())
    assert.equal(name.length, NAME.length)
    assert.ok(bytesOf(site.cookies()) > 1020 && bytesOf(site.cookies()) <= 1024)
    assert.deepEqual(texts(await site.read()), [longest])
    await site.visit((flashes) => {
      const overhead = name.length + value.length
      assert.throws(
        () => flashes.flash(`${longest}x`),
        (error: unknown) =>
          error instanceof FlashError &&
          error.code === 'too-large' &&
          (error.bytes ?? 0) > 1024 &&
          (error.bytes ?? 0) <= overhead + 2 &&
          error.message.includes(`${error.bytes} bytes, at most 1024`),
      )
      assert.equal(flashes.isTouched, false)
    })
  })

  test('of any length says its size, also beyond what the signer takes', async () => {
    const site = createSite()
    await site.visit((flashes) => {
      assert.throws(
        () => flashes.flash('ü'.repeat(50_000)),
        /^FlashError: message of 1334\d\d bytes, at most 1024$/,
      )
    })
  })

  test('is measured as it is signed, whoever the user is', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 150 })
    await fc.assert(
      fc.asyncProperty(text, text, fc.option(text), async (message, category, user) => {
        const site = createSite()
        site.user = user ?? undefined
        let measured = 0
        await site.visit((flashes) => {
          flashes.flash(message, category)
          // Padding until it does not fit tells how large it was.
          for (let pad = 0; measured === 0; pad += 3000)
            measured = sizeOf(flashes, message, category, pad)
        })
        const real = bytesOf(site.cookies())
        assert.equal(Math.ceil(((measured - real) * 3) / 4), 3000)
      }),
      { numRuns: 50 },
    )
  })
})

function sizeOf(
  flashes: { flash(message: string, category: string): void },
  message: string,
  category: string,
  pad: number,
): number {
  if (pad === 0) return 0
  try {
    flashes.flash(message + 'x'.repeat(pad), category)
  } catch (error) {
    if (error instanceof FlashError) return error.bytes ?? 0
    throw error
  }
  return 0
}

describe('too many messages', () => {
  test('are ten and the oldest go, with an event, and the visitor is told', async () => {
    const site = createSite()
    for (let count = 1; count <= 11; count++) await site.flash(`m${count}`)
    assert.deepEqual(site.events, [dropped(1)])
    assert.deepEqual(texts(await site.read()), ['1 message could not be shown', ...numbered(2, 11)])
    assert.deepEqual([site.cookies(), await site.read()], [{}, []])
    assert.deepEqual(site.events, [dropped(1)])
  })

  test('of one request too', async () => {
    const site = createSite()
    await site.flash(...numbered(1, 13))
    assert.deepEqual(site.events, [dropped(3)])
    assert.deepEqual(texts(await site.read()), [
      '3 messages could not be shown',
      ...numbered(4, 13),
    ])
  })

  test('are counted across requests', async () => {
    const site = createSite()
    await site.flash(...numbered(1, 11))
    await site.flash(...numbered(12, 14))
    await site.read({ status: 302 })
    assert.deepEqual(site.events, [dropped(1), dropped(3)])
    assert.deepEqual(texts(await site.read()), [
      '4 messages could not be shown',
      ...numbered(5, 14),
    ])
  })

  test('how many, and what the visitor is told, are options', async () => {
    const site = createSite({ maxMessages: 2, notice: (count) => `${count} de trop` })
    await site.flash('1', '2', '3')
    assert.deepEqual(await site.read(), [
      ['message', '1 de trop'],
      ['message', '2'],
      ['message', '3'],
    ])
  })

  test('flashed behind a read that counts are for the next page', async () => {
    const site = createSite()
    await site.flash(...numbered(1, 11))
    await site.visit((flashes) => {
      assert.equal(flashes.getFlashedMessages()[0], '1 message could not be shown')
      for (const text of numbered(12, 23)) flashes.flash(text)
    })
    const [first, ...rest] = texts(await site.read())
    assert.equal(first, '2 messages could not be shown')
    assert.deepEqual(rest, numbered(14, 23))
  })

  test('a read that shows them as their own request flashed them cuts nothing', async () => {
    const site = createSite()
    await site.visit((flashes) => {
      for (const text of numbered(1, 15)) flashes.flash(text)
      assert.deepEqual(flashes.getFlashedMessages(), numbered(1, 15))
    })
    assert.deepEqual(site.events, [])
  })

  test('the same read answered with a redirect does', async () => {
    const site = createSite()
    await site.visit(
      (flashes) => {
        for (const text of numbered(1, 15)) flashes.flash(text)
        assert.deepEqual(flashes.getFlashedMessages(), numbered(1, 15))
      },
      { status: 302 },
    )
    assert.deepEqual(site.events, [dropped(5)])
    assert.deepEqual(texts(await site.read()), [
      '5 messages could not be shown',
      ...numbered(6, 15),
    ])
  })
})

describe('too many bytes', () => {
  test('are 4,096 of all names and values after signing, the counter included', async () => {
    const site = createSite()
    for (let count = 1; count <= 4; count++) await site.flash(long(count))
    assert.deepEqual(site.events, [])
    assert.ok(bytesOf(site.cookies()) > 3900 && bytesOf(site.cookies()) <= 4096)
    await site.flash(long(5))
    assert.ok(bytesOf(site.cookies()) <= 4096)
    const [notice, ...rest] = texts(await site.read())
    assert.match(String(notice), /could not be shown$/)
    assert.deepEqual(rest, [1, 2, 3, 4, 5].map(long).slice(-rest.length))
  })

  test('never pass the limit, whatever is flashed', async () => {
    const messages = fc.array(fc.integer({ min: 0, max: 680 }), { minLength: 1, maxLength: 25 })
    await fc.assert(
      fc.asyncProperty(messages, fc.boolean(), async (lengths, atOnce) => {
        const site = createSite()
        const sent = lengths.map((length, index) => `${index} ${'x'.repeat(length)}`)
        if (atOnce) await site.flash(...sent)
        else for (const text of sent) await site.flash(text)
        assert.ok(bytesOf(site.cookies()) <= 4096)
        const lost = lostOf(site.events)
        const shown = texts(await site.read())
        if (lost > 0) assert.match(String(shown.shift()), new RegExp(`^${lost} message`))
        assert.deepEqual(shown, sent.slice(lost))
        assert.ok(shown.length > 0 && shown.length <= 10)
      }),
      { numRuns: 100 },
    )
  })
})

describe('what parallel responses exceeded', () => {
  async function overfill(site: Site): Promise<void> {
    await site.flash(...numbered(1, 8))
    const cookie = Object.entries(site.cookies())
      .map(([name, value]) => `${name}=${value}`)
      .join('; ')
    for (const text of ['m9', 'm10', 'm11', 'm12']) {
      await site.visit((flashes) => flashes.flash(text), { headers: { cookie } })
    }
    assert.deepEqual([Object.keys(site.cookies()).length, site.events], [12, []])
  }
  const told = ['2 messages could not be shown', ...numbered(3, 12)]

  test('is trimmed by the next request that reads', async () => {
    const site = createSite()
    await overfill(site)
    assert.deepEqual(texts(await site.read()), told)
    assert.deepEqual(site.events, [dropped(2)])
    assert.deepEqual([site.cookies(), await site.read()], [{}, []])
  })

  test('or reads in vain', async () => {
    const site = createSite()
    await overfill(site)
    assert.deepEqual(texts(await site.read({ status: 302 })), told)
    assert.equal(Object.keys(site.cookies()).length, 11)
    assert.deepEqual(texts(await site.read()), told)
    assert.deepEqual(site.events, [dropped(2)])
  })

  test('or flashes', async () => {
    const site = createSite()
    await overfill(site)
    await site.flash('m13')
    assert.deepEqual(texts(await site.read()), [
      '3 messages could not be shown',
      ...numbered(4, 13),
    ])
  })

  test('stays while nobody asks', async () => {
    const site = createSite()
    await overfill(site)
    const response = await site.visit(() => undefined)
    assert.deepEqual(response.headers.getSetCookie(), [])
    assert.equal(Object.keys(site.cookies()).length, 12)
  })
})

test("messages of another user go before this user's", async () => {
  const site = createSite()
  site.user = 'a'
  await site.flash(...numbered(1, 11))
  site.user = 'b'
  site.events.length = 0
  await site.flash('hello b')
  assert.deepEqual(site.events, [{ type: 'dropped', reason: 'other-user', count: 2 }])
  assert.equal(Object.keys(site.cookies()).length, 10)
  assert.deepEqual(texts(await site.read()), ['hello b'])
})

function long(count: number): string {
  return `${count}${'x'.repeat(680)}`
}

function numbered(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `m${from + index}`)
}

function dropped(count: number): FlashEvent {
  return { type: 'dropped', reason: 'budget', count }
}

function lostOf(events: readonly FlashEvent[]): number {
  return events.reduce((sum, event) => sum + ('count' in event ? event.count : 0), 0)
}

async function longestText(site: Site): Promise<string> {
  let text = ''
  await site.visit(
    (flashes) => {
      try {
        for (;;) {
          flashes.flash(`${text}x`)
          text += 'x'
        }
      } catch (error) {
        assert.ok(error instanceof FlashError)
      }
    },
    { status: 500 },
  )
  return text
}
