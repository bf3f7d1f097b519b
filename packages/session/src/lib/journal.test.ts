import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { describe, test } from 'node:test'
import { SessionDestroyed, SessionSealed, type Session } from '../index.ts'
import { createBrowser } from './browser.test.ts'

describe('a write', () => {
  test('is read in the same request and in the next one', async () => {
    const browser = createBrowser()
    const same = await browser.read((session) => {
      session.set('theme', 'dark')
      return session.get('theme')
    })
    assert.deepEqual([same, await browser.read((s) => s.get('theme'))], ['dark', 'dark'])
  })

  test('is the last one of its key', async () => {
    const browser = createBrowser()
    await browser.visit((session) => {
      session.set('a', 1)
      session.delete('a')
      session.set('a', 2)
      session.set('b', 1)
      session.delete('b')
      session.update('c', (count) => Number(count ?? 0) + 1)
      session.update('c', (count) => Number(count ?? 0) + 1)
    })
    assert.deepEqual(await browser.read((session) => session.toObject()), { a: 2, c: 2 })
  })

  test('leaves the other keys', async () => {
    const browser = createBrowser()
    await browser.visit((session) => session.set('a', 1))
    await browser.visit((session) => session.set('b', null))
    assert.deepEqual(await browser.read((session) => session.toObject()), { a: 1, b: null })
  })

  test('of every kind of JSON value comes back as it was', async () => {
    const browser = createBrowser()
    const values = { text: 'ü ✓ "\\\u0000', zero: 0, big: 1e308, yes: true, no: false, none: null }
    const value = { ...values, list: [1, ['a', {}], []], empty: {}, '': 'no name' }
    await browser.visit((session) => session.set('value', value))
    assert.deepEqual(await browser.read((session) => session.get('value')), value)
  })

  test('with a key of any text comes back', async () => {
    const browser = createBrowser()
    const keys = ['', 'a b', '"', '__proto__', 'constructor', 'toString', '0', 'ключ']
    await browser.visit((session) => keys.forEach((key) => session.set(key, key)))
    const found = await browser.read((session) => keys.map((key) => session.get(key)))
    assert.deepEqual(found, keys)
    assert.deepEqual((await browser.read((session) => session.keys())).toSorted(), keys.toSorted())
  })
})

describe('no operation', () => {
  const value = { items: [1, { deep: ['x'] }], name: 'n' }
  const idle: [about: string, act: (session: Session) => void][] = [
    ['an equal text', (session) => session.set('text', 'a')],
    ['an equal number', (session) => session.set('number', -0)],
    ['an equal object', (session) => session.set('value', structuredClone(value))],
    ['the very object that was read', (session) => session.set('value', session.get('value'))],
    ['an update to an equal value', (session) => session.update('text', (text) => text)],
    ['removing what is not there', (session) => session.delete('nothing')],
    ['a change and back', (session) => (session.set('text', 'b'), session.set('text', 'a'))],
    ['removing and setting again', (session) => (session.delete('text'), session.set('text', 'a'))],
    ['a new key that is gone again', (session) => (session.set('new', 1), session.delete('new'))],
    ['a read', (session) => void [session.get('value'), session.keys(), session.toObject()]],
  ]
  for (const [about, act] of idle) {
    test(`is ${about}`, async () => {
      const browser = createBrowser()
      await browser.visit((session) => {
        session.set('text', 'a')
        session.set('number', 0)
        session.set('value', value)
      })
      const response = await browser.visit(act)
      assert.deepEqual(response.headers.getSetCookie(), [])
    })
  }

  test('is clearing an empty session', async () => {
    const response = await createBrowser().visit((session) => session.clear())
    assert.deepEqual(response.headers.getSetCookie(), [])
  })
})

