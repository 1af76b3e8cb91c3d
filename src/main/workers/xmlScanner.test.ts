import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { AppError } from '#shared/result.ts'
import { createXmlFeed } from './xmlFeed.ts'
import type { XmlFeed, XmlHandlers } from './xmlFeed.ts'
import { createXmlScanner } from './xmlScanner.ts'

/** What a parser tells about a document that comes in pieces; texts that follow each other are one. */
function told(make: (handlers: XmlHandlers) => XmlFeed, xml: string, pieceBytes: number): string[] {
  const events: string[] = []
  let text = ''
  let depth = 0
  const flush = () => {
    if (text !== '') events.push(`text ${text}`)
    text = ''
  }
  try {
    const feed = make({
      open: (name, attribute) => {
        flush()
        depth += 1
        events.push(`open ${name} ${attribute('r')} ${attribute('t')} ${attribute('none')}`)
      },
      close: (name) => {
        flush()
        depth -= 1
        events.push(`close ${name}`)
      },
      text: (piece) => {
        if (depth > 0) text += piece
      }
    })
    const bytes = Buffer.from(xml)
    for (let at = 0; at < bytes.length; at += pieceBytes) feed.write(bytes.subarray(at, at + pieceBytes))
    feed.end()
  } catch (error) {
    return [error instanceof AppError ? error.data.reason : String(error)]
  }
  return events
}

const name = fc.constantFrom('c', 'v', 'row', 'x:row', 'is', 't')
const text = fc.string({ unit: fc.constantFrom('a', 'ż', 'Ї', '😀', ' ', '\n', '&amp;', '&lt;', '&gt;', '&quot;', '&#x141;', '&#243;', '>', '"', "'", '=', '/', '-'), maxLength: 12 })
const attribute = fc.tuple(fc.constantFrom('r', 't', 'x:s', 'data'), fc.constantFrom('"', "'"), text).map(([key, quote, value]) => ` ${key} = ${quote}${value.replaceAll(quote, '').replaceAll('\n', ' ')}${quote}`)
const attributes = fc.uniqueArray(attribute, { maxLength: 3, selector: (value) => value.trim().split(' ')[0] }).map((all) => all.join(''))
const node: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.constantFrom('<!-- a > b -->', '<![CDATA[<c> & ]]>', '<?pi a > b?>', '<v/>', '<t />'),
    fc.tuple(name, attributes, fc.array(tie('node'), { maxLength: 4 })).map(([tag, attrs, inner]) => `<${tag}${attrs}>${inner.join('')}</${tag}>`)
  )
})).node
const document = fc.tuple(attributes, fc.array(node, { maxLength: 6 })).map(([attrs, inner]) => `<?xml version="1.0"?>\n<sheetData${attrs}>${inner.join('')}</sheetData>\n`)

test('the fast parser tells what the general one tells, wherever the pieces are cut', () => {
  fc.assert(
    fc.property(document, fc.integer({ min: 1, max: 40 }), (xml, pieceBytes) => {
      expect(told(createXmlScanner, xml, pieceBytes)).toEqual(told(createXmlFeed, xml, 4096))
    }),
    { numRuns: 1500 }
  )
})

test('a document cut anywhere is an error in both, never a quiet end', () => {
  fc.assert(
    fc.property(document, fc.double({ min: 0, max: 0.99, noNaN: true }), (xml, share) => {
      const cut = xml.slice(0, Math.floor(xml.trimEnd().length * share))
      expect(told(createXmlScanner, cut, 64)).toHaveLength(1)
    }),
    { numRuns: 500 }
  )
})

test.each([
  ['<a></b>', 'import.damaged'],
  ['<a b></a>', 'import.damaged'],
  ['<a b=1></a>', 'import.damaged'],
  ['<a>&nbsp;</a>', 'import.damaged'],
  ['<a>&#0;</a>', 'import.damaged'],
  ['<a>&#x110000;</a>', 'import.damaged'],
  ['<a>&</a>', 'import.damaged'],
  ['<a/><b/>', 'import.damaged'],
  ['<a/>text', 'import.truncated'],
  ['<!DOCTYPE a><a/>', 'import.doctype'],
  ['<a', 'import.truncated'],
  ['', 'import.truncated']
])('%s is refused', (xml, reason) => {
  expect(told(createXmlScanner, xml, 3)).toEqual([reason])
})
