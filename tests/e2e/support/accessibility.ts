import axe from "axe-core";
import type { Frame } from "playwright-core";

/**
 * What axe finds wrong with a document, or with the part of it that a selector names, by WCAG 2.2 A and AA and its own best practices, as one line each. Frames inside
 * it are not looked into: a mail's frame runs no scripts, and axe would wait for its answer for ever.
 */
export async function violations(frame: Frame, part = "html"): Promise<string[]> {
  await frame.locator(".Polaris-IndexTable__LoadingPanel:visible").first().waitFor({ state: "hidden" });
  if (!(await frame.evaluate(() => "axe" in window))) await frame.evaluate(axe.source);
  const found = await frame.evaluate(async (selector) => {
    const { axe: checker } = window as unknown as { axe: typeof axe };
    // Style sheets are fetched once more for rules alone that axe itself leaves out.
    const result = await checker.run(selector, { iframes: false, preload: false, resultTypes: ["violations"] });
    return result.violations.map(({ id, nodes }) => ({
      id,
      where: nodes.slice(0, 5).map(({ html }) => html.slice(0, 160)),
    }));
  }, part);
  return found.map(({ id, where }) => `${id}: ${where.join(" | ")}`);
}
