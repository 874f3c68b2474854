import { parseArgs } from 'node:util'
import { type ChaosResult, type Form, runChaos } from './run.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    employees: { type: 'string', default: '12' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    form: { type: 'string', default: 'sqlite,fleet' },
    json: { type: 'boolean', default: false },
  },
})
const say = (line: string) => process.stderr.write(`${line}\n`)
const PROMISES = ['lost', 'doubled', 'outOfOrder', 'stuck', 'twoOwners', 'crossTalk', 'withoutRight'] as const

/** Half of the kills for each form, unless one is asked for. */
const forms = values.form.split(',') as Form[]
const results: ChaosResult[] = []
for (const form of forms) {
  const rounds = Math.ceil(Number(values.rounds) / forms.length)
  say(`${form}: ${rounds} kills, seed ${values.seed}`)
  const { employees, seed } = values
  results.push(await runChaos({ form, rounds, employees: Number(employees), seed: Number(seed), say }))
}
for (const result of results)
  for (const promise of PROMISES) for (const broken of result[promise]) say(`${promise}: ${broken}`)

const sum = (of: (result: ChaosResult) => number) => results.reduce((total, result) => total + of(result), 0)
const line = {
  ...Object.fromEntries(PROMISES.map((promise) => [promise, sum((result) => result[promise].length)])),
  kills: sum(({ kills }) => kills),
  chats: sum(({ chats }) => chats),
  messages: sum(({ messages }) => messages),
  incidents: sum(({ incidents }) => incidents),
  byRole: sum(({ byRole }) => byRole.done),
  refused: sum(({ byRole }) => byRole.refused),
  lostAnswers: sum(({ lostAnswers }) => lostAnswers),
  uncertain: sum(({ uncertain }) => uncertain),
  excused: sum(({ excused }) => excused.length),
  calmMs: Math.max(...results.map(({ calmMs }) => calmMs)),
  seed: Number(values.seed),
}
if (values.json) process.stdout.write(`${JSON.stringify(line)}\n`)
else for (const [name, value] of Object.entries(line)) process.stdout.write(`${name.padEnd(12)} ${value}\n`)
const MOST_CALM_MS = 3_000
process.exitCode = PROMISES.some((promise) => line[promise as never] !== 0) || line.calmMs > MOST_CALM_MS ? 1 : 0
