import { createRequire } from 'node:module'
import { versionOf, type Runtime } from '../../tools/runtimes.ts'

/** workerd serves the workers of a configuration file. */
export const workerd: Runtime = {
  name: `workerd ${versionOf('workerd/package.json', import.meta.url)}`,
  executable: workerdExecutable(),
  args: ['serve'],
}

function workerdExecutable(): string {
  const module = createRequire(import.meta.url)('workerd') as { readonly default: string }
  return module.default
}
