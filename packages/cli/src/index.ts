export { type CommandIo } from './lib/io.ts'
export { runCommand } from './lib/run-command.ts'
