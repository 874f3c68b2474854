import { graphTokens } from '../../bot/teams/credentials.ts'
import { createGraph, type Graph } from '../../services/graph/client.ts'
import { type Directory, sampleDirectory } from '../../simulator/directory.ts'
import { type Organisation, sampleOrganisation } from '../../simulator/graph/data.ts'
import { createGraphDouble, type GraphDouble } from '../../simulator/graph/graph.ts'
import { serveGraph } from '../../simulator/graph/serve.ts'

const CLIENT = { clientId: '3c1f9c7e-0000-4000-8000-000000000001', clientSecret: 'secret' }
/** An organisation that has not let the application in. */
export const STRANGERS = '0ddba11e-0000-4000-8000-000000000001'
/** One without Intune. */
export const SMALL = '0ddba11e-0000-4000-8000-000000000002'

export interface Running {
  readonly url: string
  readonly double: GraphDouble
  readonly graph: Graph
  readonly directory: Directory
  readonly observed: string[]
  close(): Promise<void>
}

/** The double of Graph on loopback, and our client of it. */
export async function startDouble(now: () => number = Date.now): Promise<Running> {
  const directory = sampleDirectory()
  const sample = sampleOrganisation(directory, now())
  const organisations: readonly Organisation[] = [
    sample,
    { ...sample, tenantId: STRANGERS, isConsented: false },
    { ...sample, tenantId: SMALL, intune: undefined },
  ]
  const double = createGraphDouble({ ...CLIENT, organisations, now })
  const { url, close } = await serveGraph(double)
  const observed: string[] = []
  const graph = createGraph({
    url: `${url}/graph`,
    token: graphTokens({ ...CLIENT, url: '', loginUrl: `${url}/graph-login` }),
    consentUrl: (tenantId) => `${url}/graph-login/${tenantId}/adminconsent`,
    observe: (name, outcome) => observed.push(`${name} ${outcome}`),
  })
  return { url, double, graph, directory, observed, close }
}
