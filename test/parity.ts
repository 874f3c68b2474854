import { fileURLToPath } from 'node:url'
import { permissionOf } from '../bot/verbs.ts'
import { actions, dialogs } from '../cards/actions.ts'
import { type Actor, GRANTED, mayFrom } from '../services/access/policy.ts'

const KEY = { tenantId: 't', objectId: 'o' }

/** Why something is done in one place alone. */
const REASONS: readonly (readonly [verbs: RegExp, why: string])[] = [
  [
    /^(handoff\.(view|why|take|end|undo|keep|pass|hold|note|join|classify|reply|answer)|offer\..*)$/,
    'a chat is worked on at the desk',
  ],
  [/^(onetime\.hand|file\.renew)$/, 'a chat is worked on at the desk'],
  [
    /^ticket\.(take|step|bulk|bulk-undo|history|note|pass|change|resolve|for-requester|confidential|announce)$/,
    'an incident is worked on at the desk',
  ],
  [/^itsm\.(?!poll)/, 'a conflict is settled at the desk'],
  [/^desk\.(?!mine|return)/, 'a desk is a channel of Teams'],
]

/** Every verb and dialog, and where it is done; a page is as good as somebody's own chat, by the same table. */
export function parityTable(): string {
  const rows = [...Object.keys(actions), ...Object.keys(dialogs)].sort().map((verb) => {
    const [chat, desk] = [may(verb, 'private'), may(verb, 'desk')]
    const why = chat ? '' : (REASONS.find(([verbs]) => verbs.test(verb))?.[1] ?? 'NO REASON')
    return `| \`${verb}\` | ${mark(chat)} | ${mark(chat)} | ${mark(desk)} | ${mark(desk)} | ${why} |`
  })
  return `${HEAD}\n${rows.join('\n')}\n`
}

const HEAD = `# What is done where

Written by \`node dist/test/parity.js\`, from the table of verbs and the policy; \`test/web/parity.test.ts\` compares. A page is a
private place as somebody's own chat is, and a desk's console is the desk's channel for who is of its team: what the one may, the
other may, by the same verb, the same policy, the same audit.

| Verb | Own chat | Page, tab | Desk's channel | Desk's console | Why not everywhere |
|---|---|---|---|---|---|`

function may(verb: string, place: Actor['place']): boolean {
  const permission = permissionOf(verb)
  const actor = {
    ...{ person: KEY, place, workspaceId: 'w', isServiceAdministrator: true },
    permissions: new Set<string>(GRANTED),
  }
  return permission !== undefined && mayFrom(actor, permission) === 'yes'
}

function mark(yes: boolean): string {
  return yes ? 'yes' : '–'
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(parityTable())
