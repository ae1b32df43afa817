import { describe, expect, it } from "vitest";
import { renderMarkdown } from "~/email/markdown";

describe("a merchant's markdown", () => {
  it("becomes plain text with the same content", () => {
    const { text } = renderMarkdown(`# Spring *prices*

Hello,
until **30 April** we take 15% off all [pumps](https://shop.example/pumps?a=1&b=2).

- one
- two, with
  - inner
- https://shop.example/all

3. third
4. fourth

   with more

> Good pump.

---
Write to [us](mailto:us@shop.example)`);
    expect(text).toBe(`Spring prices
=============

Hello,
until 30 April we take 15% off all pumps (https://shop.example/pumps?a=1&b=2).

- one
- two, with
  - inner
- https://shop.example/all

3. third
4. fourth
   with more

> Good pump.

* * *

Write to us (mailto:us@shop.example)`);
  });

  it("shows HTML as text", () => {
    const { html } = renderMarkdown('</td></table><script>alert(1)</script><img src="https://x.example/p.gif"> <!-- ');
    expect(html).not.toMatch(/<(?!\/?(p|a)\b)/);
    expect(html).toContain("&lt;/td&gt;");
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "/relative",
    "//host.example",
  ])("makes no link to %s", (url) => {
    expect(renderMarkdown(`[press](${url}) <${url}>`).html).not.toContain("<a ");
  });

  it("fetches nothing when it is opened", () => {
    expect(renderMarkdown("![a](https://x.example/p.gif)\n\n![b][c]\n\n[c]: https://x.example/q.gif").html).not.toMatch(
      /<img|url\(/,
    );
  });

  it("takes an indented line for words, not for code", () => {
    expect(renderMarkdown("    Dear customer").html).toContain("Dear customer</p>");
  });

  it("cannot turn the direction of the text round", () => {
    const { html, text } = renderMarkdown("a \u202E b &#x202E; c \u2066");
    expect(html + text).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
  });

  it("leaves no line that mail programs take for the start of a signature and fold away", () => {
    expect(renderMarkdown("above\n\n\\-- \n\nbelow\n\n--&#32;\n\nend").text).not.toMatch(/^-- $/m);
  });
});
