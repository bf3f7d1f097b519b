/** Gives whole numbers below a limit. */
export type Random = (limit: number) => number

/** Changes a text in one to four of the ways in which tokens are damaged or forged. */
export function mutate(text: string, other: string, random: Random): string {
  let changed = text
  for (let times = 1 + random(4); times > 0; times -= 1) {
    const change = CHANGES[random(CHANGES.length)]
    changed = change?.(changed, other, random) ?? changed
  }
  return changed.slice(0, 1000) // long ones are in the vectors, and slow
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ %"\n\0é🌍'

type Change = (text: string, other: string, random: Random) => string

const CHANGES: readonly Change[] = [
  // one character for another
  (text, _, random) => splice(text, random(text.length + 1), 1, character(random)),
  (text, _, random) => splice(text, random(text.length + 1), 1, unit(random)),
  // characters more, characters less
  (text, _, random) => splice(text, random(text.length + 1), 0, character(random)),
  (text, _, random) => splice(text, random(text.length + 1), 1 + random(8), ''),
  (text, _, random) => text.slice(0, random(text.length + 1)),
  // a piece again
  (text, _, random) => {
    const start = random(text.length + 1)
    return splice(text, start, 0, text.slice(start, start + random(40)))
  },
  (text, _, random) => text.repeat(1 + random(3)),
  // a part of another token
  (text, other, random) => withPart(text, random, other.split('.')[random(5)] ?? ''),
  (text, other, random) =>
    text.slice(0, random(text.length + 1)) + other.slice(random(other.length)),
  // parts in another order
  (text, _, random) =>
    text
      .split('.')
      .toSorted(() => random(3) - 1)
      .join('.'),
  (text, _, random) => withPart(text, random, random(2 ** 31).toString(36)),
  (text) => text.toUpperCase(),
]

function splice(text: string, at: number, remove: number, insert: string): string {
  return text.slice(0, at) + insert + text.slice(at + remove)
}

function withPart(text: string, random: Random, part: string): string {
  const parts = text.split('.')
  return parts.with(random(parts.length), part).join('.')
}

function character(random: Random): string {
  return ALPHABET[random(ALPHABET.length)] ?? ''
}

/** Any UTF-16 code unit, lone surrogates among them. */
function unit(random: Random): string {
  return String.fromCharCode(random(0x10000))
}
