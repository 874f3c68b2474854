import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { checkOut } from './against.ts'
import { measureCards } from './cards.ts'
import { measureClaims } from './claim.ts'
import { measureGraph } from './graph.ts'
import { measureItsm } from './itsm.ts'
import { measureRelay } from './relay.ts'
import { measureRouting } from './routing.ts'
import { measureScale } from './scale.ts'
import { measureWeb } from './web.ts'
import { measureWidth } from './width.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', default: 'relay,claim,cards,scale,width,routing' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    /** A git ref, built and measured in the same rounds. */
    against: { type: 'string' },
  },
})
const say = (line: string) => process.stderr.write(`${line}\n`)
const wanted = values.only.split(',')
const rounds = Number(values.rounds)
const [cpu] = cpus()
const machine = `${cpus().length} × ${cpu?.model}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`
say(machine)

const then = values.against === undefined ? undefined : checkOut(values.against, say)
const figures: Record<string, unknown> = {}
if (wanted.includes('relay')) {
  const { samples: _, ...ratios } = await measureRelay(rounds, Number(values.seconds), say, then)
  Object.assign(figures, ratios)
}
if (wanted.includes('claim')) Object.assign(figures, await measureClaims(rounds, say, then))
if (wanted.includes('cards')) Object.assign(figures, { cards: await measureCards(say) })
if (wanted.includes('width')) Object.assign(figures, await measureWidth(rounds, say))
if (wanted.includes('routing')) Object.assign(figures, { routing: await measureRouting(say) })
if (wanted.includes('itsm')) Object.assign(figures, await measureItsm(rounds, say))
if (wanted.includes('graph')) Object.assign(figures, { graph: await measureGraph(say) })
if (wanted.includes('web')) Object.assign(figures, { web: await measureWeb(say) })
if (wanted.includes('scale')) Object.assign(figures, { scale: await measureScale(say) })

then?.remove()
if (values.json) process.stdout.write(`${JSON.stringify({ ...medians(figures), spread: figures, machine })}\n`)
else process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`)

/** The ratios as plain numbers; their spread stands beside. */
function medians(all: Record<string, unknown>): Record<string, number> {
  const isRatio = (value: unknown): value is { median: number } =>
    typeof value === 'object' && value !== null && 'median' in value
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (isRatio(value) ? [[name, value.median]] : [])),
  )
}
