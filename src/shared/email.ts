const SHAPE = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+(?:\p{L}{2,63}|xn--[a-z0-9-]{2,59})$/u

/** Whether a text is written like an address that mail can go to: one @, a domain with a dot, nothing around it. */
export function isEmailShape(text: string): boolean {
  return text.length <= 254 && text.indexOf('@') <= 64 && SHAPE.test(text)
}

/**
 * The addresses in one cell, in lower case and each once: 'a@b.pl; c@d.pl', 'Jan Kowalski <jan@firma.pl>', 'mailto:…'.
 * When nothing has an @ the words come back as they are, so that the import can show what it could not read; each piece
 * is for `isEmailShape` to judge.
 */
export function splitEmails(cell: string): string[] {
  const words = cell
    .replace(/\b(?:mailto|e-?mail):/gi, ' ')
    .split(/[\s,;|<>()[\]"«»\u200b\ufeff]+/)
    .map((word) => word.replace(/^['./]+|['.:/]+$/g, '').toLowerCase())
    .filter((word) => word !== '')
  const addresses = words.flatMap((word) => (word.split('@').length > 2 ? word.split('/') : [word])).filter((word) => word.includes('@'))
  return [...new Set(addresses.length > 0 ? addresses : words)]
}
