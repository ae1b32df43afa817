/** An e-mail address of which only its holder can tell which it is: first character and domain, `j…@acme.example`. */
export function maskAddress(address: string): string {
  const clean = address.trim();
  const at = clean.lastIndexOf("@");
  if (at <= 0) return "…";
  return `${[...clean][0] ?? ""}…${clean.slice(at)}`;
}
