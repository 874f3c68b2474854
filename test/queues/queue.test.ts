import { strict as assert } from 'node:assert'
import { type Candidate, choose, type Waiting } from '../../services/queues/queue.ts'

const WAITING: Waiting = { requesterId: 'r', helperId: undefined, answers: [] }
const RULES = { mostChats: 3, at: 1_000 }
const one = (objectId: string, chats = 0, since = 0): Candidate => ({
  objectId,
  name: objectId.toUpperCase(),
  chats,
  since,
  busyUntil: 0,
})

describe('the choice of an analyst', () => {
  const fates = (waiting: Waiting, ...candidates: Candidate[]) => {
    const { to, why } = choose(waiting, candidates, RULES)
    return {
      to: to?.objectId,
      by: why.by,
      ...Object.fromEntries(why.judged.map(({ objectId, fate }) => [objectId, fate])),
    }
  }

  it('falls on whoever leads the fewest chats, then on whoever has waited longest, then always on the same (F9)', () => {
    assert.deepEqual(fates(WAITING, one('a', 2), one('b', 1), one('c', 2)), {
      ...{ to: 'b', by: 'fewest', b: 'chosen', a: 'busier', c: 'busier' },
    })
    assert.deepEqual(fates(WAITING, one('a', 1, 50), one('b', 1, 20)), {
      to: 'b',
      by: 'rested',
      b: 'chosen',
      a: 'later',
    })
    assert.equal(fates(WAITING, one('b'), one('a')).to, 'a')
    assert.equal(fates(WAITING, one('a'), one('b')).to, 'a')
  })

  it('falls on whoever helped them last, as long as they have room', () => {
    const helped = { ...WAITING, helperId: 'h' }
    assert.deepEqual(fates(helped, one('a'), one('h', 2)), { to: 'h', by: 'helper', h: 'chosen', a: 'later' })
    assert.deepEqual(fates(helped, one('a'), one('h', 3)), { to: 'a', by: 'only', a: 'chosen', h: 'full' })
  })

  it('never falls on the requester, on whoever refused it or gave it back, or on whoever has no room (F8)', () => {
    const answers = [
      { objectId: 'x', state: 'refused', at: 10 },
      { objectId: 'y', state: 'returned', at: 20 },
      { objectId: 'm', state: 'expired', at: 30 },
    ] as const
    assert.deepEqual(fates({ ...WAITING, answers }, one('r'), one('x'), one('y'), one('full', 3)), {
      ...{ to: undefined, by: undefined, r: 'own', x: 'refused', y: 'returned', full: 'full' },
    })
    const busy = { ...one('busy'), busyUntil: RULES.at + 1 }
    assert.deepEqual(fates(WAITING, busy, { ...one('free', 2), busyUntil: RULES.at }), {
      ...{ to: 'free', by: 'only', free: 'chosen', busy: 'busy' },
    })
    assert.deepEqual(fates({ ...WAITING, answers }, one('m'), one('a', 2)), {
      to: 'a',
      by: 'only',
      a: 'chosen',
      m: 'missed',
    })
    assert.equal(fates({ ...WAITING, answers }, one('m')).to, 'm', 'whoever missed it is better than nobody')
  })

  it('keeps no more than twenty of those who were judged', () => {
    const { why } = choose(
      WAITING,
      Array.from({ length: 200 }, (_, n) => one(`a${n}`)),
      RULES,
    )
    assert.equal(why.judged.length, 20)
    assert.equal(why.judged[0]?.fate, 'chosen')
  })
})