describe('values', () => {
  test('are copied in: a later change of the original does not count', async () => {
    const browser = createBrowser()
    const cart = { items: ['apple'] }
    await browser.visit((session) => {
      session.set('cart', cart)
      cart.items.push('pear')
    })
    assert.deepEqual(await browser.read((s) => s.get('cart')), { items: ['apple'] })
  })

  test('are compared at commit: a change in place is saved', async () => {
    const browser = createBrowser<{ cart: { items: { count: number }[] } }>()
    await browser.visit((session) => session.set('cart', { items: [{ count: 1 }] }))
    const response = await browser.visit((session) => {
      const item = session.get('cart')?.items[0]
      if (item) item.count = 5
    })
    assert.equal(response.headers.getSetCookie().length, 1)
    assert.deepEqual(await browser.read((s) => s.get('cart')), { items: [{ count: 5 }] })
  })

  test('that were set and then changed in place are saved as they are at the end', async () => {
    const browser = createBrowser<{ list: number[] }>()
    await browser.visit((session) => {
      session.set('list', [1])
      session.get('list')?.push(2)
    })
    assert.deepEqual(await browser.read((session) => session.get('list')), [1, 2])
  })

  test('are one object within a request', async () => {
    const browser = createBrowser()
    await browser.visit((session) => session.set('value', { a: 1 }))
    assert.equal(
      await browser.read((session) => session.get('value') === session.get('value')),
      true,
    )
  })

  test('that were changed in place are removed by a delete', async () => {
    const browser = createBrowser<{ list: number[]; other: number }>()
    await browser.visit((session) => (session.set('list', [1]), session.set('other', 1)))
    await browser.visit((session) => (session.get('list')?.push(2), session.delete('list')))
    assert.deepEqual(await browser.read((session) => session.toObject()), { other: 1 })
  })

  test('are copied out by toObject', async () => {
    const browser = createBrowser<{ list: number[] }>()
    await browser.visit((session) => session.set('list', [1]))
    const response = await browser.visit((session) => session.toObject().list?.push(2))
    assert.deepEqual(response.headers.getSetCookie(), [])
    assert.deepEqual(await browser.read((session) => session.get('list')), [1])
  })

  test('are asked for by has and keys, in the order in which they came', async () => {
    const browser = createBrowser()
    await browser.visit((session) => (session.set('b', null), session.set('a', '')))
    await browser.visit((session) => session.set('c', 0))
    const found = await browser.read((session) => [
      session.keys(),
      ['a', 'b', 'c', 'd', 'toString', '__proto__'].map((key) => session.has(key)),
    ])
    assert.deepEqual(found, [
      ['b', 'a', 'c'],
      [true, true, true, false, false, false],
    ])
  })

  test('are not shown by printing the session', async () => {
    const browser = createBrowser()
    const shown = await browser.read((session) => {
      session.set('secret', 'hunter2')
      return `${inspect(session, { depth: 9, showHidden: true })} ${JSON.stringify(session)}`
    })
    assert.doesNotMatch(shown, /hunter2/)
  })
})

describe('clear', () => {
  test('removes every key and keeps the login', async () => {
    const browser = createBrowser()
    await browser.visit((session) => (session.login('ann'), session.set('a', 1)))
    await browser.visit((session) => session.clear())
    assert.deepEqual(await browser.read((s) => [s.user, s.toObject()]), ['ann', {}])
  })

  test('of a stranger deletes the cookie', async () => {
    const browser = createBrowser()
    await browser.visit((session) => session.set('a', 1))
    await browser.visit((session) => session.clear())
    assert.deepEqual(browser.client.cookies(), {})
  })
})

class Money {
  readonly cents = 1
}

class Tags extends Array<string> {}

describe('a key', () => {
  for (const key of [Symbol('a'), 5, undefined, null, {}]) {
    test(`that is no text is refused: ${typeof key}`, async () => {
      const browser = createBrowser()
      const response = await browser.visit((session) => {
        const set = (): unknown => Reflect.apply(session.set, session, [key, 1])
        const update = (): unknown => Reflect.apply(session.update, session, [key, () => 1])
        for (const write of [set, update]) {
          assert.throws(write, /^TypeError: a session key must be text/)
        }
      })
      assert.deepEqual(response.headers.getSetCookie(), [])
    })
  }
})

