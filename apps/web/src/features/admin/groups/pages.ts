// One chunk: what the console has of people. The frame that the chat loads names each chunk, which costs it.
export { UsersPage } from '../users/users-page';
export { GroupsPage } from './groups-page';
