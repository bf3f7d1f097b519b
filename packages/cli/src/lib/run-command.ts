import type { Command } from './command.ts'
import { CommandError } from './errors.ts'
import { readFlags } from './flags.ts'
import { commandHelp, mainHelp } from './help.ts'
import { inspectCommand } from './inspect-command.ts'
import type { CommandIo } from './io.ts'
import { findNearest } from './nearest.ts'
import { sealCommand } from './seal-command.ts'
import { secretCommand } from './secret-command.ts'
import { verifyCommand } from './verify-command.ts'

/**
 * Runs `costrel` with its arguments. Whatever goes wrong is one line on standard error.
 *
 * @param args as they stand behind the command's name
 * @returns the status, 0 or 1
 */
export async function runCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const [name = '--help', ...rest] = args
  if (HELP.has(name) || name === 'help') {
    io.write(mainHelp(COMMANDS))
    return 0
  }
  const command = COMMANDS.find((one) => one.name === name)
  try {
    if (command === undefined) throw new CommandError(unknown(name))
    if (rest.some((argument) => HELP.has(argument))) {
      io.write(commandHelp(command))
      return 0
    }
    return await command.run(readFlags(rest, command.flags), io)
  } catch (error) {
    io.writeError(`costrel${command === undefined ? '' : ` ${command.name}`}: ${lineOf(error)}\n`)
    return 1
  }
}

const COMMANDS: readonly Command[] = [secretCommand, inspectCommand, verifyCommand, sealCommand]

const HELP = new Set(['--help', '-h'])

function unknown(name: string): string {
  const names = COMMANDS.map((command) => command.name)
  const nearest = findNearest(name, names)
  const hint = nearest === undefined ? `there are ${names.join(', ')}` : `did you mean ${nearest}?`
  return `unknown command; ${hint}`
}

function lineOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.replaceAll(/\s*\n\s*/g, ' ')
}
