import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import type { Needs } from '../bot/deliver/needs.ts'
import { tasksOf } from '../bot/tasks.ts'
import { connect } from '../services/db/connect.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../services/time.ts'
import { startService } from './service.ts'

const doc = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8').replace(/\s+/g, ' ')

describe('what the docs promise', () => {
  it('how long each promise is tried (K2)', () => {
    assert.match(
      doc('administrators.md'),
      /what is said in a chat and files are tried for ten minutes, then their author is told; all else for a day/,
    )
    // A click is brought up to date at once or never, and upkeep comes again by itself.
    const others = {
      'card.replace': 20 * SECOND_MS,
      'store.prune': HOUR_MS,
      'audit.seal': HOUR_MS,
      'audit.check': HOUR_MS,
      'desk.rosters': HOUR_MS,
      'desk.roster': HOUR_MS,
      'desk.shifts': HOUR_MS,
      'group.plan': HOUR_MS,
      'health.plan': HOUR_MS,
      'itsm.poll': HOUR_MS,
      'itsm.watch': HOUR_MS,
      'desk.check': 10 * MINUTE_MS,
    }
    const ofTalk = ['relay.send', 'relay.edit', 'file.fetch', 'tell.file']
    for (const [name, { patienceMs, givenUp }] of Object.entries(tasksOf({} as Needs))) {
      const other = Object.entries(others).find(([key]) => key === name)?.[1]
      const expected = other ?? (ofTalk.includes(name) ? 10 * MINUTE_MS : DAY_MS)
      assert.equal(patienceMs, expected, name)
      if (ofTalk.includes(name)) assert.ok(givenUp, `${name} tells its author`)
    }
  })

  it('a message of a chat is known by its row alone, any other by its mark (decision 1, K14)', async () => {
    assert.match(doc('decisions/0001-promises.md'), /that is its mark, and no other is written/)
    const service = await startService()
    try {
      await service.settle('sophie')
      await service.beginChat('camille')
      const { id } = await service.person('camille').says('une fois')
      const db = await connect(service.databaseUrl)
      const count = async (table: 'messages' | 'seen_activities', column: 'source_activity_id' | 'activity_id') =>
        (
          await db
            .selectFrom(table)
            .selectAll()
            .where(column as never, '=', id as never)
            .execute()
        ).length
      assert.deepEqual(
        [await count('messages', 'source_activity_id'), await count('seen_activities', 'activity_id')],
        [1, 0],
      )
      const greeting = service
        .person('camille')
        .chat()
        .messages.find(({ from }) => from === 'camille')
      assert.ok(greeting)
      const seen = await db.selectFrom('seen_activities').selectAll().where('activity_id', '=', greeting.id).execute()
      assert.equal(seen.length, 1, 'the words that brought the menu')
      await db.destroy()
    } finally {
      await service.close()
    }
  })
})
