import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { markup } from '@costrel/signing/flask'
import { renderFlashedMessages } from '../index.ts'
import { createSite } from './page.test.ts'

describe('messages as HTML', () => {
  const rows: [category: string, role: string][] = [
    ['message', 'status'],
    ['success', 'status'],
    ['info', 'status'],
    ['error', 'alert'],
    ['warning', 'alert'],
    ['Error', 'status'],
  ]
  for (const [category, role] of rows) {
    test(`of ${category} have the role ${role}`, () => {
      assert.equal(
        renderFlashedMessages([[category, 'Saved.']]),
        `<div class="flash" role="${role}" data-category="${category}">Saved.</div>`,
      )
    })
  }

  test("carry their cookie's id", async () => {
    const site = createSite()
    await site.flash('a', 'b')
    const messages = await site.read()
    const html = renderFlashedMessages(messages)
    const ids = Array.from(html.matchAll(/ data-flash-id="([\w-]{8})"/g), ([, id]) => id)
    assert.deepEqual(
      ids,
      messages.map(({ id }) => id),
    )
    assert.equal(html.split('\n').length, 2)
  })

  test('are escaped, in text and attributes', () => {
    const pair = ['"\'><b>', '<script>alert("&\')</script>'] as const
    assert.equal(
      renderFlashedMessages([Object.assign([...pair] as const, { id: '"><i>' })]),
      '<div class="flash" role="status" data-category="&quot;&#39;&gt;&lt;b&gt;" data-flash-id="&quot;&gt;&lt;i&gt;">' +
        '&lt;script&gt;alert(&quot;&amp;&#39;)&lt;/script&gt;</div>',
    )
  })

  test('write what is no text as JSON', () => {
    const html = renderFlashedMessages([['error', { items: ['<', 1, null] }]])
    assert.match(html, />\{&quot;items&quot;:\[&quot;&lt;&quot;,1,null\]\}</)
  })

  test('of Flask keep their HTML when it is Markup, and no text can pass for it', () => {
    assert.match(render(markup('<b>Saved.</b>')), />\n?<b>Saved\.<\/b><\/div>$/)
    const fake: unknown = JSON.parse(JSON.stringify(markup('<b>')))
    assert.match(render(fake), />\{&quot;html&quot;:&quot;&lt;b&gt;&quot;\}</)
  })

  test('of Flask may be big integers, dates and lists of them', () => {
    assert.match(render(2n ** 63n), />9223372036854775808</)
    assert.match(render([2n ** 63n, new Date(0)]), />\[&quot;9223372036854775808&quot;,&quot;1970/)
  })

  test('are the empty text when there are none', () => {
    assert.equal(renderFlashedMessages([]), '')
  })

  test('never open another element, whatever they say', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (category, message) => {
        const html = renderFlashedMessages([[category, message as string]])
        assert.equal(html.split('<').length, 3)
        assert.equal(html.split('"').length, 7)
      }),
    )
  })
})

function render(message: unknown): string {
  return renderFlashedMessages([['message', message as string]])
}
