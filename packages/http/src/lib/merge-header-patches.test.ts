import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mergeHeaderPatches, type HeaderPatch } from '../index.ts'

const NOTHING: HeaderPatch = { setCookie: [], vary: false, cacheControl: undefined }
const READ: HeaderPatch = { setCookie: [], vary: true, cacheControl: 'private' }
const WRITTEN: HeaderPatch = { setCookie: ['a=1; Path=/'], vary: true, cacheControl: 'no-store' }

test('nothing added to a patch is the patch', () => {
  for (const patch of [NOTHING, READ, WRITTEN]) {
    assert.deepEqual(mergeHeaderPatches(patch, NOTHING), patch)
    assert.deepEqual(mergeHeaderPatches(NOTHING, patch), patch)
  }
})

test('cookies of both are set, and the stricter cache policy counts', () => {
  const other: HeaderPatch = { ...WRITTEN, setCookie: ['b=2; Path=/'] }
  assert.deepEqual(mergeHeaderPatches(WRITTEN, other).setCookie, ['a=1; Path=/', 'b=2; Path=/'])
  assert.equal(mergeHeaderPatches(READ, other).cacheControl, 'no-store')
  assert.equal(mergeHeaderPatches(other, READ).cacheControl, 'no-store')
})
