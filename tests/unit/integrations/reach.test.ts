import { EventEmitter } from "node:events";
import type { ClientRequest } from "node:http";
import https, { type RequestOptions } from "node:https";
import { afterEach, describe, expect, it, vi } from "vitest";
import { lookUpDmarc, type Dmarc } from "~/integrations/web/dmarc";
import { isPublicAddress } from "~/integrations/web/publicAddress";
import {
  isClosedStore,
  networkOf,
  NotConnected,
  reach,
  type Head,
  type Network,
  type Reach,
} from "~/integrations/web/reach";
import { senderDomainIn } from "~/integrations/sendgrid/senderDomain";

const PUBLIC = "93.184.215.14";

afterEach(() => void vi.restoreAllMocks().useRealTimers());

describe("an address of the public internet", () => {
  it.each([PUBLIC, "1.1.1.1", "8.8.8.8", "172.15.255.255", "172.32.0.1", "2606:4700::1111", "2a00:1450:4009::200e"])(
    "is %s",
    (address) => expect(isPublicAddress(address)).toBe(true),
  );
  it.each([
    ["this machine", "127.0.0.1"],
    ["this machine by another number", "127.255.255.254"],
    ["any interface", "0.0.0.0"],
    ["a private network of class A", "10.0.0.1"],
    ["a private network of class B", "172.16.0.1"],
    ["the end of that network", "172.31.255.255"],
    ["a private network of class C", "192.168.1.1"],
    ["a provider's own network", "100.64.0.1"],
    ["a cloud's metadata service", "169.254.169.254"],
    ["a network for measuring", "198.18.0.1"],
    ["documentation", "203.0.113.7"],
    ["many machines at once", "224.0.0.1"],
    ["every machine", "255.255.255.255"],
    ["this machine by IPv6", "::1"],
    ["no interface by IPv6", "::"],
    ["a link by IPv6", "fe80::1"],
    ["a link with its interface", "fe80::1%eth0"],
    ["a global address with an interface", "2606:4700::1111%eth0"],
    ["a unique local address", "fd00::1"],
    ["the metadata service by IPv6", "fd00:ec2::254"],
    ["IPv4 written as IPv6", "::ffff:127.0.0.1"],
    ["IPv4 written as IPv6, in hexadecimal", "::ffff:7f00:1"],
    ["IPv4 through NAT64", "64:ff9b::7f00:1"],
    ["IPv4 through 6to4", "2002:7f00:1::"],
    ["IPv4 through Teredo", "2001:0:7f00:1::"],
    ["documentation by IPv6", "2001:db8::1"],
    ["many machines by IPv6", "ff02::1"],
    ["no address", "localhost"],
    ["an empty text", ""],
    ["an address with a zero before", "010.0.0.1"],
  ])("is not %s", (_, address) => expect(isPublicAddress(address)).toBe(false));
});

const addresses = (...all: string[]) => all.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));

/** A web of names with their addresses, whose pages answer by their address. Notes where the app went. */
function webOf(
  names: Readonly<Record<string, readonly string[]>>,
  pages: Readonly<Record<string, Head | "cut" | "silent">> = {},
) {
  const visited: string[] = [];
  const network: Network = {
    resolve: (host) => Promise.resolve(addresses(...(names[host] ?? []))),
    ask: (url, at, signal) => {
      visited.push(`${url.href} at ${at.address}`);
      const page = pages[url.href] ?? { status: 200, location: undefined };
      if (page === "cut") return Promise.reject(new Error("ECONNRESET"));
      if (page === "silent")
        return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));
      return Promise.resolve(page);
    },
  };
  return { network, visited };
}

const NAMES = {
  "shop.test": [PUBLIC],
  "inside.test": ["10.0.0.5"],
  "both.test": [PUBLIC, "127.0.0.1"],
  "inside6.test": ["::1"],
  "meta.test": ["169.254.169.254"],
  "other.test": ["1.1.1.1"],
};
const to = (location: string, status = 302): Head => ({ status, location });

describe("looking whether a store is closed to the public", () => {
  it.each([
    ["finds one that asks for a password first", "https://shop.test/apps/twostage/optout", true],
    ["follows it to its own domain", "https://moved.test/apps/twostage/optout", true],
    ["finds one that shows the page open", "https://other.test/apps/twostage/optout", false],
    ["cannot tell of one that does not answer", "https://nobody.test/apps/twostage/optout", false],
    ["does not go to a private address", "https://inside.test/password", false],
  ])("%s", async (_, page, closed) => {
    const { network } = webOf({ ...NAMES, "moved.test": [PUBLIC] }, {
      "https://shop.test/apps/twostage/optout": to("/password"),
      "https://moved.test/apps/twostage/optout": to("https://shop.test/apps/twostage/optout", 301),
      "https://other.test/apps/twostage/optout": { status: 200, location: undefined },
    }); // prettier-ignore
    expect(await isClosedStore(page, network)).toBe(closed);
  });
});

