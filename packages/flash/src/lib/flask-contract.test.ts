import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { JsonValue } from '@costrel/session'
import contract from '../../vectors/flask-contract.json' with { type: 'json' }
import type { Flashes } from '../index.ts'
import { createSite, texts } from './page.test.ts'

interface Step {
  readonly flash?: readonly [message: JsonValue, category?: string]
  readonly read?: { readonly with_categories?: boolean; readonly category_filter?: string[] }
}

interface Row {
  readonly about: string
  readonly requests: Step[][]
  readonly results: unknown[][]
}

const rows = contract.rows as Row[]

/** Where we differ on purpose, and what we give instead. */
const DEVIATIONS = new Map<string, unknown[][]>([
  // Flask asks `category in filter`, which matches a part of a text: 'or' in 'error'.
  ['a text as filter', [[], [[['error', '1']]]]],
])

describe(`as ${contract.made_with} does it`, () => {
  for (const { about, requests, results } of rows) {
    const deviation = DEVIATIONS.get(about)
    test(deviation === undefined ? about : `${about}: exact, unlike Flask`, async () => {
      const site = createSite()
      const found: unknown[][] = []
      for (const steps of requests)
        await site.visit((flashes) => found.push(follow(flashes, steps)))
      assert.deepEqual(found, deviation ?? results)
      if (deviation !== undefined) assert.notDeepEqual(found, results)
    })
  }
})

function follow(flashes: Flashes, steps: readonly Step[]): unknown[] {
  const found: unknown[] = []
  for (const { flash, read } of steps) {
    if (flash !== undefined) flashes.flash(...flash)
    const { with_categories: isPaired, category_filter: categoryFilter = [] } = read ?? {}
    if (read === undefined) continue
    if (isPaired) found.push(flashes.getFlashedMessages({ withCategories: true, categoryFilter }))
    else found.push(flashes.getFlashedMessages({ categoryFilter }))
  }
  return found
}

describe('beyond the table', () => {
  test('a list is a copy: changing it changes no other', async () => {
    const site = createSite()
    const message = { items: ['a'] }
    await site.visit((flashes) => {
      flashes.flash(message)
      message.items.push('changed after flash')
    })
    await site.visit((flashes) => {
      const [first] = flashes.getFlashedMessages()
      assert.deepEqual(first, { items: ['a'] })
      ;(first as typeof message).items.push('changed after reading')
      assert.deepEqual(flashes.getFlashedMessages(), [{ items: ['a'] }])
    })
  })

  test('a message waits ten minutes, and not longer, unlike Flask', async () => {
    const site = createSite()
    await site.flash('a')
    site.time += 600_000
    assert.deepEqual(texts(await site.read({ status: 302 })), ['a'])
    site.time += 1
    assert.deepEqual(await site.read(), [])
  })

  test('how long is an option', async () => {
    const site = createSite({ lifetime: 5 })
    const response = await site.flash('a')
    assert.match(String(response.headers.getSetCookie()), /; Max-Age=5;/)
    site.time += 5001
    assert.deepEqual(await site.read(), [])
  })

  test('what JSON would lose is refused, naming the path', async () => {
    const site = createSite()
    await site.visit((flashes) => {
      const flash = flashes.flash.bind(flashes) as (message: unknown) => void
      assert.throws(() => flash({ at: [new Date(0)] }), /^TypeError: message\.at\[0\] is a Date/)
      assert.throws(() => flash(undefined), /^TypeError: message is undefined/)
      assert.throws(() => flash([Number.NaN]), /^TypeError: message\[0\] is NaN/)
      assert.equal(flashes.isTouched, false)
    })
    assert.deepEqual(site.cookies(), {})
  })

  test('half a surrogate pair and a key __proto__ come back as they were', async () => {
    const site = createSite()
    const odd: JsonValue = ['\ud800', JSON.parse('{"__proto__":{"a":1}}') as JsonValue]
    await site.visit((flashes) => flashes.flash(odd, 'constructor'))
    const [pair] = await site.read()
    assert.equal(pair?.[0], 'constructor')
    assert.equal(JSON.stringify(pair?.[1]), JSON.stringify(odd))
  })
})
