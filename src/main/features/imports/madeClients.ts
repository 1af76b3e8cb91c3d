/** Clients of our own exports that came in in one go: by the ids that they had where they come from. */
export type MadeClients = {
  readonly add: (ownNumber: string, id: string) => void
  readonly idOf: (ownNumber: string) => string | undefined
  /** Whether a client came in from such a row. */
  readonly has: (id: string) => boolean
}

export function madeClients(): MadeClients {
  const idByNumber = new Map<string, string>()
  const ids = new Set<string>()
  return {
    add: (ownNumber, id) => {
      idByNumber.set(ownNumber, id)
      ids.add(id)
    },
    idOf: (ownNumber) => idByNumber.get(ownNumber),
    has: (id) => ids.has(id)
  }
}
