import 'i18next';
import type admin from './catalogs/en/admin';
import type auth from './catalogs/en/auth';
import type cache from './catalogs/en/cache';
import type chat from './catalogs/en/chat';
import type chatLate from './catalogs/en/chat-late';
import type common from './catalogs/en/common';
import type consoles from './catalogs/en/consoles';
import type developer from './catalogs/en/developer';
import type docs from './catalogs/en/docs';
import type doctor from './catalogs/en/doctor';
import type errors from './catalogs/en/errors';
import type frame from './catalogs/en/frame';
import type history from './catalogs/en/history';
import type landing from './catalogs/en/landing';
import type markdown from './catalogs/en/markdown';
import type models from './catalogs/en/models';
import type overview from './catalogs/en/overview';
import type palette from './catalogs/en/palette';
import type people from './catalogs/en/people';
import type playground from './catalogs/en/playground';
import type pulls from './catalogs/en/pulls';
import type queue from './catalogs/en/queue';
import type security from './catalogs/en/security';
import type settings from './catalogs/en/settings';
import type sql from './catalogs/en/sql';
import type telemetry from './catalogs/en/telemetry';
import type transcript from './catalogs/en/transcript';
import type usage from './catalogs/en/usage';
import type welcome from './catalogs/en/welcome';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: {
      admin: typeof admin;
      auth: typeof auth;
      cache: typeof cache;
      chat: typeof chat;
      'chat-late': typeof chatLate;
      common: typeof common;
      consoles: typeof consoles;
      developer: typeof developer;
      docs: typeof docs;
      doctor: typeof doctor;
      errors: typeof errors;
      frame: typeof frame;
      history: typeof history;
      landing: typeof landing;
      markdown: typeof markdown;
      models: typeof models;
      overview: typeof overview;
      palette: typeof palette;
      people: typeof people;
      playground: typeof playground;
      pulls: typeof pulls;
      queue: typeof queue;
      security: typeof security;
      settings: typeof settings;
      sql: typeof sql;
      telemetry: typeof telemetry;
      transcript: typeof transcript;
      usage: typeof usage;
      welcome: typeof welcome;
    };
  }
}
