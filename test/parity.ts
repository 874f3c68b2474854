import { fileURLToPath } from 'node:url'
import { permissionOf } from '../bot/verbs.ts'
import { actions, dialogs } from '../cards/actions.ts'
import { type Actor, GRANTED, mayFrom } from '../services/access/policy.ts'

const KEY = { tenantId: 't', objectId: 'o' }

/** Why something is done in one place alone. */
const REASONS: readonly (readonly [verbs: RegExp, why: string])[] = [
  [/^handoff\.(view|why|take|end|undo|keep|pass|hold|note|join|classify|reply)$/, 'a chat is worked on in its thread'],
  [/^(offer\.|onetime\.hand$|file\.renew$)/, 'a chat is worked on in its thread'],
  [
    /^ticket\.(take|history|note|pass|change|resolve|for-requester|confidential)$/,
    'an incident is worked on in its thread',
  ],
  [/^itsm\.(?!poll)/, 'a conflict is settled in the incident’s thread'],
  [/^desk\.(?!mine|return)/, 'a desk is a channel of Teams'],
]

/** Every verb and dialog, and where it is done; a page is as good as somebody's own chat, by the same table. */
export function parityTable(): string {
  const rows = [...Object.keys(actions), ...Object.keys(dialogs)].sort().map((verb) => {
    const [chat, desk] = [may(verb, 'private'), may(verb, 'desk')]
    const why = chat ? '' : (REASONS.find(([verbs]) => verbs.test(verb))?.[1] ?? 'NO REASON')
    return `| \`${verb}\` | ${mark(chat)} | ${mark(chat)} | ${mark(desk)} | ${why} |`
  })
  return `${HEAD}\n${rows.join('\n')}\n`
}

const HEAD = `# What is done where

Written by \`node dist/test/parity.js\`, from the table of verbs and the policy; \`test/web/parity.test.ts\` compares. A page is a
private place as somebody's own chat is: what the one may, the other may, by the same verb, the same policy, the same audit.

| Verb | Own chat | Page, tab | Desk's channel | Why not everywhere |
|---|---|---|---|---|`

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
