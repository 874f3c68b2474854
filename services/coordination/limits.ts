/** At most `most` calls in any `ms` milliseconds. */
export interface Window {
  readonly most: number
  readonly ms: number
}

/** Something that is used sparingly: a conversation, a tenant. */
export interface Limited {
  readonly key: string
  readonly windows: readonly Window[]
}

/**
 * Keeps a far side's limits before it has to. What is kept is losable: who loses it is told by the far side to wait.
 */
export interface Limits {
  /** Milliseconds until one more call may be made on all of these; 0: now, and it is counted. */
  take(wanted: readonly Limited[]): Promise<number>
}

/** Forgets what has left every window, after so many calls. */
const SWEEP_EVERY = 10_000

/** Within one process. */
export function createLimits(now: () => number): Limits {
  /** The times of the last calls, the newest last. */
  const calls = new Map<string, number[]>()
  let sinceSweep = 0

  function waitMs({ key, windows }: Limited, time: number): number {
    const times = calls.get(key)
    if (times === undefined) return 0
    let wait = 0
    for (const { most, ms } of windows) {
      const earliest = times.at(-most)
      // A clock that was set back would make us wait for as long: never longer than the window.
      if (earliest !== undefined) wait = Math.max(wait, Math.min(earliest + ms - time, ms))
    }
    return wait
  }

  function count({ key, windows }: Limited, time: number): void {
    const times = calls.get(key) ?? []
    times.push(time)
    const longest = Math.max(...windows.map(({ most }) => most))
    // Cut seldom, so that it costs little.
    if (times.length > 2 * longest) times.splice(0, times.length - longest)
    calls.set(key, times)
  }

  function sweep(time: number): void {
    sinceSweep = 0
    for (const [key, times] of calls) if ((times.at(-1) ?? 0) < time - HOUR_MS) calls.delete(key)
  }

  return {
    async take(wanted) {
      const time = now()
      let wait = 0
      for (const limited of wanted) wait = Math.max(wait, waitMs(limited, time))
      if (wait > 0) return wait
      for (const limited of wanted) count(limited, time)
      sinceSweep += 1
      if (sinceSweep >= SWEEP_EVERY) sweep(time)
      return 0
    },
  }
}

const HOUR_MS = 3_600_000
