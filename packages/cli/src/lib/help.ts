import type { Command } from './command.ts'
import type { FlagSpec } from './flags.ts'

/** The help of `costrel` itself. */
export function mainHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  return [
    'costrel: secrets and tokens of sessions',
    '',
    'Usage: costrel <command> [flags]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'Examples:',
    ...commands.map(({ examples }) => `  ${examples[0] ?? ''}`),
    '',
    'costrel <command> --help tells more. The status is 0, or 1 when something was refused.',
    '',
  ].join('\n')
}

/** The help of one command. */
export function commandHelp({ name, summary, flags, examples }: Command): string {
  const heads = flags.map((flag) => headOf(flag))
  const width = Math.max(...heads.map(({ length }) => length))
  return [
    `costrel ${name}: ${summary}`,
    '',
    'Flags:',
    ...flags.map(({ help }, at) => `  ${(heads[at] ?? '').padEnd(width)}  ${help}`),
    '',
    'Examples:',
    ...examples.map((example) => `  ${example}`),
    '',
  ].join('\n')
}

function headOf({ name, value }: FlagSpec): string {
  return value === undefined ? name : `${name} ${value}`
}
