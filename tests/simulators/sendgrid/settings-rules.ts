import { type Complaints, type Kind, isObject } from "./complaints";

const SWITCH: Record<string, Kind> = { enable: "flag" };
const MAIL_SETTINGS: Record<string, Record<string, Kind>> = {
  bypass_list_management: SWITCH,
  bypass_spam_management: SWITCH,
  bypass_bounce_management: SWITCH,
  bypass_unsubscribe_management: SWITCH,
  footer: { enable: "flag", text: "string", html: "string" },
  sandbox_mode: SWITCH,
};
const TRACKING_SETTINGS: Record<string, Record<string, Kind>> = {
  click_tracking: { enable: "flag", enable_text: "flag" },
  open_tracking: { enable: "flag", substitution_tag: "string" },
  subscription_tracking: { enable: "flag", text: "string", html: "string", substitution_tag: "string" },
  ganalytics: {
    enable: "flag",
    utm_source: "string",
    utm_medium: "string",
    utm_term: "string",
    utm_content: "string",
    utm_campaign: "string",
  },
};

/** Rules for `mail_settings`: known switches only, and a list bypass may not be combined with another bypass. */
export function checkMailSettings(settings: unknown, complaints: Complaints): void {
  checkGroup(settings, "mail_settings", MAIL_SETTINGS, complaints);
  if (!isObject(settings) || !isOn(settings.bypass_list_management)) return;
  for (const other of ["bypass_spam_management", "bypass_bounce_management", "bypass_unsubscribe_management"])
    if (isOn(settings[other]))
      complaints.add(
        `mail_settings.${other}`,
        `The ${other} setting cannot be combined with the bypass_list_management setting.`,
      );
}

/** Rules for `tracking_settings`: known trackers with values of the right kind. */
export function checkTrackingSettings(settings: unknown, complaints: Complaints): void {
  checkGroup(settings, "tracking_settings", TRACKING_SETTINGS, complaints);
}

function checkGroup(
  settings: unknown,
  field: string,
  known: Record<string, Record<string, Kind>>,
  complaints: Complaints,
): void {
  if (!isObject(settings)) return;
  complaints.hasOnly(settings, Object.fromEntries(Object.keys(known).map((name) => [name, "object" as const])), field);
  for (const [name, fields] of Object.entries(known)) {
    const setting = settings[name];
    if (isObject(setting)) complaints.hasOnly(setting, fields, `${field}.${name}`);
  }
}

function isOn(setting: unknown): boolean {
  return isObject(setting) && setting.enable === true;
}
