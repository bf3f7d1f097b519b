import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createMemoryStore, createSessions, type SessionOptions } from '../../index.ts'
import { SECRET } from '../browser.test.ts'
import { all, createSite, typesOf, type Site, type Visitor } from './site.test.ts'

const labelKey = 'device'

/** Ann on a phone, then on a laptop; and Bob. */
async function devices(
  options: Partial<SessionOptions> = {},
): Promise<{ site: Site; phone: Visitor; laptop: Visitor; bob: Visitor }> {
  const site = createSite({ labelKey, ...options })
  const [phone, laptop, bob] = [site.visitor(), site.visitor(), site.visitor()]
  await phone.visit((s) => (s.set('device', 'phone'), s.login('ann')))
  site.clock.advance(60)
  await laptop.visit((s) => (s.login('ann'), s.set('device', 'laptop')))
  await bob.visit((s) => s.login('bob'))
  return { site, phone, laptop, bob }
}

describe('listByUser', () => {
  test('tells when each session began and was used, and its label; the one used last first', async () => {
    const { site } = await devices()
    const now = site.clock.now()
    const list = await site.sessions.listByUser('ann')
    const idle = 30 * 60_000
    assert.deepEqual(
      list.map((session) => ({ ...session, id: undefined })),
      [
        {
          id: undefined,
          isCurrent: false,
          createdAt: now,
          lastSeenAt: now,
          expiresAt: now + idle,
          label: 'laptop',
        },
        {
          id: undefined,
          isCurrent: false,
          createdAt: now - 60_000,
          lastSeenAt: now - 60_000,
          expiresAt: now - 60_000 + idle,
          label: 'phone',
        },
      ],
    )
    for (const { id } of list) assert.match(id, /^[0-9a-f]{64}$/)
  })

  for (const load of ['eager', 'lazy'] as const) {
    test(`marks the current one, touched or not (${load})`, async () => {
      const { site, phone } = await devices({ load })
      const { session: current } = await phone.begin()
      const list = await site.sessions.listByUser('ann', { current })
      assert.deepEqual(
        list.map(({ isCurrent }) => isCurrent),
        [false, true],
      )
    })
  }

  test('tells nothing a session could be opened with', async () => {
    const { site, phone } = await devices()
    const text = JSON.stringify(await site.sessions.listByUser('ann'))
    const inCookie = phone.cookie
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString('latin1'))
    for (const part of inCookie.join('.').split('.'))
      if (part.length > 8) assert.ok(!text.includes(part))
    for (const { id } of await site.sessions.listByUser('ann')) {
      assert.deepEqual(await site.visitor(id).read(all), [undefined, {}])
    }
  })

  test('takes a label only where it is text', async () => {
    const { site, phone } = await devices()
    for (const value of [1, null, { toString: 'x' }]) {
      await phone.visit((s) => s.set('device', value))
      const list = await site.sessions.listByUser('ann')
      assert.equal(list.find(({ label }) => label !== 'laptop')?.label, undefined)
    }
  })

  test('leaves out what has ended', async () => {
    const { site, phone } = await devices()
    await phone.visit((s) => s.logout())
    assert.equal((await site.sessions.listByUser('ann')).length, 1)
    site.clock.advance(30 * 60)
    assert.deepEqual(await site.sessions.listByUser('ann'), [])
    assert.deepEqual(await site.sessions.listByUser('nobody'), [])
  })

  test('follows a session that another user logs into', async () => {
    const { site, phone } = await devices()
    await phone.visit((s) => s.login('cid'))
    assert.equal((await site.sessions.listByUser('ann')).length, 1)
    assert.equal((await site.sessions.listByUser('cid')).length, 1)
  })
})

