/** The whole page in a real browser, against the example as a process in development. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { after, before, describe, test, type TestContext } from 'node:test'
import type { Browser } from 'playwright-core'
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
import { startExample, type RunningExample } from './testing-process.ts'

describe('in a browser', { skip: reasonWithoutBrowser() }, () => {
  let browser: Browser
  let example: RunningExample
  before(async () => {
    example = await startExample()
    browser = await launchBrowser()
  })
  after(async () => {
    await browser?.close()
    await example.stop()
  })

  /** A new visitor on the home page. */
  async function visit(t: TestContext, options: Parameters<Browser['newContext']>[0] = {}) {
    const context = await browser.newContext({ baseURL: example.origin, ...options })
    t.after(() => context.close())
    const page = await context.newPage()
    await page.goto('/')
    return page
  }

  test('a visitor logs in, sees the message once, and logs out', async (t) => {
    const page = await visit(t)
    await logIn(page, 'ada')
    assert.equal(await heading(page), 'Logged in as ada')
    assert.equal(await page.getByRole('status').textContent(), 'You were logged in')
    await page.reload()
    assert.equal(await heading(page), 'Logged in as ada')
    assert.equal(await page.getByRole('status').count(), 0)

    await press(page, 'Log out')
    assert.equal(await heading(page), 'You are not logged in')
    assert.equal(await page.getByRole('status').textContent(), 'You were logged out')
    await page.reload()
    assert.equal(await page.getByRole('status').count(), 0)
    assert.deepEqual(await page.context().cookies(), [])
  })

  test('the accessibility tree has the status and the alert', async (t) => {
    const page = await visit(t)
    await logIn(page, 'ada')
    const main = page.getByRole('main')
    assert.match(
      await main.ariaSnapshot(),
      /- status: You were logged in\n +- heading "Logged in as ada" \[level=1\]/,
    )
    await logIn(page, '')
    assert.match(await main.ariaSnapshot(), /- alert: You were not logged in\n/)
    const field = page.getByRole('textbox', { name: 'Username' })
    assert.equal(await field.getAttribute('aria-invalid'), 'true')
    assert.equal(await page.locator('#username-problem').textContent(), 'Type your name.')
  })

  test('a name with <script> is text', async (t) => {
    const page = await visit(t)
    const dialogs: string[] = []
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message())
      void dialog.dismiss()
    })
    const name = '<script>alert(1)</script><img src=x>'
    await logIn(page, name)
    assert.equal(await heading(page), `Logged in as ${name}`)
    assert.equal(await page.locator('main :is(script, img)').count(), 0)
    assert.deepEqual(dialogs, [])
  })

  test('a tampered cookie logs nobody in, and is one warning', async (t) => {
    const page = await visit(t)
    await logIn(page, 'ada')
    const [cookie] = await page.context().cookies()
    assert.ok(cookie)
    const before = warnings(example)
    const value = cookie.value.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
    await page.context().addCookies([{ ...cookie, value }])
    await page.reload()
    assert.equal(await heading(page), 'You are not logged in')
    assert.equal(warnings(example) - before, 1)
    await page.context().addCookies([cookie])
    await page.reload()
    assert.equal(await heading(page), 'Logged in as ada')
  })

  test('a form on a page of another site is refused', async (t) => {
    const page = await visit(t)
    await logIn(page, 'ada')
    for (const path of ['/logout', '/login']) {
      await page.goto(await serveForm(t, `${example.origin}${path}`))
      const answer = page.waitForResponse((response) => response.url().endsWith(path))
      await press(page, 'Win')
      assert.equal((await answer).status(), 403)
      assert.match(await page.getByRole('alert').innerText(), /sent by another site/)
    }
    await page.goto('/')
    assert.equal(await heading(page), 'Logged in as ada')
  })

  for (const viewport of [PHONE, DESK]) {
    for (const colorScheme of SCHEMES) {
      test(`every page fits ${viewport.width} pixels, ${colorScheme}`, async (t) => {
        const page = await visit(t, { viewport, colorScheme })
        await look(page, 'stranger')
        await logIn(page, '')
        await look(page, 'refused')
        await logIn(page, 'Ada Lovelace, Countess of '.padEnd(64, 'W'))
        await look(page, 'home')
        await page.goto('/inspector')
        await look(page, 'inspector')
        await page.goto('/nowhere')
        await look(page, 'not-found')
      })
    }
  }
})

/** A page at another site (127.0.0.1 is not localhost) with a form that goes to `action`. */
async function serveForm(t: TestContext, action: string): Promise<string> {
  const form = `<form method="post" action="${action}"><input name="username" value="eve"><button>Win</button></form>`
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end(`<!doctype html>${form}`)
  })
  t.after(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return `http://127.0.0.1:${address.port}/`
}

function warnings({ output }: RunningExample): number {
  return output().match(/"level":"warning"/g)?.length ?? 0
}
