/** The border between Flask and us in a real browser, against the site as `pnpm start:flask` starts it. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test, type TestContext } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import {
  heading,
  launchBrowser,
  logIn,
  look,
  press,
  reasonWithoutBrowser,
} from '../testing-browser.ts'
import { startExample, type RunningExample } from '../testing-process.ts'
import { findFlasks } from './flasks.ts'

const COMMAND = [process.execPath, join(import.meta.dirname, 'start.ts')] as const

const flasks = findFlasks()
const isThere = flasks.some(({ skip }) => skip === false)
const skip = reasonWithoutBrowser() || (!isThere && flasks[0].skip)

test('`pnpm start:flask` is what is walked here', () => {
  const manifest = readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')
  assert.match(manifest, /"start:flask": "node flask\/start\.ts"/)
})

describe('the border between Flask and us, in a browser', { skip }, () => {
  let browser: Browser
  let site: RunningExample
  before(async () => {
    site = await startExample({ command: COMMAND })
    browser = await launchBrowser()
  })
  after(async () => {
    await browser?.close()
    await site?.stop()
  })

  /** A new visitor on Flask's home page. What goes wrong in the browser fails the test. */
  async function visit(t: TestContext): Promise<Page> {
    const context = await browser.newContext({ baseURL: site.origin, colorScheme: 'light' })
    const page = await context.newPage()
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(String(error)))
    page.on('requestfailed', (request) => problems.push(`failed: ${request.url()}`))
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(message.text())
    })
    t.after(async () => {
      await context.close()
      assert.deepEqual(problems, [])
    })
    await page.goto('/')
    return page
  }

  test('who logs in at Flask is logged in here, and back there with what was set here', async (t) => {
    const page = await visit(t)
    await logIn(page, 'Ada <3')
    assert.equal(await heading(page), 'Logged in as Ada <3')
    await look(page, 'flask')

    await follow(page, 'Your account')
    assert.equal(await heading(page), 'The account of Ada <3')
    await look(page, 'costrel')

    await press(page, 'Dark')
    assert.equal(new URL(page.url()).pathname, '/')
    assert.equal(await heading(page), 'Logged in as Ada <3')
    await look(page, 'flask-dark')
    await follow(page, 'Your account')
    await look(page, 'costrel-dark')
  })

  test('a message of Flask is shown here, once', async (t) => {
    const page = await visit(t)
    await follow(page, 'Your account')
    await press(page, 'Log in')
    await page.getByLabel('Username').fill('Ada')
    await press(page, 'Log in')
    assert.equal(new URL(page.url()).pathname, '/account')
    assert.deepEqual(await messages(page), ['You were logged in'])
    await assertNoMessage(page)
  })

  test('a message of ours is shown by Flask, once', async (t) => {
    const page = await visit(t)
    await logIn(page, 'Ada')
    await page.goto('/account')
    await press(page, 'Dark')
    assert.deepEqual(await messages(page), ['Saved.'])
    await assertNoMessage(page)
  })

  for (const [side, path] of [
    ['Flask', '/'],
    ['us', '/account'],
  ] as const) {
    test(`who logs out at ${side} is out on both sides, and stays out`, async (t) => {
      const page = await visit(t)
      await logIn(page, 'Ada')
      await page.goto(path)
      await press(page, 'Log out')
      assert.equal(await heading(page), 'You are not logged in')
      assert.deepEqual(await messages(page), ['You were logged out'])
      for (const again of ['/account', '/', '/account']) {
        await page.goto(again)
        assert.equal(await heading(page), 'You are not logged in')
      }
      await assertNoMessage(page)
      await page.goBack()
      await page.reload()
      assert.equal(await heading(page), 'You are not logged in')
      assert.deepEqual(await page.context().cookies(), [])
    })
  }

  test('the frame of both sides is the same to the pixel', async (t) => {
    const page = await visit(t)
    const frames: unknown[] = []
    for (const path of ['/', '/account']) {
      await page.goto(path)
      frames.push(await page.evaluate(FRAME))
    }
    assert.deepEqual(frames[0], frames[1])
  })
})

/** Where the frame stands, and how it looks. */
const FRAME = `['html', 'body', 'header', 'header a', 'main', 'h1', 'link'].map((selector) => {
  const element = document.querySelector(selector)
  const { x, y, width } = element.getBoundingClientRect()
  const { font, color, backgroundColor, margin, padding } = getComputedStyle(element)
  return { selector, x, y, width, font, color, backgroundColor, margin, padding }
})`

async function follow(page: Page, name: string): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.getByRole('link', { name }).click()])
}

async function messages(page: Page): Promise<string[]> {
  return page.getByRole('status').allTextContents()
}

async function assertNoMessage(page: Page): Promise<void> {
  for (const path of [page.url(), '/', '/account']) {
    await page.goto(path)
    assert.deepEqual(await messages(page), [])
  }
}
