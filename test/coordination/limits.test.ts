import { strict as assert } from 'node:assert'
import { createLimits, type Limits } from '../../services/coordination/limits.ts'

/** What every way of keeping limits must do; `pass` lets time go by. */
export function limitsContract(
  name: string,
  make: () => Promise<{ limits: Limits; pass: (ms: number) => Promise<void> }>,
) {
  describe(`limits ${name}`, () => {
    const thread = (key: string) => ({
      key,
      windows: [
        { most: 3, ms: 400 },
        { most: 5, ms: 1_600 },
      ],
    })

    it('lets through as many as a window holds, and then says how long to wait', async () => {
      const { limits, pass } = await make()
      for (let n = 0; n < 3; n += 1) assert.equal(await limits.take([thread('a')]), 0)
      const wait = await limits.take([thread('a')])
      assert.ok(wait > 0 && wait <= 400, `it said ${wait} ms`)
      await pass(wait + 5)
      assert.equal(await limits.take([thread('a')]), 0)
    })

    it('keeps the longer window when the shorter has room', async () => {
      const { limits, pass } = await make()
      for (let n = 0; n < 5; n += 1) {
        const wait = await limits.take([thread('b')])
        if (wait > 0) await pass(wait + 5)
        if (wait > 0) assert.equal(await limits.take([thread('b')]), 0)
      }
      await pass(405)
      assert.ok((await limits.take([thread('b')])) > 0)
    })

    it('keeps each conversation’s apart, and counts nothing for whom another limit holds back', async () => {
      const { limits } = await make()
      const tenant = { key: 'tenant', windows: [{ most: 4, ms: 60_000 }] }
      for (let n = 0; n < 3; n += 1) assert.equal(await limits.take([tenant, thread('noisy')]), 0)
      for (let n = 0; n < 5; n += 1) assert.ok((await limits.take([tenant, thread('noisy')])) > 0)
      assert.equal(await limits.take([tenant, thread('quiet')]), 0)
      assert.ok((await limits.take([tenant, thread('quiet')])) > 0)
    })
  })
}

limitsContract('in one process', async () => {
  let time = 1_000_000
  const pass = async (ms: number) => {
    time += ms
  }
  return { limits: createLimits(() => time), pass }
})
