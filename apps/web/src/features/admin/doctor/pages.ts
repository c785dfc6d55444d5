// One chunk: the small pages of the system. The frame that the chat loads names each chunk, which costs it.
export { AnnouncementsPage } from '../announcements/announcements-page';
export { DoctorPage } from './doctor-page';
export { PortalPage } from '../settings/settings-page';
