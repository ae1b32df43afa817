/** Gives a text of the extension's own locales by its key. */
export type Translate = (key: string, values?: Record<string, string>) => string;