describe("looking whether a link can be reached", () => {
  it.each<[string, string, Reach]>([
    ["a page that is there", "https://shop.test/a?b=1#c", "reached"],
    ["a page that is gone", "https://shop.test/gone", "broken"],
    ["a server that fails", "https://shop.test/fails", "broken"],
    ["a page that asks for a person first", "https://shop.test/robots", "reached"],
    ["a page that refuses machines by a number of its own", "https://shop.test/linkedin", "reached"],
    ["a page that does not understand what asks", "https://shop.test/puzzled", "reached"],
    ["a server that is busy", "https://shop.test/busy", "reached"],
    ["a page that is gone for good", "https://shop.test/gone-for-good", "broken"],
    ["a server behind a proxy that does not answer it", "https://shop.test/behind", "broken"],
    ["a page behind a redirect", "https://shop.test/moved", "reached"],
    ["a page behind a redirect to another host", "https://shop.test/elsewhere", "reached"],
    ["a page that leads round and round", "https://shop.test/round", "too_many_redirects"],
    ["a redirect without a place", "https://shop.test/nowhere", "broken"],
    ["a connection that is cut", "https://shop.test/cut", "unreachable"],
    ["a name that nobody has", "https://nobody.test/", "unresolved"],
    ["a page without https", "http://shop.test/", "not_https"],
    ["a file", "file:///etc/passwd", "not_https"],
    ["another protocol", "gopher://shop.test/", "not_https"],
    ["no address", "shop", "not_https"],
    ["another port", "https://shop.test:8443/", "private"],
    ["a user name", "https://admin@shop.test/", "private"],
    ["a password", "https://a:b@shop.test/", "private"],
    ["this machine", "https://127.0.0.1/", "private"],
    ["this machine as one number", "https://2130706433/", "private"],
    ["this machine in hexadecimal", "https://0x7f000001/", "private"],
    ["this machine in octal", "https://0177.0.0.1/", "private"],
    ["this machine in short", "https://127.1/", "private"],
    ["this machine by IPv6", "https://[::1]/", "private"],
    ["this machine by IPv4 in IPv6", "https://[::ffff:127.0.0.1]/", "private"],
    ["the metadata service", "https://169.254.169.254/latest/meta-data/", "private"],
    ["a name of the inner network", "https://inside.test/", "private"],
    ["a name of this machine by IPv6", "https://inside6.test/", "private"],
    ["a name of the metadata service", "https://meta.test/", "private"],
    ["a name with a public and a private address", "https://both.test/", "private"],
    ["a redirect to this machine", "https://shop.test/to-loopback", "private"],
    ["a redirect to a name of the inner network", "https://shop.test/to-inside", "private"],
    ["a redirect to another port", "https://shop.test/to-port", "private"],
    ["a redirect without https", "https://shop.test/to-http", "not_https"],
    ["a redirect to a file", "https://shop.test/to-file", "not_https"],
  ])("%s", async (_, link, expected) => {
    const { network, visited } = webOf(NAMES, {
      "https://shop.test/gone": { status: 404, location: undefined },
      "https://shop.test/fails": { status: 500, location: undefined },
      "https://shop.test/robots": { status: 403, location: undefined },
      "https://shop.test/linkedin": { status: 999, location: undefined },
      "https://shop.test/puzzled": { status: 400, location: undefined },
      "https://shop.test/busy": { status: 503, location: undefined },
      "https://shop.test/gone-for-good": { status: 410, location: undefined },
      "https://shop.test/behind": { status: 522, location: undefined },
      "https://shop.test/moved": to("/a", 301),
      "https://shop.test/elsewhere": to("https://other.test/", 308),
      "https://shop.test/round": to("/round"),
      "https://shop.test/nowhere": { status: 302, location: undefined },
      "https://shop.test/cut": "cut",
      "https://shop.test/to-loopback": to("https://127.0.0.1/admin"),
      "https://shop.test/to-inside": to("https://inside.test/admin"),
      "https://shop.test/to-port": to("https://shop.test:22/"),
      "https://shop.test/to-http": to("http://shop.test/"),
      "https://shop.test/to-file": to("file:///etc/passwd"),
    });
    expect(await reach(link, network)).toBe(expected);
    // Whatever comes of it, nothing was asked of an address that is not public.
    for (const visit of visited)
      expect(visit).toMatch(/^https:\/\/(shop|other)\.test\/.* at (93\.184\.215\.14|1\.1\.1\.1)$/);
  });

  it("goes to the very address that was looked at, though the name has another by then", async () => {
    let asked = 0;
    const { network, visited } = webOf(NAMES);
    const rebinding: Network = {
      ...network,
      resolve: () => Promise.resolve([{ address: (asked += 1) === 1 ? PUBLIC : "127.0.0.1", family: 4 }]),
    };
    expect(await reach("https://rebind.test/", rebinding)).toBe("reached");
    expect(visited).toEqual([`https://rebind.test/ at ${PUBLIC}`]);
    expect(asked).toBe(1);
  });

  describe("over the wire", () => {
    const names = (...all: string[]) => ({
      addresses: () => Promise.resolve(addresses(...all)),
      texts: () => Promise.resolve([]),
    });

    /** Requests that the tests answer: gives each as it is made, with the address that its look-up gives. */
    function answerRequests(answer: (request: ClientRequest, at: string, options: RequestOptions) => void) {
      vi.spyOn(https, "request").mockImplementation(((_url: URL, options: RequestOptions) => {
        const request = new EventEmitter() as ClientRequest;
        request.destroy = (error) => {
          if (error) request.emit("error", error);
          return request;
        };
        request.end = () => {
          // Whatever the name is by now: another one is asked for on purpose.
          options.lookup?.("rebound.test", {}, (_error, at) => answer(request, at as string, options));
          return request;
        };
        return request;
      }) as unknown as typeof https.request);
    }
    const connect = (request: ClientRequest) => {
      const socket = new EventEmitter();
      request.emit("socket", socket);
      socket.emit("connect");
    };
    const respond = (request: ClientRequest) => {
      connect(request);
      request.emit("response", Object.assign(new EventEmitter(), { statusCode: 200, headers: {} }));
    };

    it.each([
      ["one address", false],
      ["all of them", true],
    ] as const)("hands the look-up that was made to a connection that asks for %s", async (_, all) => {
      const found: unknown[] = [];
      answerRequests((request, _at, { lookup }) => {
        lookup?.("rebound.test", { all }, (error, ...answer) => {
          found.push(error, ...answer);
          request.emit("error", new Error("nothing is connected to"));
        });
      });
      expect(await reach("https://shop.test/", networkOf(names(PUBLIC)))).toBe("unreachable");
      expect(found).toEqual(all ? [null, [{ address: PUBLIC, family: 4 }]] : [null, PUBLIC, 4]);
    });

    it.each<[string, readonly string[], (request: ClientRequest) => void, Reach, readonly string[]]>([
      ["goes to the second address when the first refuses", [PUBLIC, "1.1.1.1"], (request) => request.emit("error", new Error("refused")), "reached", [PUBLIC, "1.1.1.1"]],
      ["goes to the second address when the first stays silent", [PUBLIC, "1.1.1.1"], () => undefined, "reached", [PUBLIC, "1.1.1.1"]],
      ["goes to one address of each kind", [PUBLIC, "1.1.1.1", "2606:4700::1111"], () => undefined, "reached", [PUBLIC, "2606:4700::1111"]],
      ["asks no second address when a connection to the first fails later", [PUBLIC, "1.1.1.1"], (request) => { connect(request); request.emit("error", new Error("reset")); }, "unreachable", [PUBLIC]],
    ])("%s", async (_, all, first, expected, visited) => {
      const asked: string[] = [];
      answerRequests((request, at) => (asked.push(at) === 1 ? first(request) : respond(request)));
      expect(await reach("https://shop.test/", networkOf(names(...all), 5))).toBe(expected);
      expect(asked).toEqual(visited);
    }); // prettier-ignore

    it("hurries no server that has been connected to", async () => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      const asked: string[] = [];
      answerRequests((request, at) => {
        asked.push(at);
        connect(request);
        vi.advanceTimersByTime(60_000);
        respond(request);
      });
      expect(await reach("https://shop.test/", networkOf(names(PUBLIC, "1.1.1.1"), 5))).toBe("reached");
      expect(asked).toEqual([PUBLIC]);
    });
  });

  it("asks two addresses of a name at most", async () => {
    const { network, visited } = webOf({ "many.test": ["1.1.1.1", "8.8.8.8", PUBLIC] });
    const ask: Network["ask"] = async (...asked) => {
      await network.ask(...asked);
      throw new NotConnected();
    };
    expect(await reach("https://many.test/", { ...network, ask })).toBe("unreachable");
    expect(visited).toEqual(["https://many.test/ at 1.1.1.1", "https://many.test/ at 8.8.8.8"]);
  });

  it("cannot tell of a name while DNS does not answer", async () => {
    const { network, visited } = webOf(NAMES);
    const resolve = () => Promise.reject(new Error("ETIMEOUT"));
    expect(await reach("https://shop.test/", { ...network, resolve })).toBe("unreachable");
    expect(visited).toEqual([]);
  });

  it("looks at sixty links at a time in the whole process, and at the others afterwards", async () => {
    let now = 0;
    let most = 0;
    const { network } = webOf(NAMES);
    const ask: Network["ask"] = async () => {
      most = Math.max(most, (now += 1));
      await new Promise(setImmediate);
      now -= 1;
      return { status: 200, location: undefined };
    };
    const seen = await Promise.all(
      Array.from({ length: 150 }, (_, n) => reach(`https://shop.test/${n}`, { ...network, ask })),
    );
    expect(new Set(seen)).toEqual(new Set(["reached"]));
    expect(most).toBe(60);
  });

  it("does not wait for ever for a server that says nothing", async () => {
    const { network } = webOf(NAMES, { "https://shop.test/silent": "silent" });
    expect(await reach("https://shop.test/silent", network, 50)).toBe("unreachable");
  });
});

