import { pool } from "~/db/client";

/** Has each write of the send ledger fail with the error of a full disk (53100). Gives what makes room again. */
export async function fillDisk(): Promise<() => Promise<void>> {
  await pool().query(
    "CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$",
  );
  await pool().query(
    "CREATE TRIGGER disk_full BEFORE INSERT OR UPDATE ON batch FOR EACH ROW EXECUTE FUNCTION disk_full()",
  );
  return async () => {
    await pool().query("DROP FUNCTION disk_full() CASCADE");
  };
}
