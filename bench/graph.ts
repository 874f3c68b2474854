import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createGraph, type Graph } from '../services/graph/client.ts'
import { lookAt } from '../services/graph/dossier.ts'
import { askHealth } from '../services/health/ask.ts'
import { percentileOf } from '../services/measures/spread.ts'
import { sampleDirectory } from '../simulator/directory.ts'
import { type Organisation, sampleClients, sampleOrganisation } from '../simulator/graph/data.ts'
import { createGraphDouble, type GraphDouble } from '../simulator/graph/graph.ts'
import { serveGraph } from '../simulator/graph/serve.ts'

export interface GraphResult {
  /** The five blocks of one person, by the time of one answer of Graph's; each answer takes 100 ms. */
  readonly lookVsAnswer: number
  /** What is asked of Graph for one look at somebody with two devices. */
  readonly callsPerLook: number
  /** What is asked for the services of one client. */
  readonly callsPerClient: number
  /** What reading the services of 200 clients four more times adds to the heap, in megabytes. */
  readonly clientsMb: number
}

const ANSWER_MS = 100
const [LOOKS, CLIENTS, PASSES] = [20, 200, 4]
const ALL = new Set(['directory.read', 'device.read', 'app.read', 'app-protection.read'])

/** How long an operator waits for what is known of somebody, and what it costs to look after many clients. */
export async function measureGraph(say: (line: string) => void): Promise<GraphResult> {
  const directory = sampleDirectory()
  const personId = directory.accounts.find(({ key }) => key === 'camille')?.objectId ?? ''
  const { tenantId } = directory
  const slow = await withDouble([sampleOrganisation(directory, Date.now())], ANSWER_MS, async (graph, double) => {
    const single: number[] = []
    const looks: number[] = []
    let calls = 0
    for (let n = 0; n < LOOKS; n += 1) {
      single.push(await took(() => graph.ask('person.read', tenantId, { personId })))
      const before = double.calls.length
      looks.push(await took(() => lookAt(graph, { tenantId, personId }, ALL, Date.now())))
      calls = double.calls.length - before
    }
    say(`one answer ${Math.round(median(single))} ms, five blocks ${Math.round(median(looks))} ms, ${calls} calls`)
    return { lookVsAnswer: Math.round((median(looks) / median(single)) * 100) / 100, callsPerLook: calls }
  })
  const [client] = sampleClients(Date.now())
  if (client === undefined) throw new Error('There is no client.')
  const ids = Array.from({ length: CLIENTS }, (_, n) => `fab00000-0000-4000-8000-${String(n).padStart(12, '0')}`)
  const many = await withDouble(
    ids.map((id): Organisation => ({ ...client, tenantId: id })),
    0,
    async (graph, double) => {
      const pass = async () => {
        for (const id of ids) await askHealth(graph, id)
      }
      await pass()
      await pass()
      const [before, calls] = [heapMb(), double.calls.length]
      for (let n = 0; n < PASSES; n += 1) await pass()
      const callsPerClient = (double.calls.length - calls) / CLIENTS / PASSES
      const clientsMb = Math.round((heapMb() - before) * 10) / 10
      say(`${CLIENTS} clients, ${PASSES} times: ${callsPerClient} calls each, ${clientsMb} MB more`)
      return { callsPerClient, clientsMb }
    },
  )
  return { ...slow, ...many }
}

async function withDouble<Result>(
  organisations: readonly Organisation[],
  delayMs: number,
  work: (graph: Graph, double: GraphDouble) => Promise<Result>,
): Promise<Result> {
  const double = createGraphDouble({ ...{ clientId: 'c', clientSecret: 's', now: Date.now, delayMs }, organisations })
  const { url, close } = await serveGraph(double)
  const token = async (tenantId: string) => `graph.${tenantId}`
  try {
    return await work(createGraph({ url: `${url}/graph`, token, consentUrl: () => '', observe: () => {} }), double)
  } finally {
    await close()
  }
}

async function took(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

function median(values: readonly number[]): number {
  return percentileOf(
    values.toSorted((a, b) => a - b),
    0.5,
  )
}

/** What is needed still. */
function heapMb(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed / 1_048_576
}
