import { execute } from '../processes.ts'
import { node } from '../../../tools/runtimes.ts'

/** What a session takes in the memory store, in bytes, in a process of its own. */
export function measureMemory(): { sessions: number; bytes: number } {
  const args = ['--expose-gc', 'sizes/memory.ts']
  return JSON.parse(execute({ executable: node.executable, args })) as ReturnType<
    typeof measureMemory
  >
}
