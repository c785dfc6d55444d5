import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import admin from '@/lib/i18n/catalogs/en/admin';
import audio from '@/lib/i18n/catalogs/en/audio';
import auth from '@/lib/i18n/catalogs/en/auth';
import chat from '@/lib/i18n/catalogs/en/chat';
import chatLate from '@/lib/i18n/catalogs/en/chat-late';
import common from '@/lib/i18n/catalogs/en/common';
import markdown from '@/lib/i18n/catalogs/en/markdown';
import models from '@/lib/i18n/catalogs/en/models';
import queue from '@/lib/i18n/catalogs/en/queue';
import transcript from '@/lib/i18n/catalogs/en/transcript';

/** Loads all texts up front, so that tests do not wait for them. */
export async function withTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    ns: ['common', 'chat', 'markdown', 'transcript'],
    defaultNS: 'common',
    resources: { en: { admin, audio, auth, chat, 'chat-late': chatLate, common, markdown, models, queue, transcript } },
    interpolation: { escapeValue: false },
  });
}
