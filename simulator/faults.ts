export type Operation = 'send' | 'update' | 'delete' | 'create' | 'download'

/** Something that goes wrong at the connector. */
export interface Fault {
  /** Only there, or only of the file so named; everywhere when left out. */
  readonly conversationId?: string
  readonly operation?: Operation
  readonly status: 302 | 401 | 403 | 404 | 408 | 412 | 413 | 429 | 500 | 502 | 503 | 504
  readonly code?: string
  readonly retryAfterS?: number
  /** Answer only after so long; with the bot's own limit below it, a time-out. */
  readonly delayMs?: number
  /** The call takes effect, and its answer is lost. */
  readonly delivered?: boolean
  /** How often; for ever when left out. */
  readonly times?: number
}

export interface Faults {
  add(fault: Fault): void
  /** From now on this share of all calls is struck, by one of these faults or another; 0 ends it. */
  rain(share: number, kinds: readonly Fault[], random: () => number): void
  clear(): void
  /** How many calls took effect and were answered by a fault. */
  lostAnswers(): number
  /** The fault that strikes this call, if any; uses it up. */
  strike(operation: Operation, conversationId: string): Fault | undefined
}

export function createFaults(): Faults {
  let pending: { readonly fault: Fault; left: number }[] = []
  let drop: () => Fault | undefined = () => undefined
  let lost = 0
  return {
    rain(share, kinds, random) {
      drop = () => (random() < share ? kinds[Math.floor(random() * kinds.length)] : undefined)
    },
    add(fault) {
      pending.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY })
    },
    clear() {
      pending = []
      drop = () => undefined
    },
    lostAnswers: () => lost,
    strike(operation, conversationId) {
      const fault = take(operation, conversationId) ?? drop()
      if (fault?.delivered === true) lost += 1
      return fault
    },
  }

  function take(operation: Operation, conversationId: string): Fault | undefined {
    const found = pending.find(
      ({ fault }) =>
        (fault.operation ?? operation) === operation && (fault.conversationId ?? conversationId) === conversationId,
    )
    if (found === undefined) return undefined
    found.left -= 1
    if (found.left <= 0) pending = pending.filter((other) => other !== found)
    return found.fault
  }
}

/** Teams' documented limits on what a bot sends into one thread: so many in so many seconds. */
const THREAD_LIMITS = [
  [7, 1],
  [8, 2],
  [60, 30],
  [1800, 3600],
] as const

/** Tells, for one more message into a conversation, how many seconds the bot has to wait; 0 when it may. */
export function createThreadLimiter(now: () => number): (conversationId: string) => number {
  const sent = new Map<string, number[]>()
  return (conversationId) => {
    const time = now()
    const times = (sent.get(conversationId) ?? []).filter((at) => time - at < 3_600_000)
    sent.set(conversationId, times)
    for (const [most, seconds] of THREAD_LIMITS) {
      const recent = times.filter((at) => time - at < seconds * 1000)
      const first = recent[0]
      if (first !== undefined && recent.length >= most)
        return Math.max(1, Math.ceil((first + seconds * 1000 - time) / 1000))
    }
    times.push(time)
    return 0
  }
}
