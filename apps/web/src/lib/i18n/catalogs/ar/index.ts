import admin from './admin';
import announcements from './announcements';
import audio from './audio';
import auth from './auth';
import chat from './chat';
import chatLate from './chat-late';
import common from './common';
import compare from './compare';
import consoles from './consoles';
import developer from './developer';
import docs from './docs';
import doctor from './doctor';
import errors from './errors';
import frame from './frame';
import groups from './groups';
import history from './history';
import landing from './landing';
import markdown from './markdown';
import models from './models';
import overview from './overview';
import palette from './palette';
import people from './people';
import playground from './playground';
import preview from './preview';
import pulls from './pulls';
import files from './files';
import queue from './queue';
import security from './security';
import settings from './settings';
import shares from './shares';
import sources from './sources';
import sql from './sql';
import telemetry from './telemetry';
import terms from './terms';
import transcript from './transcript';
import usage from './usage';
import welcome from './welcome';

/** All texts of the language: one file, because a visit needs most of them. */
export default {
  admin,
  announcements,
  audio,
  auth,
  chat,
  'chat-late': chatLate,
  common,
  compare,
  consoles,
  developer,
  docs,
  doctor,
  errors,
  frame,
  groups,
  history,
  landing,
  markdown,
  models,
  overview,
  palette,
  people,
  playground,
  preview,
  pulls,
  files,
  queue,
  security,
  settings,
  shares,
  sources,
  sql,
  telemetry,
  terms,
  transcript,
  usage,
  welcome,
};
