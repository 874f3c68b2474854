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
    webApplicationInfo: { ...template.webApplicationInfo, id: botId },
  }
}

/** The English words of the manifest, under the organisation's own name where it has one. */
export function englishFor<T extends object>(template: T, brand: Branding): T {
  return brand.APP_NAME === undefined
    ? template
    : { ...template, 'name.short': brand.APP_NAME, 'name.full': brand.APP_NAME }
}
