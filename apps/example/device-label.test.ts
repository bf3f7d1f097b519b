import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviceLabel } from './device-label.ts'

const MOZILLA = 'Mozilla/5.0'
const GECKO = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const WINDOWS = `${MOZILLA} (Windows NT 10.0; Win64; x64)`
const MAC = `${MOZILLA} (Macintosh; Intel Mac OS X 10_15_7)`
const ANDROID = `${MOZILLA} (Linux; Android 10; K)`
const IPHONE = `${MOZILLA} (iPhone; CPU iPhone OS 18_5 like Mac OS X)`
const IPAD = `${MOZILLA} (iPad; CPU OS 18_5 like Mac OS X)`

const LABELS = [
  [`${WINDOWS} ${GECKO} Chrome/142.0.0.0 Safari/537.36`, 'Chrome on Windows'],
  [`${WINDOWS} ${GECKO} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`, 'Edge on Windows'],
  [`${MAC} ${GECKO} Chrome/142.0.0.0 Safari/537.36 OPR/124.0.0.0`, 'Opera on macOS'],
  [`${MAC} AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15`, 'Safari on macOS'],
  [`${IPHONE} AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1`, 'Safari on iPhone'],
  [`${IPHONE} AppleWebKit/605.1.15 CriOS/142.0 Mobile/15E148 Safari/604.1`, 'Chrome on iPhone'],
  [`${IPAD} AppleWebKit/605.1.15 FxiOS/145.0 Mobile/15E148 Safari/605.1.15`, 'Firefox on iPad'],
  [`${ANDROID} ${GECKO} Chrome/142.0.0.0 Mobile Safari/537.36`, 'Chrome on Android'],
  [
    `${ANDROID} ${GECKO} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
    'Samsung Internet on Android',
  ],
  [
    `${MOZILLA} (X11; CrOS x86_64 14541.0.0) ${GECKO} Chrome/142.0.0.0 Safari/537.36`,
    'Chrome on ChromeOS',
  ],
  [`${MOZILLA} (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0`, 'Firefox on Linux'],
  ['curl/8.5.0', 'curl'],
  ['<script>alert(1)</script>', 'Unknown browser'],
  ['', 'Unknown browser'],
  [undefined, 'Unknown browser'],
] as const

for (const [userAgent, label] of LABELS) {
  test(`names ${label} by ${userAgent}`, () => assert.equal(deviceLabel(userAgent), label))
}
