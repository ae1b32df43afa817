import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Page } from "playwright-core";

const folder = process.env.SCREENSHOTS;

/** Saves a picture of a page as it is now, to be looked at, when `SCREENSHOTS` names a folder; otherwise does nothing. `sizes` are widths and heights in CSS pixels. */
export async function picture(
  page: Page,
  name: string,
  sizes: readonly (readonly [number, number])[] = [[1280, 800]],
): Promise<void> {
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  const before = page.viewportSize();
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height });
    const suffix = sizes.length > 1 ? `-${width}x${height}` : "";
    await page.screenshot({ path: path.join(folder, `${name}${suffix}.png`), animations: "disabled" });
  }
  if (before) await page.setViewportSize(before);
}

/** A page of the admin: as on a laptop, and in its whole height. */
export const ADMIN: readonly (readonly [number, number])[] = [
  [1280, 800],
  [1280, 2400],
];

/** A page for the public: as on a laptop and on a telephone. */
export const PUBLIC: readonly (readonly [number, number])[] = [
  [1280, 900],
  [390, 844],
];
