/** Enough to see every screen filled, ready within seconds. */
export const demoSize = { clientCount: 300, dealsPerClient: 1.2, userCount: 4 } as const