describe("a domain's DMARC record", () => {
  const textsOf = (records: Readonly<Record<string, readonly string[] | "no answer">>) => ({
    texts: (name: string) => {
      const found = records[name] ?? [];
      return found === "no answer" ? Promise.reject(new Error("ETIMEOUT")) : Promise.resolve(found);
    },
  });
  it.each<[string, Readonly<Record<string, readonly string[] | "no answer">>, Dmarc]>([
    ["is its own", { "_dmarc.mail.shop.test": ["v=DMARC1; p=none"] }, "published"],
    ["stands among other texts", { "_dmarc.mail.shop.test": ["words", "v=DMARC1;p=Quarantine; rua=mailto:a@b.test"] }, "published"],
    ["has its policy behind other tags", { "_dmarc.shop.test": ["v=DMARC1; sp=none; p=reject;"] }, "published"],
    ["is that of the domain above", { "_dmarc.shop.test": ["v=DMARC1; p=reject"] }, "published"],
    ["is missing", {}, "missing"],
    ["is another record", { "_dmarc.shop.test": ["v=spf1 -all"] }, "missing"],
    ["has no policy", { "_dmarc.mail.shop.test": ["v=DMARC1; sp=none; rua=mailto:a@b.test"] }, "missing"],
    ["has a policy that is none", { "_dmarc.mail.shop.test": ["v=DMARC1; p=monitor"] }, "missing"],
    ["has its version elsewhere than first", { "_dmarc.mail.shop.test": ["p=none; v=DMARC1"] }, "missing"],
    ["is there twice", { "_dmarc.mail.shop.test": ["v=DMARC1; p=none", "v=DMARC1; p=reject"] }, "missing"],
    ["without a policy hides that of the domain above", { "_dmarc.mail.shop.test": ["v=DMARC1"], "_dmarc.shop.test": ["v=DMARC1; p=none"] }, "missing"],
    ["is not known while DNS does not answer", { "_dmarc.mail.shop.test": "no answer", "_dmarc.shop.test": ["v=DMARC1; p=none"] }, "unknown"],
    ["is not known while DNS does not answer for the domain above", { "_dmarc.shop.test": "no answer" }, "unknown"],
  ])("%s", async (_, records, expected) => {
    expect(await lookUpDmarc("mail.shop.test", textsOf(records))).toBe(expected);
  }); // prettier-ignore
  it("is not that of an ending under which anybody has a domain", async () => {
    expect(await lookUpDmarc("shop.co.uk", textsOf({ "_dmarc.co.uk": ["v=DMARC1; p=none"] }))).toBe("missing");
  });
});

