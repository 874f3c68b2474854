import type { Finding } from '../../services/desks/check.ts'
import { asWritten } from '../as-written.ts'
import { execute } from '../button.ts'
import { plainCard } from '../plain.ts'
import type { Card } from '../render.ts'
import type { Sentences } from '../sentences.ts'

interface CheckedView {
  readonly teamName: string
  readonly tier: number
  readonly findings: readonly Finding[]
}

/** Whether a desk works, look by look: what is wrong, and how to mend it (F12, C2). */
export function checkedCard(t: Sentences, { teamName, tier, findings }: CheckedView): Card {
  const wrong = findings.filter(({ isRight }) => !isRight).length
  return plainCard(t, {
    overline: {
      text: `● ${t('check.state', { count: wrong })}`,
      color: wrong === 0 ? 'Good' : 'Attention',
    },
    title: t('check.title', { team: asWritten(teamName), tier }),
    paragraphs: findings.map((finding) => line(t, finding)),
    actions: [execute(t('check.again'), 'settings.check', {})],
  })
}

function line(t: Sentences, { look, isRight, code, count = 0 }: Finding): string {
  if (isRight) return t('check.right', { what: t(`check.${look}`, { count }) })
  const wrong = t(`check.${look}.wrong`, { count })
  return t('check.wrong', { what: code === undefined ? wrong : t('check.coded', { what: wrong, code }) })
}

/** The workspace has no desk to be looked at. */
export function nothingToCheckCard(t: Sentences): Card {
  return plainCard(t, { title: t('check.nothing'), paragraphs: [t('check.nothing.text')] })
}

/** It was asked for: the answers of Teams take a moment. */
export function checkingCard(t: Sentences): Card {
  return plainCard(t, {
    title: t('check.under-way'),
    paragraphs: [t('check.under-way.text')],
    actions: [execute(t('settings.title'), 'settings.show', {})],
  })
}

/** What is posted in the desk's channel, edited and taken away again. */
export function probeCard(t: Sentences): Card {
  return plainCard(t, { title: t('check.probe') })
}
