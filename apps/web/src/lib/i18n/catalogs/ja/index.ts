import admin from './admin';
import answer from './answer';
import auth from './auth';
import chat from './chat';
import common from './common';
import developer from './developer';
import docs from './docs';
import doctor from './doctor';
import errors from './errors';
import history from './history';
import landing from './landing';
import markdown from './markdown';
import models from './models';
import people from './people';
import playground from './playground';
import pulls from './pulls';
import security from './security';
import settings from './settings';
import sql from './sql';
import telemetry from './telemetry';
import usage from './usage';
import welcome from './welcome';

/** All texts of the language: one file, because a visit needs most of them. */
export default {
  admin,
  answer,
  auth,
  chat,
  common,
  developer,
  docs,
  doctor,
  errors,
  history,
  landing,
  markdown,
  models,
  people,
  playground,
  pulls,
  security,
  settings,
  sql,
  telemetry,
  usage,
  welcome,
};
