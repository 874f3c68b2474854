/** Somebody of the simulated tenant. */
export interface Account {
  /** How scripts call them. */
  readonly key: string
  readonly objectId: string
  /** Their id towards one bot, as Teams makes it. */
  readonly teamsId: string
  readonly name: string
  readonly role: 'employee' | 'analyst' | 'administrator'
  readonly locale: string
  readonly timeZone: string
  /** Of whoever is of another tenant than the directory's. */
  readonly tenantId?: string
}

export interface Channel {
  readonly id: string
  readonly name: string
  /** Of a private one; else whoever is in its team. */
  members?: readonly string[]
}

/** A team; its General channel has the team's own id. */
export interface Team {
  readonly id: string
  readonly groupId: string
  readonly name: string
  readonly channels: readonly Channel[]
  readonly members: readonly string[]
}

export interface Directory {
  readonly tenantId: string
  readonly accounts: readonly Account[]
  readonly teams: readonly Team[]
}

/** A small organisation with fixed ids: three employees, three analysts, an administrator, two teams. */
export function sampleDirectory(): Directory {
  const quebec = { locale: 'fr-CA', timeZone: 'America/Montreal' }
  const paris = { locale: 'fr-FR', timeZone: 'Europe/Paris' }
  const london = { locale: 'en-GB', timeZone: 'Europe/London' }
  return {
    tenantId: '6f1d4c1e-5a0b-4d3c-9e51-0a7c2b9d8e10',
    accounts: [
      account(1, 'camille', 'Camille Roy', 'employee', quebec),
      account(2, 'erin', 'Erin Walsh', 'employee', london),
      account(3, 'noah', 'Noah Petit', 'employee', paris),
      account(4, 'sophie', 'Sophie Martin', 'analyst', paris),
      account(5, 'karim', 'Karim Benali', 'analyst', paris),
      account(6, 'alex', 'Alex Chen', 'analyst', london),
      account(7, 'dominique', 'Dominique Lavoie', 'administrator', quebec),
    ],
    teams: [
      team('a1', 'Centre de services', ['Général', 'Support'], ['sophie', 'karim', 'alex', 'dominique']),
      team('b2', 'Ventes', ['Général'], ['camille', 'erin', 'noah']),
    ],
  }
}

function account(
  n: number,
  key: string,
  name: string,
  role: Account['role'],
  where: Pick<Account, 'locale' | 'timeZone'>,
): Account {
  const objectId = `2c8e7f30-0000-4000-8000-00000000000${n}`
  const teamsId = `29:1${Buffer.from(objectId).toString('base64url')}`
  return { key, objectId, teamsId, name, role, ...where }
}

function team(mark: string, name: string, channels: readonly string[], members: readonly string[]): Team {
  const id = (n: number) => `19:${mark.repeat(15)}${n}0@thread.tacv2`
  return {
    id: id(0),
    groupId: `9b4d0e52-0000-4000-8000-0000000000${mark}`,
    name,
    channels: channels.map((channel, n) => ({ id: id(n), name: channel })),
    members,
  }
}