describe('ending sessions of a user', () => {
  test('destroyByUser ends them all, and says how many', async () => {
    const { site, phone, laptop, bob } = await devices()
    assert.equal(await site.sessions.destroyByUser('ann'), 2)
    for (const visitor of [phone, laptop])
      assert.deepEqual(await visitor.read(all), [undefined, {}])
    assert.equal(await bob.read((s) => s.user), 'bob')
    assert.equal(await site.sessions.destroyByUser('ann'), 0)
  })

  test('destroyByUser makes a later write of a session that was open 409', async () => {
    const { site, phone } = await devices()
    const { session, end } = await phone.begin()
    session.set('a', 1)
    await site.sessions.destroyByUser('ann')
    assert.equal((await end()).status, 409)
  })

  test('destroyOthers ends all but this one', async () => {
    const { site, phone, laptop, bob } = await devices()
    await phone.visit(async (s) => {
      assert.equal(await site.sessions.destroyOthers(s), 1)
      s.set('changed', true)
    })
    assert.deepEqual(await laptop.read(all), [undefined, {}])
    assert.deepEqual(await phone.read((s) => s.get('changed')), true)
    assert.equal(await bob.read((s) => s.user), 'bob')
  })

  test('destroyOthers ends them in the request that logs in, too', async () => {
    const { site, phone, laptop } = await devices()
    for (const visitor of [site.visitor(), await anonymous(site)]) {
      await visitor.visit(async (s) => (s.login('ann'), await site.sessions.destroyOthers(s)))
      assert.equal(await visitor.read((s) => s.user), 'ann')
      assert.equal((await site.sessions.listByUser('ann')).length, 1)
    }
    for (const visitor of [phone, laptop])
      assert.deepEqual(await visitor.read((s) => s.user), undefined)
  })

  test('destroyOthers ends nothing for a stranger', async () => {
    const { site } = await devices()
    const { session } = await (await anonymous(site)).begin()
    assert.equal(await site.sessions.destroyOthers(session), 0)
    assert.equal((await site.sessions.listByUser('ann')).length, 2)
  })

  test('destroyOne ends one by its id, and none of somebody else’s', async () => {
    const { site, phone, laptop } = await devices()
    const [, { id = '' } = {}] = await site.sessions.listByUser('ann')
    assert.equal(await site.sessions.destroyOne('bob', id), false)
    assert.equal(await phone.read((s) => s.user), 'ann')
    assert.equal(await site.sessions.destroyOne('ann', id), true)
    assert.equal(await phone.read((s) => s.user), undefined)
    assert.equal(await laptop.read((s) => s.user), 'ann')
    assert.equal(await site.sessions.destroyOne('ann', id), false)
  })

  test('is SessionUnsupported without a store, or with one that keeps no index', async () => {
    const store = {
      ...createMemoryStore(),
      capabilities: { ...createMemoryStore().capabilities, userIndex: false },
    }
    for (const options of [{}, { store }]) {
      const { listByUser, destroyByUser, destroyOne, destroyOthers, open } = createSessions({
        secrets: [SECRET],
        ...options,
      })
      const session = await open(new Request('https://example.test/'))
      session.login('ann')
      for (const call of [
        () => listByUser('ann'),
        () => destroyByUser('ann'),
        () => destroyOne('ann', 'x'),
        () => destroyOthers(session),
      ]) {
        await assert.rejects(call, { name: 'SessionUnsupported', code: 'unsupported' })
      }
    }
  })
})

const failing = async (): Promise<never> => Promise.reject(new Error('no index'))

describe('maxSessionsPerUser', () => {
  test('ends those that were unused longest', async () => {
    const { site, phone, laptop, bob } = await devices({ maxSessionsPerUser: 2 })
    site.clock.advance(16 * 60)
    await phone.visit((s) => s.user)
    const third = site.visitor()
    await third.visit((s) => s.login('ann'))
    const users = await Promise.all(
      [phone, laptop, third, bob].map((visitor) => visitor.read((s) => s.user)),
    )
    assert.deepEqual(users, ['ann', undefined, 'ann', 'bob'])
  })

  test('counts a login with save() once, and never ends its own', async () => {
    const { site, phone, laptop } = await devices({ maxSessionsPerUser: 1 })
    assert.equal(await phone.read((s) => s.user), undefined)
    await laptop.visit(async (s) => (s.login('ann'), await s.save()))
    assert.equal(await laptop.read((s) => s.user), 'ann')
    assert.equal((await site.sessions.listByUser('ann')).length, 1)
  })

  for (const maxSessionsPerUser of [1, 3]) {
    test(`leaves ${maxSessionsPerUser} of eight logins that end at once`, async () => {
      for (let round = 0; round < 20; round++) {
        const site = createSite({ maxSessionsPerUser })
        const visitors = Array.from({ length: 8 }, () => site.visitor())
        await Promise.all(visitors.map((visitor) => visitor.visit((s) => s.login('ann'))))
        const users = await Promise.all(visitors.map((visitor) => visitor.read((s) => s.user)))
        assert.equal(users.filter((user) => user === 'ann').length, maxSessionsPerUser)
      }
    })
  }

  test('ends one that is used while another logs in', async () => {
    const { site, laptop } = await devices({ maxSessionsPerUser: 1 })
    site.clock.advance(1)
    const { session, end } = await site.visitor().begin()
    session.login('ann')
    site.clock.advance(1)
    await laptop.visit((s) => s.set('a', 1))
    assert.equal((await end()).status, 200)
    assert.equal(await laptop.read((s) => s.user), undefined)
  })

  test('costs an event where the store does not list, and no login', async () => {
    const store = createMemoryStore()
    const site = createSite({ maxSessionsPerUser: 1 }, { store })
    Object.assign(store, { listByUser: failing })
    const broken = createSite({ maxSessionsPerUser: 1 }, { store, clock: site.clock })
    const ann = broken.visitor()
    assert.equal((await ann.visit((s) => s.login('ann'))).status, 200)
    assert.deepEqual(typesOf(broken.events), ['created', 'unavailable'])
    assert.equal(await ann.read((s) => s.user), 'ann')
  })
})

async function anonymous(site: Site): Promise<Visitor> {
  const visitor = site.visitor()
  await visitor.visit((s) => s.set('cart', [1]))
  return visitor
}
