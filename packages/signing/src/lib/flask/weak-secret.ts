/**
 * Whether a `SECRET_KEY` can be guessed: shorter than 16 bytes, of fewer than 8 different ones, printed in Flask's or
 * another documentation, or text of the kind that stands where a secret is to be filled in. Who guesses it signs
 * sessions of any user, on Flask's side too.
 */
export function isWeakSecretKey(secretKey: string | Uint8Array): boolean {
  const bytes = typeof secretKey === 'string' ? new TextEncoder().encode(secretKey) : secretKey
  const text = new TextDecoder('latin1').decode(bytes)
  return (
    bytes.length < 16 || new Set(bytes).size < 8 || PRINTED.test(text) || PLACEHOLDER.test(text)
  )
}

// Flask's quickstart in all its forms, the last of them as text and as bytes; Flask-Security's; a much-watched course on
// Flask; and what `django-admin startproject` writes
const PRINTED =
  /^(?:192b9bdd22ab9ed4|_5#y2L"F4Q8z|A0Zr98j\/3yX R|(?:ý|Ã½)\{H(?:å|Ã¥)<|pf9Wkove4IKEAXvy|5791628bb0b13ce0|django-insecure-)/

const PLACEHOLDER =
  /change[-_ ]?(?:me|this|it)|(?:your|my|super|some|the|a|flask|app)[-_ ]?(?:own[-_ ]?)?secret|secret[-_ ]?key|will[-_ ]never[-_ ]guess|placeholder|replace[-_ ]?(?:me|this)|not[-_ ]?so[-_ ]?secret|development/i
