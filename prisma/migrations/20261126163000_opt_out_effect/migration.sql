-- Whether opening the opt-out link excludes at the click, as the policy has it, or once its page has loaded in a browser.
ALTER TABLE "shop_settings" ADD COLUMN "opt_out_on_load" BOOLEAN NOT NULL DEFAULT false;
