import type { Db } from '../../services/db/connect.ts'
import type { Log } from '../../services/log.ts'
import { pulseOf } from '../../services/measures/pulse.ts'
import type { Workspace } from '../../services/workspaces/workspace.ts'

/** Tells pages that are open that something of a workspace changed; never what. */
export interface Live {
  /** Calls `changed` when it did, and `ended` when nothing more comes. Returns how to leave. */
  join(workspace: Pick<Workspace, 'id' | 'tenantId'>, listener: Listener): () => void
  /** Something may have changed in this process: called after every commit. Returns at once. */
  touch(): void
  /** Nothing is told any more: the process stops. */
  isClosed(): boolean
  close(): void
}

export interface Listener {
  changed(): void
  ended(): void
}

/** What other replicas did is seen so soon, and what this one did at once. */
const LOOK_MS = 400
const LEAST_MS = 100

interface Watch {
  readonly listeners: Set<Listener>
  soon(): void
  stop(): void
}

/** One look at the store serves all who watch a workspace; nobody watches, nobody looks. */
export function createLive({ db, log }: { readonly db: Db; readonly log: Log }): Live {
  const watches = new Map<string, Watch>()
  let closed = false

  function watch(workspace: Pick<Workspace, 'id' | 'tenantId'>): Watch {
    const listeners = new Set<Listener>()
    let pulse: string | undefined
    let isLooking = false
    let isStopped = false
    let isTouched = false
    let isSoon = true
    let timer = setTimeout(look, 0)

    /** Commits that follow each other closely put a look off no further. */
    function soon(): void {
      isTouched = true
      if (isLooking || isSoon) return
      isSoon = true
      clearTimeout(timer)
      timer = setTimeout(look, LEAST_MS)
    }

    async function look(): Promise<void> {
      isLooking = true
      isSoon = false
      isTouched = false
      try {
        const now = await pulseOf(db, workspace)
        if (pulse !== undefined && now !== pulse) for (const { changed } of listeners) changed()
        pulse = now
      } catch (error) {
        log.warn({ error }, 'What changed could not be looked at.')
      }
      isLooking = false
      if (isStopped) return
      isSoon = isTouched
      timer = setTimeout(look, isTouched ? LEAST_MS : LOOK_MS)
    }

    function stop(): void {
      isStopped = true
      clearTimeout(timer)
    }

    return { listeners, soon, stop }
  }

  return {
    join(workspace, listener) {
      const { id: workspaceId } = workspace
      const its = watches.get(workspaceId) ?? watch(workspace)
      watches.set(workspaceId, its)
      its.listeners.add(listener)
      return () => {
        its.listeners.delete(listener)
        if (its.listeners.size > 0 || watches.get(workspaceId) !== its) return
        watches.delete(workspaceId)
        its.stop()
      }
    },
    touch() {
      for (const { soon } of watches.values()) soon()
    },
    isClosed: () => closed,
    close() {
      closed = true
      for (const { listeners, stop } of watches.values()) {
        stop()
        for (const { ended } of [...listeners]) ended()
      }
      watches.clear()
    },
  }
}
