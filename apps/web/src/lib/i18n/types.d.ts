import 'i18next';
import type admin from './catalogs/en/admin';
import type auth from './catalogs/en/auth';
import type chat from './catalogs/en/chat';
import type common from './catalogs/en/common';
import type developer from './catalogs/en/developer';
import type history from './catalogs/en/history';
import type landing from './catalogs/en/landing';
import type models from './catalogs/en/models';
import type settings from './catalogs/en/settings';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: {
      admin: typeof admin;
      auth: typeof auth;
      chat: typeof chat;
      common: typeof common;
      developer: typeof developer;
      history: typeof history;
      landing: typeof landing;
      models: typeof models;
      settings: typeof settings;
    };
  }
}