describe('a value that JSON would lose', () => {
  const cycle: Record<string, unknown> = {}
  cycle['self'] = cycle
  const holes: unknown[] = [1]
  holes[2] = 3
  const named = Object.assign([1], { extra: 2 })
  const table: [value: unknown, path: string, what: RegExp][] = [
    [new Date(0), 'v', /Date/],
    [new Map([[1, 2]]), 'v', /Map/],
    [new Set([1]), 'v', /Set/],
    [/x/, 'v', /RegExp/],
    [new Error('x'), 'v', /Error/],
    [new Uint8Array(2), 'v', /Uint8Array/],
    [Promise.resolve(1), 'v', /Promise/],
    [new Money(), 'v', /Money/],
    [Tags.of('a', 'b'), 'v', /Tags/],
    [Object('text'), 'v', /String/],
    [Object.create({ inherited: 1 }), 'v', /./],
    [undefined, 'v', /undefined/],
    [Number.NaN, 'v', /NaN/],
    [Infinity, 'v', /Infinity/],
    [-Infinity, 'v', /-Infinity/],
    [1n, 'v', /bigint/],
    [() => 1, 'v', /function/],
    [Symbol('s'), 'v', /symbol/],
    [{ [Symbol('s')]: 1 }, 'v', /symbol/],
    [cycle, 'v.self', /cycle/],
    [holes, 'v', /hole/],
    [named, 'v', /named/],
    [{ items: [1, 2, { addedAt: new Date(0) }] }, 'v.items[2].addedAt', /Date/],
    [{ gone: undefined }, 'v.gone', /undefined/],
    [[[Number.NaN]], 'v[0][0]', /NaN/],
    [{ a: { b: new Map() } }, 'v.a.b', /Map/],
  ]
  for (const [value, path, what] of table) {
    test(`is refused: ${path} with ${what.source}`, async () => {
      const browser = createBrowser()
      const response = await browser.visit((session) => {
        assert.throws(
          () => session.set('v', value),
          (error) =>
            error instanceof TypeError &&
            error.message.startsWith(`${path} is `) &&
            what.test(error.message),
        )
        assert.equal(session.has('v'), false)
      })
      assert.deepEqual(response.headers.getSetCookie(), [])
    })
  }

  test('is named by its whole path', async () => {
    await createBrowser().visit((session) => {
      const items = [{}, {}, { addedAt: new Date(0) }]
      assert.throws(
        () => session.set('cart', { items }),
        /^TypeError: cart\.items\[2\]\.addedAt is a Date/,
      )
    })
  })

  test('is refused from update, and the old value stays', async () => {
    const browser = createBrowser()
    await browser.visit((session) => session.set('at', 1))
    await browser.visit((session) => {
      assert.throws(() => session.update('at', () => new Date(0)), /^TypeError: at is a Date/)
    })
    assert.equal(await browser.read((session) => session.get('at')), 1)
  })

  const inPlace: [about: string, also: (session: Session<{ list: unknown[] }>) => void][] = [
    ['alone', () => undefined],
    ['beside a login', (session) => session.login('ann')],
    ['beside a regenerate', (session) => session.regenerate()],
    ['beside another write', (session) => session.set('list', [...(session.get('list') ?? [])])],
  ]
  for (const [about, also] of inPlace) {
    test(`is refused at commit when it was put there in place, ${about}`, async () => {
      const browser = createBrowser<{ list: unknown[] }>()
      await browser.visit((session) => session.set('list', [1]))
      const visit = browser.visit((session) => {
        also(session)
        session.get('list')?.push(new Date(0))
      })
      await assert.rejects(visit, /^TypeError: list\[1\] is a Date/)
      assert.deepEqual(await browser.read((session) => session.get('list')), [1])
    })
  }

  test('is no matter where it appears twice without a cycle', async () => {
    const browser = createBrowser()
    const address = { city: 'Bern' }
    await browser.visit((session) => session.set('v', { home: address, work: [address, address] }))
    assert.deepEqual(await browser.read((session) => session.get('v')), {
      home: address,
      work: [address, address],
    })
  })

  test('is no object without a prototype', async () => {
    const browser = createBrowser()
    await browser.visit((session) => session.set('v', Object.assign(Object.create(null), { a: 1 })))
    assert.deepEqual(await browser.read((session) => session.get('v')), { a: 1 })
  })

  test('is no member named __proto__', async () => {
    const browser = createBrowser()
    const value: unknown = JSON.parse('{"__proto__": {"admin": true}}')
    await browser.visit((session) => session.set('v', value))
    const found = await browser.read((session) => session.get('v'))
    assert.equal(JSON.stringify(found), '{"__proto__":{"admin":true}}')
    assert.equal(Object.getPrototypeOf(found), Object.prototype)
  })
})

const WRITES: [name: string, write: (session: Session) => void][] = [
  ['set', (session) => session.set('a', 1)],
  ['delete', (session) => session.delete('a')],
  ['update', (session) => session.update('a', () => 1)],
  ['clear', (session) => session.clear()],
  ['login', (session) => session.login('ann')],
  ['regenerate', (session) => session.regenerate()],
]

describe('after the commit', () => {
  const sealed: typeof WRITES = [
    ...WRITES,
    ['logout', (session) => session.logout()],
    ['destroy', (session) => session.destroy()],
  ]
  for (const [name, write] of sealed) {
    test(`${name} throws with the place of the write`, async () => {
      for (const touch of [true, false]) {
        const { sessions } = createBrowser()
        const session = await sessions.open(new Request('https://example.test/'))
        if (touch) session.get('a')
        await sessions.commit(session, new Response())
        assert.throws(
          () => write(session),
          (error) =>
            error instanceof SessionSealed &&
            error.code === 'sealed' &&
            error.stack?.includes('journal.test.ts') === true,
        )
      }
    })
  }

  test('reads go on', async () => {
    const { sessions } = createBrowser()
    const session = await sessions.open(new Request('https://example.test/'))
    session.set('a', 1)
    await sessions.commit(session, new Response())
    assert.deepEqual([session.get('a'), session.keys(), session.user], [1, ['a'], undefined])
  })
})

describe('after destroy', () => {
  for (const [name, write] of WRITES) {
    test(`${name} throws`, async () => {
      await createBrowser().visit((session) => {
        session.set('a', 1)
        session.destroy()
        assert.throws(
          () => write(session),
          (error) => error instanceof SessionDestroyed && error.code === 'destroyed',
        )
      })
    })
  }

  test('the session reads as empty', async () => {
    const browser = createBrowser()
    await browser.visit((session) => (session.login('ann'), session.set('a', 1)))
    await browser.visit((session) => {
      session.destroy()
      assert.deepEqual(
        [session.get('a'), session.has('a'), session.keys(), session.toObject(), session.user],
        [undefined, false, [], {}, undefined],
      )
    })
  })

  test('a function of update that ended the session writes nothing more', async () => {
    const browser = createBrowser()
    await browser.visit((session) => (session.login('ann'), session.set('a', 1)))
    await browser.visit((session) => {
      const end = (): number => (session.destroy(), 2)
      assert.throws(() => session.update('a', end), /^SessionDestroyed: /)
    })
    assert.deepEqual(browser.client.cookies(), {})
  })

  test('destroy again is no mistake', async () => {
    await createBrowser().visit((session) => (session.destroy(), session.destroy()))
  })
})
