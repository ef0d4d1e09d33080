import { entriesOf } from "../../model";
import { modelPolicy } from "../../model/policy";

/** A credential is as strong as its weakest copy. */
export const modelledCredentials = modelPolicy(
  { name: "modelled-credentials", description: "Passwords, keys, certificates and Secrets are those of the model." },
  entriesOf("Secret", "random:", "tls:"),
);
