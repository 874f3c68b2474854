import { CALLS, type Call, type CallName, type CallValues, pathOf } from '../../services/graph/calls.ts'
import { startDouble } from './double.ts'

/** « Finances » of the double. */
const GROUP = 'a0000000-0000-4000-8000-000000000002'

/**
 * `npm run -s graph:calls` prints the table of calls to Microsoft Graph, and `graph:samples` what the double answers to each, an
 * object a line: to be compared with Graph's published metadata.
 */
const [what] = process.argv.slice(2)
if (what === 'calls') for (const call of Object.values(CALLS)) print(callLine(call))
else if (what === 'samples') await printSamples()
else throw new Error('calls or samples')

function callLine({ method, template, query = [] }: Call): object {
  return { method, template, version: 'v1.0', query }
}

async function printSamples(): Promise<void> {
  const running = await startDouble()
  try {
    const token = `graph.${running.directory.tenantId}`
    for (const key of ['camille', 'noah', 'erin']) {
      const personId = running.directory.accounts.find((its) => its.key === key)?.objectId ?? ''
      const devices = (await ask('person.devices', { personId }, token)) as { value?: { id: string }[] } | null
      const deviceId = devices?.value?.[0]?.id ?? ''
      for (const name of Object.keys(CALLS) as CallName[]) {
        const { template, method } = CALLS[name]
        const body = await ask(
          name,
          {
            personId,
            deviceId,
            groupId: GROUP,
            clientId: GROUP,
            words: name === 'groups.search' ? 'fin' : key.slice(0, 3),
          },
          token,
        )
        print({ template, method, body })
      }
    }
  } finally {
    await running.close()
  }

  async function ask(name: CallName, values: CallValues, bearer: string): Promise<unknown> {
    const call: Call = CALLS[name]
    const headers = {
      authorization: `Bearer ${bearer}`,
      ...(call.consistency === undefined ? {} : { consistencylevel: call.consistency }),
    }
    const response = await fetch(`${running.url}/graph/v1.0${pathOf(call, values)}`, { method: call.method, headers })
    const text = await response.text()
    return text === '' ? null : JSON.parse(text)
  }
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
