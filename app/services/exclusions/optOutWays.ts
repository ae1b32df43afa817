/** Ways of opting out that belong to a mail, as a list of SQL. */
export const OPT_OUT_WAYS = "('body_link', 'one_click', 'reply_mail')";