describe("the sender's domain at SendGrid", () => {
  const DKIM = { dkim1: { valid: true }, dkim2: { valid: true }, mail_cname: { valid: true } };
  it.each([
    ["is authenticated", [{ domain: "Shop.test", valid: true, dns: DKIM }], "authenticated"],
    [
      "is authenticated by one key of its own",
      [{ domain: "shop.test", valid: true, dns: { dkim: { valid: true } } }],
      "authenticated",
    ],
    ["is not there", [{ domain: "other.test", valid: true, dns: DKIM }], "no_domain"],
    ["is not there when only the domain above is", [{ domain: "test", valid: true, dns: DKIM }], "no_domain"],
    ["was never verified", [{ domain: "shop.test", valid: false, dns: DKIM }], "dkim_invalid"],
    [
      "has a key that is not found",
      [{ domain: "shop.test", valid: true, dns: { ...DKIM, dkim2: { valid: false } } }],
      "dkim_invalid",
    ],
    ["tells of no key", [{ domain: "shop.test", valid: true, dns: {} }], "dkim_invalid"],
    [
      "is authenticated by the second of two entries",
      [
        { domain: "shop.test", valid: false },
        { domain: "shop.test", valid: true, dns: DKIM },
      ],
      "authenticated",
    ],
    ["is no list", { errors: [] }, "no_domain"],
  ] as const)("%s", (_, domains, expected) => {
    expect(senderDomainIn(domains, "offers@shop.test")).toBe(expected);
  });
});
