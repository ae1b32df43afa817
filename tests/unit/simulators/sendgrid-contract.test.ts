import { expect, it } from "vitest";
import { CONTRACT_MISSING, validateMailSend } from "../../support/sendgrid-contract";
import { mailBody, personalization } from "./mail-body";

it("finds the simulator's valid body valid by SendGrid's own contract", ({ skip }) => {
  const problems = validateMailSend(mailBody({ custom_args: { shop: "s1" } }));
  if (!problems) return skip(CONTRACT_MISSING);
  expect(problems).toEqual([]);
});

it("tells where a body breaks SendGrid's own contract", ({ skip }) => {
  const problems = validateMailSend(
    mailBody({ personalizations: [personalization({ to: [{ email: "nonsense" }], substitutions: { n: 1 } })] }),
  );
  if (!problems) return skip(CONTRACT_MISSING);
  expect(problems.join("\n")).toContain("/personalizations/0/to/0/email");
  expect(problems.join("\n")).toContain("/personalizations/0/substitutions/n");
});
