/** The page of devices in a real browser: one user in two of them, without JavaScript. */
import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import {
  DESK,
  heading,
  launchBrowser,
  logIn,
  look,
  PHONE,
  press,
  reasonWithoutBrowser,
  SCHEMES,
} from './testing-browser.ts'
import { chrome, firefox } from './testing-devices.ts'
import { startExample, type RunningExample } from './testing-process.ts'
import { testStores, type PreparedStore } from './testing-stores.ts'

const [sqlite] = testStores

describe('devices in a browser', { skip: reasonWithoutBrowser() }, () => {
  let browser: Browser
  let store: PreparedStore
  let example: RunningExample
  before(async () => {
    assert.equal(sqlite?.name, 'sqlite')
    store = await sqlite.prepare()
    example = await startExample({ variables: store.variables })
    browser = await launchBrowser()
  })
  after(async () => {
    await browser?.close()
    await example?.stop()
    await store?.remove()
  })

  /** Somebody who is logged in, with a browser of their own. */
  async function visit(
    t: TestContext,
    name: string,
    options: Parameters<Browser['newContext']>[0],
  ): Promise<Page> {
    const context = await browser.newContext({
      baseURL: example.origin,
      javaScriptEnabled: false,
      ...options,
    })
    t.after(() => context.close())
    const page = await context.newPage()
    await logIn(page, name)
    return page
  }

  test('one browser ends the session of the other, which is out at its next page', async (t) => {
    const phone = await visit(t, 'ada', { userAgent: chrome, viewport: PHONE })
    const desk = await visit(t, 'ada', { userAgent: firefox })
    await follow(desk, 'See where you are logged in')
    assert.equal(await heading(desk), 'Your devices')
    await press(desk, 'End Chrome on Android')
    assert.equal(await desk.getByRole('status').textContent(), 'Ended: Chrome on Android')
    assert.equal(await desk.getByRole('button', { name: 'End Chrome' }).count(), 0)
    await phone.reload()
    assert.equal(await heading(phone), 'You are not logged in')
    await desk.goto('/')
    assert.equal(await heading(desk), 'Logged in as ada')
  })

  test('one browser ends all others, and then every one with itself', async (t) => {
    const desk = await visit(t, 'grace', { userAgent: firefox })
    const phones = [
      await visit(t, 'grace', { userAgent: chrome }),
      await visit(t, 'grace', { userAgent: chrome }),
    ]
    await desk.goto('/devices')
    await press(desk, 'End all others')
    assert.equal(await desk.getByRole('status').textContent(), '2 other sessions were ended')
    for (const phone of phones) {
      await phone.reload()
      assert.equal(await heading(phone), 'You are not logged in')
    }
    await press(desk, 'Log out everywhere')
    assert.equal(await heading(desk), 'You are not logged in')
    assert.equal(await desk.getByRole('status').textContent(), 'You were logged out everywhere')
  })

  test('the accessibility tree has the table, its headers and buttons with names', async (t) => {
    await visit(t, 'lin', { userAgent: chrome })
    const desk = await visit(t, 'lin', { userAgent: firefox })
    await desk.goto('/devices')
    const tree = await desk.getByRole('main').ariaSnapshot()
    assert.match(tree, /- heading "Your devices" \[level=1\]\n/)
    assert.match(tree, /- table "Where lin is logged in":/)
    for (const name of ['Device', 'Logged in', 'Last seen', 'End it']) {
      assert.match(tree, new RegExp(`- columnheader "${name}"`))
    }
    assert.match(
      tree,
      /rowheader "Firefox on Linux"\n(?: +- cell[^\n]*\n(?: +- time[^\n]*\n)?)*? +- cell "This one"/,
    )
    assert.match(tree, /rowheader "Chrome on Android"\n[^]*- button "End Chrome on Android"/)
    assert.match(tree, /- button "End all others"\n[^]*- button "Log out everywhere"/)
  })

  for (const viewport of [PHONE, DESK]) {
    for (const colorScheme of SCHEMES) {
      test(`devices fit ${viewport.width} pixels, ${colorScheme}`, async (t) => {
        const name = `${colorScheme}-${viewport.width} `.padEnd(64, 'W')
        await visit(t, name, { userAgent: chrome.replace('Chrome', 'SamsungBrowser') })
        await visit(t, name, { userAgent: firefox })
        const page = await visit(t, name, { userAgent: chrome, viewport, colorScheme })
        await look(page, 'home-with-store')
        await page.goto('/devices')
        await look(page, 'devices')
        const [, second] = await page.getByRole('button', { name: /^End / }).all()
        await Promise.all([page.waitForEvent('load'), second?.click()])
        await look(page, 'devices-ended')
      })
    }
  }
})

async function follow(page: Page, name: string): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.getByRole('link', { name }).click()])
}
