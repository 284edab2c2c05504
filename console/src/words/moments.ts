// What happens by itself next. The service says it in English; in another language it is said from
// the same record, and a kind that is not known here as the service says it.

import type { IncidentShown, MomentShown } from "../api/types";
import { reading } from "./language.svelte";

type Saying = (incident: IncidentShown) => string | undefined;

const ES: Readonly<Record<string, Saying>> = {
  repeat: () => "se avisa de nuevo a todos",
  widen: () => "se avisa a TODOS",
  step: ({ step }) => (step ? `paso ${step.step + 1} de ${step.steps}` : undefined),
  check_back: ({ commander_name }) => `se pregunta a ${commander_name} si sigue a cargo`,
  check_back_answer: ({ commander_name }) =>
    `${commander_name} debe responder si sigue a cargo, o se avisa de nuevo`,
  verify_cancel: () => "se pide otra vez la llamada sobre la cancelación",
};

/** A moment in words, in the language that is read now. */
export function happening(incident: IncidentShown, moment: MomentShown): string {
  const saying = reading.language === "es" ? ES[moment.kind] : undefined;
  return saying?.(incident) ?? moment.words;
}
