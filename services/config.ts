import { z } from 'zod'
import type { Window } from './coordination/limits.ts'
import { ServiceDeskError } from './errors.ts'
import { LANGUAGES, type Language } from './people/person.ts'

/** Hosts of Teams' connector in the public, GCC and GCC High clouds. */
const TEAMS_HOSTS = 'smba.trafficmanager.net,smba.infra.gcc.teams.microsoft.com,smba.infra.gov.teams.microsoft.us'

/** Where Teams keeps what people attach from their own folders, in the same clouds. */
const FILE_HOSTS = 'sharepoint.com,sharepoint.us'

const uuid = z.guid({ error: ({ input }) => (input === undefined ? 'is missing' : 'must be a GUID') })
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim().toLowerCase())
    .filter(Boolean),
)
const optional = z.string().optional()
const hosts = list.refine(
  (names) => names.length > 0 && names.every((host) => /^[a-z0-9][a-z0-9.-]*(:\d+)?$/.test(host)),
  'must be host names, separated by commas',
)
const guids = list.refine(
  (ids) => ids.every((id) => z.guid().safeParse(id).success),
  'must be GUIDs, separated by commas',
)
/** Whoever could answer instead of the far side could let anybody in. */
const secureUrl = z.url().regex(/^https:\/\/|^http:\/\/(127\.0\.0\.1|localhost)[:/]/, 'must begin with https://')
/** What is later added to a time, in whole milliseconds. */
const seconds = (least: number, most: number) => z.coerce.number().min(least).max(most)
const DAY_S = 86_400

/** `7/1,60/30`: at most 7 in a second and 60 in 30 seconds. */
const windows = z
  .string()
  .regex(/^[1-9]\d*\/[1-9]\d*(,[1-9]\d*\/[1-9]\d*)*$/, 'must be <most>/<seconds>, separated by commas')
  .transform(parseWindows)

function parseWindows(text: string): readonly Window[] {
  return text.split(',').map((window) => {
    const [most, seconds] = window.split('/').map(Number)
    return { most: most ?? 0, ms: (seconds ?? 0) * 1000 }
  })
}

const connections = z.array(
  z
    .object({
      name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
      vendor: z.string(),
      url: secureUrl,
      tenants: z.array(z.guid()).optional(),
      queues: z.array(z.string().min(1)).optional(),
    })
    .catchall(z.string()),
)

/** A fault names its place, and never what is written there. */
function parseConnections(text: string, context: z.RefinementCtx): z.output<typeof connections> {
  try {
    const parsed = connections.safeParse(JSON.parse(text))
    if (parsed.success) return parsed.data
    for (const { path, message } of parsed.error.issues)
      context.addIssue({ code: 'custom', message: `${path.join('.')} ${lowered(message)}` })
  } catch {
    context.addIssue({ code: 'custom', message: 'must be JSON: a list of connections' })
  }
  return z.NEVER
}

function lowered(message: string): string {
  return `${message.slice(0, 1).toLowerCase()}${message.slice(1)}`
}

/** A company's own ticket system, and what lets this service into it. */
export interface Connection {
  /** What workspaces choose it by. */
  readonly name: string
  readonly vendor: string
  readonly url: string
  /** The organisations whose workspaces may choose it. */
  readonly tenants: readonly string[]
  /** The queues that they may choose; `undefined`: every one that our account sees. */
  readonly queues: readonly string[] | undefined
  /** What the vendor wants beside, e.g. `token`. */
  readonly credentials: Readonly<Record<string, string>>
}

const ORIGIN = /^(https:\/\/[\w.*-]+(:\d+)?|http:\/\/(127\.0\.0\.1|localhost)(:\d+)?)$/

/** Origins of pages that may show ours in a frame, beside Teams' own: a cloud of a government, a test. */
const origins = z
  .string()
  .transform((text) => text.split(',').map((origin) => origin.trim()))
  .refine((all) => all.every((origin) => ORIGIN.test(origin)), 'must be origins like https://teams.microsoft.us')
  .default([])

