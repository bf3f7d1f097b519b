import { test } from 'node:test'
import { checkPeer } from './check-peer.ts'
import { peers } from './index.ts'

for (const peer of peers) {
  test(`${peer.name} does the work before it is timed`, async () => {
    await checkPeer(peer)
  })
}
