import { expect, it } from "vitest";
import { Admin } from "./support/admin";
import { useStage } from "./support/stage";

const stage = useStage();

it("is not shown in a frame of another site", async () => {
  const page = await stage.browser.newPage();
  const address = await stage.world.shopify.frameUrl();
  await page.route("https://elsewhere.example/", (route) =>
    route.fulfill({ contentType: "text/html", body: `<iframe src="${address.replaceAll("&", "&amp;")}"></iframe>` }),
  );
  const refusal = page.waitForEvent("console", (message) => message.text().includes("frame-ancestors"));
  await page.goto("https://elsewhere.example/");
  expect((await refusal).text()).toContain(stage.world.shopify.appUrl);
  expect(await page.frameLocator("iframe").getByText("Home").count()).toBe(0);
  await page.close();
});

it("works where the browser denies storage to a frame of another site", async () => {
  const page = await stage.browser.newPage();
  await page.addInitScript((appOrigin) => {
    if (location.origin !== appOrigin) return;
    const deny = () => {
      throw new DOMException("Access is denied for this document.", "SecurityError");
    };
    for (const storage of ["localStorage", "sessionStorage"]) Object.defineProperty(window, storage, { get: deny });
    Object.defineProperty(document, "cookie", { get: () => "", set: () => undefined });
  }, stage.world.shopify.appUrl);
  const admin = await Admin.open(stage.browser, stage.world, page);
  await admin.goTo("Settings");
  await admin.fill({ "Trading name": "Thornbury Spares Direct" });
  await admin.button("Save identity").click();
  await admin.acknowledge("Identity saved");
  await admin.goTo("Customers");
  await admin.goTo("Settings");
  expect(await admin.app.getByLabel("Trading name").inputValue()).toBe("Thornbury Spares Direct");
});

it("leads from the set-up guide to the part of Settings that is missing", async () => {
  const admin = await Admin.open(stage.browser, stage.world);
  await admin.app.getByRole("link", { name: "Connect SendGrid" }).click();
  const heading = admin.app.getByRole("heading", { name: "Sender and SendGrid" });
  await heading.waitFor();
  await expect.poll(() => heading.evaluate((element) => element.getBoundingClientRect().top < innerHeight)).toBe(true);
  await admin.goTo("Customers");
  expect(await admin.frame.evaluate(() => scrollY)).toBe(0);
});