/** Every variable that the service reads, under Bot Framework's standard names where it has one. */
export const environment = z.object({
  MicrosoftAppId: uuid,
  MicrosoftAppType: z.enum(['SingleTenant', 'MultiTenant', 'UserAssignedMSI']).default('SingleTenant'),
  MicrosoftAppTenantId: uuid.optional(),
  MicrosoftAppPassword: optional,
  CertificateThumbprint: z
    .string()
    .regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/i, 'must be 40 or 64 hexadecimal digits')
    .optional(),
  CertificatePrivateKey: optional,
  ToChannelFromBotLoginUrl: secureUrl.optional(),
  ToChannelFromBotOAuthScope: z.url().default('https://api.botframework.com'),
  ToBotFromChannelTokenIssuer: z.string().default('https://api.botframework.com'),
  ToBotFromChannelOpenIdMetadataUrl: secureUrl.default(
    'https://login.botframework.com/v1/.well-known/openidconfiguration',
  ),
  ALLOWED_TENANTS: guids.optional(),
  SERVICE_ADMINISTRATORS: guids.default([]),
  SERVICE_HOSTS: hosts.default(TEAMS_HOSTS.split(',')),
  FILE_HOSTS: hosts.default(FILE_HOSTS.split(',')),
  PUBLIC_URL: z
    .url()
    .regex(
      /^https:\/\/[^?#]+$|^http:\/\/(127\.0\.0\.1|localhost)[:/][^?#]*$/,
      'must begin with https:// and hold no ? or #',
    )
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  HOST: z.string().default('0.0.0.0'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3978),
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite:.|postgres(ql)?:\/\/.)/, 'must be sqlite:<file> or postgres://<user>:<password>@<host>/<database>')
    .default('sqlite:data/service-desk.sqlite'),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/./, 'must be redis://<host>')
    .optional(),
  METRICS_PORT: z.coerce.number().int().min(0).max(65535).optional(),
  DRAIN_SECONDS: seconds(0, 600).default(5),
  TEAMS_THREAD_LIMITS: windows.default(parseWindows('7/1,8/2,60/30,1800/3600')),
  TEAMS_TENANT_LIMITS: windows.default(parseWindows('50/1')),
  DEFAULT_LANGUAGE: z.enum(LANGUAGES).default('fr'),
  SILENCE_SECONDS: seconds(1, DAY_S).default(300),
  WEB_CLIENT_ID: uuid.optional(),
  WEB_CLIENT_SECRET: optional,
  WEB_LOGIN_URL: secureUrl.optional(),
  WEB_HOSTS: origins,
  GRAPH_CLIENT_ID: uuid.optional(),
  GRAPH_CLIENT_SECRET: optional,
  GRAPH_URL: secureUrl.default('https://graph.microsoft.com'),
  GRAPH_LOGIN_URL: secureUrl.default('https://login.microsoftonline.com'),
  TICKET_SYSTEMS: z.string().transform(parseConnections).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
})

export type Credential =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'certificate'; readonly thumbprint: string; readonly privateKey: string }
  | { readonly kind: 'managed-identity' }

export interface WebClient {
  readonly clientId: string
  readonly clientSecret: string
  /** Where people sign in, e.g. `https://login.microsoftonline.com/<tenant>`. */
  readonly loginUrl: string
  /** Where they come back to: `<PUBLIC_URL>/sign-in/done`. */
  readonly redirectUri: string
  /** Origins that may show our pages in a frame, beside Teams' own. */
  readonly hosts: readonly string[]
}

export interface GraphClient {
  readonly clientId: string
  readonly clientSecret: string
  /** Where Graph is, e.g. `https://graph.microsoft.com`. */
  readonly url: string
  /** Where tokens for any organisation come from; its id follows. */
  readonly loginUrl: string
}

