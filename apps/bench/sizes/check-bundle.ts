/** `node check-bundle.ts <module>`: a bundle that lost a part of the work would be small for nothing. */
import { strict as assert } from 'node:assert'
import { pathToFileURL } from 'node:url'
import { damage } from '../peers/damage.ts'
import { toAnswer, type FetchHandler } from '../peers/peer.ts'

const [, , path = ''] = process.argv
const module = (await import(pathToFileURL(path).href)) as { readonly default: FetchHandler }

const [pair = ''] = (await ask('/write')).cookies.slice(-1) // one library sets its cookie twice
assert.equal((await ask('/read', pair)).text, 'ada', 'it does not read back')
assert.notEqual((await ask('/read', damage(pair))).text, 'ada', 'it accepts a damaged cookie')
process.exit() // a store's sweep may keep the process

async function ask(path: string, cookie = '') {
  const request = new Request(`https://shop.example${path}`, { headers: { cookie } })
  return toAnswer(await module.default(request))
}
