/** SQL: the domain that the mails of the shop `$1` come from at this moment, by which receiving servers know a sender. */
export const SENDER_DOMAIN =
  "coalesce((SELECT lower(substring(from_email from '@(.*)$')) FROM shop_settings WHERE shop_id = $1), '')";
