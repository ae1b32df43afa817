-- A row of the exclusion list may stand for a whole domain (P12): its key is that of `@domain`, and no address has that one.
ALTER TABLE "exclusion" ADD COLUMN "domain" TEXT;
ALTER TABLE "exclusion_import_row" ADD COLUMN "domain" TEXT;

-- Domains are few among millions of addresses: adding an address does not touch it.
CREATE UNIQUE INDEX "exclusion_domain_idx" ON "exclusion" ("shop_id", "domain") WHERE "domain" IS NOT NULL;

-- The domain of an address and those above it, nearest first, without the last label: what `domainAndAbove` of policy/wholeDomain.ts gives for an address that can be mailed. In the domain's lower case the address is stored already.
CREATE FUNCTION mail_domains(email TEXT) RETURNS TEXT[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  rest TEXT := lower(split_part(email, '@', -1));
  found TEXT[] := '{}';
BEGIN
  WHILE position('.' IN rest) > 0 LOOP
    found := found || rest;
    rest := substr(rest, position('.' IN rest) + 1);
  END LOOP;
  RETURN found;
END $$;
