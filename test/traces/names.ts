/** Addresses and host names of the processes of a run, which change as those of pods do. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** A part of 127.0.0.0/8 for each run, so that two of them on one machine do not meet. */
const NETWORK = `127.${64 + ((process.pid >> 8) & 63)}.${process.pid & 255}`;

let given = 0;

/** The next free address of this run. */
export function nextAddress(): string {
  given += 1;
  return `${NETWORK}.${given}`;
}

/**
 * A hosts file that stands in for the cluster's DNS: a name may have several addresses, as a headless Service's has.
 * A program reads it anew some seconds after a change, as it would ask a name server that remembers.
 */
export class Names {
  readonly hostsFile: string;
  readonly resolverFile: string;
  private readonly addresses = new Map<string, readonly string[]>();

  constructor(folder: string) {
    this.hostsFile = join(folder, "hosts");
    this.resolverFile = join(folder, "resolv.conf");
    // What is in no file is asked of a name server that is not there.
    writeFileSync(this.resolverFile, "nameserver 127.0.0.2\noptions timeout:1 attempts:1\n");
    this.write();
  }

  /** Sets the addresses of a name. The file is changed in place, so that processes which run see it. */
  resolve(name: string, addresses: readonly string[]): void {
    this.addresses.set(name, addresses);
    this.write();
  }

  private write(): void {
    const lines = [...this.addresses].flatMap(([name, all]) => all.map((address) => `${address} ${name}\n`));
    writeFileSync(this.hostsFile, `127.0.0.1 localhost\n${lines.join("")}`);
  }
}
