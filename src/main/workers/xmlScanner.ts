import { refused } from './sheetRows.ts'
import type { AttributeOf, Decode, XmlFeed, XmlHandlers } from './xmlFeed.ts'
import { createDecoder, depthAllowed, localName, silentCharsAllowed } from './xmlFeed.ts'

const slash = 0x2f
const greater = 0x3e
const question = 0x3f
const exclamation = 0x21
const equals = 0x3d
const doubleQuote = 0x22
const singleQuote = 0x27

/**
 * A push parser for the two parts that hold nearly all of a workbook, rows and shared texts: three times as fast as
 * the general parser, which reads the rest. It knows tags, attributes, text, references, CDATA and comments, checks
 * that tags nest, and refuses everything else; a test holds both parsers to the same answers.
 * Throws `import.doctype`, `import.cell_too_long`, `import.damaged`, and `import.truncated` when it ends too early.
 */
export function createXmlScanner(handlers: XmlHandlers): XmlFeed {
  const openTags: string[] = []
  const openLocals: string[] = []
  const keys: string[] = []
  const values: string[] = []
  let attributeCount = 0
  let decode: Decode | undefined
  let pending: Buffer[] = []
  let pendingBytes = 0
  let unfinished = ''
  let isRootSeen = false
  let hasReferences = false

  const attribute: AttributeOf = (name) => {
    for (let index = 0; index < attributeCount; index += 1) {
      const key = keys[index] ?? ''
      if (key === name || localName(key) === name) return hasReferences ? resolve(values[index] ?? '') : values[index]
    }
    return undefined
  }

  function emitText(text: string): void {
    if (openTags.length > 0) handlers.text?.(hasReferences ? resolve(text) : text)
    else if (text.trim() !== '') throw refused('import.damaged')
  }

  function openTag(name: string, isSelfClosing: boolean): void {
    if (openTags.length === 0 && isRootSeen) throw refused('import.damaged')
    isRootSeen = true
    const local = localName(name)
    handlers.open(local, attribute)
    if (isSelfClosing) {
      handlers.close?.(local)
      return
    }
    openTags.push(name)
    openLocals.push(local)
    if (openTags.length > depthAllowed) throw refused('import.damaged', { depth: openTags.length })
  }

  function closeTag(name: string): void {
    if (openTags.pop() !== name) throw refused('import.damaged', { tag: name.slice(0, 20) })
    handlers.close?.(openLocals.pop() ?? '')
  }

  /** Reads the tag that starts at `start`; where it goes on past the text, -1. Otherwise the place after it. */
  function readTag(text: string, start: number): number {
    const nameEnd = skipName(text, start)
    const name = text.slice(start, nameEnd)
    let at = nameEnd
    attributeCount = 0
    for (;;) {
      if (text.charCodeAt(at) <= 0x20) at = skipSpace(text, at)
      if (at >= text.length) return -1
      const char = text.charCodeAt(at)
      if (char === greater || char === slash) {
        if (char === slash && at + 1 >= text.length) return -1
        if (name === '' || (char === slash && text.charCodeAt(at + 1) !== greater)) throw refused('import.damaged')
        openTag(name, char === slash)
        return char === slash ? at + 2 : at + 1
      }
      const keyEnd = skipName(text, at)
      const equalsAt = text.charCodeAt(keyEnd) === equals ? keyEnd : skipSpace(text, keyEnd)
      const quoteAt = text.charCodeAt(equalsAt + 1) === doubleQuote ? equalsAt + 1 : skipSpace(text, equalsAt + 1)
      if (quoteAt >= text.length) return -1
      const quote = text.charCodeAt(quoteAt)
      if (keyEnd === at || text.charCodeAt(equalsAt) !== equals || (quote !== doubleQuote && quote !== singleQuote)) {
        throw refused('import.damaged')
      }
      const valueEnd = text.indexOf(quote === doubleQuote ? '"' : "'", quoteAt + 1)
      if (valueEnd < 0) return -1
      keys[attributeCount] = text.slice(at, keyEnd)
      values[attributeCount] = text.slice(quoteAt + 1, valueEnd)
      attributeCount += 1
      at = valueEnd + 1
    }
  }

  /** The place after whatever starts with `<` at `start`, or -1 where it goes on past the text. */
  function readMarkup(text: string, start: number): number {
    const char = text.charCodeAt(start + 1)
    if (char === question) return after(text, '?>', start)
    if (char === exclamation) {
      if (text.length < start + 9) return -1
      if (text.startsWith('<!--', start)) return after(text, '-->', start + 4)
      if (!text.startsWith('<![CDATA[', start)) throw refused('import.doctype')
      const end = after(text, ']]>', start + 9)
      if (end < 0) return -1
      handlers.text?.(text.slice(start + 9, end - 3))
      return end
    }
    if (char === slash) {
      const expected = openTags[openTags.length - 1] ?? ''
      const afterName = start + 2 + expected.length
      if (text.charCodeAt(afterName) === greater && text.startsWith(expected, start + 2)) {
        closeTag(expected)
        return afterName + 1
      }
      const end = text.indexOf('>', start + 2)
      if (end < 0) return -1
      closeTag(text.slice(start + 2, end).trimEnd())
      return end + 1
    }
    return readTag(text, start + 1)
  }

  function keep(bytes: Buffer): void {
    pending.push(bytes)
    pendingBytes += bytes.length
    if (pendingBytes > silentCharsAllowed * 2) throw refused('import.cell_too_long')
  }

  function takePending(bytes: Buffer): Buffer {
    if (pendingBytes === 0) return bytes
    const whole = Buffer.concat([...pending, bytes])
    pending = []
    pendingBytes = 0
    return whole
  }

  function scan(text: string): void {
    if (text.includes('\u0000')) throw refused('import.damaged')
    hasReferences = text.includes('&') || text.includes('\r')
    let at = 0
    for (;;) {
      const start = text.indexOf('<', at)
      if (start < 0) break
      if (start > at) emitText(text.slice(at, start))
      at = start
      const end = readMarkup(text, start)
      // An unfinished tag is read again with the next piece.
      if (end < 0) break
      at = end
    }
    unfinished = text.slice(at)
    if (unfinished.length > silentCharsAllowed) throw refused('import.cell_too_long')
  }

  return {
    write(chunk) {
      decode ??= createDecoder(chunk)
      // Cut after the last tag so that pieces need no joining as text: joined text is slow to walk through.
      const cut = chunk.lastIndexOf(greater) + 1
      if (cut === 0) {
        keep(chunk)
        return
      }
      const whole = takePending(chunk.subarray(0, cut))
      keep(chunk.subarray(cut))
      const text = decode(whole)
      scan(unfinished === '' ? text : unfinished + text)
    },
    end() {
      if (!decode) throw refused('import.truncated')
      scan(unfinished + decode(takePending(Buffer.alloc(0))) + decode(undefined))
      if (unfinished.trim() !== '' || openTags.length > 0 || !isRootSeen) throw refused('import.truncated')
    }
  }
}

function after(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from)
  return at < 0 ? -1 : at + mark.length
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && text.charCodeAt(at) <= 0x20) at += 1
  return at
}

function skipName(text: string, from: number): number {
  let at = from
  for (; at < text.length; at += 1) {
    const char = text.charCodeAt(at)
    if (char <= 0x20 || char === greater || char === slash || char === equals) break
  }
  return at
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Character references and line ends as XML wants them. Only the five built-in names exist: entities are not expanded. */
function resolve(text: string): string {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  if (!lines.includes('&')) return lines
  return lines.replace(/&([^;&]{0,12};?)/g, (_, body: string) => {
    const name = body.slice(0, -1)
    const char = named[name] ?? numbered(name)
    if (!body.endsWith(';') || char === undefined) throw refused('import.damaged', { entity: body.slice(0, 20) })
    return char
  })
}

function numbered(name: string): string | undefined {
  const [, hex, decimal] = /^#(?:x([0-9a-f]+)|(\d+))$/i.exec(name) ?? []
  const code = hex ? Number.parseInt(hex, 16) : decimal ? Number(decimal) : 0
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}
