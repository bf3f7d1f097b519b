import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createSessions, type Duration } from '../index.ts'
import { createBrowser, SECRET } from './browser.test.ts'

describe('a duration', () => {
  const right: [duration: Duration, seconds: number][] = [
    [1, 1],
    [90, 90],
    ['45s', 45],
    ['30m', 1800],
    ['12h', 43_200],
    ['1d', 86_400],
    ['007m', 420],
    ['999999999s', 999_999_999],
  ]
  for (const [duration, seconds] of right) {
    test(`${JSON.stringify(duration)} is ${seconds} seconds`, async () => {
      for (const [passed, found] of [
        [seconds, 1],
        [seconds + 1, undefined],
      ] as const) {
        const options = { idleTimeout: duration, absoluteTimeout: '20000d' } as const
        const browser = createBrowser(options)
        await browser.visit((session) => session.set('a', 1))
        browser.clock.advance(passed)
        assert.equal(await browser.read((session) => session.get('a')), found)
      }
    })
  }

  const OPTIONS: [name: string, options: (duration: unknown) => object][] = [
    ['idleTimeout', (idleTimeout) => ({ idleTimeout })],
    ['absoluteTimeout', (absoluteTimeout) => ({ absoluteTimeout })],
    ['remember.idle', (idle) => ({ remember: { idle, absolute: '90d' } })],
    ['remember.absolute', (absolute) => ({ remember: { idle: '30d', absolute } })],
  ]
  const RANGE = [0, -1, 1.5, Number.NaN, Infinity, 2 ** 53, '', '30', 'm', '0m', '-1m', '1.5h']
  const MORE = ['1e3s', '30 m', ' 30m', '30m ', '30m\n', '30M', '2w', '1y', '1h30m', '٣m']
  const LONG = ['1234567890s', '30m; Secure', '__proto__', '1constructor']
  for (const wrong of [...RANGE, ...MORE, ...LONG]) {
    test(`${JSON.stringify(String(wrong))} is refused by a RangeError of the option's name`, () => {
      assertRefused(wrong, 'RangeError')
    })
  }
  for (const wrong of [null, true, 30n, ['30m'], { minutes: 30 }, () => 30]) {
    test(`${String(wrong)} is refused by a TypeError of the option's name`, () => {
      assertRefused(wrong, 'TypeError')
    })
  }

  function assertRefused(wrong: unknown, kind: string): void {
    for (const [name, options] of OPTIONS) {
      assert.throws(
        () => Reflect.apply(createSessions, undefined, [{ secrets: [SECRET], ...options(wrong) }]),
        (thrown) =>
          thrown instanceof Error && thrown.name === kind && thrown.message.startsWith(name),
        name,
      )
    }
  }
})

describe('remember', () => {
  const wrong: [about: string, remember: unknown, kind: string, name: string][] = [
    ['text', '30d', 'TypeError', 'remember'],
    ['null', null, 'TypeError', 'remember'],
    ['nothing of the two', {}, 'TypeError', 'remember.absolute'],
    ['no idle timeout', { absolute: '90d' }, 'TypeError', 'remember.idle'],
    ['more than 400 days', { idle: '30d', absolute: '401d' }, 'RangeError', 'remember.absolute'],
    ['400 days and a second', { idle: 1, absolute: 34_560_001 }, 'RangeError', 'remember.absolute'],
  ]
  for (const [about, remember, kind, name] of wrong) {
    test(`is not ${about}`, () => {
      assert.throws(
        () => Reflect.apply(createSessions, undefined, [{ secrets: [SECRET], remember }]),
        (thrown) =>
          thrown instanceof Error && thrown.name === kind && thrown.message.startsWith(name),
      )
    })
  }
})