export interface Config {
  readonly bot: {
    readonly appId: string
    /** Where the bot gets its own tokens, e.g. `https://login.microsoftonline.com/<tenant>`. */
    readonly loginUrl: string
    readonly scope: string
    readonly credential: Credential
  }
  readonly channel: {
    readonly issuer: string
    readonly metadataUrl: string
    /** Hosts that an activity's serviceUrl may name; the only places the bot ever sends its token to. */
    readonly serviceHosts: readonly string[]
    /** Hosts that files are fetched from, with all below them: `sharepoint.com` is `contoso.sharepoint.com` too. */
    readonly fileHosts: readonly string[]
    /** Tenants whose people may speak to the bot; `undefined` is every tenant, for a multi-tenant bot only. */
    readonly tenants: readonly string[] | undefined
  }
  readonly server: {
    readonly host: string
    readonly port: number
    /** Where the world reaches us, without a slash at the end; files are offered there, or not at all. */
    readonly publicUrl: string | undefined
    /** Where `/metrics` is read; nowhere when left out. Not for the world. */
    readonly metricsPort: number | undefined
    /** How long we go on taking requests after we were told to stop: until the load balancer has noticed. */
    readonly drainMs: number
  }
  /** Teams' limits on what a bot sends, by conversation and by tenant. */
  readonly teamsLimits: { readonly thread: readonly Window[]; readonly tenant: readonly Window[] }
  readonly redisUrl: string | undefined
  /** The app registration that people sign in to with a browser; without it there are no pages. */
  readonly web: WebClient | undefined
  /** The application that asks Microsoft Graph; without it nothing of a directory is known. */
  readonly graph: GraphClient | undefined
  readonly ticketSystems: readonly Connection[]
  /** `sqlite:<file>`, or PostgreSQL's connection URI. */
  readonly databaseUrl: string
  readonly language: Language
  /** Object ids of those who may make a channel the desk. */
  readonly serviceAdministrators: readonly string[]
  /** How long an employee may be silent before each of the two warnings, and then before the end (S0.23). */
  readonly silenceMs: number
  readonly logLevel: z.infer<typeof environment>['LOG_LEVEL']
}

/** Reads the configuration, or throws one `invalid` error that names every fault at once. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = environment.safeParse(present)
  const credential = credentialOf(present)
  const paired = [...webFaults(present), ...graphFaults(present)]
  if (!parsed.success || typeof credential === 'string' || tenantMissing(present) || paired.length > 0) {
    throw faults([
      ...(parsed.error?.issues.map((issue) => `${issue.path.join('.')}: ${reason(issue.message)}`) ?? []),
      ...(tenantMissing(present) ? ['MicrosoftAppTenantId: is missing; only a MultiTenant bot does without'] : []),
      ...(typeof credential === 'string' ? [credential] : []),
      ...paired,
    ])
  }
  const e = parsed.data
  const ownTenant = e.MicrosoftAppType === 'MultiTenant' ? undefined : e.MicrosoftAppTenantId?.toLowerCase()
  return {
    bot: {
      appId: e.MicrosoftAppId.toLowerCase(),
      loginUrl: e.ToChannelFromBotLoginUrl ?? `https://login.microsoftonline.com/${ownTenant ?? 'botframework.com'}`,
      scope: `${e.ToChannelFromBotOAuthScope}/.default`,
      credential,
    },
    channel: {
      issuer: e.ToBotFromChannelTokenIssuer,
      metadataUrl: e.ToBotFromChannelOpenIdMetadataUrl,
      serviceHosts: e.SERVICE_HOSTS,
      fileHosts: e.FILE_HOSTS,
      tenants: e.ALLOWED_TENANTS ?? (ownTenant === undefined ? undefined : [ownTenant]),
    },
    server: {
      host: e.HOST,
      port: e.PORT,
      publicUrl: e.PUBLIC_URL,
      metricsPort: e.METRICS_PORT,
      drainMs: e.DRAIN_SECONDS * 1000,
    },
    teamsLimits: { thread: e.TEAMS_THREAD_LIMITS, tenant: e.TEAMS_TENANT_LIMITS },
    redisUrl: e.REDIS_URL,
    web:
      e.WEB_CLIENT_ID === undefined
        ? undefined
        : {
            clientId: e.WEB_CLIENT_ID.toLowerCase(),
            clientSecret: e.WEB_CLIENT_SECRET ?? '',
            loginUrl: e.WEB_LOGIN_URL ?? `https://login.microsoftonline.com/${ownTenant ?? 'organizations'}`,
            redirectUri: `${e.PUBLIC_URL}/sign-in/done`,
            hosts: e.WEB_HOSTS,
          },
    graph:
      e.GRAPH_CLIENT_ID === undefined
        ? undefined
        : {
            clientId: e.GRAPH_CLIENT_ID.toLowerCase(),
            clientSecret: e.GRAPH_CLIENT_SECRET ?? '',
            url: e.GRAPH_URL.replace(/\/+$/, ''),
            loginUrl: e.GRAPH_LOGIN_URL.replace(/\/+$/, ''),
          },
    ticketSystems: connectionsOf(e.TICKET_SYSTEMS ?? [], ownTenant),
    databaseUrl: e.DATABASE_URL,
    language: e.DEFAULT_LANGUAGE,
    serviceAdministrators: e.SERVICE_ADMINISTRATORS,
    silenceMs: Math.round(e.SILENCE_SECONDS * 1000),
    logLevel: e.LOG_LEVEL,
  }
}

/** One that names no organisation is for the bot's own: a bot of many must say for whom each is. */
function connectionsOf(written: z.output<typeof connections>, ownTenant: string | undefined): readonly Connection[] {
  const names = written.map(({ name }) => name)
  const wrong = names
    .filter((name, n) => names.indexOf(name) < n)
    .map((name) => `TICKET_SYSTEMS: ${name} is there twice`)
  const ownerless = written.filter(({ tenants }) => tenants === undefined && ownTenant === undefined)
  wrong.push(...ownerless.map(({ name }) => `TICKET_SYSTEMS: ${name} needs tenants, as the bot serves many`))
  if (wrong.length > 0) throw faults(wrong)
  return written.map(({ name, vendor, url, tenants, queues, ...credentials }) => ({
    name,
    vendor,
    url,
    queues,
    tenants: (tenants ?? [ownTenant ?? '']).map((id) => id.toLowerCase()),
    credentials: credentials as Readonly<Record<string, string>>,
  }))
}

