import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Session } from '../../index.ts'
import { createSite, type Calls, type Site, type Visitor } from './site.test.ts'

interface Table {
  readonly what: string
  readonly act: (session: Session) => unknown
  readonly eager: Partial<Calls>
  readonly lazy: Partial<Calls>
}

const nothing = (): void => {}

describe('a visitor without a cookie costs', () => {
  const table: [what: string, act: (session: Session) => unknown, calls: Partial<Calls>][] = [
    ['no call, untouched', nothing, {}],
    ['no call to read', (s) => s.get('a'), {}],
    ['no call to log out', (s) => s.logout(), {}],
    ['no call to write and take it back', (s) => (s.set('a', 1), s.delete('a')), {}],
    ['no call to regenerate nothing', (s) => s.regenerate(), {}],
    ['no call to rotate nothing', (s) => s.rotate(), {}],
    ['one create to write', (s) => s.set('a', 1), { create: 1 }],
    ['one create to log in', (s) => s.login('ann'), { create: 1 }],
    ['one create to update', (s) => s.update('n', () => 1), { create: 1 }],
    ['one create to save and answer', (s) => (s.set('a', 1), s.save()), { create: 1 }],
  ]
  for (const load of ['eager', 'lazy'] as const) {
    for (const [what, act, calls] of table) {
      test(`${what} (${load})`, async () => {
        const site = createSite({ load })
        const visitor = site.visitor()
        await visitor.visit(act)
        assert.deepEqual(site.calls(), calls)
        assert.equal(visitor.cookie !== '', calls.create === 1)
      })
    }
    for (const cookie of ['x', 'a.b.c', 'x'.repeat(5000)]) {
      test(`no call for a cookie of ${cookie.length} bytes that is none of ours (${load})`, async () => {
        const site = createSite({ load })
        await site.visitor(cookie).visit((session) => session.logout())
        assert.deepEqual(site.calls(), {})
      })
    }
  }
})

describe('a visitor with a session costs', () => {
  const table: Table[] = [
    { what: 'nothing done', act: nothing, eager: { read: 1 }, lazy: {} },
    { what: 'set', act: (s) => s.set('a', 2), eager: { read: 1, apply: 1 }, lazy: { apply: 1 } },
    { what: 'delete', act: (s) => s.delete('a'), eager: { read: 1, apply: 1 }, lazy: { apply: 1 } },
    { what: 'clear', act: (s) => s.clear(), eager: { read: 1, apply: 1 }, lazy: { apply: 1 } },
    { what: 'an equal set', act: (s) => s.set('a', 1), eager: { read: 1 }, lazy: { apply: 1 } },
    {
      what: 'three sets',
      act: (s) => (s.set('a', 2), s.set('b', 2), s.set('c', 3)),
      eager: { read: 1, apply: 1 },
      lazy: { apply: 1 },
    },
    {
      what: 'logout',
      act: (s) => s.logout(),
      eager: { read: 1, destroy: 1 },
      lazy: { destroy: 1 },
    },
    {
      what: 'destroy',
      act: (s) => s.destroy(),
      eager: { read: 1, destroy: 1 },
      lazy: { destroy: 1 },
    },
    {
      what: 'logout and a write',
      act: (s) => (s.logout(), s.set('a', 1)),
      eager: { read: 1, destroy: 1, create: 1 },
      lazy: { destroy: 1, create: 1 },
    },
  ]
  const both = { read: 1, apply: 1 }
  for (const [what, act] of [
    ['login', (s) => s.login('ann')],
    ['login and writes', (s) => (s.login('ann'), s.set('a', 2))],
    ['regenerate', (s) => s.regenerate()],
    ['rotate', (s) => s.rotate()],
  ] satisfies [string, (session: Session) => unknown][]) {
    table.push({ what, act, eager: both, lazy: both })
  }
  for (const { what, act, ...calls } of table) {
    for (const load of ['eager', 'lazy'] as const) {
      test(`${JSON.stringify(calls[load])} for ${what} (${load})`, async () => {
        const { site, visitor } = await withSession(load)
        await visitor.visit(act)
        assert.deepEqual(site.calls(), calls[load])
      })
    }
  }

  test('one read to load and read (lazy)', async () => {
    const { site, visitor } = await withSession('lazy')
    await visitor.visit(async (s) => (await s.load(), await s.load(), s.get('a')))
    assert.deepEqual(site.calls(), { read: 1 })
  })

  test('one read more to set lazily where isLive or remember must be known', async () => {
    for (const options of [
      { isLive: () => true },
      { remember: { idle: '30d', absolute: '90d' } },
    ]) {
      const site = createSite({ load: 'lazy', ...(options as object) })
      const visitor = site.visitor()
      await visitor.visit((session) => session.set('a', 1))
      site.calls()
      await visitor.visit((session) => session.set('a', 2))
      assert.deepEqual(site.calls(), { read: 1, apply: 1 })
    }
  })

  test('a read and one apply for each key that is updated', async () => {
    const { site, visitor } = await withSession('eager')
    await visitor.visit((s) => ['x', 'y', 'z'].map((key) => s.update(key, () => 1)))
    assert.deepEqual(site.calls(), { read: 1, apply: 3 })
    assert.deepEqual(await visitor.read((s) => s.toObject()), { a: 1, x: 1, y: 1, z: 1 })
  })
})

async function withSession(load: 'eager' | 'lazy'): Promise<{ site: Site; visitor: Visitor }> {
  const site = createSite({ load })
  const visitor = site.visitor()
  await visitor.visit((session) => session.set('a', 1))
  site.calls()
  return { site, visitor }
}
