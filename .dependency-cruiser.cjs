// The layers of the app, as rules: a folder is a layer, and arrows go only downward. A test runs them; by hand:
// `npx depcruise --config .dependency-cruiser.cjs app extensions scripts`.

/** Everything below app/ but these folders. */
const appWithout = (...folders) => ({ path: "^app/", pathNot: `^app/(${folders.join("|")})/` });

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "policy-is-pure",
      comment:
        "app/policy reaches nothing outside itself but lists of data, however far: no clock, no randomness, no input or output",
      severity: "error",
      from: { path: "^app/policy/" },
      to: { reachable: true, pathNot: ["^app/policy/", "(^|/)node_modules/(email-providers|isbot)/"] },
    },
    {
      name: "lib-knows-no-layer",
      comment: "app/lib imports nothing of the app outside itself",
      severity: "error",
      from: { path: "^app/lib/" },
      to: appWithout("lib"),
    },
    {
      name: "email-on-policy",
      comment: "app/email imports of the app only the policy, however far",
      severity: "error",
      from: { path: "^app/email/" },
      to: { reachable: true, ...appWithout("email", "policy") },
    },
    {
      name: "email-does-no-io",
      comment: "app/email imports no module of Node: a mail is made of what it is given",
      severity: "error",
      from: { path: "^app/email/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "db-on-policy",
      comment: "app/db imports of the app only policy and lib, however far",
      severity: "error",
      from: { path: "^app/db/" },
      to: { reachable: true, ...appWithout("db", "policy", "lib") },
    },
    {
      name: "integrations-on-email",
      comment: "app/integrations imports of the app only policy, email and lib, however far",
      severity: "error",
      from: { path: "^app/integrations/" },
      to: { reachable: true, ...appWithout("integrations", "policy", "email", "lib") },
    },
    {
      name: "services-on-integrations",
      comment: "app/services imports no job, route, page or process, however far",
      severity: "error",
      from: { path: "^app/services/" },
      to: { reachable: true, ...appWithout("services", "policy", "email", "db", "integrations", "lib") },
    },
    {
      name: "jobs-on-services",
      comment: "app/jobs imports no route, page or HTTP",
      severity: "error",
      from: { path: "^app/jobs/" },
      to: { path: "^app/(routes|ui|http)/|^app/(server|worker|root|entry\\.server)\\.tsx?$" },
    },
    {
      name: "ui-on-policy",
      comment: "app/ui imports no database, integration, job or route",
      severity: "error",
      from: { path: "^app/ui/" },
      to: appWithout("ui", "services", "policy", "lib"),
    },
    {
      name: "routes-reach-no-database",
      comment: "app/routes asks services: it imports neither database, mail, SendGrid nor jobs",
      severity: "error",
      from: { path: "^app/routes/" },
      to: { path: "^app/(db|email|jobs|http|integrations/sendgrid)/" },
    },
    {
      name: "sendgrid-through-jobs",
      comment:
        "only app/jobs makes a SendGrid client and gives it to delivery; the settings make one to check a key and a sender",
      severity: "error",
      from: { path: "^app/", pathNot: "^app/jobs/|^app/services/shops/(settings|inbound|senderDomain)\\.ts$" },
      to: { path: "^app/integrations/sendgrid/client\\.ts$" },
    },
    {
      name: "nothing-imports-tests",
      comment: "neither the app nor its extensions or scripts import tests or simulators",
      severity: "error",
      from: { path: "^(app|extensions/[^/]+/src|scripts|prisma)/" },
      to: { path: "^tests/|^extensions/[^/]+/tests/" },
    },
    {
      name: "apart-from-the-extensions",
      comment: "the app and its extensions run in different places and import nothing of each other",
      severity: "error",
      from: { path: "^(app|extensions/[^/]+)/" },
      to: { path: "^(app|extensions/[^/]+)/", pathNot: "^$1/" },
    },
    {
      name: "no-circles",
      comment: "no file imports itself, however far",
      severity: "error",
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
};
