import { useState } from "react";

/** Text fields of a form, as Polaris' controlled inputs take them. */
export interface Fields<T extends Readonly<Record<string, string>>> {
  readonly values: T;
  /** Properties of the input for one field. */
  readonly bind: (name: keyof T & string) => {
    name: string;
    value: string;
    onChange: (value: string) => void;
    autoComplete: string;
  };
  readonly set: (name: keyof T & string, value: string) => void;
}

/** Holds the texts of a form. When what is stored of some changes, by a save of this page or of another, those fields show what is stored. */
export function useFields<T extends Readonly<Record<string, string>>>(stored: T): Fields<T> {
  const [values, setValues] = useState(stored);
  const [shown, setShown] = useState(stored);
  const changed = Object.entries(stored).filter(([name, value]) => value !== shown[name]);
  if (changed.length > 0) {
    setShown(stored);
    setValues((before) => ({ ...before, ...Object.fromEntries(changed) }));
  }
  const set = (name: keyof T & string, value: string) => setValues((before) => ({ ...before, [name]: value }));
  return {
    values,
    set,
    bind: (name) => ({ name, value: values[name] ?? "", onChange: (value) => set(name, value), autoComplete: "off" }),
  };
}
