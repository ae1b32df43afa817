import { Link } from "@remix-run/react";
import type { SignedAssessment } from "~/services/shops/readAssessment";
import { useShopTime } from "../useShopTime";
import { ASSESSMENT_PARTS } from "./parts";

/** One signed version as a document of its own: whole without a script, and printed by a button. */
export function PrintedAssessment({ signed }: { readonly signed: SignedAssessment }) {
  const time = useShopTime();
  const { business, version, newest } = signed;
  const facts = [
    ["Business", business.tradingName],
    ["Registered name", business.registeredName],
    ["Company number", business.companyNumber],
    ["Place of registration", business.placeOfRegistration],
    ["Office", business.registeredOffice],
    ["Store", business.shopDomain],
    ["Version", version < newest ? `${version}, since replaced by version ${newest}` : String(version)],
    ["Review by", time.day(signed.reviewAt)],
  ].filter(([, value]) => value);
  return (
    <article className="printed">
      <div className="printed-tools">
        <button type="button" onClick={() => window.print()}>
          Print
        </button>
        <Link to="/app/assessment">Back to the assessment</Link>
      </div>
      <h1>Legitimate-interests assessment: marketing by email</h1>
      <p>Under Article 6(1)(f) of the UK General Data Protection Regulation.</p>
      <dl>
        {facts.map(([term, value]) => (
          <Fact key={term} term={term ?? ""} value={value ?? ""} />
        ))}
      </dl>
      {ASSESSMENT_PARTS.map(({ name, title, question }) => (
        <section key={name}>
          <h2>{`${title}: ${question.charAt(0).toLowerCase()}${question.slice(1)}`}</h2>
          <p className="printed-text">{signed[name]}</p>
        </section>
      ))}
      <div className="printed-signature">
        <p>{`Signed by ${signed.signedBy} on ${time.minute(signed.signedAt)}.`}</p>
        {signed.recordedBy && <p>{`Logged in to the store's admin when it was signed: ${signed.recordedBy}.`}</p>}
      </div>
    </article>
  );
}

function Fact({ term, value }: { readonly term: string; readonly value: string }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{value}</dd>
    </>
  );
}
