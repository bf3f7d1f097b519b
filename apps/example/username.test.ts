import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readUsername } from './username.ts'
import { openExample } from './testing.ts'

const REFUSED: readonly (readonly [what: string, typed: string, problem: RegExp])[] = [
  ['nothing', '', /Type your name/],
  ['spaces', ' \u00a0\u3000', /Type your name/],
  ['65 characters', 'x'.repeat(65), /64 characters or fewer/],
  ['65 characters beyond the first plane', '😀'.repeat(65), /64 characters or fewer/],
  ['a NUL', 'a\0b', /visible/],
  ['a tab', 'a\tb', /visible/],
  ['a line feed at the end', 'ada\n', /visible/],
  ['an escape sequence', 'a\u001b[31m', /visible/],
  ['DEL', 'a\u007f', /visible/],
  ['C1', 'a\u0085b\u009b', /visible/],
  ['a line separator', 'a\u2028b', /visible/],
  ['a paragraph separator at the end', 'ada\u2029', /visible/],
  ['a right-to-left override', 'a\u202egnp.exe', /visible/],
  ['a right-to-left isolate', 'a\u2067b', /visible/],
  ['a right-to-left mark', 'a\u200fb', /visible/],
  ['a zero width space alone', '\u200b', /visible/],
  ['joiners and spaces alone', '\u200d \u2060', /visible/],
  ['a soft hyphen alone', '\u00ad', /visible/],
  ['a Hangul filler alone', '\u3164', /visible/],
  ['a variation selector alone', '\ufe0f', /visible/],
  ['a tag alone', '\u{e0041}', /visible/],
  ['an empty Braille cell', '\u2800', /visible/],
  ['a mark without a letter', '\u0301', /visible/],
]

for (const [what, typed, problem] of REFUSED) {
  test(`refuses ${what}, and shows the form again`, async () => {
    const response = await openExample().post('/login', { username: typed })
    assert.equal(response.status, 400)
    assert.deepEqual(response.headers.getSetCookie(), [])
    const page = await response.text()
    assert.match(page, /aria-invalid="true" aria-describedby="username-problem"/)
    assert.match(/<p id="username-problem"[^>]*>([^<]+)</.exec(page)?.[1] ?? '', problem)
    assert.ok(page.includes(`value="${typed}"`))
  })
}

test('shows the typed value as text', async () => {
  const response = await openExample().post('/login', { username: `"><script>\t'` })
  assert.match(await response.text(), /value="&quot;&gt;&lt;script&gt;\t&#39;"/)
})

test('a form without the field, or with a file in its place, counts as empty', async () => {
  const form = new FormData()
  form.set('username', new File(['ada'], 'ada.txt'))
  const headers = { origin: 'https://example.test' }
  for (const body of [new URLSearchParams({ other: 'x' }), form]) {
    const response = await openExample().request('/login', { method: 'POST', headers, body })
    assert.equal(response.status, 400)
    assert.match(await response.text(), /Type your name/)
  }
})

const ACCEPTED = [
  ['ada', 'ada'],
  ['  Ada Lovelace ', 'Ada Lovelace'],
  ['x'.repeat(64), 'x'.repeat(64)],
  ['😀'.repeat(64), '😀'.repeat(64)],
  ['👩‍💻', '👩‍💻'],
  ['אדה', 'אדה'],
  ['__proto__', '__proto__'],
] as const

test('accepts names of any script, without the space around them', () => {
  for (const [typed, value] of ACCEPTED) assert.deepEqual(readUsername(typed), { ok: true, value })
})
