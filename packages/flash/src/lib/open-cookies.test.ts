import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { createFlash, type FlashEvent } from '../index.ts'
import { createSite, createTestSigner, SECRET, texts } from './page.test.ts'

const NOW = Date.UTC(2026, 0, 1)
const NAME = '__Host-flash.12345678'
const signer = createTestSigner()

describe('a cookie under our name', () => {
  const refused: [about: string, value: string, reason: string][] = [
    ['junk', 'junk', 'malformed'],
    ['nothing', '', 'malformed'],
    [
      'another secret',
      sign('[0,"message","a"]', { secret: 'Vw3nRz6KpT9xQm2LcB8jHs5fDg7yEa4u' }),
      'unknown-key',
    ],
    [
      'ten minutes and a millisecond old',
      sign('[0,"message","a"]', { now: NOW - 600_001 }),
      'expired',
    ],
    ['of tomorrow', sign('[0,"message","a"]', { now: NOW + 86_400_000 }), 'future'],
    ['longer than any token', 'x'.repeat(8193), 'too-long'],
    ['no JSON', sign('no JSON'), 'malformed'],
    ['of another shape', sign('{"length":3}'), 'malformed'],
    ['without a category', sign('[0,null,"a"]'), 'malformed'],
    ['without a sequence', sign('["0","message","a"]'), 'malformed'],
    ['with more than we wrote', sign('[0,"message","a",1]'), 'malformed'],
  ]
  for (const [about, value, reason] of refused) {
    test(`that is ${about} is ignored with an event, and left to its Max-Age`, () => {
      const { messages, events, patch } = read(`${NAME}=${value}`)
      assert.deepEqual([messages, patch.setCookie], [[], []])
      assert.deepEqual(events, [{ type: 'rejected', reason, cookie: '__Host-flash' }])
    })
  }

  const foreign: [about: string, value: string][] = [
    ['changed', `${sign('[0,"message","a"]').slice(0, -43)}${'A'.repeat(43)}`],
    ['moved to another name', sign('[0,"message","a"]', { context: '__Host-flash.87654321' })],
    ["another user's", sign('[0,"message","a"]', { context: `${NAME}="other"` })],
    [
      'for another purpose',
      createTestSigner(SECRET, 'session').sign('[0,"message","a"]', { now: NOW, context: NAME }),
    ],
  ]
  for (const [about, value] of foreign) {
    test(`that is ${about} is deleted with an event`, () => {
      const { messages, events, patch } = read(`${NAME}=${value}`)
      assert.deepEqual(messages, [])
      assert.match(patch.setCookie.join(), /^__Host-flash\.12345678=; Max-Age=0;/)
      assert.deepEqual(events, [{ type: 'dropped', reason: 'other-user', count: 1 }])
    })
  }

  test('whose category is not declared any more is shown as a message', () => {
    const { messages } = read(`${NAME}=${sign('[0,"gone","a"]')}`, { categories: ['error'] })
    assert.deepEqual(messages, [['message', 'a']])
  })

  test('that counts lost messages counts none when it has no number', () => {
    const context = '__Host-flash.dropped'
    for (const [count, shown] of [
      [2, 1],
      [0, 0],
      [null, 0],
      ['x', 0],
    ] as const) {
      const value = sign(JSON.stringify([0, 'message', count]), { context })
      assert.equal(read(`${context}=${value}`).messages.length, shown)
    }
  })
})

