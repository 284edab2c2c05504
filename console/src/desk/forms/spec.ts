// What a form asks, and where it goes. It owns no rule: what the service refuses is said beside
// the field that it is about, and what was typed stays.

import type { Desk } from "../desk.svelte";

export type Kind = "text" | "area" | "list" | "select" | "check" | "checks" | "choice" | "moment" | "date" | "number" | "person";
export type Options = readonly (readonly [name: string, words: string])[];

export interface Field {
  name: string;
  label: string;
  kind?: Kind;
  hint?: string;
  required?: boolean;
  value?: string | boolean | number | readonly string[] | null | undefined;
  options?: Options;
  min?: number;
  max?: number;
  /** A moment that is of now unless somebody says otherwise. */
  isNow?: boolean;
}

export type Value = string | boolean | number | string[];
export type Sent = Record<string, Value>;

export interface Spec {
  title: string;
  words?: readonly string[];
  fields?: readonly Field[];
  /** What the button says that sends it; without one there is nothing to send. */
  yes?: string;
  danger?: boolean;
  path?: string | ((given: Sent) => string);
  shape?: (given: Sent) => unknown;
  done?: string | ((said: unknown) => string);
}

/** The form in the language that is read now. */
export type Making = () => Spec;

export interface FormProps {
  desk: Desk;
  spec: Spec;
  onBack: () => void;
  onDone: (words: string) => void;
}
