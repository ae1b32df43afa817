import { describe, expect, it } from "vitest";
import { fieldError, problemIn } from "~/ui/admin/problemData";

describe("the answer of an action", () => {
  it("holds a refusal with its fields", () => {
    const problem = problemIn({ problem: { code: "input_invalid", fields: ["email"] } });
    expect(problem).toEqual({ code: "input_invalid", fields: ["email"] });
    expect(fieldError(problem, "email", "Enter an address")).toBe("Enter an address");
    expect(fieldError(problem, "note", "Say why")).toBeUndefined();
  });

  it("holds where in a field something is wrong", () => {
    const faults = [{ field: "body", at: ["button-1", "url"], code: "blank" }];
    const problem = { code: "input_invalid", fields: ["body"], faults };
    expect(problemIn({ problem })).toEqual(problem);
  });

  it.each([undefined, null, "text", { done: "save" }, { problem: null }, { problem: { code: "no_such_code" } }])(
    "holds no refusal when it is %j",
    (data) => {
      expect(problemIn(data)).toBeUndefined();
    },
  );
});