describe('of a Cookie header', () => {
  const ours = sign('[0,"message","a"]')
  const found: [about: string, header: string][] = [
    ['alone', `${NAME}=${ours}`],
    ['among others', `a=1; ${NAME}=${ours}; b=2`],
    ['with blanks', `a=1;\t ${NAME} = ${ours} \t;b=2`],
    ['behind its name in a value', `a=${NAME}=junk; ${NAME}=${ours}`],
    ['with junk of the same name behind it', `${NAME}=${ours}; ${NAME}=junk`],
  ]
  for (const [about, header] of found) {
    test(`our cookie is read: ${about}`, () => {
      const { messages, events } = read(header)
      assert.deepEqual([messages, events], [[['message', 'a']], []])
    })
  }

  const unseen: [about: string, header: string][] = [
    ['an id of another length', `__Host-flash.123456789=${ours}`],
    ['an id of Object', `__Host-flash.__proto__=${ours}; __Host-flash.toString=${ours.slice(1)}`],
    ['another case', `__host-flash.12345678=${ours}`],
    ['white space that is no blank', `\u00a0${NAME}=${ours}`],
    ['a longer name', `x${NAME}=${ours}`],
    ['a value with a blank', `${NAME}=a b`],
    ['no value', NAME],
    ['the family without an id', `__Host-flash=${ours}; __Host-flash.=${ours}`],
  ]
  for (const [about, header] of unseen) {
    test(`no message is read: ${about}`, () => {
      assert.deepEqual(read(header).messages, [])
    })
  }

  test('at most 40 cookies are looked at', () => {
    let asked = 0
    const counting = {
      ...signer,
      unsign: (...args: Parameters<typeof signer.unsign>) => {
        asked++
        return signer.unsign(...args)
      },
    }
    const many = Array.from(
      { length: 500 },
      (_, index) => `__Host-flash.${10_000_000 + index}=${ours}`,
    )
    const flash = createFlash({ signer: counting, now: () => NOW })
    const flashes = flash.open(request(many.join('; ')), { user: () => 'a' })
    flashes.getFlashedMessages()
    assert.equal(asked, 80)
    assert.equal(flashes.patch({ status: 200 }).setCookie.length, 40)
  })

  test('whatever it is, nothing throws and no message appears', async () => {
    const site = createSite({ now: () => NOW })
    await site.flash('real')
    const [[name = '', token = ''] = []] = Object.entries(site.cookies())
    const part = fc.oneof(
      fc.constantFrom('__Host-flash', '.', '=', ';', ' ', '\t', 'dropped', '12345678', '__proto__'),
      fc.constantFrom(token.slice(0, 30), token.slice(30), name.slice(-8)),
      fc.string({ maxLength: 10 }),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const header = parts.join('').replaceAll(/[^\t\x20-\x7e]/g, '')
        const { messages } = read(header)
        if (!header.includes(`${name}=${token}`)) assert.deepEqual(messages, [])
      }),
      { numRuns: 2000 },
    )
  })

  test('a flip of any character of a cookie shows nothing', async () => {
    const site = createSite({ now: () => NOW })
    await site.flash('real')
    const [[name = '', token = ''] = []] = Object.entries(site.cookies())
    assert.deepEqual(texts(read(`${name}=${token}`).messages), ['real'])
    for (let at = 0; at < token.length; at++) {
      const flipped = token[at] === 'A' ? 'B' : 'A'
      const changed = token.slice(0, at) + flipped + token.slice(at + 1)
      assert.deepEqual(read(`${name}=${changed}`).messages, [])
    }
  })

  test('16 KiB of blanks cost no time', () => {
    const started = performance.now()
    for (const blank of [' ', '\t', `${NAME}=`, `${NAME} `, ';']) {
      read(`a=1; ${NAME}=${blank.repeat(16_384 / blank.length)}x`)
    }
    assert.ok(performance.now() - started < 1000)
  })
})

test('each refusal is an event', () => {
  const header = ['11111111=a', '22222222=b', '33333333=c'].map((pair) => `__Host-flash.${pair}`)
  const { events } = read(header.join('; '))
  assert.deepEqual(
    events,
    header.map(() => REFUSED),
  )
})

const REFUSED: FlashEvent = { type: 'rejected', reason: 'malformed', cookie: '__Host-flash' }

function read(cookie: string, options: { readonly categories?: string[] } = {}) {
  const events: FlashEvent[] = []
  const onEvent = (event: FlashEvent): void => void events.push(event)
  const flash = createFlash({ signer, now: () => NOW, onEvent, ...options })
  const flashes = flash.open(request(cookie), { user: () => 'a' })
  const messages = flashes.getFlashedMessages({ withCategories: true })
  return { messages, events, patch: flashes.patch({ status: 200 }) }
}

function request(cookie: string): Request {
  return new Request('https://example.test/', { headers: { cookie } })
}

function sign(text: string, { now = NOW, context = NAME, secret = '' } = {}): string {
  const by = secret === '' ? createTestSigner() : createTestSigner(secret)
  return by.sign(text, { now, context })
}
