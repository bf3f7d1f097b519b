import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { createNotes } from './notes.ts'

test('remembers a value of each object, and the last one', () => {
  const notes = createNotes<number>()
  const [request, other] = [
    new Request('https://example.test/'),
    new Request('https://example.test/'),
  ]
  notes.write(request, 1)
  notes.write(request, 2)
  notes.write(other, 3)
  assert.deepEqual([notes.read(request), notes.read(other)], [2, 3])
  assert.equal(notes.read(new Request('https://example.test/')), undefined)
})

test('two makers of notes do not read each other', () => {
  const [ours, theirs] = [createNotes<string>(), createNotes<string>()]
  const response = new Response()
  ours.write(response, 'ours')
  assert.equal(theirs.read(response), undefined)
  theirs.write(response, 'theirs')
  assert.equal(ours.read(response), 'ours')
})

test('a note shows nowhere, and a frozen object takes one', () => {
  const notes = createNotes<string>()
  const response = Object.freeze(new Response('body'))
  notes.write(response, 'hidden')
  assert.equal(notes.read(response), 'hidden')
  assert.equal(inspect(response, { showHidden: true, depth: 5 }).includes('hidden'), false)
  assert.deepEqual(
    Reflect.ownKeys(response).filter((key) => key === 'value'),
    [],
  )
  assert.equal(response instanceof Response, true)
})
