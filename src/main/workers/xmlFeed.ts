import { TextDecoder } from 'node:util'
import iconv from 'iconv-lite'
import { SaxesParser } from 'saxes'
import { AppError } from '#shared/result.ts'
import { refused } from './sheetRows.ts'

/** The value of an attribute of the tag just opened, by its name without prefix. */
export type AttributeOf = (name: string) => string | undefined

/** What a reader of XML wants to hear. Names come without their namespace prefix. */
export type XmlHandlers = {
  readonly open: (name: string, attribute: AttributeOf) => void
  readonly close?: (name: string) => void
  readonly text?: (text: string) => void
}

export type XmlFeed = { readonly write: (chunk: Buffer) => void; readonly end: () => void }

/** Characters between two tags: a cell of 32,767 characters written as references stays far below it. */
export const silentCharsAllowed = 1024 * 1024
export const depthAllowed = 64

/**
 * A push parser for one part of a workbook, in UTF-8 or UTF-16.
 * Throws `import.doctype`, `import.cell_too_long`, `import.damaged`, and `import.truncated` when it ends too early.
 */
export function createXmlFeed(handlers: XmlHandlers): XmlFeed {
  const parser = new SaxesParser<{ xmlns: false; position: false }>({ xmlns: false, position: false })
  let decode: Decode | undefined
  let silentChars = 0
  let depth = 0

  parser.on('doctype', () => {
    throw refused('import.doctype')
  })
  parser.on('error', (error) => {
    throw refused('import.damaged', undefined, error)
  })
  parser.on('opentag', (tag) => {
    silentChars = 0
    depth += 1
    if (depth > depthAllowed) throw refused('import.damaged', { depth })
    handlers.open(localName(tag.name), (wanted) => {
      const key = Object.keys(tag.attributes).find((name) => localName(name) === wanted)
      return key === undefined ? undefined : tag.attributes[key]
    })
  })
  parser.on('closetag', (tag) => {
    silentChars = 0
    depth -= 1
    handlers.close?.(localName(tag.name))
  })
  if (handlers.text) {
    parser.on('text', handlers.text)
    parser.on('cdata', handlers.text)
  }

  function push(chars: string): void {
    silentChars += chars.length
    parser.write(chars)
    if (silentChars > silentCharsAllowed) throw refused('import.cell_too_long')
  }

  return {
    write(chunk) {
      decode ??= createDecoder(chunk)
      push(decode(chunk))
    },
    end() {
      if (!decode) throw refused('import.truncated')
      push(decode(undefined))
      try {
        parser.close()
      } catch (error) {
        // Tags are still open: the part stops before its end.
        throw refused('import.truncated', undefined, error)
      }
    }
  }
}

/** XML names a prefix where a writer chose to; what follows it is what the standard defines. */
export function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}

export type Decode = (chunk: Buffer | undefined) => string

/** Text from the bytes of an XML part, told by its first bytes; `undefined` ends it. Throws `import.damaged`. */
export function createDecoder(first: Buffer): Decode {
  const [a, b] = first
  const wide = (a === 0xff && b === 0xfe) || (a === 0x3c && b === 0) ? 'utf-16le'
    : (a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c) ? 'utf-16be'
    : undefined
  if (wide) {
    const decoder = iconv.getDecoder(wide)
    return (chunk) => (chunk ? decoder.write(chunk) : decoder.end()) ?? ''
  }
  const decoder = new TextDecoder('utf-8', { fatal: true })
  return (chunk) => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
    } catch (error) {
      throw error instanceof AppError ? error : refused('import.damaged', undefined, error)
    }
  }
}