type Present = Readonly<Record<string, string | undefined>>

/** The two name one application. */
function graphFaults(e: Present): readonly string[] {
  const pair = ['GRAPH_CLIENT_ID', 'GRAPH_CLIENT_SECRET']
  const missing = pair.filter((name) => e[name] === undefined)
  return missing.length === 1 ? missing.map((name) => `${name}: is missing; Microsoft Graph needs both`) : []
}

/** Pages need all of it, or nothing. */
function webFaults(e: Present): readonly string[] {
  const needed = ['WEB_CLIENT_ID', 'WEB_CLIENT_SECRET', 'PUBLIC_URL']
  const wanted = e['WEB_CLIENT_ID'] !== undefined || e['WEB_CLIENT_SECRET'] !== undefined
  if (!wanted) return []
  return needed.filter((name) => e[name] === undefined).map((name) => `${name}: is missing; pages need it`)
}

function tenantMissing(e: Present): boolean {
  return e['MicrosoftAppType'] !== 'MultiTenant' && e['MicrosoftAppTenantId'] === undefined
}

function credentialOf(e: Present): Credential | string {
  const certificate = e['CertificateThumbprint'] !== undefined || e['CertificatePrivateKey'] !== undefined
  if (e['MicrosoftAppType'] === 'UserAssignedMSI') {
    const none = e['MicrosoftAppPassword'] === undefined && !certificate
    return none
      ? { kind: 'managed-identity' }
      : 'MicrosoftAppPassword: a managed identity has no secret and no certificate; remove it'
  }
  if (certificate) {
    const [thumbprint, privateKey] = [e['CertificateThumbprint'], e['CertificatePrivateKey']]
    if (thumbprint === undefined || privateKey === undefined) {
      return 'CertificateThumbprint: set it together with CertificatePrivateKey'
    }
    return { kind: 'certificate', thumbprint, privateKey: privateKey.replaceAll('\\n', '\n') }
  }
  if (e['MicrosoftAppPassword'] !== undefined) return { kind: 'secret', secret: e['MicrosoftAppPassword'] }
  return 'MicrosoftAppPassword: set it, or a certificate, or MicrosoftAppType=UserAssignedMSI'
}

/** What is wrong in words for an administrator; the parser's own are for programmers. */
function reason(message: string): string {
  if (message.endsWith('received undefined')) return 'is missing'
  if (message.endsWith('received NaN')) return 'must be a number'
  return message
    .replace(/^Invalid option: expected one of /, 'must be one of ')
    .replace(/^(Too (big|small)): expected number to be /, 'must be ')
}

function faults(lines: readonly string[]): ServiceDeskError {
  const count = lines.length === 1 ? 'a fault' : `${lines.length} faults`
  return new ServiceDeskError('invalid', `The configuration has ${count}:\n  ${lines.join('\n  ')}`)
}
