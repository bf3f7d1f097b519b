import { versionOf } from '../tools/runtimes.ts'

/** workerd is started by wrangler, which knows its version. */
export const workerdName = `workerd ${versionOf('workerd/package.json', import.meta.resolve('wrangler'))}`
