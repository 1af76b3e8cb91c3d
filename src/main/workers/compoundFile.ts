import { refused } from './sheetRows.ts'

/** The streams inside an OLE container ([MS-CFB]), found by name. */
export type CompoundFile = { readonly stream: (name: string) => Buffer | undefined }

const endOfChain = 0xfffffffe
const highestSector = 0xfffffffa
const headerBytes = 512
const entryBytes = 128
/** Streams below it lie in the small sectors of the root entry. */
const miniCutoff = 4096

/** Opens a container that is wholly in memory. Every chain is bounded by the size of the file. Throws `import.damaged`, `import.truncated`. */
export function openCompoundFile(file: Buffer): CompoundFile {
  if (file.length < headerBytes) throw refused('import.truncated')
  const sectorShift = file.readUInt16LE(30)
  const miniShift = file.readUInt16LE(32)
  if ((sectorShift !== 9 && sectorShift !== 12) || miniShift !== 6) throw refused('import.damaged')
  const sectorBytes = 1 << sectorShift
  const sectorCount = Math.ceil(file.length / sectorBytes)

  function sector(index: number): Buffer {
    const at = (index + 1) * sectorBytes
    if (index > highestSector || at >= file.length) throw refused('import.truncated')
    return file.subarray(at, at + sectorBytes)
  }

  function readTable(): Uint32Array {
    const places: number[] = []
    for (let at = 76; at < headerBytes; at += 4) places.push(file.readUInt32LE(at))
    let next = file.readUInt32LE(68)
    for (let guard = 0; next < highestSector; guard += 1) {
      if (guard > sectorCount) throw refused('import.damaged')
      const more = sector(next)
      for (let at = 0; at < sectorBytes - 4; at += 4) places.push(more.readUInt32LE(at))
      next = more.readUInt32LE(sectorBytes - 4)
    }
    const used = places.filter((place) => place < highestSector)
    if (used.length > sectorCount) throw refused('import.damaged')
    const table = new Uint32Array(used.length * (sectorBytes / 4))
    used.forEach((place, index) => {
      const part = sector(place)
      for (let at = 0; at + 4 <= part.length; at += 4) table[index * (sectorBytes / 4) + at / 4] = part.readUInt32LE(at)
    })
    return table
  }

  const table = readTable()

  function chain(first: number, links: Uint32Array, most: number): number[] {
    const found: number[] = []
    for (let next = first; next !== endOfChain && next < highestSector; next = links[next] ?? endOfChain) {
      found.push(next)
      if (found.length > most) throw refused('import.damaged')
    }
    return found
  }

  const readChain = (first: number): Buffer => Buffer.concat(chain(first, table, sectorCount).map(sector))
  const directory = readChain(file.readUInt32LE(48))
  const entries = new Map<string, { readonly first: number; readonly size: number }>()
  let root: { readonly first: number; readonly size: number } | undefined
  for (let at = 0; at + entryBytes <= directory.length; at += entryBytes) {
    const nameBytes = directory.readUInt16LE(at + 64)
    const kind = directory[at + 66]
    if (nameBytes < 2 || nameBytes > 64) continue
    const entry = { first: directory.readUInt32LE(at + 116), size: directory.readUInt32LE(at + 120) }
    if (kind === 5) root = entry
    const name = directory.toString('utf16le', at, at + nameBytes - 2).toLowerCase()
    if (kind === 2 && !entries.has(name)) entries.set(name, entry)
  }

  function readMini(first: number): Buffer {
    const miniStream = root ? readChain(root.first) : Buffer.alloc(0)
    const miniTable = readChain(file.readUInt32LE(60))
    const links = new Uint32Array(miniTable.length / 4)
    for (let at = 0; at + 4 <= miniTable.length; at += 4) links[at / 4] = miniTable.readUInt32LE(at)
    return Buffer.concat(chain(first, links, links.length).map((index) => miniStream.subarray(index * 64, index * 64 + 64)))
  }

  return {
    stream(name) {
      const entry = entries.get(name.toLowerCase())
      if (!entry) return undefined
      const content = entry.size < miniCutoff ? readMini(entry.first) : readChain(entry.first)
      if (content.length < entry.size) throw refused('import.truncated')
      return content.subarray(0, entry.size)
    }
  }
}
