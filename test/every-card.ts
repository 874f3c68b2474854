import { assignmentForm, assignmentValues, roleForm, rolesCard, roleValues } from '../cards/access/roles.ts'
import {
  approvalCard,
  approvalsCard,
  approverUnreachedCard,
  decidedDialogCard,
  delegatedCard,
  delegateForm,
  managerMissingCard,
  refuseForm,
  requestCard,
  requestEndedCard,
  requestSentCard,
} from '../cards/approvals/approval.ts'
import { checkedJournalCard, findForm, journalCard, viewersCard } from '../cards/audit/journal.ts'
import { save } from '../cards/button.ts'
import {
  catalogueCard,
  elsewhereCard as draftElsewhereCard,
  draftLeftCard,
  draftsCard,
  goneCard,
  keptCard,
} from '../cards/catalogue/catalogue.ts'
import { itemForm, itemsCard } from '../cards/catalogue/edit.ts'
import { catalogueForm } from '../cards/catalogue/form.ts'
import { listsForm } from '../cards/catalogue/lists.ts'
import { allHealthCard, clientsCard, healthCard, issueCard, refreshingCard } from '../cards/clients/clients.ts'
import { checkedCard, checkingCard, nothingToCheckCard, probeCard } from '../cards/desks/checked.ts'
import { deskCard } from '../cards/desks/desk.ts'
import { leavingCard, mineCard } from '../cards/desks/mine.ts'
import { passedAwayCard, passedCard, passForm } from '../cards/desks/pass.ts'
import { claimForm, deskGoneCard, deskTakenCard, settledCard, unconfirmedCard } from '../cards/desks/settle.ts'
import { missedOffCard, shiftOverCard, supervisedCard, superviseForm, takenOffCard } from '../cards/desks/supervise.ts'
import { feedbackCard, feedbackForm, thankedCard, wordsForm } from '../cards/feedback/feedback.ts'
import { fileCard } from '../cards/files/file.ts'
import { fileLeftOutCard } from '../cards/files/left-out.ts'
import { beforeCard, connectedCard, endedCard, talkCard } from '../cards/handoffs/chat.ts'
import { classifiedCard, classifyForm } from '../cards/handoffs/classify.ts'
import { endedAtDeskCard, handoffCard, leftHandoffCard } from '../cards/handoffs/handoff.ts'
import { chatNoteCard, chatNotedCard, chatNoteForm, joinForm } from '../cards/handoffs/note.ts'
import { offerCard, offerRefusedCard, offerUnseenCard, passedOnCard } from '../cards/handoffs/offer.ts'
import { bouncedCard, reminderCard, waitingElsewhereCard } from '../cards/handoffs/remind.ts'
import {
  answerForm,
  answerLateCard,
  reactedCard,
  repliedAtDeskCard,
  repliedCard,
  replyForm,
} from '../cards/handoffs/reply.ts'
import {
  awayAtDeskCard,
  awayCard,
  heldCard,
  holdForm,
  onHoldCard,
  silenceCard,
  unansweredCard,
  unansweredElsewhereCard,
  warningOverCard,
} from '../cards/handoffs/silence.ts'
import { leftOutCard, retryingCard, toTicketCard, undeliveredCard } from '../cards/handoffs/undelivered.ts'
import {
  callbackDueAtDeskCard,
  callbackDueCard,
  callbackForm,
  callbackKeptCard,
  givenBackAtDeskCard,
  givenBackCard,
  longWaitCard,
  nobodyThereCard,
  tooManyChatsCard,
  unavailableCard,
  unseenChatCard,
  waitingCard,
} from '../cards/handoffs/wait.ts'
import { whyCard } from '../cards/handoffs/why.ts'
import {
  conflictCard,
  decidedCard,
  fieldUnsentCard,
  fileUnsentCard,
  pollingCard,
  unsentCard,
  watchCard,
} from '../cards/itsm/itsm.ts'
import {
  actAskedCard,
  actedCard,
  actForm,
  dossierCard,
  lookingCard,
  lookupForm,
  lookupOverCard,
  notLookedCard,
  seenCard,
  startCard,
} from '../cards/lookups/lookup.ts'
import { menuCard, notEnabledCard } from '../cards/menu/menu.ts'
import { elsewhereCard, sentenceCard, strangerCard } from '../cards/menu/notices.ts'
import { handedCard, handForm, oneTimeCard, oneTimeHereCard, shownCard } from '../cards/onetime/onetime.ts'
import { quarantinedCard } from '../cards/quarantine/quarantine.ts'
import type { Card } from '../cards/render.ts'
import { responsibilitiesCard, responsibilitiesDueCard } from '../cards/responsibilities/responsibilities.ts'
import { maskedCard } from '../cards/secrets/masked.ts'
import type { Sentences } from '../cards/sentences.ts'
import { administrationCard, draftCard, draftKeptCard, previewCard } from '../cards/settings/administration.ts'
import { replayCard } from '../cards/settings/replay.ts'
import { settingsForm, valuesOf as settingsValues } from '../cards/settings/settings-form.ts'
import { promiseToldCard } from '../cards/sla/sla.ts'
import { announcedCard, announcedDialogCard, announceForm } from '../cards/tickets/announcement.ts'
import { bulkCard, bulkUndoneCard } from '../cards/tickets/bulk.ts'
import { changeForm, changeValues } from '../cards/tickets/change-form.ts'
import { incidentForm } from '../cards/tickets/incident-form.ts'
import { commentForm, noteForm, reopenForm, resolveForm, withdrawForm } from '../cards/tickets/text-form.ts'
import {
  changedCard,
  confidentialCard,
  deskTicketCard,
  lateCard,
  leftTicketCard,
  newsCard,
  notedCard,
  notToldCard,
  openedCard,
  redactedCard,
  resolvedCard,
  savedCard,
  ticketCard,
  unseenCard,
} from '../cards/tickets/ticket.ts'
import { ticketListCard } from '../cards/tickets/ticket-list.ts'
import {
  invitationCard,
  invitationOverCard,
  invitedCard,
  inviteForm,
  leftWorkspaceCard,
  membersCard,
  movedAwayCard,
  moveForm,
  personalAccountCard,
  removeForm,
} from '../cards/workspaces/members.ts'
import {
  chooseForm,
  createForm,
  doneCard,
  enteredCard,
  requestForm,
  workspaceCard,
} from '../cards/workspaces/workspace.ts'
import type { Assignment, Role } from '../services/access/access.ts'
import type { Approval, Request } from '../services/approvals/approval.ts'
import { type CatalogueItem, FIELD_KINDS } from '../services/catalogue/catalogue.ts'
import { textOfFields } from '../services/catalogue/fields-text.ts'
import { SEED } from '../services/catalogue/seed.ts'
import type { Client } from '../services/clients/client.ts'
import type { Contract } from '../services/contracts/contract.ts'
import type { File } from '../services/files/file.ts'
import type { Dossier, SeenDevice } from '../services/graph/graph.ts'
import type { Handoff, Offer } from '../services/handoffs/handoff.ts'
import type { LeftOut } from '../services/handoffs/jobs.ts'
import { COLORS, type HealthIssue } from '../services/health/health.ts'
import type { Lookup } from '../services/lookups/lookup.ts'
import type { QuarantinedMessage } from '../services/quarantine/quarantine.ts'
import { maskSecrets } from '../services/secrets/secret.ts'
import { defaultSettings } from '../services/settings/defaults.ts'
import type { Settings } from '../services/settings/settings.ts'
import type { Ticket, TicketEntry, TicketState } from '../services/tickets/ticket.ts'
import type { Member } from '../services/workspaces/workspace.ts'

