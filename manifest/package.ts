import { z } from 'zod'

const https = z.url({ protocol: /^https$/, error: 'must be an address that begins with https://' })
const upTo = (most: number) => z.string().max(most, { error: `must have at most ${most} characters` })

/** What an organisation may set on its own app package (S0.25). */
export const branding = z
  .object({
    MicrosoftAppId: z.guid({ error: ({ input }) => (input === undefined ? 'is missing' : 'must be a GUID') }),
    /** The app's own id in the catalogue; the bot's, if it has none. */
    TEAMS_APP_ID: z.guid({ error: 'must be a GUID' }).optional(),
    /** Of the package: Teams takes a changed one only with a higher version. That of the service, where it is left out. */
    APP_VERSION: z
      .string()
      .regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}$/, { error: 'must be like 1.2.0' })
      .optional(),
    APP_NAME: upTo(30).optional(),
    DEVELOPER_NAME: upTo(32).optional(),
    WEBSITE_URL: https.optional(),
    PRIVACY_URL: https.optional(),
    TERMS_URL: https.optional(),
    /** Where the service's pages are, and the application that lets people into them: both, and the app has tabs. */
    PUBLIC_URL: https.transform((url) => url.replace(/\/+$/, '')).optional(),
    WEB_CLIENT_ID: z.guid({ error: 'must be a GUID' }).optional(),
  })
  .superRefine((brand, context) => {
    const addresses = ['WEBSITE_URL', 'PRIVACY_URL', 'TERMS_URL'] as const
    if (addresses.every((name) => brand[name] === undefined)) return
    for (const name of addresses)
      if (brand[name] === undefined)
        context.addIssue({ code: 'custom', path: [name], message: 'is missing, beside the other addresses' })
  })

export type Branding = z.infer<typeof branding>

interface Template {
  readonly name: { readonly short: string; readonly full: string }
  readonly developer: object
  readonly bots: readonly object[]
  readonly composeExtensions: readonly object[]
  readonly webApplicationInfo: object
}

/** The manifest of one organisation's app. Pure: the template and the brand in, the manifest out. */
export function manifestFor<T extends Template>(template: T, version: string, brand: Branding): T {
  const { MicrosoftAppId: botId, APP_NAME: name, DEVELOPER_NAME, WEBSITE_URL, PRIVACY_URL, TERMS_URL } = brand
  const developer = Object.entries({
    name: DEVELOPER_NAME,
    websiteUrl: WEBSITE_URL,
    privacyUrl: PRIVACY_URL,
    termsOfUseUrl: TERMS_URL,
  }).filter(([, value]) => value !== undefined)
  return {
    ...template,
    version,
    id: brand.TEAMS_APP_ID ?? botId,
    name: name === undefined ? template.name : { short: name, full: name },
    developer: { ...template.developer, ...Object.fromEntries(developer) },
    bots: template.bots.map((bot) => ({ ...bot, botId })),
    composeExtensions: template.composeExtensions.map((extension) => ({ ...extension, botId })),
    ...pagesOf(template, brand),
  }
}

/** The personal tabs, by the path of their page: what each is called in French and in English. */
const TABS = [
  { entityId: 'catalogue', path: '/catalogue', name: 'Catalogue', english: 'Catalogue' },
  { entityId: 'tickets', path: '/incidents', name: 'Vos demandes', english: 'Your requests' },
  { entityId: 'home', path: '/', name: 'Centre de services', english: 'Service desk' },
] as const

/** Tabs where the service has pages, and the application that signs people in to them; without, the bot alone. */
function pagesOf(
  { webApplicationInfo }: Template,
  { MicrosoftAppId: botId, PUBLIC_URL: url, WEB_CLIENT_ID: clientId }: Branding,
) {
  if (url === undefined || clientId === undefined) return { webApplicationInfo: { ...webApplicationInfo, id: botId } }
  const { host } = new URL(url)
  return {
    staticTabs: TABS.map(({ entityId, path, name }) => ({
      ...{ entityId, name, scopes: ['personal'], websiteUrl: `${url}${path}` },
      contentUrl: `${url}/tab?to=${encodeURIComponent(path)}`,
    })),
    validDomains: [host],
    webApplicationInfo: { id: clientId, resource: resourceOf(url, clientId, botId) },
  }
}

/** The address under which the application exposes its one scope; Teams wants its own form for a bot's registration. */
export function resourceOf(url: string, clientId: string, botId: string): string {
  const isBots = clientId.toLowerCase() === botId.toLowerCase()
  return `api://${new URL(url).host}/${isBots ? `botid-${botId}` : clientId}`.toLowerCase()
}

/** The English words of the manifest, under the organisation's own name where it has one. */
export function englishFor<T extends object>(template: T, brand: Branding): T {
  const named =
    brand.APP_NAME === undefined ? template : { ...template, 'name.short': brand.APP_NAME, 'name.full': brand.APP_NAME }
  if (brand.PUBLIC_URL === undefined || brand.WEB_CLIENT_ID === undefined) return named
  return { ...named, ...Object.fromEntries(TABS.map(({ english }, n) => [`staticTabs[${n}].name`, english])) }
}
