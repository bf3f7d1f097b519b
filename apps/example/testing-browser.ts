import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'
const ARGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
/** How large a phone's window is. */
export const PHONE = { width: 390, height: 844 }

/** How large a window on a desk is. */
export const DESK = { width: 1280, height: 800 }

/** What a reader may prefer. */
export const SCHEMES = ['light', 'dark'] as const

/** Why there is no browser to test in; `false` when there is one. */
export function reasonWithoutBrowser(): string | false {
  return existsSync(CHROMIUM) ? false : `there is no ${CHROMIUM}: apt-get install chromium`
}

/** Starts Debian's Chromium. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ARGS })
}

/** Logs in by the form, and waits for the page behind it. */
export async function logIn(page: Page, name: string): Promise<void> {
  await page.goto('/login')
  await page.getByLabel('Username').fill(name)
  await press(page, 'Log in')
}

/** Presses a button, and waits for the page behind it. */
export async function press(page: Page, name: string): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name }).click()])
}

/** The page's heading. */
export async function heading(page: Page): Promise<string | null> {
  return page.getByRole('heading', { level: 1 }).textContent()
}

/** Nothing is cut off at the side. With the variable `SCREENSHOTS`, a folder, a picture is kept for people to look at. */
export async function look(page: Page, name: string): Promise<void> {
  const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
  assert.ok(Number(overflow) <= 0, `${name} is ${String(overflow)} pixels too wide`)
  const { SCREENSHOTS: folder } = process.env
  if (folder === undefined) return
  const width = page.viewportSize()?.width ?? 0
  const isDark = await page.evaluate('matchMedia("(prefers-color-scheme: dark)").matches')
  const path = join(folder, `${name}-${width}-${isDark === true ? 'dark' : 'light'}.png`)
  await page.screenshot({ path, fullPage: true })
}