/** Every card in every state, by a name; `words` stand wherever a person may write or be called something. */
export function everyCardSaying(words: string): (t: Sentences) => Readonly<Record<string, Card>> {
  const ID = 'b7f0c1de-0000-4000-8000-000000000001'
  const NOW = Date.UTC(2026, 10, 21, 9, 42)
  const CHECK = { startedAt: NOW, touchedAt: NOW, endedAt: NOW, checked: 12_480, head: 'e3b0c442', brokenAt: undefined }
  const LOOKUP: Lookup = {
    ...{ id: ID, workspaceId: ID, reason: words.slice(0, 200), at: NOW },
    ...{ operator: { tenantId: ID, objectId: ID, name: words }, person: { tenantId: ID, objectId: ID, name: words } },
  }
  const DEVICE: SeenDevice = {
    ...{
      id: ID,
      name: words,
      system: 'Windows',
      version: '10',
      compliance: 'compliant',
      seenAt: NOW,
      isCompanys: true,
    },
    ...{ isEncrypted: true, serialNumber: '5CG0001', model: words, isLeaving: false },
    ...{ failedProfiles: { ok: true, value: [] }, hasFailedApps: { ok: true, value: false } },
  }
  const DOSSIER: Dossier = {
    tenant: { ok: true, value: true },
    account: {
      ok: true,
      value: {
        ...{ isEnabled: true, isGuest: false, passwordChangedAt: NOW, isSynced: false },
        card: { job: [words, words], reach: [words] },
        licences: { ok: true, value: { names: ['SPE_E3'], hasIntune: true } },
      },
    },
    devices: { ok: true, value: [DEVICE] },
    groups: { ok: true, value: [words] },
    protection: { ok: true, value: [] },
  }
  const TROUBLED: Dossier = {
    tenant: { ok: true, value: false },
    account: {
      ok: true,
      value: {
        ...{
          isEnabled: false,
          isGuest: true,
          passwordChangedAt: undefined,
          card: { job: [], reach: [] },
          isSynced: true,
        },
        licences: { ok: true, value: { names: [], hasIntune: false } },
      },
    },
    devices: {
      ok: true,
      value: [
        { ...DEVICE, seenAt: undefined, isEncrypted: false, isLeaving: true, compliance: 'noncompliant' },
        {
          ...DEVICE,
          seenAt: 0,
          failedProfiles: { ok: true, value: [words] },
          hasFailedApps: { ok: true, value: true },
        },
        { ...DEVICE, isCompanys: false, failedProfiles: { ok: false, trouble: 'not-permitted', permission: 'P' } },
      ],
    },
    groups: { ok: true, value: [] },
    protection: {
      ok: true,
      value: [
        {
          ...{ app: 'Outlook', deviceName: words, deviceType: 'iPhone', seenAt: undefined, policies: [] },
          ...{ isProtected: false, isRooted: true },
        },
      ],
    },
  }
  const JOURNAL_QUERY = { who: ID, what: 'any', outcome: 'any', about: '', from: '', to: '' }

  const WORKSPACE = {
    id: 'b7f0c1de-0000-4000-8000-000000000008',
    tenantId: ID,
    name: words,
    isDefault: false,
    language: 'fr' as const,
    settingsVersion: 1,
  }

  const OUTCOME = { taken: 120, abandoned: 4, left: 0, medianMs: 45_000, ninthMs: 310_000, longestMs: 2_400_000 }
  const MENU = {
    setup: undefined,
    announced: [],
    workspace: undefined,
    color: 'default' as const,
    invitations: [],
    name: words,
    online: true,
    teamsId: '29:1',
    opensAt: undefined,
    off: [],
    contact: '',
    isAdministrator: false,
    isAuditor: true,
    isOperator: true,
    isPartner: true,
    looks: 2,
    isAnalyst: true,
    hasCatalogue: true,
    approvals: 2,
  }
  const NAME = words.slice(0, 60)
  const ROLE: Role = { name: NAME, permissions: ['ticket.work', 'audit.read'] }
  const ASSIGNMENT: Assignment = {
    name: NAME,
    description: NAME,
    role: NAME,
    members: ['channel', { id: '11111111-1111-4111-8111-111111111111', name: NAME }],
    clients: ['phone', 'web'],
  }
  const ACCESS = { roles: [ROLE], assignments: [ASSIGNMENT] }
  const SETTINGS = defaultSettings({ language: 'fr', silenceMs: 300_000 })
  const SPANS = '08:00-12:00, 13:00-17:00'
  const FULL_SETTINGS: Settings = {
    ...SETTINGS,
    language: 'en',
    options: { chat: 'off', incident: 'on', status: 'off' },
    name: words.slice(0, 60),
    contact: words,
    services: [words, 'Azure'],
    personalAccounts: 'off',
    color: 'warning',
    keepDays: 365,
    support: {
      ...({ lead: 'partner', provider: words.slice(0, 200), administrator: '' } as const),
      ...{ operations: words.slice(0, 200), hardware: 'Dell ProSupport', others: '' },
    },
    sla: {
      A: { first: 60, next: 480, resolution: 90 },
      B: { first: 240, next: null, resolution: null },
      C: { first: null, next: null, resolution: 2_880 },
    },
    ticketSystem: { connection: 'contoso', sync: '15', mapping: { queue: 'Helpdesk', 'category.devices': 'Matériel' } },
    categories: ['windows', words.slice(0, 80)],
    hours: {
      timeZone: 'Europe/Paris',
      week: {
        monday: SPANS,
        tuesday: SPANS,
        wednesday: SPANS,
        thursday: SPANS,
        friday: SPANS,
        saturday: '',
        sunday: '',
      },
      holidays: Array.from({ length: 200 }, (_, n) => `2027-01-${String((n % 28) + 1).padStart(2, '0')}`),
    },
  }

  const THREAD = { channelId: '19:x@thread.tacv2', rootId: '1785123456789', groupId: ID }
  const EMPTY_BOARD = {
    onDuty: { analysts: [], count: 0 },
    waiting: { first: [], count: 0 },
    taken: { first: [], count: 0 },
    callbacks: 0,
    incidents: 0,
  }
  function hung<Thing>(thing: Thing) {
    return { thing, thread: THREAD }
  }

  const LOOKS = ['post', 'edit', 'delete', 'members', 'analysts', 'files', 'unreachable'] as const

  const LIGHTS = [
    { label: words, light: 'green', polledAt: NOW, failingSince: undefined, lastError: undefined, unsent: undefined },
    {
      label: 'RT',
      light: 'green',
      polledAt: undefined,
      failingSince: undefined,
      lastError: undefined,
      unsent: undefined,
    },
    {
      label: words,
      light: 'yellow',
      polledAt: NOW,
      failingSince: NOW,
      lastError: 'unavailable',
      unsent: { count: 1, since: NOW },
    },
    {
      label: words,
      light: 'red',
      polledAt: NOW,
      failingSince: NOW,
      lastError: '401',
      unsent: { count: 1200, since: NOW },
    },
  ] as const
  const WAIT = { position: 1, usual: undefined, isLonger: false, at: NOW }
  const QUARANTINED: QuarantinedMessage = {
    ...{ id: ID, workspaceId: ID, handoffId: ID, author: { tenantId: ID, objectId: ID, name: words } },
    ...{ audience: 'desk', words: { text: maskSecrets(words).text, masked: ['password', 'key', 'card', 'iban'] } },
    ...{ bare: { text: words }, activityId: ID, quarantinedAt: NOW, state: 'waiting' },
  }
  const ONE_TIME = {
    ...{ id: ID, workspaceId: ID, handoffId: ID, requester: { tenantId: ID, objectId: ID } },
    ...{ author: { objectId: ID, name: words }, handedAt: NOW, shownAt: undefined, secret: words },
  }
  const FATES = ['chosen', 'own', 'busy', 'full', 'refused', 'returned', 'missed', 'busier', 'later'] as const
  const WAITS = [
    WAIT,
    { ...WAIT, position: 2, usual: { from: 10_000, to: 50_000 } },
    { ...WAIT, position: 14, usual: { from: 130_000, to: 610_000 } },
    { ...WAIT, usual: { from: 130_000, to: 610_000 }, isLonger: true },
  ]

  /** « Vérifier l'état d'un incident », of somebody in one workspace. */
  const LIST = { list: { tickets: [], page: 0, more: false }, offersIncident: true, workspaces: undefined }

  const tenantId = 'b7f0c1de-0000-4000-8000-000000000009'
  const requester = { tenantId, objectId: ID, name: words }
  const analyst = { tenantId, objectId: 'b7f0c1de-0000-4000-8000-000000000002', name: words }

  function handoff(state: Handoff['state'], more: Partial<Handoff> = {}): Handoff {
    const took = state === 'queued' || state === 'abandoned' ? undefined : analyst
    const ended = state === 'queued' || state === 'active' ? undefined : NOW
    return {
      id: ID,
      workspaceId: ID,
      tier: 1,
      requester,
      state,
      analyst: took,
      queuedAt: NOW,
      takenAt: took && NOW,
      endedAt: ended,
      endedBy: ended === undefined ? undefined : 'requester',
      silentSince: undefined,
      warnings: 0,
      owedSince: undefined,
      clockAt: undefined,
      heldUntil: undefined,
      callbackAt: undefined,
      isTold: false,
      reminded: 0,
      category: undefined,
      ticketId: undefined,
      offerId: undefined,
      ...more,
    }
  }

  function aFile(name: string, contentType: string, size: number): File {
    const source = { via: 'connector', url: 'https://smba.example', name } as const
    const about = { workspaceId: ID, author: analyst, subject: undefined, audience: 'desk', source } as const
    return { id: ID, ...about, shownAt: undefined, state: 'kept', name, contentType, size }
  }

  function ticket(state: TicketState, more: Partial<Ticket> = {}): Ticket {
    return {
      id: ID,
      workspaceId: ID,
      tier: 2,
      kind: 'incident',
      system: undefined,
      number: 'INC-1001',
      title: words,
      description: `${words}\n\n- un\n- deux`,
      urgency: 'high',
      impact: 'everybody',
      category: 'infrastructure',
      state,
      requester,
      opener: { ...requester, objectId: analyst.objectId },
      assignee: state === 'new' ? undefined : analyst,
      handoffId: undefined,
      isConfidential: false,
      announcement: undefined,
      tasks: [],
      version: 3,
      openedAt: NOW,
      updatedAt: NOW,
      ...more,
    }
  }

  const entries: readonly TicketEntry[] = (
    [
      'opened',
      'taken',
      'comment',
      'work-note',
      'resolved',
      'passed',
      'confirmed',
      'reopened',
      'task-done',
      'task-undone',
    ] as const
  ).map((kind, id) => ({ id, kind, author: analyst, text: id > 1 ? words : '', at: NOW }))
  const LEFT_OUT: readonly LeftOut[] = [
    'no-right',
    'no-right-note',
    'attachment',
    'too-long',
    'too-many-files',
    'over',
    'over-file',
    'over-edit',
    'note',
    'note-file',
    'still-whispered',
  ]
  const STATES: readonly TicketState[] = ['new', 'in-progress', 'on-hold', 'resolved', 'closed', 'cancelled']

  /** Workspaces, their members and invitations. */
  function workspaceCards(t: Sentences): Readonly<Record<string, Card>> {
    const members: readonly Member[] = (['member', 'invited'] as const).map((state) => ({
      workspaceId: WORKSPACE.id,
      person: { ...requester, name: state === 'member' ? words : '' },
      state,
      invitedBy: analyst,
      invitedAt: NOW,
    }))
    const contract: Contract = {
      kind: 'unified',
      starts: '2026-01-01',
      ends: '2026-12-31',
      services: ['Azure', words],
      serviceAdministrator: { id: ID, name: words },
      contacts: [],
    }
    const its = { workspace: WORKSPACE, administrators: [words], contract, isContractOver: true, services: ['Azure'] }
    const plain = { ...its, workspace: { name: '' }, administrators: [], contract: undefined, services: [] }
    const may = { isOneOfSeveral: true, mayManage: true, mayCreate: true }
    const mayNot = { isOneOfSeveral: false, mayManage: false, mayCreate: false }
    const created = { title: words, administrator: '', language: 'fr' }
    return {
      workspace: workspaceCard(t, { ...its, ...may }),
      'workspace of everybody': workspaceCard(t, { ...plain, ...mayNot }),
      'workspace choice': chooseForm(t, ID, [WORKSPACE, { ...WORKSPACE, name: '' }], {
        current: ID,
        faults: ['Choisissez.'],
      }),
      'workspace done': doneCard(t, 'Fait', ['Suite']),
      'workspace creation': createForm(t, ID, created, [
        'title',
        'administrator',
        'language',
        'taken',
        'contract-over',
        'too-many',
      ]),
      'workspace request': requestForm(t, ID, ['Azure', words]),
      'workspace entered': enteredCard(t, WORKSPACE),
      members: membersCard(t, { workspace: WORKSPACE, members, hasOthers: true, isOneOfSeveral: true }),
      'many members': membersCard(t, {
        workspace: { name: '', isDefault: true },
        members: Array.from({ length: 60 }, () => members[0] as Member),
        hasOthers: true,
        isOneOfSeveral: false,
      }),
      'no members': membersCard(t, { workspace: WORKSPACE, members: [], hasOthers: false, isOneOfSeveral: false }),
      'invite form': inviteForm(t, ID, { isOffered: true, value: words }, ['Choisissez.']),
      invited: invitedCard(t, 2, undefined),
      'invited by code': invitedCard(t, 0, 'ABCD-EFGH-JKLM-NPQR'),
      'remove form': removeForm(t, ID, { members, isDefault: false }, ['Choisissez.']),
      'move form': moveForm(t, ID, { members, targets: [WORKSPACE] }, ['Choisissez.']),
      invitation: invitationCard(t, { workspace: WORKSPACE, invitedBy: analyst }),
      'invitation of nobody': invitationCard(t, { workspace: WORKSPACE, invitedBy: { objectId: '', name: 'x' } }),
      'remove form of everybody': removeForm(t, ID, { members, isDefault: true }, []),
      'invitation over': invitationOverCard(t, false),
      'invitation declined': invitationOverCard(t, true),
      'left workspace': leftWorkspaceCard(t, words, undefined),
      'moved to a workspace': leftWorkspaceCard(t, words, ''),
      'moved away': movedAwayCard(t, words),
      'personal account': personalAccountCard(t, 'not-accepted'),
      'desk gone': deskGoneCard(t, words, words),
      'menu with what is announced': menuCard(t, {
        ...MENU,
        announced: [
          { ticketId: ID, number: 'INC-1001', text: words, isFollowed: false },
          { ticketId: ID, number: 'INC-1002', text: words, isFollowed: true },
        ],
      }),
      'menu of several workspaces': menuCard(t, {
        ...MENU,
        workspace: WORKSPACE,
        color: 'good',
        invitations: [WORKSPACE],
      }),
    }
  }

  /** Chats and incidents that somebody else is to go on with. */
  function passingCards(
    t: Sentences,
    view: Omit<Parameters<typeof handoffCard>[1], 'handoff'>,
  ): Readonly<Record<string, Card>> {
    const open: Offer = {
      ...{ id: ID, workspaceId: ID, handoffId: ID, tier: 2, to: undefined, from: analyst, note: words },
      ...{ state: 'open', offeredAt: NOW, answeredBy: undefined, answeredAt: undefined },
    }
    const passed = {
      kind: 'passed',
      handoffId: ID,
      from: words,
      to: words,
      note: words,
      isElsewhere: true,
    } as const
    const receivers = {
      colleagues: [{ objectId: ID, name: words }],
      desks: [0, 1, 12].map((onDuty, n) => ({ tier: n + 2, teamName: words, onDuty })),
    }
    const form = {
      about: t('pass.about.ticket', { number: 'INC-1001', kind: 'incident' }),
      receivers,
      values: { to: '', note: words },
    }
    return {
      ...Object.fromEntries(
        (['open', 'accepted', 'refused', 'withdrawn'] as const).flatMap((state) =>
          [undefined, requester].map((to) => [
            `offer ${state} to ${to === undefined ? 'a desk' : 'a colleague'}`,
            offerCard(t, { ...open, state, to, answeredBy: analyst, answeredAt: NOW }, handoff('active')),
          ]),
        ),
      ),
      ...Object.fromEntries(
        (['open', 'accepted', 'refused', 'withdrawn', 'expired'] as const).map((state) => [
          `offer of the queue ${state}`,
          offerCard(
            t,
            {
              ...open,
              from: undefined,
              note: '',
              state,
              to: requester,
              answeredBy: analyst,
              answeredAt: NOW,
              expiresAt: NOW,
            },
            handoff('queued'),
          ),
        ]),
      ),
      'offered by the queue': handoffCard(t, {
        ...view,
        handoff: handoff('queued', { offerId: ID }),
        offer: { ...open, from: undefined, to: requester, expiresAt: NOW },
      }),
      ...Object.fromEntries(
        (['helper', 'only', 'fewest', 'rested', undefined] as const).map((by) => [
          `why ${by}`,
          whyCard(t, {
            isTrial: by === 'only',
            decision: {
              at: NOW,
              by,
              mostChats: 3,
              judged: FATES.filter((fate) => fate !== 'chosen' || by !== undefined).map((fate, n) => ({
                ...{ objectId: ID, name: words, chats: n % 4, fate, at: NOW },
              })),
            },
          }),
        ]),
      ),
      'chat note form': chatNoteForm(t, { nonce: ID, handoff: handoff('active'), text: words, isFaulty: true }),
      'chat note': chatNoteCard(t, words, words),
      'chat noted': chatNotedCard(t),
      'classify form': classifyForm(t, ID, handoff('closed'), ['windows', `${words} | ${words}`], true),
      classified: classifiedCard(t, words),
      'reply form': replyForm(t, {
        ...{ nonce: ID, handoff: handoff('active'), isFaulty: true },
        replies: [{ value: 'x', text: words }],
      }),
      'reply form, many': replyForm(t, {
        ...{ nonce: ID, handoff: handoff('active'), isFaulty: false },
        replies: Array.from({ length: 20 }, (_, n) => ({ value: String(n), text: words })),
      }),
      replied: repliedCard(t, words, words),
      'replied at the desk': repliedAtDeskCard(t, words, words),
      ...Object.fromEntries(
        (['waiting', 'covered', 'as-written', 'dropped', 'late'] as const).map((state) => [
          `message ${state}`,
          quarantinedCard(t, { ...QUARANTINED, state, audience: state === 'waiting' ? 'requester' : 'desk' }),
        ]),
      ),
      'message waiting after a correction': quarantinedCard(t, { ...QUARANTINED, bare: undefined }),
      'onetime form': handForm(t, ID, ID, words, true),
      'onetime handed': handedCard(t, words),
      'onetime waits': oneTimeCard(t, ONE_TIME),
      'onetime shown before': oneTimeCard(t, { ...ONE_TIME, secret: undefined, shownAt: NOW }),
      'onetime not read': oneTimeCard(t, { ...ONE_TIME, secret: undefined }),
      'onetime shown': shownCard(t, words, NOW),
      'onetime gone': shownCard(t, undefined, NOW),
      ...Object.fromEntries(
        (['handed', 'shown', 'unread'] as const).map((what) => [
          `onetime ${what} here`,
          oneTimeHereCard(t, { what, name: words, author: words }),
        ]),
      ),
      reacted: reactedCard(t, words, '👍', words),
      'why, nobody there': whyCard(t, {
        decision: { at: NOW, by: undefined, mostChats: 3, judged: [] },
        isTrial: true,
      }),
      'why, never offered': whyCard(t, undefined),
      'reminder 1': reminderCard(t, handoff('queued', { reminded: 1, analyst: undefined })),
      'reminder 3': reminderCard(t, handoff('queued', { reminded: 3, analyst: undefined })),
      'reminder taken': reminderCard(t, handoff('active', { reminded: 1 })),
      'reminder over': reminderCard(t, handoff('abandoned', { reminded: 1, analyst: undefined })),
      'waiting elsewhere': waitingElsewhereCard(t, handoff('queued')),
      bounced: bouncedCard(t, handoff('queued'), 2),
      'missed off': missedOffCard(t, words),
      'offered chat': handoffCard(t, { ...view, handoff: handoff('active', { offerId: ID }), offer: open }),
      'chat offered to a colleague': handoffCard(t, {
        ...view,
        handoff: handoff('active', { offerId: ID }),
        offer: { ...open, to: requester },
      }),
      'offer refused': offerRefusedCard(t, words),
      'offer unseen': offerUnseenCard(t),
      'passed on': passedOnCard(t, passed, words, words),
      'passed on here': passedOnCard(t, passed, words, ''),
      'passed away': passedAwayCard(t, 2, words),
      'pass form': passForm(t, {
        ...form,
        faults: ['to', 'note', 'gone'],
        action: save('x', 'handoff.pass', ID, { handoffId: ID }),
      }),
      'passed in a dialog': passedCard(t, t('pass.done', { name: 'Karim' }), t('pass.done.text')),
      'chat that left': leftHandoffCard(t, handoff('active')),
      'incident that left': leftTicketCard(t, ticket('in-progress')),
      'talk before': beforeCard(t),
      'join form': joinForm(t, { nonce: ID, handoff: handoff('active'), text: words, isFaulty: true }),
      'supervise form': superviseForm(t, {
        ...{ deskId: ID, nonce: ID, onDuty: [{ ...analyst, since: NOW }], chats: [handoff('active')] },
      }),
      'nothing to supervise': superviseForm(t, { deskId: ID, nonce: ID, onDuty: [], chats: [] }),
      supervised: supervisedCard(t, { off: 1, back: 3, end: 2 }),
      'taken off': takenOffCard(t, words),
      'shift over': shiftOverCard(t, NOW),
    }
  }

  /** Every card of the product, in every state that changes what it says. */
  const request: Request = {
    ...{ id: ID, key: ID, workspaceId: ID, itemId: 'room', kind: 'service-request', number: 'REQ-1001', title: words },
    ...{ description: `${words}\n${words}`, answers: {}, form: {}, requester, rule: 'one', order: 'at-once', days: 7 },
    ...{ state: 'awaiting', ticketId: undefined, madeAt: NOW },
  }

  function catalogueCards(t: Sentences): Readonly<Record<string, Card>> {
    const name = words
    const hostile: CatalogueItem = {
      ...{
        id: 'hostile',
        kind: 'incident',
        name,
        about: words.slice(0, 300),
        pinned: true,
        service: '',
        roles: [],
        tasks: [words.slice(0, 100)],
        approval: null,
      },
      fields: FIELD_KINDS.map((kind) => ({
        ...{ id: kind, kind, label: name, required: kind === 'text' },
        options: kind.startsWith('choice') ? [name, 'Autre'] : [],
        default: '',
        ...(kind === 'reference'
          ? { list: 'sites', options: Array.from({ length: 20 }, (_, n) => `${name} ${n}`) }
          : {}),
      })),
    }
    const item = SEED[1] ?? hostile
    const items = [hostile, ...SEED]
    const draft = {
      ...{ id: ID, owner: requester, workspaceId: ID, itemId: 'room', answers: {}, form: {}, page: 0, updatedAt: NOW },
    }
    const list = { items, view: 'list', query: '', page: 0, tickets: [], drafts: 0 } as const
    const form = {
      ...{
        item: hostile,
        nonce: ID,
        page: 0,
        fields: hostile.fields,
        answers: {},
        faults: [],
        isKept: false,
        people: new Map([[name, name]]),
      },
      ...{ isFirst: true, isLast: true, changed: { gone: [], added: [] } },
    }
    const approvals = (['later', 'asked', 'approved', 'refused', 'void'] as const).map(
      (state, position): Approval => ({
        ...{
          id: ID,
          requestId: ID,
          workspaceId: ID,
          position,
          approver: analyst,
          state,
          note: state === 'refused' ? words : '',
        },
        ...{
          askedAt: NOW,
          dueAt: NOW,
          by: state === 'approved' || state === 'refused' ? analyst : undefined,
          decidedAt: NOW,
        },
      }),
    )
    const states = ['awaiting', 'approved', 'refused', 'withdrawn', 'expired'] as const
    const refusing = { nonce: ID, approvalId: ID, text: words, isFaulty: true }
    const standIn = { nonce: ID, deputy: ID, until: '2026-12-01', known: [{ title: name, value: ID }], isFaulty: true }
    const rows = approvals.map((its) => ({ ...its, number: 'REQ-1001', title: words, requesterName: words }))
    const ofApprovals: Readonly<Record<string, Card>> = {
      ...Object.fromEntries(approvals.map((its) => [`approval ${its.state}`, approvalCard(t, its, request)])),
      ...Object.fromEntries(
        states.map((state) => [`request ${state}`, requestCard(t, { ...request, state, ticketId: ID }, approvals)]),
      ),
      'approver unreached': approverUnreachedCard(t, request, rows[0] as Approval),
      announce: announceForm(t, { ticket: ticket('new'), nonce: ID, version: 3, text: words, isFaulty: true }),
      'ticket with promises': deskTicketCard(
        t,
        ticket('in-progress'),
        { entries, page: 0, more: false },
        {
          followers: 0,
          promises: [
            { kind: 'first-response', startedAt: NOW, dueAt: NOW, state: 'breached', endedAt: NOW, isWarned: true },
            {
              kind: 'next-response',
              startedAt: NOW,
              dueAt: NOW,
              state: 'breached',
              endedAt: undefined,
              isWarned: true,
            },
            { kind: 'resolution', startedAt: NOW, dueAt: NOW, state: 'pending', endedAt: undefined, isWarned: false },
          ],
        },
      ),
      'ticket on hold with promises': deskTicketCard(
        t,
        ticket('on-hold'),
        { entries, page: 0, more: false },
        {
          followers: 0,
          promises: [
            { kind: 'first-response', startedAt: NOW, dueAt: NOW, state: 'met', endedAt: NOW, isWarned: false },
            {
              kind: 'resolution',
              startedAt: NOW,
              dueAt: undefined,
              state: 'pending',
              endedAt: undefined,
              isWarned: false,
            },
          ],
        },
      ),
      'responsibilities never confirmed': responsibilitiesCard(t, {
        ...{ support: SETTINGS.support, version: 0, confirmation: undefined, isDue: true },
      }),
      'responsibilities confirmed': responsibilitiesCard(t, {
        ...{ support: FULL_SETTINGS.support, version: 2, confirmation: { name: words, at: NOW }, isDue: false },
      }),
      'responsibilities due': responsibilitiesDueCard(t),
      'ticket to be passed on': deskTicketCard(
        t,
        ticket('new', { category: 'devices' }),
        { entries, page: 0, more: false },
        {
          ...{ followers: 0, support: FULL_SETTINGS.support },
        },
      ),
      'promise nearly due': promiseToldCard(t, ticket('in-progress'), {
        ...({ kind: 'sla-told', ticketId: ID, promise: 'resolution', dueAt: NOW, isLate: false } as const),
      }),
      'promise late': promiseToldCard(t, ticket('in-progress'), {
        ...({ kind: 'sla-told', ticketId: ID, promise: 'next-response', dueAt: NOW, isLate: true } as const),
      }),
      'ticket with steps': deskTicketCard(
        t,
        ticket('in-progress', { tasks: [1, undefined, undefined].map((doneAt) => ({ name: words, doneAt })) }),
        { entries, page: 0, more: false },
        { followers: 0 },
      ),
      'ticket whose steps are done': deskTicketCard(
        t,
        ticket('in-progress', { tasks: [{ name: words, doneAt: 1 }] }),
        { entries: [], page: 0, more: false },
        { followers: 0 },
      ),
      announced: announcedDialogCard(t, ticket('new', { announcement: words })),
      'announced no more': announcedDialogCard(t, ticket('new')),
      'announced news': announcedCard(t, ticket('new', { announcement: words }), false),
      'announced no longer': announcedCard(t, ticket('new'), true),
      'announced over': announcedCard(t, ticket('resolved', { announcement: words }), true),
      answer: answerForm(t, { nonce: ID, handoff: { id: ID, requester: analyst }, text: words, isFaulty: true }),
      'answer too late': answerLateCard(t, words, words),
      bulk: bulkCard(t, [{ ticketId: ID, version: 2, state: 'new', urgency: 'low', isTaken: true }], 2),
      'bulk, nothing': bulkCard(t, [], 1),
      'bulk, nothing ticked': bulkCard(t, [], 0),
      'bulk undone': bulkUndoneCard(t, 1, 1),
      'request sent': requestSentCard(t, request, false),
      'request sent, in its dialog': requestSentCard(t, request, true),
      'request refused': requestEndedCard(t, { ...request, state: 'refused' }, approvals),
      'request expired': requestEndedCard(t, { ...request, state: 'expired', kind: 'incident' }, approvals),
      approvals: approvalsCard(t, rows, analyst),
      'no approvals': approvalsCard(t, [], undefined),
      'refuse form': refuseForm(t, refusing),
      'approval decided': decidedDialogCard(t, approvals[3] as Approval),
      'deputy form': delegateForm(t, standIn),
      'deputy named': delegatedCard(t, analyst),
      'no deputy': delegatedCard(t, undefined),
    }
    const values = {
      ...{ name, about: '', kind: 'incident', pinned: 'true', service: '', roles: '', remove: 'false' },
      fields: textOfFields(item.fields, t.language),
      ...{ approvers: ID, rule: 'one', days: '7', tasks: words, manager: 'true' },
    }
    const faults = ['name', 'about', 'roles', 'approval', 'tasks', 'gone', 'other'] as const
    return {
      ...ofApprovals,
      'catalogue as a list': catalogueCard(t, list),
      'catalogue as tiles': catalogueCard(t, { ...list, view: 'tiles', drafts: 2 }),
      'catalogue searched': catalogueCard(t, { ...list, query: words.slice(0, 100), tickets: [ticket('new')] }),
      'catalogue, a later page': catalogueCard(t, {
        ...list,
        items: [...items, ...items, ...items, ...items],
        page: 1,
      }),
      'catalogue without a find': catalogueCard(t, { ...list, items: [] }),
      drafts: draftsCard(t, [
        { draft, item },
        { draft, item: hostile },
        { draft, item: undefined },
      ]),
      'no drafts': draftsCard(t, []),
      'draft kept': keptCard(t, hostile),
      'draft elsewhere': draftElsewhereCard(t, words),
      'draft left': draftLeftCard(t, draft, hostile),
      'request not offered': goneCard(t, words),
      'request form': catalogueForm(t, form),
      'request form with faults': catalogueForm(t, {
        ...{
          ...form,
          isFirst: false,
          isLast: false,
          isKept: true,
          problem: 'request.own-approver' as const,
          changed: { gone: [name], added: [name] },
        },
        answers: Object.fromEntries(hostile.fields.map(({ id }) => [id, id === 'number' ? '4' : name])),
        faults: hostile.fields.map((field) => [field, 'required'] as const),
      }),
      'catalogue items': itemsCard(t, items, { version: 1, isDraft: true }),
      'no catalogue items': itemsCard(t, [], { version: 1, isDraft: false }),
      'lists form': listsForm(t, { nonce: ID, version: 1, lists: `# ${name}\nParis\nLyon`, faults: [] }),
      'lists form with faults': listsForm(t, {
        ...{ nonce: ID, version: 1, lists: words },
        faults: [
          { what: 'line', line: 1, text: words },
          { what: 'entry', name },
          { what: 'used', name },
        ],
      }),
      'item form': itemForm(t, { nonce: ID, opens: { itemId: 'x', version: 1 }, values, faults: [], known: [] }),
      'item form with faults': itemForm(t, {
        ...{ nonce: ID, opens: { version: 1 }, values, known: [{ title: name, value: ID }] },
        faults: [...faults.map((what) => ({ what })), { what: 'line', line: 3, text: words }],
      }),
    }
  }

  const CLIENT: Client = { id: ID, name: words, domain: 'contoso.example', delegatedUntil: NOW }
  const clients = Array.from({ length: 40 }, (_, n) => ({
    ...{ client: { ...CLIENT, id: `${n}` }, isMarked: n === 0, isChosen: n === 1 },
    color: COLORS[n % COLORS.length] ?? ('unknown' as const),
  }))
  const issues = Array.from(
    { length: 30 },
    (_, n): HealthIssue => ({
      ...{ id: `EX${n}`, title: words, service: words, isIncident: n % 2 === 0, impact: words, startedAt: NOW },
      ...{ color: 'red', changedAt: NOW, posts: Array(5).fill({ at: NOW, text: 'ü'.repeat(1500) }) },
    }),
  )

  const GROUPED: Assignment = {
    ...{ name: `${NAME} G`, description: '', role: 'operator', clients: [] },
    members: [{ group: ID, name: words }],
    scope: [{ group: ID, name: words }],
  }
  const TROUBLES_OF_GROUPS = ['not-permitted', 'not-found', 'too-large'] as const
  const groups = new Map(
    TROUBLES_OF_GROUPS.map((trouble, n) => [
      n === 0 ? ID : trouble,
      { id: ID, name: words, readAt: NOW, trouble, size: n, watchedAt: NOW },
    ]),
  )

  function everyCard(t: Sentences): Readonly<Record<string, Card>> {
    const view = {
      firstWords: words,
      ticketNumber: 'INC-1001',
      viewer: analyst,
      takerTeamsId: '29:x',
      canUndo: true,
      isOffering: true,
      mayLook: true,
      hasReplies: true,
      hasCategories: true,
      hasSupervisors: true,
      offer: undefined,
    }
    const form = { ticket: ticket('new'), nonce: ID, text: words, faults: ['text', 'sent-before', 'share'] as const }
    const values = { title: words, description: words, urgency: 'high', category: '', requester: '' }
    const handoffStates = [
      handoff('queued'),
      handoff('queued', { callbackAt: NOW }),
      handoff('active', { heldUntil: NOW }),
      handoff('active', { heldUntil: NOW, silentSince: NOW }),
      handoff('active', { warnings: 2, silentSince: NOW }),
      handoff('active'),
      handoff('active', { ticketId: ID }),
      handoff('closed'),
      handoff('closed', { endedBy: 'analyst' }),
      handoff('closed', { endedBy: 'silence' }),
      handoff('abandoned'),
      handoff('converted', { ticketId: ID }),
      handoff('converted', { ticketId: ID, analyst: undefined }),
    ]
    const perHandoff = handoffStates.flatMap((state, n) => [
      [
        `waiting ${n}`,
        waitingCard(t, state, 'INC-1001', { online: n % 2 === 0, wait: WAITS[n % WAITS.length] ?? WAIT }),
      ],
      [`talk ${n}`, talkCard(t, state, 'INC-1001')],
      [`ended ${n}`, endedCard(t, state, undefined, { verdict: n % 2 === 0 ? 'partly' : undefined })],
      [`at the desk ${n}`, handoffCard(t, { handoff: state, ...view })],
      [`ended at the desk ${n}`, endedAtDeskCard(t, state)],
    ])
    const perTicket = STATES.flatMap((state) => [
      [
        `ticket ${state}`,
        ticketCard(t, ticket(state), { entries, page: 0, more: true }, requester, { verdict: 'yes' }),
      ],
      [`desk ticket ${state}`, deskTicketCard(t, ticket(state), { entries, page: 0, more: true }, { followers: 0 })],
      [`history ${state}`, ticketCard(t, ticket(state), { entries, page: 1, more: false }, requester)],
      [
        `desk history ${state}`,
        deskTicketCard(
          t,
          ticket(state, { announcement: words }),
          { entries, page: 2, more: true },
          { followers: 12, mayLook: true },
        ),
      ],
    ])
    const perEntry = entries.flatMap((entry) => [
      [`news ${entry.kind}`, newsCard(t, ticket('in-progress'), entry, 'requester')],
      [`desk news ${entry.kind}`, newsCard(t, ticket('in-progress'), entry, 'desk')],
    ])
    return {
      'menu online': menuCard(t, MENU),
      'menu offline': menuCard(t, { ...MENU, online: false, teamsId: undefined }),
      'menu closed': menuCard(t, { ...MENU, online: false, opensAt: NOW }),
      'menu before the first chat': menuCard(t, {
        ...MENU,
        isAdministrator: true,
        setup: { desk: true, duty: false, first: false },
      }),
      'menu with little': menuCard(t, { ...MENU, off: ['chat', 'status'], contact: words, isAdministrator: true }),
      'not enabled': notEnabledCard(t, 'incident', words),
      unavailable: unavailableCard(t, { incident: true, contact: '', mayWait: true }),
      'unavailable by hours': unavailableCard(t, { incident: false, contact: words, mayWait: true }, { opensAt: NOW }),
      'unavailable for a year': unavailableCard(
        t,
        { incident: true, contact: '', mayWait: false },
        { opensAt: undefined },
      ),
      administration: administrationCard(t, {
        ...{ settings: SETTINGS, version: 0, by: undefined, mayGoBack: false, inStep: undefined },
      }),
      ...Object.fromEntries(
        LIGHTS.map((inStep) => [
          `administration, ${inStep.light}`,
          administrationCard(t, { settings: FULL_SETTINGS, version: 3, by: undefined, mayGoBack: true, inStep }),
        ]),
      ),
      ...Object.fromEntries(
        LIGHTS.map((inStep) => [`watch, ${inStep.light} ${inStep.polledAt ?? 'new'}`, watchCard(t, inStep)]),
      ),
      'watch of a system that is slow': watchCard(t, { ...LIGHTS[0], unsent: { count: 3, since: NOW } }),
      conflict: conflictCard(t, ticket('in-progress'), words, {
        ...{ kind: 'ticket-conflict', ticketId: ID, field: 'state', ours: 'resolved', theirs: 'on-hold' },
      }),
      'conflict of the urgency': conflictCard(t, ticket('in-progress'), words, {
        ...{ kind: 'ticket-conflict', ticketId: ID, field: 'urgency', ours: 'high', theirs: 'low' },
      }),
      'conflict of the category': conflictCard(t, ticket('in-progress'), words, {
        ...{ kind: 'ticket-conflict', ticketId: ID, field: 'category', ours: words, theirs: 'office' },
      }),
      'conflict decided': decidedCard(t, ticket('in-progress'), words, { field: 'urgency', by: words }),
      'conflict that is gone': decidedCard(t, ticket('in-progress'), words, { field: 'urgency', by: undefined }),
      'field unsent': fieldUnsentCard(t, ticket('in-progress'), words, { field: 'assignee', value: words }),
      'file unsent': fileUnsentCard(t, ticket('in-progress'), words, words),
      'conflict of the assignee': conflictCard(t, ticket('in-progress'), words, {
        ...{ kind: 'ticket-conflict', ticketId: ID, field: 'assignee', ours: words, theirs: '' },
      }),
      ...Object.fromEntries(
        (['refused', 'not-admitted', 'no-answer'] as const).map((why) => [
          `unsent, ${why}`,
          unsentCard(t, ticket('in-progress'), words, { kind: 'ticket-unsent', ticketId: ID, why }),
        ]),
      ),
      polling: pollingCard(t, words),
      'administration at its fullest': administrationCard(t, {
        inStep: LIGHTS[0],
        settings: FULL_SETTINGS,
        version: 12,
        mayGoBack: true,
        by: { name: words, at: NOW },
      }),
      'settings draft': draftCard(t, { revision: ID, before: SETTINGS, after: FULL_SETTINGS, isStale: true }),
      'settings draft without change': draftCard(t, {
        revision: ID,
        before: SETTINGS,
        after: SETTINGS,
        isStale: false,
      }),
      replay: replayCard(t, 30, { recorded: OUTCOME, replayed: { ...OUTCOME, left: 1 }, moved: 12 }),
      'nothing to replay': replayCard(t, 30, undefined),
      'settings preview': previewCard(t, menuCard(t, MENU), { revision: ID, nonce: ID, person: '', name: words }),
      'settings preview of a colleague': previewCard(t, menuCard(t, MENU), {
        ...{ revision: ID, nonce: ID, person: ID, name: words },
      }),
      'settings kept': draftKeptCard(t, true),
      'settings form': settingsForm(t, {
        nonce: ID,
        version: 0,
        values: settingsValues(SETTINGS),
        faults: [],
        offered: [],
        systems: [],
      }),
      'settings form with faults': settingsForm(t, {
        nonce: ID,
        version: 12,
        values: settingsValues(FULL_SETTINGS),
        offered: [words, 'Azure'],
        systems: [{ name: 'contoso', label: words }],
        faults: [
          'name',
          'services.0',
          'keepDays',
          'sla.A.first',
          'ticketSystem.connection',
          'language',
          'silenceSeconds',
          'answerSeconds',
          'waitSeconds',
          'offerSeconds',
          'mostChats',
          'wrapUpSeconds',
          'replies.0',
          'options',
          'contact',
          'hours.timeZone',
          'hours.week',
          'hours.week.monday',
          'hours.holidays.0',
        ].map((path) => ({ path, reason: 'x' })),
      }),
      connected: connectedCard(t, handoff('active')),
      'first warning': silenceCard(t, ID, 1, NOW),
      'second warning': silenceCard(t, ID, 2, NOW),
      ...Object.fromEntries(WAITS.map((wait, n) => [`long wait ${n}`, longWaitCard(t, handoff('queued'), wait)])),
      ...Object.fromEntries(
        WAITS.map((wait, n) => [`wait ${n}`, waitingCard(t, handoff('queued'), undefined, { online: true, wait })]),
      ),
      'callback form': callbackForm(t, ID, ID),
      'callback kept': callbackKeptCard(t, NOW),
      'callback due': callbackDueCard(t, handoff('queued'), true),
      'callback due, nobody there': callbackDueCard(t, handoff('queued'), false),
      'callback due at the desk': callbackDueAtDeskCard(t, handoff('queued')),
      'warning answered': warningOverCard(t, handoff('active')),
      'warning followed': warningOverCard(t, handoff('active', { warnings: 2 })),
      'warning of an ended chat': warningOverCard(t, handoff('closed')),
      away: awayCard(t, handoff('active'), NOW),
      'away at the desk': awayAtDeskCard(t, words, NOW),
      'back at the desk': awayAtDeskCard(t, words, undefined),
      'on hold': onHoldCard(t, words, NOW),
      'hold form': holdForm(t, ID, handoff('active')),
      held: heldCard(t, words, NOW),
      unanswered: unansweredCard(t, handoff('active'), { since: NOW, returnsAt: NOW }),
      'unanswered, unwatched': unansweredCard(t, handoff('active'), { since: NOW, returnsAt: undefined }),
      'unanswered elsewhere': unansweredElsewhereCard(t, handoff('active'), NOW),
      'handoff without words': handoffCard(t, {
        ...view,
        handoff: handoff('queued'),
        firstWords: undefined,
        ticketNumber: undefined,
      }),
      'desk empty': deskCard(t, {
        ...{ deskId: ID, name: '', tier: 1, others: [], inStep: LIGHTS[0], consoleUrl: undefined },
        board: EMPTY_BOARD,
        tenantId,
      }),
      'nothing of mine': mineCard(t, { chats: [], incidents: [] }),
      mine: mineCard(t, {
        chats: [hung(handoff('active')), hung(handoff('active', { silentSince: NOW }))],
        incidents: [hung(ticket('in-progress')), hung(ticket('new', { isConfidential: true }))],
      }),
      'desk of tier 2': deskCard(t, {
        ...{ deskId: ID, name: words, tier: 2, others: [{ tier: 1, teamName: words }], inStep: LIGHTS[3] },
        consoleUrl: undefined,
        board: EMPTY_BOARD,
        tenantId,
      }),
      'desk busy': deskCard(t, {
        inStep: LIGHTS[2],
        consoleUrl: 'https://desk.example/desks/1',
        deskId: ID,
        name: words,
        tier: 1,
        others: [{ tier: 2, teamName: words }],
        tenantId,
        board: {
          onDuty: { analysts: [{ ...analyst, since: NOW }], count: 14 },
          waiting: { first: [hung(handoff('queued')), { thing: handoff('queued'), thread: undefined }], count: 12 },
          taken: { first: [hung(handoff('active'))], count: 1 },
          callbacks: 2,
          incidents: 14,
        },
      }),
      'incident form': incidentForm(t, {
        nonce: ID,
        values: {},
        faults: [],
        categories: ['windows', words],
        from: { verb: 'ticket.open', offersConfidential: false },
      }),
      'incident form with faults': incidentForm(t, {
        nonce: ID,
        values,
        faults: ['title', 'description', 'urgency', 'category', 'requester', 'share'],
        categories: ['windows', words],
        from: { verb: 'ticket.open', offersConfidential: true },
      }),
      'incident form from a chat': incidentForm(t, {
        nonce: ID,
        values,
        faults: [],
        categories: [],
        from: { verb: 'ticket.from-chat', handoffId: ID },
      }),
      'incident form at the desk': incidentForm(t, {
        nonce: ID,
        values,
        faults: [],
        categories: ['windows', words],
        from: { verb: 'ticket.for-requester', handoffId: ID, requesterName: words },
      }),
      'comment form': commentForm(t, form),
      'reopen form': reopenForm(t, form),
      'note form': noteForm(t, { ...form, visibility: 'work-note' }),
      'resolve form': resolveForm(t, { ...form, version: 3 }),
      journal: journalCard(t, {
        lines: (['done', 'refused'] as const).map((outcome) => ({
          at: NOW,
          name: words,
          permission: 'ticket.open',
          outcome,
          number: 'INC-0001',
          behalf: words,
        })),
        older: 7,
        isFirst: false,
        isAdministrator: true,
        isService: true,
        check: CHECK,
        now: NOW,
      }),
      'journal of a command': journalCard(t, {
        lines: [
          {
            at: NOW,
            name: undefined,
            permission: 'settings.edit',
            outcome: 'done',
            number: undefined,
            behalf: undefined,
          },
        ],
        isFirst: true,
        isAdministrator: false,
        isService: false,
        check: { ...CHECK, endedAt: undefined },
        now: NOW,
      }),
      'journal empty': journalCard(t, {
        lines: [],
        isFirst: true,
        isAdministrator: false,
        isService: false,
        check: undefined,
        now: NOW,
      }),
      'journal that was left unverified': journalCard(t, {
        ...{ lines: [], isFirst: true, isAdministrator: true, isService: true, now: NOW },
        check: { ...CHECK, touchedAt: 0, endedAt: undefined },
      }),
      'look-up start': startCard(t, [LOOKUP], true),
      'look-up without Graph': startCard(t, [], false),
      'look-up form': lookupForm(t, { nonce: ID, values: { requester: '', reason: '' }, faults: [], known: [] }),
      'look-up form with faults': lookupForm(t, {
        ...{
          nonce: ID,
          values: { requester: ID, reason: words.slice(0, 200) },
          faults: ['requester', 'reason', 'share', 'scope'],
        },
        known: [{ title: words, value: ID }],
      }),
      'looking up': lookingCard(t, LOOKUP),
      'look-up over': lookupOverCard(t, LOOKUP),
      'looked up': dossierCard(t, LOOKUP, DOSSIER, { now: NOW, mayAct: true }),
      'looked up, with every trouble': dossierCard(t, LOOKUP, TROUBLED, {
        ...{ now: NOW, mayAct: false, isLicenceUnknown: true },
      }),
      'not looked up, of others': notLookedCard(t, LOOKUP, 'scope'),
      'not looked up, no licence': notLookedCard(t, LOOKUP, 'licence'),
      'looked up, refused': dossierCard(
        t,
        LOOKUP,
        {
          tenant: { ok: false, trouble: 'not-consented', permission: 'P' },
          account: { ok: false, trouble: 'not-permitted', permission: 'P' },
          devices: { ok: false, trouble: 'not-licensed', permission: 'P' },
          groups: { ok: false, trouble: 'throttled', permission: 'P' },
          protection: undefined,
        },
        { now: NOW, mayAct: true },
      ),
      'device form': actForm(t, ID, { lookupId: ID, deviceId: ID }, true),
      'device asked': actAskedCard(t),
      ...Object.fromEntries(
        (['done', 'failed', 'refused', 'unknown'] as const).map((state) => [
          `device ${state}`,
          actedCard(t, {
            ...{ id: ID, workspaceId: ID, tenantId: ID, operatorId: ID, personId: ID, deviceId: ID, deviceName: words },
            ...{ action: 'restart', state, askedAt: NOW, sentAt: NOW },
          }),
        ]),
      ),
      'who looked': seenCard(t, [LOOKUP]),
      clients: clientsCard(t, { clients, query: words.slice(0, 100), page: 0, trouble: '' }),
      'clients, the second page': clientsCard(t, { clients, query: '', page: 1, trouble: '' }),
      'no clients': clientsCard(t, { clients: [], query: 'x', page: 0, trouble: t('trouble.not-connected') }),
      'services of all': allHealthCard(t, clients, 0),
      'services of a client': healthCard(t, {
        ...{ client: CLIENT, readAt: NOW, troubles: [t('trouble.unavailable')], page: 0 },
        health: { workloads: COLORS.map((color) => ({ id: color, name: words, color })), issues },
      }),
      'services that are not known': healthCard(t, {
        ...{ client: { ...CLIENT, name: '', domain: '' }, readAt: undefined, health: undefined, page: 0 },
        troubles: [t('health.off'), t('client.consent', { url: 'https://login.example/x' })],
      }),
      'what is wrong': issueCard(t, CLIENT, issues[0] as HealthIssue),
      'words to an answer': wordsForm(t, { nonce: ID, text: words }, { handoffId: ID }),
      'words to an answer about an incident, wrong': wordsForm(
        t,
        { nonce: ID, text: '', fault: 'feedback.fault' },
        { ticketId: ID },
      ),
      'feedback on the desk': feedbackForm(t, { nonce: ID, text: words, fault: 'form.fault.share' }),
      'feedback was sent': thankedCard(t, words),
      'feedback at the desk': feedbackCard(t, words, words),
      'services are asked for': refreshingCard(t, true),
      'services were asked for': refreshingCard(t, false),
      'who looked: nobody': seenCard(t, []),
      'manager missing': managerMissingCard(t, request, words),
      'manager missing, nobody to ask': managerMissingCard(t, request, ''),
      'journal verified': checkedJournalCard(t, CHECK, false),
      'journal tampered with': checkedJournalCard(t, { ...CHECK, brokenAt: 8 }, true),
      'journal search': findForm(t, { nonce: ID, values: JOURNAL_QUERY }),
      'journal search found': findForm(t, {
        ...{ nonce: ID, values: JOURNAL_QUERY },
        found: {
          lines: [
            { at: NOW, name: words, permission: 'ticket.open', outcome: 'refused', number: 'INC-1', behalf: words },
          ],
          older: 7,
          who: [{ title: words, value: ID }],
        },
      }),
      'journal search found nothing': findForm(t, {
        ...{ nonce: ID, values: JOURNAL_QUERY },
        found: { lines: [], older: undefined, who: [] },
      }),
      viewers: viewersCard(t, {
        ticketId: ID,
        number: 'INC-0001',
        kind: 'incident',
        isConfidential: false,
        viewers: [{ name: words, at: NOW }],
      }),
      'viewers nobody': viewersCard(t, {
        ticketId: ID,
        number: 'INC-0001',
        kind: 'incident',
        isConfidential: true,
        viewers: [],
      }),
      roles: rolesCard(
        t,
        { ...ACCESS, assignments: [...ACCESS.assignments, GROUPED] },
        { version: 3, isDraft: true, groups },
      ),
      'roles that are many': rolesCard(
        t,
        {
          roles: Array.from({ length: 50 }, (_, n) => ({ ...ROLE, name: `${NAME} ${n}` })),
          assignments: Array.from({ length: 200 }, (_, n) => ({ ...ASSIGNMENT, name: `A${n}` })),
        },
        { version: 3, isDraft: false, groups },
      ),
      'assignment form of a group': assignmentForm(
        t,
        ACCESS,
        {
          nonce: ID,
          opens: { name: NAME, version: 3 },
          values: assignmentValues(GROUPED),
          faults: [{ path: 'assignments.0.scope', reason: 'x' }],
        },
        new Map(),
      ),
      'assignment form': assignmentForm(
        t,
        ACCESS,
        {
          nonce: ID,
          opens: { name: NAME, version: 3 },
          values: assignmentValues(ASSIGNMENT),
          faults: [
            'gone',
            'given',
            'assignments',
            'assignments.0.name',
            'assignments.0.members',
            'assignments.0.role',
            'x',
          ].map((path) => ({ path, reason: 'x' })),
        },
        new Map([[ID, words]]),
      ),
      'role form': roleForm(t, {
        nonce: ID,
        opens: { version: 3 },
        values: roleValues(ROLE),
        faults: [{ path: 'roles.0.permissions', reason: 'x' }],
      }),
      'draft of roles': draftCard(t, {
        revision: ID,
        before: SETTINGS,
        after: { ...SETTINGS, ...ACCESS },
        isStale: false,
      }),
      'draft without roles': draftCard(t, {
        revision: ID,
        before: { ...SETTINGS, ...ACCESS },
        after: SETTINGS,
        isStale: false,
      }),
      redacted: redactedCard(t, ticket('new', { isConfidential: true })),
      'redacted in progress': redactedCard(t, ticket('in-progress', { isConfidential: true, assignee: analyst })),
      'confidential in a dialog': confidentialCard(t, ticket('new', { isConfidential: true }), {
        entries,
        page: 0,
        more: true,
      }),
      'confidential news': newsCard(t, ticket('new', { isConfidential: true }), entries[0] as TicketEntry, 'desk'),
      'too many chats': tooManyChatsCard(t, NOW, { incident: true, contact: '', mayWait: true }),
      'given back at the desk': givenBackAtDeskCard(t, words, words, false),
      'given back without an answer': givenBackAtDeskCard(t, words, '', true),
      'given back': givenBackCard(t, handoff('queued'), words),
      'nobody there': nobodyThereCard(t, handoff('queued')),
      'unseen chat': unseenChatCard(t, handoff('queued')),
      'desk not confirmed': unconfirmedCard(t, words),
      'claim form': claimForm(t, ID, true),
      settled: settledCard(t),
      stranger: strangerCard(t),
      unseen: unseenCard(t, ticket('new')),
      'opened for me': openedCard(t, ticket('new'), requester),
      'opened by me': openedCard(t, ticket('new'), analyst),
      'opened at the desk': openedCard(t, ticket('new'), undefined),
      'opened from a chat': openedCard(t, ticket('new', { handoffId: ID }), requester),
      saved: savedCard(t, ticket('new'), requester, ['password', 'card']),
      'list empty': ticketListCard(t, { ...LIST, reader: requester, awaiting: [] }),
      'list empty without incidents': ticketListCard(t, {
        ...LIST,
        reader: requester,
        awaiting: [],
        offersIncident: false,
      }),
      'list in the middle': ticketListCard(t, {
        awaiting: [request],
        ...LIST,
        list: { tickets: STATES.map((state) => ticket(state)), page: 1, more: true },
        reader: requester,
        workspaces: {
          current: WORKSPACE,
          all: [WORKSPACE, { ...WORKSPACE, id: ticket('new').workspaceId }],
          everywhere: true,
        },
      }),
      ...workspaceCards(t),
      elsewhere: elsewhereCard(t, ID),
      ...Object.fromEntries(LEFT_OUT.map((what) => [`left out ${what}`, leftOutCard(t, what)])),
      undelivered: undeliveredCard(
        t,
        {
          kind: 'undelivered',
          what: 'message',
          excerpt: words,
          why: 'unreachable',
          message: { handoffId: ID, activityId: '1700000000000' },
        },
        'INC-0001',
      ),
      'to ticket': toTicketCard(t, words, 'INC-0001'),
      'not told': notToldCard(t, { kind: 'not-told', name: words, excerpt: words, why: 'unreachable' }),
      'undelivered edit': undeliveredCard(
        t,
        {
          kind: 'undelivered',
          what: 'edit',
          excerpt: words,
          why: 'no-answer',
          message: { handoffId: ID, activityId: '1700000000000' },
        },
        'INC-0001',
      ),
      retrying: retryingCard(t, words),
      file: fileCard(t, aFile('capture.png', 'image/png', 245_000), { url: 'https://desk.example/f', until: NOW }),
      'file to load': fileCard(t, aFile(words, 'application/octet-stream', 3_400_000), {
        url: 'https://desk.example/f',
        until: NOW,
      }),
      'file left out': fileLeftOutCard(t, { kind: 'file-left-out', name: words, why: 'kind' }),
      masked: maskedCard(t, ['password', 'key', 'card', 'iban'], words),
      'desk taken': deskTakenCard(t, words, 2),
      'desk taken five times': deskTakenCard(t, words, undefined),
      ...passingCards(t, view),
      failed: sentenceCard(t, t('failed.other', { reference: 'a1b2c3d4' }), 'Mon écran est noir.'),
      ...Object.fromEntries(
        entries.map((entry) => [`noted ${entry.kind}`, notedCard(t, ticket('new'), entry, ['key'])]),
      ),
      'change form': changeForm(t, {
        ticket: ticket('new'),
        ...{ nonce: ID, version: 3, categories: ['windows', words] },
        values: changeValues(ticket('new')),
        faults: ['state', 'urgency', 'impact', 'category', 'text'],
      }),
      changed: changedCard(t, ticket('on-hold'), ['key']),
      withdrawing: withdrawForm(t, form),
      checked: checkedCard(t, {
        ...{ teamName: words, tier: 1 },
        findings: LOOKS.flatMap((look) => [
          { look, isRight: true, count: 3 },
          { look, isRight: false, code: 'BotNotInConversationRoster', count: 2 },
        ]),
      }),
      'checked, all right': checkedCard(t, { teamName: words, tier: 1, findings: [{ look: 'post', isRight: true }] }),
      checking: checkingCard(t),
      'nothing to check': nothingToCheckCard(t),
      probe: probeCard(t),
      leaving: leavingCard(t, ID, {
        chats: [hung(handoff('active'))],
        incidents: [hung(ticket('in-progress')), hung(ticket('on-hold', { isConfidential: true }))],
      }),
      resolved: resolvedCard(t, ticket('resolved'), words, ['iban']),
      late: lateCard(t, ticket('in-progress'), words),
      'desk ticket at its fullest': deskTicketCard(
        t,
        ticket('new', { description: 'é"\n'.repeat(1300) }),
        {
          entries: Array(8).fill({ ...entries[3], text: 'ü"\n'.repeat(1300) }),
          page: 0,
          more: true,
        },
        { followers: 0, mayLook: true },
      ),
      ...Object.fromEntries([...perHandoff, ...perTicket, ...perEntry]),
      ...catalogueCards(t),
    }
  }
  return everyCard
}
