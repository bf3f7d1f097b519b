import { z } from 'zod'

/** What became of a typed name. */
export type Username =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly problem: string }

/** Reads a name as it was typed; the problem is a sentence for the visitor. Space around the name is no part of it. */
export function readUsername(typed: string): Username {
  const { success, data, error } = USERNAME.safeParse(typed)
  if (success) return { ok: true, value: data }
  return { ok: false, problem: error.issues[0]?.message ?? 'Type another name.' }
}

/** C0, DEL and C1; line and paragraph separator; what reorders the text around it (Unicode UAX #9, §2). */
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u

/**
 * Something to see: no space, no joiner or filler alone (Unicode UAX #44, Default_Ignorable_Code_Point), no mark without
 * a letter under it, no empty Braille cell.
 */
const VISIBLE = /[^\p{Default_Ignorable_Code_Point}\p{White_Space}\p{Cf}\p{Cs}\p{M}\u2800]/u

const MAX_CHARACTERS = 64

/** The characters come first: `trim()` would take a line separator away before anyone sees it. */
const USERNAME = z
  .string()
  .refine((name) => !INVISIBLE.test(name), 'Use visible characters only.')
  .trim()
  .min(1, 'Type your name.')
  .refine(
    (name) => Array.from(name).length <= MAX_CHARACTERS,
    `Use ${MAX_CHARACTERS} characters or fewer.`,
  )
  .refine((name) => VISIBLE.test(name), 'Use at least one visible character.')
