/**
 * Random calls against the model of the contract: `node guarantees/model.ts [runs] [engine …]`. Fails with the shortest
 * sequence of calls that tells a store from the model.
 */
import { compareWithModel } from '../src/testing/compare-with-model.ts'
import { openStores } from './stores.ts'

const [, , runs = '10000', ...engines] = process.argv
for (const engine of engines.length > 0 ? engines : Object.keys(openStores)) {
  const opened = await openStores[engine]?.()
  if (opened === undefined) throw new RangeError(`${engine} is no engine`)
  const { stores, close } = opened
  const start = performance.now()
  await compareWithModel(stores[0], Number(runs)).finally(close)
  const seconds = ((performance.now() - start) / 1000).toFixed(0)
  console.log(`${engine}: ${runs} sequences of random calls: no difference (${seconds} s)`)
}
