import { type Screen } from '../screen.js';
import { ADMIN } from './admin.js';
import { CHAT } from './chat.js';
import { DATABASE } from './database.js';
import { DEVELOPER } from './developer.js';
import { PERSON } from './person.js';
import { GALLERY } from './gallery.js';
import { SEVERAL } from './several.js';
import { VISITOR } from './visitor.js';

/** Every screen, in the order of the contact sheet. A new one is one entry in the file of its area. */
export const SCREENS: readonly Screen[] = [
  ...GALLERY,
  ...VISITOR,
  ...CHAT,
  ...SEVERAL,
  ...PERSON,
  ...DEVELOPER,
  ...ADMIN,
  ...DATABASE,
];
