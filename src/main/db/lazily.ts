/** An object whose values are made when they are first asked for: statements that a call does not need are not prepared. */
export function lazily<T extends Readonly<Record<string, () => unknown>>>(makers: T): { readonly [K in keyof T]: ReturnType<T[K]> } {
  const made = {} as { [K in keyof T]: ReturnType<T[K]> }
  for (const [name, make] of Object.entries(makers)) {
    Object.defineProperty(made, name, {
      configurable: true,
      get: () => {
        const value = make()
        Object.defineProperty(made, name, { value })
        return value
      }
    })
  }
  return made
}
