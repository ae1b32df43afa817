import fc from "fast-check";
import { expect, it } from "vitest";
import { drawnOnce } from "~/ui/public/drawnOnce";
import { optOutPage } from "~/ui/public/optOutPage";

const tokens = fc.stringMatching(/^[\w-]{0,60}$/);
const merchants = fc.record({ name: fc.string({ unit: "grapheme" }), contactEmail: fc.emailAddress() });
const draw = (merchant: { name: string; contactEmail: string }) => (token: string) =>
  optOutPage({ state: "excluded", merchant, token }, "cy");

it("gives what would have been drawn, whatever the shop is called and whichever link it is", () => {
  fc.assert(
    fc.property(merchants, fc.array(tokens, { minLength: 1, maxLength: 3 }), (merchant, links) => {
      for (const token of links)
        expect(drawnOnce(["property", merchant], token, draw(merchant)).toString()).toBe(draw(merchant)(token));
    }),
  );
});

it("draws pages once that differ in the token alone", () => {
  const drawn: string[] = [];
  const page = (token: string) => {
    drawn.push(token);
    return `<p>${token}</p>`;
  };
  expect(drawnOnce(["once"], "one", page).toString()).toBe("<p>one</p>");
  expect(drawnOnce(["once"], "two", page).toString()).toBe("<p>two</p>");
  expect(drawn).toHaveLength(1);
  expect(drawnOnce(["once", "else"], "three", page).toString()).toBe("<p>three</p>");
  expect(drawn).toHaveLength(2);
});

it("draws for itself what is no token: it may be written otherwise than it reads", () => {
  const page = (token: string) => `<p>${encodeURIComponent(token)}</p>`;
  expect(drawnOnce(["no token"], "a b", page).toString()).toBe("<p>a%20b</p>");
  expect(drawnOnce(["no token"], "ab", page).toString()).toBe("<p>ab</p>");
});

it("keeps no more than some hundred pages, and draws what it no longer has", () => {
  const page = (name: number) => (token: string) => `<p>${name}${token}</p>`;
  for (let name = 0; name < 1200; name++)
    expect(drawnOnce(["many", name], "x", page(name)).toString()).toBe(`<p>${name}x</p>`);
  expect(drawnOnce(["many", 0], "y", page(0)).toString()).toBe("<p>0y</p>");
});
