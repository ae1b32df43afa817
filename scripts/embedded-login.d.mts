/** How the embedded PostgreSQL is reached, as kept beside its data. `inherits`: the app was its superuser, and what it made is still to be given to its own login. */
export interface EmbeddedSettings {
  user: string;
  password: string;
  port: number;
  database: string;
  superuser: { user: string; password: string };
  inherits?: boolean;
}
/** Gives a folder from when the app was the superuser a login of its own. */
export function withOwnLogin(settings: {
  user: string;
  password: string;
  port: number;
  database: string;
}): EmbeddedSettings;
/** A password that nobody types. */
export function newPassword(): string;
/** Makes sure of the app's login and database, and gives it what it inherits. Gives whether the settings must be kept anew. */
export function createLogin(settings: EmbeddedSettings): Promise<boolean>;
