import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { SessionClaims } from '../../index.ts'
import { all, createSite, typesOf } from './site.test.ts'

describe('isLive with a store', () => {
  test('is told the claims, and when the token was made', async () => {
    const asked: SessionClaims[] = []
    const site = createSite({ isLive: (claims) => asked.push(claims) > 0 })
    const ann = site.visitor()
    const begun = site.clock.now()
    const id = await ann.read((s) => (s.login('ann'), s.id))
    site.clock.advance(60)
    await ann.visit((s) => s.set('a', 1))
    await ann.visit((s) => s.rotate())
    const rotated = site.clock.now()
    site.clock.advance(60)
    const newId = await ann.read((s) => s.id)
    const claims = { id, user: 'ann', createdAt: begun, authAt: begun, issuedAt: begun }
    assert.deepEqual(asked, [claims, claims, { ...claims, id: newId, issuedAt: rotated }])
  })

  test('that says no gives an empty session; a write begins another', async () => {
    let isAnnLive = true
    const site = createSite({ isLive: ({ user }) => user !== 'ann' || isAnnLive })
    const ann = site.visitor()
    await ann.visit((s) => s.login('ann'))
    const copy = site.visitor(ann.cookie)
    isAnnLive = false
    assert.deepEqual(await ann.read(all), [undefined, {}])
    assert.equal((await ann.visit((s) => s.set('a', 1))).status, 200)
    assert.notEqual(ann.cookie, copy.cookie)
    isAnnLive = true
    assert.deepEqual(
      [await ann.read(all), await copy.read(all)],
      [
        [undefined, { a: 1 }],
        ['ann', {}],
      ],
    )
  })

  test('that fails makes the session unavailable', async () => {
    let fails = false
    const site = createSite({
      isLive: () => {
        if (fails) throw new Error('no database')
        return true
      },
    })
    const ann = site.visitor()
    await ann.visit((s) => s.login('ann'))
    fails = true
    const { session, end } = await ann.begin()
    assert.throws(() => session.user, /^SessionUnavailable: /)
    assert.equal((await end()).status, 200)
    assert.deepEqual(typesOf(site.events), ['created', 'unavailable'])
  })

  test('refuses every token of before a backup was restored', async () => {
    let restoredAt = 0
    const site = createSite({ isLive: ({ issuedAt }) => issuedAt >= restoredAt })
    const ann = site.visitor()
    await ann.visit((s) => s.login('ann'))
    site.clock.advance(60)
    restoredAt = site.clock.now()
    assert.deepEqual(await ann.read(all), [undefined, {}])
    await ann.visit((s) => s.login('ann'))
    assert.deepEqual(await ann.read(all), ['ann', {}])
  })
})
