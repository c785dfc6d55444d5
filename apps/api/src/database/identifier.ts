export { escapeIdentifier as quoted } from 'pg';
