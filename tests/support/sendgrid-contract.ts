import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** Said by a caller that skips because the contract is not there. */
export const CONTRACT_MISSING =
  "SendGrid's OpenAPI file is not here: set SENDGRID_OPENAPI to a copy of tsg_mail_v3.json to check against it";

let validator: ValidateFunction | null | undefined;

/**
 * Validates a mail/send body against SendGrid's own OpenAPI and returns what is wrong with it, as `path message`; an
 * empty list means valid, undefined that there is no contract file (say `CONTRACT_MISSING` and skip). The file is
 * looked for at `SENDGRID_OPENAPI`, then beside the repository. It misstates one thing, put right here: the message's
 * `custom_args` is an object, as in every client library of SendGrid, not a string.
 */
export function validateMailSend(body: unknown): string[] | undefined {
  validator ??= compile() ?? null;
  if (!validator) return undefined;
  // Through JSON, as on the wire: an undefined field is an absent one.
  validator(JSON.parse(JSON.stringify(body)));
  return (validator.errors ?? []).map(({ instancePath, message }) => `${instancePath || "/"} ${message ?? "is wrong"}`);
}

function compile(): ValidateFunction | undefined {
  const file = [process.env.SENDGRID_OPENAPI, path.join(ROOT, "../shared/data/sendgrid/tsg_mail_v3.json")].find(
    (candidate) => candidate !== undefined && existsSync(candidate),
  );
  if (file === undefined) return undefined;
  const document = JSON.parse(readFileSync(file, "utf8")) as OpenApi;
  document.components.requestBodies.PostMailSend.content["application/json"].schema.properties.custom_args = {
    type: "object",
    additionalProperties: { type: "string" },
  };
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats(ajv);
  ajv.addSchema(document, "sendgrid");
  return ajv.compile({
    $ref: "sendgrid#/components/requestBodies/PostMailSend/content/application~1json/schema",
  });
}

interface OpenApi {
  components: {
    requestBodies: {
      PostMailSend: { content: { "application/json": { schema: { properties: Record<string, object> } } } };
    };
  };
}
