import type { PushNotice } from '../../contracts/web-push.ts';
import { push as en } from '../core/text/en/push.ts';
import { push as vi } from '../core/text/vi/push.ts';

/** A notice as the browser shows it. */
export interface Notice {
  readonly title: string;
  readonly options: NotificationOptions & { readonly renotify: boolean; readonly timestamp: number };
}

/** Puts a push message in the words of its reader. One alert has one notice: a newer one takes its place. */
export function noticeOf({ alertId, kind, severity, rule, place, at, locale }: PushNotice): Notice {
  const t = locale === 'en' ? en : vi;
  return {
    title: `${t.severity[severity]}: ${rule}`,
    options: {
      body: `${t.notice[kind]} · ${place}`,
      tag: `alert-${alertId}`,
      renotify: kind !== 'raised',
      requireInteraction: severity === 'critical',
      timestamp: Date.parse(at),
      lang: locale,
      icon: '/icon-192.png',
      badge: '/icon-badge.png',
      data: { alertId },
    },
  };
}
